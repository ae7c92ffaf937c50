package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

const flagsHeader = "city,site,indicator,period,value,unit,statistic,quality,resolution\n"

// checkedStore is a real store whose catalogue doubts minutes of PM10 too.
func checkedStore(t *testing.T) (*sqlite.DB, *Importer) {
	t.Helper()
	db, im := realStore(t)
	im.Catalogue.Checks = append(im.Catalogue.Checks, indicators.Check{ID: "pm10-minutely", Indicator: "pm10", Resolution: "PT1M",
		Spike: indicators.Doubt{Suspect: at(30.0), Fail: at(90.0)}, Rate: at(60.0), Flat: indicators.FlatDoubt{Within: 0.1, Suspect: 5, Fail: 12}, Source: "ASPRO default"})
	return db, im
}

// doubtfulReadings are hours, days and minutes that spike, jump and stand still, with gaps, qualities of their own and censored values.
func doubtfulReadings(random *rand.Rand) (readings []Reading) {
	begin := time.Date(2024, 2, 28, 11, 0, 0, 0, time.UTC)
	for _, s := range []struct {
		indicator, resolution string
		unit                  string
		step                  time.Duration
		n                     int
		level, jump           float64
	}{{"pm2-5", "PT1H", "µg/m³", time.Hour, 420, 40, 700}, {"co", "PT1H", "mg/m³", time.Hour, 200, 1, 25}, {"pm10", "PT1M", "µg/m³", time.Minute, 300, 50, 100}, {"pm10", "P1D", "µg/m³", 24 * time.Hour, 60, 50, 900}} {
		value, still := s.level, 0
		for i := range s.n {
			if still--; still < 0 {
				value = s.level + float64(random.IntN(20))/10
				if random.IntN(25) == 0 {
					still = random.IntN(90)
				}
			}
			if random.IntN(30) == 0 {
				continue // a gap
			}
			r := Reading{City: "surabaya", Site: "citywide", Indicator: s.indicator, Resolution: s.resolution, Statistic: "mean", Quality: "2", Unit: s.unit,
				Start: begin.Add(time.Duration(i) * s.step).Format(time.RFC3339), Value: strconv.FormatFloat(value, 'f', -1, 64)}
			if s.resolution == "P1D" {
				r.Period, r.Start = begin.Add(time.Duration(i)*s.step).Format(time.DateOnly), ""
			}
			switch random.IntN(40) {
			case 0, 1, 2:
				r.Value = strconv.FormatFloat(value+s.jump*float64(1+random.IntN(3))/2, 'f', -1, 64)
			case 3:
				r.Qualifier = "<"
			case 4, 5, 6:
				r.Quality = strconv.Itoa(1 + random.IntN(4))
			}
			readings = append(readings, r)
		}
	}
	return readings
}

// csvOf is readings as a file; empty lines at its end, as many as salt, make its bytes others.
func csvOf(readings []Reading, salt int) []byte {
	var b strings.Builder
	b.WriteString(flagsHeader)
	for _, r := range readings {
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s%s,%s,%s,%s,%s\n", r.City, r.Site, r.Indicator, firstOf(r.Start, r.Period), r.Qualifier, r.Value, r.Unit, r.Statistic, r.Quality, r.Resolution)
	}
	b.WriteString(strings.Repeat("\n", salt))
	return []byte(b.String())
}

// figures is every reading, every day and the latest reading of every series, without where they were read.
func figures(t *testing.T, db *sqlite.DB, im *Importer) string {
	t.Helper()
	list, err := db.SeriesList(t.Context(), indicators.SeriesFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, info := range list {
		held, err := db.Select(t.Context(), info.Series, indicators.Period{From: time.Unix(info.First, 0), To: time.Unix(info.Last+1, 0)})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range held {
			o.Upload, o.Line = 0, 0
			fmt.Fprintln(&text, o)
		}
		days, err := db.Days(t.Context(), []indicators.Series{info.Series}, indicators.Period{From: time.Unix(info.First-86400, 0), To: time.Unix(info.Last+86400, 0)}, im.Catalogue.Zone(info.Series.City), indicators.AllOfDay)
		if err != nil {
			t.Fatal(err)
		}
		latest, err := db.Latest(t.Context(), []indicators.Series{info.Series})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&text, info.Series, days, latest[0].Observation.Start, latest[0].Observation.Value)
	}
	return text.String()
}

// overlapping cuts shuffled readings into pieces that reach into one another, each thrice, in any order.
func overlapping(random *rand.Rand, readings []Reading, longest int) (pieces [][]Reading) {
	shuffled := slices.Clone(readings)
	random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if random.IntN(2) == 0 { // pieces of time, as they are sent mostly
		shuffled = slices.Clone(readings)
	}
	for begin := 0; begin < len(shuffled); {
		n := 1 + random.IntN(longest)
		pieces = append(pieces, shuffled[begin:min(len(shuffled), begin+n+random.IntN(n))])
		begin += n
	}
	pieces = slices.Concat(pieces, pieces, pieces)
	random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	return pieces
}

// TestHowReadingsAreCutDoesNotMatter: what the checks doubt depends on the readings alone, whether they come in one file, in pieces of any
// order, or one by one by posts; and an upload that is taken back leaves the flags that were before.
func TestHowReadingsAreCutDoesNotMatter(t *testing.T) {
	rounds := uint64(12)
	if testing.Short() {
		rounds = 2
	}
	request := indicators.UploadRequest{Profile: "aspro", City: "surabaya"}
	for seed := range rounds {
		random := rand.New(rand.NewPCG(seed, 11))
		readings := doubtfulReadings(random)
		whole, im := checkedStore(t)
		receipt := importAll(t, im, csvOf(readings, 0), request).Upload.Receipt
		want, wantExport := figures(t, whole, im), exportHash(t, whole, im)
		for _, code := range []string{"spike", "rate_of_change", "flat_line"} {
			if !slices.ContainsFunc(receipt.Warnings, func(w indicators.RowProblem) bool { return w.Code == code }) {
				t.Errorf("seed %d: no %s is found: the readings are no trial", seed, code)
			}
		}

		db, im := checkedStore(t)
		for salt, piece := range overlapping(random, readings, 90) {
			importAll(t, im, csvOf(piece, salt), request)
		}
		if got := figures(t, db, im); got != want || exportHash(t, db, im) != wantExport {
			t.Errorf("seed %d: in pieces the figures are others than whole", seed)
		}

		db, im = checkedStore(t)
		post := &Poster{Catalogue: im.Catalogue, Box: db, Now: today}
		for _, piece := range overlapping(random, readings, 3) {
			answer, err := post.Post(context.Background(), piece, PostOptions{Key: indicators.Key{ID: "k", Role: indicators.RoleSensor, Cities: []string{"surabaya"}}})
			if err != nil || len(answer.Problems) > 0 {
				t.Fatal(err, answer.Problems)
			}
		}
		if got := figures(t, db, im); got != want {
			t.Errorf("seed %d: by posts the figures are others than by a file", seed)
		}

		db, im = checkedStore(t)
		var uploads []indicators.UploadID
		before := []string{figures(t, db, im)}
		for salt, piece := range overlapping(random, readings, 300) {
			uploads = append(uploads, importAll(t, im, csvOf(piece, salt), request).Upload.ID)
			before = append(before, figures(t, db, im))
		}
		for i, id := range slices.Backward(uploads) {
			if _, err := db.Revert(context.Background(), id, indicators.Reversion{KeyID: "k", Reason: "a trial", At: today()}); err != nil {
				t.Fatal(err)
			}
			if got := figures(t, db, im); got != before[i] {
				t.Fatalf("seed %d: taking upload %d back leaves other figures than before it", seed, i)
			}
		}
	}
}
