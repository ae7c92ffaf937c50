package indicators

import (
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

func TestCityAggregates(t *testing.T) {
	window := YearPeriod(2024, time.UTC)
	of := func(value float64, status string, valid int) Aggregate {
		a := Aggregate{Period: window, Coverage: Coverage{Expected: 100, Valid: valid, Excluded: map[string]int{"suspect": 1}}}
		a.AggregateValue = AggregateValue{Statistic: "mean", Status: status}
		if status == AggregateOK {
			a.Value = &value
		}
		a.More = []AggregateValue{{Statistic: "count", Value: new(float64(valid)), Status: AggregateOK}}
		return a
	}
	sites := [][]Aggregate{{of(10, AggregateOK, 90)}, {of(20, AggregateOK, 80)}, {of(0, AggregateInsufficient, 10)}}
	got := CityAggregates("mean", 2, sites)
	if len(got) != 1 || *got[0].Value != 15 || got[0].Coverage.Expected != 300 || got[0].Coverage.Valid != 180 || *got[0].Coverage.Percent != 60 ||
		got[0].Coverage.Excluded["suspect"] != 3 || len(got[0].Sites) != 3 || *got[0].More[0].Value != 60 {
		t.Errorf("%+v", got)
	}
	if few := CityAggregates("mean", 3, sites)[0]; few.Value != nil || few.Status != AggregateInsufficient {
		t.Errorf("two of three needed: %+v", few)
	}
	if sum := CityAggregates("sum", 3, sites[:2])[0]; sum.Value != nil {
		t.Errorf("%+v", sum)
	}
	if none := CityAggregates("none", 1, sites)[0]; none.Value != nil {
		t.Errorf("%+v", none)
	}
	if empty := CityAggregates("mean", 1, [][]Aggregate{{of(0, AggregateNoData, 0)}})[0]; empty.Status != AggregateNoData {
		t.Errorf("%+v", empty)
	}
	if nothing := CityAggregates("mean", 1, nil); nothing == nil || len(nothing) != 0 {
		t.Error(nothing)
	}
}

func TestPercentileRule(t *testing.T) {
	for name, want := range map[string]stat.QuantileRule{"": stat.Type7, "type-7": stat.Type7, "type-2": stat.Type2, "eu-rank": stat.EURank, "epa-rank": stat.EPARank} {
		if got, err := PercentileRule(name); got != want || err != nil {
			t.Errorf("%q: %v %v", name, got, err)
		}
	}
	if _, err := PercentileRule("excel"); !isCoded(err, "bad_parameter") {
		t.Error(err)
	}
}
