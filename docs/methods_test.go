package docs_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/indicators/stat"
)

// TestMethodsExamples computes every example of methods.md; -update writes them anew.
func TestMethodsExamples(t *testing.T) {
	text, err := os.ReadFile("methods.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	examples := map[string]string{
		"methods": progressExample(60, 50), "lost": progressExample(20, 35), "doubt": doubtExample(t), "family": familyExample(t),
		"then-and-now": thenAndNowExample(t), "percentiles": percentileExample(t), "ispu": ispuExample(t),
	}
	for name, example := range examples {
		head, rest, found := strings.Cut(page, "<!-- computed: "+name+" -->\n")
		_, tail, ends := strings.Cut(rest, "<!-- end -->")
		if !found || !ends {
			t.Fatalf("methods.md has no place for the example %q", name)
		}
		page = head + "<!-- computed: " + name + " -->\n" + example + "<!-- end -->" + tail
	}
	held(t, "methods.md", page)
}

// short is a number with up to four decimals.
func short(x *float64) string {
	if x == nil {
		return "none"
	}
	return strings.TrimSuffix(strconv.FormatFloat(math.Round(*x*1e4)/1e4+0, 'f', -1, 64), ".")
}

// progressExample judges two figures of 2015 and 2022 towards at most 30 by 2030, by every method.
func progressExample(base, latest float64) string {
	year := func(y int) indicators.Period { return indicators.YearPeriod(y, time.UTC) }
	var table strings.Builder
	table.WriteString("| method | its measure | status |\n|---|---|---|\n")
	for _, method := range indicators.ProgressMethods() {
		p := indicators.Assess(indicators.ProgressInput{
			Method: method, Indicator: indicators.Indicator{Direction: indicators.Decrease}, At: year(2022).To, Calendar: indicators.Calendar{Zone: time.UTC, FiscalYearStart: 1},
			Baseline: indicators.ResolvedBaseline{State: "stated", Period: year(2015), Resolution: indicators.P1Y, Value: &base},
			Target:   indicators.ResolvedTarget{Direction: indicators.Decrease, Value: new(30.0), Period: year(2030), Resolution: indicators.P1Y, Text: "2030"},
			Latest:   &indicators.Figure{Series: indicators.Series{Resolution: indicators.P1Y}, Period: year(2022), Value: latest, Quality: indicators.NotEvaluated, Status: indicators.Observed},
		})
		measure := "no progress: the baseline met the target"
		if p.ProgressPercent != nil {
			measure = "progress " + short(p.ProgressPercent) + " % where " + short(p.ExpectedPercent) + " % was expected"
		}
		if p.Measure != nil {
			measure = p.Measure.Name + " " + short(p.Measure.Value)
		}
		fmt.Fprintf(&table, "| `%s` | %s | `%s` |\n", method, measure, p.Status)
	}
	if base < 30 {
		observed, _ := indicators.GrowthRate(base, latest, 7)
		required, _ := indicators.GrowthRate(base, 30, 15)
		fmt.Fprintf(&table, "\nThe formula of the CAGR ratio alone gives %s, \"significant progress\"; the linear one %s %%. Neither is shown.\n",
			short(new(observed/required)), short(new(100*(latest-base)/(30-base))))
	}
	return table.String()
}

func doubtExample(t *testing.T) string {
	t.Helper()
	d := stat.ProgressDoubt(60, 4, 50, 3, 30, 0.95)
	unbounded := stat.ProgressDoubt(60, 20, 50, 3, 30, 0.95)
	if d.Fieller == nil || unbounded.Fieller != nil {
		t.Fatalf("%+v %+v", d, unbounded)
	}
	return fmt.Sprintf("Progress is %s %%, by Fieller between %s and %s %% (the delta method would say %s to %s). By 2022 of 2015–2030, 46.67 %% were expected: from `limited` to `on_track` everything is possible, and the status is not certain. Were the baseline 60 ± 20, g would be %s, and there is no interval.\n",
		short(d.Progress), short(&d.Fieller.Low), short(&d.Fieller.High), short(&d.Delta.Low), short(&d.Delta.High), short(unbounded.G))
}

func familyExample(t *testing.T) string {
	t.Helper()
	var ps []*float64
	for _, p := range []float64{0.0004, 0.0011, 0.0032, 0.007, 0.012, 0.019, 0.031, 0.041, 0.048, 0.049, 0.062, 0.09, 0.15, 0.21, 0.29, 0.38, 0.47, 0.63, 0.81, 0.95} {
		ps = append(ps, &p)
	}
	a := stat.AdjustP(ps)
	below := func(list []*float64) (n int) {
		for _, p := range list {
			if *p < 0.05 {
				n++
			}
		}
		return n
	}
	return fmt.Sprintf("| | p < 0.05 |\n|---|---|\n| as they are | %d |\n| Benjamini–Hochberg | %d |\n| Holm | %d |\n", below(ps), below(a.BenjaminiHochberg), below(a.Holm))
}

// thenAndNowExample asks the catalogue that ships for a year of made-up values.
func thenAndNowExample(t *testing.T) string {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	zone := c.Zone("surabaya")
	batch := indicators.Batch{Series: indicators.Series{City: "surabaya", Site: indicators.Citywide, Indicator: "pm10-ncm", Resolution: indicators.P1D, Statistic: "mean"}}
	for day := time.Date(2005, 1, 1, 0, 0, 0, 0, zone); day.Year() == 2005; day = day.AddDate(0, 0, 1) {
		value := 60.0
		if day.Month() == time.August && day.Day() <= 10 {
			value = 100
		}
		batch.Observations = append(batch.Observations, indicators.Observation{Start: day.Unix(), Value: value, Quality: indicators.Good, Status: indicators.Observed})
	}
	if err := db.Append(context.Background(), []indicators.Batch{batch}); err != nil {
		t.Fatal(err)
	}
	report, err := indicators.Exceedances(context.Background(), db, c, indicators.ExceedanceQuery{City: "surabaya", Site: indicators.Citywide, Indicator: "pm10-ncm",
		Period: indicators.YearPeriod(2005, zone), Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil || len(report.Years) != 1 {
		t.Fatal(report, err)
	}
	var table strings.Builder
	table.WriteString("| law | limit | over it | longest run | status |\n|---|---|---|---|---|\n")
	rows := func(law string, list []indicators.Exceedance) {
		for _, e := range list {
			over := fmt.Sprintf("%d of %d %s", e.Exceedances, e.Coverage.Valid, e.Counted)
			if e.Figure != nil {
				over = "mean " + short(e.Figure)
			}
			run := strconv.Itoa(e.LongestRun) + " " + e.Counted
			fmt.Fprintf(&table, "| %s | `%s`, %s µg/Ncm | %s | %s | `%s` |\n", law, e.Limit.Standard.ID, short(e.Limit.Value), over, run, e.Status)
		}
	}
	rows("then", report.Years[0].Then)
	rows("now", report.Years[0].Now)
	return table.String()
}

func percentileExample(t *testing.T) string {
	t.Helper()
	values := make([]float64, 365)
	for i := range values {
		values[i] = float64(i + 1)
	}
	var table strings.Builder
	table.WriteString("| rule | 98th | 99th |\n|---|---|---|\n")
	for _, rule := range []stat.QuantileRule{stat.EURank, stat.EPARank, stat.Type7} {
		a, ok := stat.Quantile(values, 0.98, rule)
		b, ok2 := stat.Quantile(values, 0.99, rule)
		if !ok || !ok2 {
			t.Fatal(rule)
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", rule, short(&a), short(&b))
	}
	return table.String()
}

func ispuExample(t *testing.T) string {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, _ := c.IndexByID("ispu")
	var table strings.Builder
	table.WriteString("| daily mean, µg/m³ | computed | number | category |\n|---|---|---|---|\n")
	for _, one := range []struct {
		indicator     string
		concentration float64
	}{{"pm10", 82}, {"pm10", 151}, {"so2", 181}, {"pm2-5", 55.45}, {"pm2-5", 68}, {"pm2-5", 300}} {
		at := slices.IndexFunc(x.Substances, func(s indicators.IndexSeries) bool { return s.Indicator == one.indicator })
		r := x.Read(x.Substances[at], one.concentration)
		number := "none: above 300"
		if r.Number != nil {
			number = strconv.Itoa(*r.Number)
		}
		fmt.Fprintf(&table, "| %s %s | %s | %s | %s (%s) |\n", one.indicator, short(&one.concentration), short(r.Raw), number, r.Category.Names["id"], r.Category.Names["en"])
	}
	return table.String()
}
