package indicators_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// slugOf is the reference's word for an indicator.
var slugOf = map[string]string{"pm25": "pm2-5"}

func indexNamed(t *testing.T, id string) (*indicators.Catalogue, indicators.Index) {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, ok := c.IndexByID(id)
	if !ok {
		t.Fatalf("there is no index %s", id)
	}
	return c, x
}

func substance(t *testing.T, x indicators.Index, word string) indicators.IndexSeries {
	t.Helper()
	if slug, ok := slugOf[word]; ok {
		word = slug
	}
	at := slices.IndexFunc(x.Substances, func(s indicators.IndexSeries) bool { return s.Indicator == word })
	if at < 0 {
		t.Fatalf("%s has no %s", x.ID, word)
	}
	return x.Substances[at]
}

func reference(t *testing.T, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "shared", "vectors", "indices.json"))
	if os.IsNotExist(err) {
		text, err = os.ReadFile(filepath.Join("testdata", "indices.json"))
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestReferenceISPU(t *testing.T) {
	var file struct {
		Tolerance   float64
		Breakpoints map[string][]float64 `json:"ispu_breakpoints"`
		Cases       []struct {
			Parameter     string
			Concentration float64 `json:"concentration_ug_m3"`
			Raw           float64 `json:"index_raw"`
			Index         int
			Category      string
		} `json:"ispu"`
	}
	reference(t, &file)
	_, x := indexNamed(t, "ispu")
	for word, points := range file.Breakpoints {
		if s := substance(t, x, word); !slices.Equal(s.Breakpoints, points[:5]) { // the last row of the table is disputed
			t.Errorf("%s: %v, want %v", word, s.Breakpoints, points)
		}
	}
	if len(file.Cases) < 30 {
		t.Fatal("cases are missing:", len(file.Cases))
	}
	for _, c := range file.Cases {
		r := x.Read(substance(t, x, c.Parameter), c.Concentration)
		if r.Category == nil || !strings.EqualFold(r.Category.Names["id"], c.Category) {
			t.Errorf("%s %v: %+v, want %s", c.Parameter, c.Concentration, r.Category, c.Category)
		}
		if c.Index > 300 {
			if r.Number != nil || !r.Above {
				t.Errorf("%s %v: above 300 only the category is told, not %v", c.Parameter, c.Concentration, *r.Number)
			}
			continue
		}
		if r.Number == nil || *r.Number != c.Index || math.Abs(*r.Raw-c.Raw) > file.Tolerance*max(1, c.Raw) {
			t.Errorf("%s %v: %+v, want %d", c.Parameter, c.Concentration, r, c.Index)
		}
	}
	if r := x.Read(substance(t, x, "pm25"), 55.45); *r.Number != 100 || r.Category.ID != "moderate" {
		t.Errorf("there is no gap between 55.4 and 55.5: %+v", r)
	}
	if r := x.Read(substance(t, x, "pm25"), -0.1); r.Number != nil || r.Category != nil {
		t.Errorf("below the scale: %+v", r)
	}
}

func TestReferencePhilippineCategories(t *testing.T) {
	var file struct {
		Philippine struct {
			Cases []struct {
				Concentration float64 `json:"pm25_24h"`
				Category      string
			}
		} `json:"philippine_pm25_dao_2020_14"`
	}
	reference(t, &file)
	_, x := indexNamed(t, "ph-pm2-5-2020")
	for _, c := range file.Philippine.Cases {
		r := x.Read(x.Substances[0], c.Concentration)
		if r.Number != nil {
			t.Errorf("%v: the numbers of the bands are not verified: %d", c.Concentration, *r.Number)
		}
		if c.Concentration > 55 {
			if r.Category != nil || !r.Above {
				t.Errorf("%v: above 55 the category is not verified: %+v", c.Concentration, r)
			}
		} else if r.Category == nil || r.Category.Names["en"] != c.Category {
			t.Errorf("%v: %+v, want %s", c.Concentration, r.Category, c.Category)
		}
	}
}

func TestTheWorstSubstanceGivesTheIndexOfTheDay(t *testing.T) {
	var file struct {
		Overall []struct {
			Concentrations map[string]float64
			Indices        map[string]int
			Overall        int
			Critical       []string
			Category       string
		} `json:"ispu_overall"`
	}
	reference(t, &file)
	c, x := indexNamed(t, "ispu")
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	start := time.Date(2024, 3, 1, 0, 0, 0, 0, c.Zone("surabaya"))
	days := append(file.Overall, file.Overall[1]) // the third day is made hazardous
	days[2].Concentrations = map[string]float64{"pm25": 300, "o3": 801, "no2": 10}
	for i, day := range days {
		for word, concentration := range day.Concentrations {
			slug := word
			if known, ok := slugOf[word]; ok {
				slug = known
			}
			if slug == "co" {
				concentration /= 1000 // the catalogue keeps CO in mg/m³
			}
			series := indicators.Series{City: "surabaya", Site: indicators.Citywide, Indicator: slug, Resolution: indicators.P1D, Statistic: "mean"}
			o := indicators.Observation{Start: start.AddDate(0, 0, i).Unix(), Value: concentration, Quality: indicators.Good, Status: indicators.Observed}
			if err := db.Append(context.Background(), []indicators.Batch{{Series: series, Observations: []indicators.Observation{o}}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	q := indicators.IndexQuery{City: "surabaya", Site: indicators.Citywide, Index: x, Period: indicators.Period{From: start.AddDate(-1, 0, 0), To: start.AddDate(1, 0, 0)}}
	got, err := indicators.IndexDays(context.Background(), db, c, q)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	for i, want := range file.Overall {
		d := got[i]
		if d.Number == nil || *d.Number != want.Overall || !strings.EqualFold(d.Category.Names["id"], want.Category) || len(d.Dominant) != len(want.Critical) {
			t.Errorf("day %d: %+v, want %+v", i, d, want)
		}
		for _, p := range d.Parts {
			word := strings.ReplaceAll(p.Indicator, "-", "")
			if *p.Reading.Number != want.Indices[word] {
				t.Errorf("day %d, %s: %d, want %d", i, word, *p.Reading.Number, want.Indices[word])
			}
		}
		if len(d.Parts)+len(d.Missing) != 7 {
			t.Errorf("day %d: %d substances and %v", i, len(d.Parts), d.Missing)
		}
	}
	if d := got[2]; d.Number != nil || d.Category.ID != "hazardous" || fmt.Sprint(d.Dominant) != "[pm2-5 o3]" {
		t.Errorf("two above the scale: %+v", d)
	}
	if _, err := indicators.IndexDays(context.Background(), db, c, indicators.IndexQuery{City: "cebu", Site: indicators.Citywide, Index: x, Period: q.Period}); indicators.KindOf(err) != indicators.NotFound {
		t.Error(err)
	}
}

func TestEveryCategoryHasItsNameInFourLanguages(t *testing.T) {
	c, _ := indexNamed(t, "ispu")
	for _, x := range c.Indices {
		for _, category := range x.Categories {
			for _, language := range []string{"en", "id", "ceb", "ja"} {
				if category.Names[language] == "" {
					t.Errorf("%s, %s has no name in %s", x.ID, category.ID, language)
				}
			}
		}
	}
}

// TestReferenceGasFactors holds the molar masses of the catalogue to the reference, within 1e-4.
func TestReferenceGasFactors(t *testing.T) {
	var file struct {
		Gases []struct {
			Gas, Condition string
			Factor         float64 `json:"ug_m3_per_ppb"`
		} `json:"gas_unit_conversion"`
	}
	reference(t, &file)
	c, _ := indexNamed(t, "ispu")
	if len(file.Gases) == 0 {
		t.Fatal("no gases")
	}
	for _, g := range file.Gases {
		slug := map[string]string{"co": "co-ppm", "o3": "o3"}[g.Gas]
		if slug == "" {
			slug = g.Gas + "-ppb"
		}
		indicator, ok := c.Indicator(slug)
		conditions := indicators.Conditions{Celsius: map[string]float64{"0C_1atm": 0, "20C_1atm": 20, "25C_1atm": 25}[g.Condition], Kilopascal: 101.325}
		if got := conditions.MassPerShare(indicator.MolarMass); !ok || math.Abs(got/g.Factor-1) > 1e-4 {
			t.Errorf("%s at %s: %v µg/m³ a ppb, want %v", g.Gas, g.Condition, got, g.Factor)
		}
	}
}
