package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// exportHash is the SHA-256 of everything that the store holds as an export, without which upload and line it was read from.
func exportHash(t *testing.T, db *sqlite.DB, im *Importer) string {
	t.Helper()
	file, _ := exportAll(t, db, im)
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	for _, row := range rows {
		for i, cell := range row {
			if name := rows[0][i]; name != "upload" && name != "line" {
				fmt.Fprintf(hash, "%q,", cell)
			}
		}
		fmt.Fprintln(hash)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// figuresOfADecade are rows of several sites, indicators and resolutions, with qualifiers, flags, missing values and units of all kinds.
func figuresOfADecade(random *rand.Rand) (rows []string) {
	for year := 2010; year < 2020; year++ {
		for _, site := range []string{"citywide", "kali-surabaya", "tpa-benowo"} {
			rows = append(rows, fmt.Sprintf("surabaya,%s,solid-waste-generated,%d,%d,kg/day,mean,2,observed,a report,", site, year, random.IntN(1e6)),
				fmt.Sprintf("surabaya,%s,bod,%d-03,%s%d.%d,mg/L,mean,%d,provisional,,a note", site, year, []string{"", "<", ">"}[random.IntN(3)], random.IntN(90), random.IntN(10), 1+random.IntN(4)),
				fmt.Sprintf("surabaya,%s,pm10,%d-03-04,%d,µg/m³,,,,,", site, year, random.IntN(300)),
				fmt.Sprintf("surabaya,%s,pm10,%d-03-05,,µg/m³,,,,,", site, year))
		}
	}
	return rows
}

// TestTheOrderOfSendingDoesNotMatter: whole or in overlapping pieces, in any order of pieces and of rows, once or thrice, the store
// exports the same, and every receipt adds up.
func TestTheOrderOfSendingDoesNotMatter(t *testing.T) {
	const header = "city,site,indicator,period,value,unit,statistic,quality,status,source,note\n"
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for seed := range uint64(rounds) {
		random := rand.New(rand.NewPCG(seed, 7))
		rows := figuresOfADecade(random)
		db, im := realStore(t)
		request := indicators.UploadRequest{Profile: "aspro", City: "surabaya"}
		importAll(t, im, []byte(header+strings.Join(rows, "\n")+"\n"), request)
		want := exportHash(t, db, im)

		db, im = realStore(t)
		shuffled := slices.Clone(rows)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		var pieces []string
		for begin := 0; begin < len(shuffled); begin += 11 {
			end := min(len(shuffled), begin+11+random.IntN(9)) // reaches into the next
			pieces = append(pieces, header+strings.Join(shuffled[begin:end], "\n")+"\n")
		}
		pieces = slices.Concat(pieces, pieces, pieces)
		random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		var sum indicators.Counts
		for _, piece := range pieces {
			result, err := im.Import(context.Background(), strings.NewReader(piece), Options{Request: request})
			if err != nil {
				t.Fatal(err)
			}
			c := result.Upload.Receipt.Counts
			if c.Received != c.Outcomes() {
				t.Fatalf("%+v does not add up", c)
			}
			if !result.Known {
				sum.Add(c)
			}
		}
		if got := exportHash(t, db, im); got != want {
			t.Errorf("seed %d: in pieces the export is %s, whole it is %s", seed, got, want)
		}
		if stored := int64(len(rows) * 3 / 4); sum.Created != stored || sum.Conflict+sum.Rejected+sum.Updated > 0 {
			t.Errorf("seed %d: %+v, %d values were sent", seed, sum, stored)
		}
	}
}
