package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// TestTrendsAreTheSameOnInflux holds trends and aggregates over several sites, with a value below a limit and a suspect one,
// to the answers of the embedded store.
func TestTrendsAreTheSameOnInflux(t *testing.T) {
	server := influxtest.Start(t, influxtest.Options{})
	embedded, other := newWorld(t), newWorld(t)
	store, err := influx.Open(influx.Options{URL: server.URL, Org: server.Org, Bucket: "trends", Token: server.Token, Now: time.Now, Check: other.api.Catalogue.CheckOf})
	if err == nil {
		err = store.Prepare(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	intake := influx.NewIntake(store, other.db, other.api.Catalogue.Zone, time.Now)
	other.api.Store, other.api.Intake, other.api.importer.Intake = store, intake, intake
	rows := "city,site,indicator,period,value,unit,quality\n"
	for year := 2005; year < 2013; year++ {
		for day := 1; day <= 28; day += 3 {
			for month := 1; month <= 12; month++ {
				at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				rows += "surabaya,kali-surabaya-kedurus,bod," + at + "," + cellOf(new(float64(20-(year-2005)+month%3))) + ",mg/L,1\n"
				rows += "surabaya,kali-surabaya-gunungsari,bod," + at + "," + cellOf(new(float64(9+month%5))) + ",mg/L,1\n"
			}
		}
	}
	rows += "surabaya,kali-surabaya-kedurus,bod,2012-12-30,<2,mg/L,1\nsurabaya,kali-surabaya-gunungsari,bod,2012-12-30,99,mg/L,3\n"
	for _, w := range []*world{embedded, other} {
		if answer, _ := w.post("profile=aspro&city=surabaya", w.admin, rows); answer.Code != http.StatusCreated {
			t.Fatal(answer.Code, answer.Body)
		}
	}
	of := "/api/v1/cities/surabaya/indicators/bod/"
	for _, question := range []string{
		"trend?site=kali-surabaya&min_coverage=20", "trend?site=kali-surabaya-kedurus&min_coverage=20&window=P1M", "trend?site=kali-surabaya-kedurus,kali-surabaya-gunungsari&min_coverage=20&aggregate=p90",
		"aggregates?site=kali-surabaya&window=P1Y&min_coverage=20&aggregate=mean,max,p90", "aggregates?site=kali-surabaya-kedurus&group_by=month_of_year&min_coverage=0",
	} {
		want, got := embedded.do(http.MethodGet, of+question, "", "", ""), other.do(http.MethodGet, of+question, "", "", "")
		if want.Code != http.StatusOK || want.Body.String() != got.Body.String() {
			t.Errorf("%s: %d\n%.1500s\non InfluxDB %d\n%.1500s", question, want.Code, want.Body, got.Code, got.Body)
		}
	}
}
