package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const ofThePoint = "/api/v1/cities/cebu/indicators/solid-waste-generated/observations/history?site=cebu-city&period=2010"

func TestHistoryOfAValue(t *testing.T) {
	w := newWorld(t)
	later := func() { w.now = w.now.Add(time.Hour) }
	history := func() (found []string) {
		var v HistoryView
		w.get(ofThePoint, http.StatusOK, &v)
		for _, change := range v.Data {
			text := change.What + " " + (*change.At)[11:16]
			for _, o := range []*ObservationView{change.Old, change.New} {
				if o == nil {
					text += " -"
				} else {
					text += " " + *o.Text + "@" + *o.Upload
				}
			}
			found = append(found, text+" "+change.Reason)
		}
		return found
	}
	if got := history(); got != nil {
		t.Errorf("before anything is stored: %q", got)
	}
	w.post("profile=aspro&city=cebu", w.admin, figures)
	later()
	w.post("profile=aspro&city=cebu&on_conflict=correct&reason=second+edition", w.admin, strings.Replace(figures, ",470,", ",465,", 1))
	later()
	w.revert("u2/revert?reason=withdrawn", w.admin, http.StatusOK)
	later()
	w.revert("u1/revert?reason=all+wrong", w.admin, http.StatusOK)
	later()
	w.post("profile=aspro&city=cebu", w.admin, figures)
	got := strings.Join(history(), "\n")
	want := `created 00:00 - 470@u1 
corrected 01:00 470@u1 465@u2 second edition
restored 02:00 465@u2 470@u1 withdrawn
removed 03:00 470@u1 - all wrong
created 04:00 - 470@u3 `
	if got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}

// The upload of a sensor's day grows on after one of its readings was corrected: the reading came before that all the same.
func TestHistoryOfAPost(t *testing.T) {
	w := newWorld(t)
	sensor := w.sensor("cebu/citywide")
	post := func(start string) {
		if answer, _ := w.points("", sensor, `{"indicator":"pm2-5","resolution":"PT1H","start":"`+start+`","value":12}`); answer.Code != http.StatusOK {
			t.Fatal(answer.Body)
		}
		w.now = w.now.Add(time.Hour)
	}
	post("2026-03-04T13:00:00+08:00")
	w.post("profile=aspro&city=cebu&on_conflict=correct&reason=calibrated", w.admin, "site,indicator,period,value,unit,resolution\ncitywide,pm2-5,2026-03-04T13:00+08:00,11,µg/m³,PT1H\n")
	w.now = w.now.Add(time.Hour)
	post("2026-03-04T14:00:00+08:00")
	var v HistoryView
	w.get("/api/v1/cities/cebu/indicators/pm2-5/observations/history?resolution=PT1H&period=2026-03-04T13:00%2B08:00", http.StatusOK, &v)
	if len(v.Data) != 2 || v.Data[0].What != "created" || v.Data[1].What != "corrected" || *v.Data[0].At > *v.Data[1].At {
		t.Errorf("%+v", v.Data)
	}
}

func TestHistoryIsRefused(t *testing.T) {
	w := newWorld(t)
	path := "/api/v1/cities/cebu/indicators/pm2-5/observations/history"
	for query, code := range map[string]string{
		"": "period_missing", "?period=2010-03-04T13:00": "naive_datetime", "?period=2010-03-04T13:00Z": "resolution_missing", "?period=2014/2015": "not_in_time",
		"?period=2010&resolution=P1M": "resolution_mismatch", "?period=2010&resolution=x": "bad_duration",
	} {
		if answer := w.do(http.MethodGet, path+query, "", "", ""); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `"code":"`+code) {
			t.Errorf("%s: %d %s", query, answer.Code, answer.Body)
		}
	}
	if answer := w.do(http.MethodGet, path+"?period=2010&site=nowhere", "", "", ""); answer.Code != http.StatusNotFound {
		t.Errorf("%d", answer.Code)
	}
}

// A converted figure shows what was written with the unit in which it was written.
func TestFiguresShowTheUnitTheyWereSentIn(t *testing.T) {
	w := newWorld(t)
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	w.post("profile=aspro&city=cebu", editor, "site,indicator,period,value,unit\ncebu-city,solid-waste-generated,2009,470000,kg/day\n")
	var o Observations
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/observations?site=cebu-city", http.StatusOK, &o)
	if len(o.Data) != 1 || o.Data[0].Value != 470 || *o.Data[0].Text != "470000" || *o.Data[0].TextUnit != "kg/day" || o.Series.Unit != "t/day" {
		t.Errorf("%+v", o)
	}
}
