package indicators

import (
	"testing"
	"time"
)

func TestComputedFiscalYearsAndQuarters(t *testing.T) {
	catalogue := &Catalogue{
		Cities:     []City{{ID: "kitakyushu", Zone: "Asia/Tokyo", FiscalYearStart: 4}},
		Units:      []Unit{{ID: "ppb", Dimension: "fraction", Factor: 1}},
		Indicators: []Indicator{{ID: "so2", Unit: "ppb", Statistic: "mean", Completeness: Completeness{Percent: 75}}},
	}
	if err := catalogue.Index(); err != nil {
		t.Fatal(err)
	}
	calendar := catalogue.Calendar("kitakyushu")
	daily := Series{"kitakyushu", "citywide", "so2", P1D, "mean"}
	store := shelf{series: map[Series][]Observation{}}
	first := DateOf(YearPeriod(2011, calendar.Zone).From, calendar.Zone)
	for i := range int32(365 + 366) { // 2011 and 2012; the value is the month
		at := DateStart(first+i, calendar.Zone)
		store.series[daily] = append(store.series[daily], Observation{Start: at.Unix(), Value: float64(at.In(calendar.Zone).Month()), Quality: Good, Status: Observed})
	}
	far := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	figures, err := Figures(t.Context(), store, catalogue, "kitakyushu", "citywide", "so2", "", far)
	if err != nil {
		t.Fatal(err)
	}
	of := func(text string) (Figure, bool) {
		start, r, err := calendar.ParsePeriod(text, Resolution{})
		if err != nil {
			t.Fatal(err)
		}
		return FigureOf(figures, calendar.PeriodOf(start, r))
	}
	for text, want := range map[string]float64{"FY2011": 6.5137, "2011": 6.5260, "2012-Q1": 2, "2011-Q4": 11} {
		if f, ok := of(text); !ok || !near(&f.Value, want, 1e-4) || !f.Computed || f.Coverage == nil {
			t.Errorf("%s: %+v %v", text, f, ok)
		}
	}
	if f, ok := of("FY2010"); ok {
		t.Errorf("90 days of FY2010: %+v", f)
	}
	if f, ok := of("FY2012"); !ok || *f.Coverage.Percent > 76 { // 275 of 365 days are just enough
		t.Errorf("%+v %v", f, ok)
	}
	if latest, ok := LatestFigure(figures, far); !ok || latest.ByName || latest.Resolution() != P1Y || latest.Period.From.In(calendar.Zone).Month() != 1 {
		t.Errorf("the latest figure is a calendar year: %+v", latest)
	}
	if got := FigureTrend(figures, nil, calendar); got.N != 2 || len(got.LeftOut) != 0 {
		t.Errorf("fiscal years and quarters are not counted as left out: %+v", got)
	}
	if quarter, _ := of("2012-Q1"); quarter.Resolution() != P3M {
		t.Error(quarter.Resolution())
	}
}

func TestAYearWithNothingDetectedLiesBelowItsLimit(t *testing.T) {
	catalogue, store := waste(t)
	zone := catalogue.Zone("cebu")
	daily := Series{"cebu", "cebu-city", "waste", P1D, "mean"}
	store.series = map[Series][]Observation{}
	for i := range int32(365) {
		at := DateStart(DateOf(YearPeriod(2011, zone).From, zone)+i, zone)
		store.series[daily] = append(store.series[daily], Observation{Start: at.Unix(), Value: 0.5, Censored: Below, Quality: Good, Status: Observed})
	}
	figures, err := Figures(t.Context(), store, catalogue, "cebu", "cebu-city", "waste", "", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if latest, ok := LatestFigure(figures, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)); !ok || latest.Censored != Below || latest.Value != 0.5 {
		t.Errorf("%+v %v", latest, ok)
	}
}
