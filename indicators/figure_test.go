package indicators

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func waste(t *testing.T) (*Catalogue, shelf) {
	t.Helper()
	catalogue := &Catalogue{
		Cities:     []City{{ID: "cebu", Zone: "Asia/Manila", FiscalYearStart: 1}},
		Units:      []Unit{{ID: "t/day", Dimension: "mass-rate", Factor: 1}, {ID: "kg/day", Dimension: "mass-rate", Factor: 0.001}},
		Indicators: []Indicator{{ID: "waste", Unit: "t/day", Direction: Decrease, Statistic: "mean", Completeness: Completeness{Percent: 75}}},
		Standards: []Standard{
			{ID: "limit", Indicator: "waste", Averaging: "annual", Comparison: "<=", Value: new(400000.0), Unit: "kg/day"},
			{ID: "hourly-limit", Indicator: "waste", Averaging: "1h", Comparison: "<=", Value: new(1.0), Unit: "t/day"},
		},
	}
	if err := catalogue.Index(); err != nil {
		t.Fatal(err)
	}
	year := func(y int) int64 { return YearPeriod(y, catalogue.Zone("cebu")).From.Unix() }
	annual := Series{"cebu", "cebu-city", "waste", P1Y, "mean"}
	daily := Series{"cebu", "cebu-city", "waste", P1D, "mean"}
	store := shelf{series: map[Series][]Observation{annual: {
		{Start: year(2010), Value: 470, Quality: NotEvaluated, Status: Observed, Upload: 1, Line: 2},
		{Start: year(2011), Value: 999, Quality: Fail, Status: Observed},
		{Start: year(2012), Value: 329, Quality: NotEvaluated, Status: Estimated, Upload: 1, Line: 12},
		{Start: year(2013), Value: 100, Quality: NotEvaluated, Status: Projected},
	}}}
	for i := range 366 { // 2012 is complete; of 2013 there is one day
		start := DateStart(DateOf(unix(year(2012)), catalogue.Zone("cebu"))+int32(i), catalogue.Zone("cebu")).Unix()
		store.series[daily] = append(store.series[daily], Observation{Start: start, Value: 300, Quality: Good, Status: Observed})
	}
	store.series[daily] = append(store.series[daily], Observation{Start: year(2013), Value: 1, Quality: Good, Status: Observed})
	return catalogue, store
}

func figuresOf(t *testing.T, until time.Time) (*Catalogue, []Figure) {
	t.Helper()
	catalogue, store := waste(t)
	figures, err := Figures(context.Background(), store, catalogue, "cebu", "cebu-city", "waste", "", until)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue, figures
}

func TestFigures(t *testing.T) {
	catalogue, figures := figuresOf(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	var values []float64
	quarters := 0
	figures = slices.DeleteFunc(figures, func(f Figure) bool {
		if f.ByName {
			quarters++
		}
		return f.ByName
	})
	for _, f := range figures {
		values = append(values, f.Value)
	}
	if quarters != 4 {
		t.Error("2012 has four quarters, not", quarters)
	}
	// 2010 · 2012 computed · 2012 stated · 2013 projected; the failed figure and the year of one day are not there.
	if len(values) != 4 || values[0] != 470 || values[1] != 300 || values[2] != 329 || values[3] != 100 {
		t.Fatal(values)
	}
	if !figures[1].Computed || figures[1].Coverage.Expected != 366 || figures[2].Coverage != nil {
		t.Error("the computed year carries its coverage, the published one none")
	}
	end := YearPeriod(2012, catalogue.Zone("cebu")).To
	if f, ok := LatestFigure(figures, end); !ok || f.Value != 329 {
		t.Error("a stated figure goes before a computed one of the same year:", f)
	}
	if f, ok := LatestFigure(figures, end.Add(-time.Second)); !ok || f.Value != 470 {
		t.Error("a year that has not ended is no figure:", f)
	}
	if f, ok := LatestFigure(figures, end.AddDate(5, 0, 0)); !ok || f.Value != 329 {
		t.Error("a projection is never the latest figure:", f)
	}
	if _, ok := LatestFigure(nil, end); ok {
		t.Error("nothing has a latest figure")
	}
	if _, some := figuresOf(t, end.Add(-time.Second)); len(some) != 4 { // 2010 and three quarters
		t.Error("figures that end after until:", some)
	}
}

func TestResolveTarget(t *testing.T) {
	catalogue, figures := figuresOf(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	target := Target{City: "cebu", Site: "cebu-city", Indicator: "waste", Kind: "relative", ChangePercent: new(-35.0), Period: "2013"}

	target.Baseline = TargetBaseline{State: "unknown"}
	baseline, resolved, err := ResolveTarget(catalogue, target, figures)
	if err != nil || baseline.Value != nil || resolved.Value != nil || resolved.Reason != "baseline_year_not_stated" {
		t.Error("a peak or a round figure is never put in the place of an unknown baseline:", baseline, resolved, err)
	}
	target.Baseline = TargetBaseline{State: "stated", Period: "2010"}
	baseline, resolved, err = ResolveTarget(catalogue, target, figures)
	if err != nil || *baseline.Value != 470 || baseline.Origin != OriginStored || *resolved.Value != 305.5 || resolved.Origin != OriginProgramme {
		t.Error(baseline, resolved, err)
	}
	target.Baseline = TargetBaseline{State: "stated", Period: "2010", Value: new(400.0)}
	if baseline, resolved, _ = ResolveTarget(catalogue, target, figures); *resolved.Value != 260 || baseline.Origin != OriginProgramme {
		t.Error("the value that the source states goes before the stored one:", baseline, resolved)
	}
	target.Baseline = TargetBaseline{State: "stated", Period: "2009"}
	if _, resolved, _ = ResolveTarget(catalogue, target, figures); resolved.Reason != "baseline_figure_missing" {
		t.Error(resolved)
	}
}

func TestResolveOwn(t *testing.T) {
	catalogue, figures := figuresOf(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	aim := OwnAim{BaselinePeriod: "2010", Standard: "limit", TargetYear: "2013"}
	baseline, target, err := ResolveOwn(catalogue, "cebu", "waste", aim, figures)
	if err != nil || *baseline.Value != 470 || baseline.Origin != OriginRequest || *target.Value != 400 || target.Origin != OriginRequest {
		t.Error("400,000 kg/day is 400 t/day:", baseline, target, err)
	}
	if _, target, _ = ResolveOwn(catalogue, "cebu", "waste", OwnAim{Standard: "hourly-limit"}, figures); target.Reason != "averaging_differs" || target.IsKnown() {
		t.Error("a limit for an hour does not judge a year:", target)
	}
	for code, aim := range map[string]OwnAim{
		"target_missing": {}, "not_found": {Standard: "no-such"}, "period_unreadable": {TargetValue: new(1.0), TargetYear: "soon"},
	} {
		if _, _, err := ResolveOwn(catalogue, "cebu", "waste", aim, figures); !isCoded(err, code) {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

func isCoded(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.FineCode() == code
}
