package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// hoursAt are rows of hourly values of ozone from local midnight on at a site.
func hoursAt(site string, from time.Time, values func(i int) string, n int) string {
	var rows strings.Builder
	for i := range n {
		fmt.Fprintf(&rows, "cebu,%s,o3,%s,%s,µg/m³,mean,%s,PT1H\n", site, from.Add(time.Duration(i)*time.Hour).Format("2006-01-02T15:04-07:00"), values(i), "1")
	}
	return rows.String()
}

const hoursHeader = "city,site,indicator,period,value,unit,statistic,quality,resolution\n"

func withOzone(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	from := time.Date(2024, 3, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	one := hoursAt("cebu-business-park", from, func(i int) string { return fmt.Sprint(20 + i%24) }, 72)
	one = strings.Replace(one, ",20,µg/m³,mean,1,", ",20,µg/m³,mean,3,", 1) // the first hour is suspect
	two := hoursAt("mabolo-police-station", from, func(i int) string {
		if i == 30 {
			return "<5"
		}
		return fmt.Sprint(40 + i%24)
	}, 48)
	if answer, _ := w.post("profile=aspro&city=cebu", w.admin, hoursHeader+one+two); answer.Code != http.StatusCreated {
		t.Fatal(answer.Body)
	}
	return w
}

const ozone = "/api/v1/cities/cebu/indicators/o3/aggregates?"

func TestSeveralStatisticsOfOneWindow(t *testing.T) {
	w := withOzone(t)
	var v Aggregates
	w.get(ozone+"site=cebu-business-park&window=P1D&aggregate=mean,p98,count,sum,sd", http.StatusOK, &v)
	if len(v.Data) != 3 || v.Percentiles == nil || *v.Percentiles != "type 7" || v.CityRule != nil || len(v.AllSeries) != 1 {
		t.Fatalf("%+v", v)
	}
	first, second := v.Data[0], v.Data[1]
	if first.Coverage.Excluded["suspect"] != 1 || first.Coverage.Valid != 23 || *first.Value != 32 || first.Also[2].Value != nil || first.Also[2].Status != "insufficient" {
		t.Errorf("23 of 24 hours: %+v", first)
	}
	if *second.Value != 31.5 || math.Abs(*second.Also[0].Value-42.54) > 1e-9 || *second.Also[1].Value != 24 || *second.Also[2].Value != 756 {
		t.Errorf("%+v", second)
	}
	w.get(ozone+"site=cebu-business-park&window=P1D&aggregate=p98&percentile_rule=eu-rank", http.StatusOK, &v)
	if *v.Percentiles != "EU rank" || *v.Data[1].Value != 43 {
		t.Errorf("%v %v", *v.Percentiles, *v.Data[1].Value)
	}
}

func TestDailyMaximum8HourMean(t *testing.T) {
	w := withOzone(t)
	var v Aggregates
	w.get(ozone+"site=cebu-business-park&window=P1D&aggregate=max8h&from=2024-03-02", http.StatusOK, &v)
	// 36…43 from 16:00 to 24:00; with the evening before all 24 running means are there.
	if len(v.Data) != 2 || *v.Data[0].Value != 39.5 || v.Data[0].Coverage.Expected != 24 || v.Data[0].Coverage.Valid != 24 {
		t.Errorf("%+v", v.Data)
	}
}

func TestCityFiguresOverSites(t *testing.T) {
	w := withOzone(t)
	var v Aggregates
	w.get(ozone+"window=P1D", http.StatusOK, &v) // citywide has no series of its own
	if v.CityRule == nil || *v.CityRule != "mean" || len(v.AllSeries) != 2 || v.Series.Site != "citywide" || len(v.Data) != 3 || v.Series.Count != 120 {
		t.Fatalf("%+v", v)
	}
	// The second day holds "<5" at one site: its mean is that of Kaplan–Meier.
	if first := v.Data[0]; *first.Value != (32+51.5)/2 || len(first.Sites) != 2 || first.Coverage.Expected != 48 || first.Coverage.Excluded["suspect"] != 1 {
		t.Errorf("%+v", first)
	}
	if second := v.Data[1]; second.Sites[1].Method != "kaplan-meier" || second.Sites[1].Coverage.Censored != 1 || second.Status != "ok" {
		t.Errorf("%+v", second)
	}
	if third := v.Data[2]; *third.Value != 31.5 || third.Sites[1].Status != "no_data" {
		t.Errorf("%+v", third)
	}
	w.get(ozone+"window=P1D&min_sites=2&site=mabolo-police-station,cebu-business-park", http.StatusOK, &v)
	if v.Data[2].Value != nil || v.Data[2].Status != "insufficient" || *v.LeastSites != 2 || v.Series.Site != "mabolo-police-station,cebu-business-park" {
		t.Errorf("%+v", v.Data[2])
	}
	answer := w.do(http.MethodGet, ozone+"window=P1D&aggregate=mean,max&format=csv", "", "", "")
	rows, err := csv.NewReader(answer.Body).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][19] != "cebu-business-park mabolo-police-station" || rows[0][20] != "max" || rows[1][18] != "suspect 1" {
		t.Error(err, rows)
	}
}

func TestGroupsZonesAndGaps(t *testing.T) {
	w := withOzone(t)
	var v Aggregates
	w.get(ozone+"site=cebu-business-park&group_by=hour_of_day", http.StatusOK, &v)
	if len(v.Data) != 24 || v.Data[7].Group != "07" || *v.Data[7].Value != 27 || v.Data[0].Coverage.Expected != 3 || v.Data[0].Coverage.Valid != 2 || v.Data[0].Status != "insufficient" {
		t.Errorf("%+v %+v", v.Data[7], v.Data[0])
	}
	w.get(ozone+"site=cebu-business-park&group_by=day_of_week", http.StatusOK, &v)
	if friday := v.Data[4]; friday.Group != "friday" || friday.Coverage.Expected != 24 || v.Data[0].Coverage.Expected != 0 || v.Data[0].Status != "no_data" {
		t.Errorf("%+v %+v", friday, v.Data[0])
	}
	w.get(ozone+"site=cebu-business-park&window=P1D&tz=Asia/Tokyo&min_coverage=0", http.StatusOK, &v)
	if v.Zone != "Asia/Tokyo" || len(v.Data) != 4 || v.Data[0].Period.Start != "2024-03-01T00:00:00+09:00" || v.Data[3].Coverage.Valid != 1 {
		t.Errorf("an hour earlier the days begin: %+v", v.Data)
	}
	w.get(ozone+"site=cebu-business-park&window=P1D&from=2024-02-25&gaps=omit", http.StatusOK, &v)
	if len(v.Data) != 3 {
		t.Error("windows without data are left out:", len(v.Data))
	}
	w.get(ozone+"site=cebu-business-park&window=P1Y&year=fiscal&min_coverage=0", http.StatusOK, &v)
	if v.Data[0].Period.Text != "2024" {
		t.Error("Cebu's fiscal year is the calendar's:", v.Data[0].Period)
	}
	w.get(ozone+"site=cebu-business-park&rolling=PT8H&from=2024-03-02&to=2024-03-02T01:00:00%2B08:00", http.StatusOK, &v)
	if len(v.Data) != 1 || *v.Data[0].Value != (37+38+39+40+41+42+43+20)/8.0 {
		t.Errorf("the window looks back before from: %+v", v.Data)
	}
}

func TestAggregateRefusals(t *testing.T) {
	w := withOzone(t)
	for query, want := range map[string]string{
		"window=P1D&site=nowhere":                                  "unknown_site",
		"window=P1D&site=butuanon-river":                           "no_series",
		"window=P1D&aggregate=mode":                                "unknown_statistic",
		"window=P1D&aggregate=mean,mean":                           "bad_parameter",
		"window=P1M&aggregate=max8h&site=cebu-business-park":       "statistic_not_possible",
		"window=P1D&aggregate=max8h,mean&site=cebu-business-park":  "statistic_not_possible",
		"window=P1D&tz=%2B07:00":                                   "bad_parameter",
		"window=P1D&tz=Local":                                      "bad_parameter",
		"window=P1D&gaps=fill":                                     "bad_parameter",
		"window=P1D&percentile_rule=excel":                         "bad_parameter",
		"window=P1D&min_coverage=101":                              "bad_parameter",
		"window=P1D&group_by=hour_of_day&site=cebu-business-park":  "window_missing",
		"group_by=minute&site=cebu-business-park":                  "bad_parameter",
		"rolling=PT8H":                                             "contradictory_parameters",
		"window=P1D&min_sites=2&site=cebu-business-park":           "contradictory_parameters",
		"window=P1D&min_sites=1.5":                                 "bad_parameter",
		"site=cebu-business-park":                                  "window_missing",
		"window=PT30M&site=cebu-business-park":                     "window_too_fine",
		"window=PT1H&site=cebu-business-park&from=1950&to=2020":    "too_many_points",
		"rolling=P366D&site=cebu-business-park&from=2000&to=2011":  "too_many_points",
		"window=P1D&aggregate=" + strings.Repeat("p9,", 20) + "p8": "bad_parameter",
	} {
		answer := w.do(http.MethodGet, ozone+query, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != want {
			t.Errorf("%s: %d %s, not %s", query, answer.Code, answer.Body, want)
		}
	}
	if !slices.Contains([]int{200}, w.do(http.MethodGet, ozone+"group_by=month_of_year&site=cebu-business-park&from=1900&to=2199", "", "", "").Code) {
		t.Error("a group over centuries is answered over what there is")
	}
}

// TestAFigureIsTheSameInEveryAnswer: a mean does not differ in its last digit by what else is asked for, and so by the way it is computed.
func TestAFigureIsTheSameInEveryAnswer(t *testing.T) {
	w := newWorld(t)
	rows := hoursAt("mabolo-police-station", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), func(i int) string { return fmt.Sprintf("%d.%d", 10+i%17, i%10) }, 59*24)
	if answer, _ := w.post("profile=aspro&city=cebu", w.admin, hoursHeader+rows); answer.Code != http.StatusCreated {
		t.Fatal(answer.Body)
	}
	of := ozone + "site=mabolo-police-station&from=2026-01&to=2026-03&window=P1M&aggregate=mean"
	var alone, beside Aggregates
	w.get(of, http.StatusOK, &alone)
	w.get(of+",median", http.StatusOK, &beside)
	for i, one := range alone.Data {
		if other := beside.Data[i].Value; one.Value == nil || other == nil || *one.Value != *other {
			t.Errorf("%s: two answers for one figure", one.Period.Text)
		}
	}
}
