package indicators

import (
	"context"
	"slices"
	"testing"
	"time"
)

func TestYearlyPoints(t *testing.T) {
	catalogue, figures := figuresOf(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	points, leftOut, mixed := YearlyPoints(figures, catalogue.Calendar("cebu"))
	// 2010 and 2012 as stated; the computed 2012 gives way, the projection of 2013 is no observation.
	if len(points) != 2 || points[0].Value != 470 || points[1].Value != 329 || leftOut["projected"] != 1 || mixed || points[0].Figure.Line != 2 {
		t.Errorf("%+v %v %v", points, leftOut, mixed)
	}
	if points, leftOut, mixed = YearlyPoints(nil, Calendar{}); len(points) != 0 || leftOut == nil || mixed {
		t.Error("nothing gives nothing:", points, leftOut, mixed)
	}
}

func TestFiscalYearsDoNotMixWithCalendarYears(t *testing.T) {
	calendar := Calendar{Zone: zoneOf(t, "Asia/Tokyo"), FiscalYearStart: 4}
	figure := func(text string, value float64) Figure {
		start, r, err := calendar.ParsePeriod(text, Resolution{})
		if err != nil {
			t.Fatal(err)
		}
		return Figure{Series: Series{Resolution: r}, Period: calendar.PeriodOf(start, r), Value: value, Quality: NotEvaluated, Status: Observed}
	}
	figures := []Figure{figure("FY2010", 1), figure("2011", 9), figure("FY2011", 2), figure("FY2012", 3), figure("2012-Q1", 7)}
	points, leftOut, _ := YearlyPoints(figures, calendar)
	if len(points) != 3 || points[2].Value != 3 || leftOut["other_year"] != 1 || leftOut["not_yearly"] != 1 {
		t.Errorf("%+v %v", points, leftOut)
	}
}

func TestFigureTrend(t *testing.T) {
	catalogue, store := waste(t)
	daily := Series{"cebu", "cebu-city", "waste", P1D, "mean"}
	zone := catalogue.Zone("cebu")
	store.series[daily] = nil
	for year := 2003; year < 2009; year++ {
		for i := range 366 {
			start := DateStart(DateOf(YearPeriod(year, zone).From, zone)+int32(i), zone)
			if start.Before(YearPeriod(year, zone).To) {
				store.series[daily] = append(store.series[daily], Observation{Start: start.Unix(), Value: float64(700 - 10*year + 20000), Quality: Good, Status: Observed})
			}
		}
	}
	figures, err := Figures(context.Background(), store, catalogue, "cebu", "cebu-city", "waste", "", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	got := FigureTrend(figures, nil, catalogue.Calendar("cebu"))
	if got.N != 8 || got.Verdict != Decreasing || !slices.Contains(got.Warnings, "stated_and_computed_figures") || got.Method != MannKendall {
		t.Errorf("%+v", got)
	}
}

func TestAggregatePoints(t *testing.T) {
	value, bound := 3.0, 0.5
	of := func(status string, v *float64) Aggregate {
		return Aggregate{AggregateValue: AggregateValue{Status: status, Value: v}}
	}
	below := of(AggregateCensored, nil)
	below.Bound, below.Qualifier = &bound, Below
	points, leftOut := AggregatePoints([]Aggregate{of(AggregateOK, &value), of(AggregateInsufficient, nil), of(AggregateNoData, nil), of(AggregateInsufficient, nil), below, of(AggregateCensored, nil)})
	if len(points) != 2 || points[0].Value != 3 || leftOut["insufficient"] != 2 || leftOut["no_data"] != 1 || leftOut["censored"] != 1 {
		t.Errorf("%+v %v", points, leftOut)
	}
	if points[1].Value != 0.5 || points[1].Censored != Below {
		t.Errorf("a year with nothing detected lies below its limit: %+v", points[1])
	}
}
