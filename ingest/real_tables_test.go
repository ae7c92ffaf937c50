package ingest

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// plain is what a plain loop over a published file gives of one series: how many values, their sum, the first and the last start.
type plain struct {
	count       int
	sum         float64
	first, last time.Time
}

func (p *plain) add(at time.Time, v float64) {
	if p.count == 0 || at.Before(p.first) {
		p.first = at
	}
	if p.count == 0 || at.After(p.last) {
		p.last = at
	}
	p.count++
	p.sum += v
}

// samePlain compares every series of the store with the plain loop.
func samePlain(t *testing.T, store indicators.Store, want map[string]*plain) {
	t.Helper()
	list, err := store.SeriesList(context.Background(), indicators.SeriesFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(want) {
		t.Errorf("%d series are stored, %d are in the file", len(list), len(want))
	}
	for _, info := range list {
		held, err := store.Select(context.Background(), info.Series, allTime)
		if err != nil {
			t.Fatal(err)
		}
		got := plain{}
		for _, o := range held {
			got.add(o.Time(), o.Value)
		}
		name := info.Series.String()
		w := want[name]
		if w == nil {
			t.Errorf("%s is stored and not in the file", name)
			continue
		}
		if got.count != w.count || !near(got.sum, w.sum) || !got.first.Equal(w.first) || !got.last.Equal(w.last) {
			t.Errorf("%s: %+v, by the plain loop %+v", name, got, *w)
		}
	}
}

func near(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 }

func addTo(all map[string]*plain, series string, at time.Time, v float64) {
	if all[series] == nil {
		all[series] = &plain{}
	}
	all[series].add(at, v)
}

// TestMalaysianIndexFile: stations as columns, local time without an offset, index numbers.
func TestMalaysianIndexFile(t *testing.T) {
	content := realFile(t, "malaysia_api_wide_first2000.csv")
	db, im := worldStore(t)
	rows := rowsOf(t, string(content), ',')
	names := map[string]string{}
	for _, site := range im.Catalogue.SitesOf("malaysia") {
		names[site.Name] = site.ID
	}
	want := map[string]*plain{}
	for _, row := range rows[1:] {
		layout := "2006-01-02 15:04"
		if len(row[0]) == 10 { // a midnight
			layout = "2006-01-02"
		}
		at, err := time.ParseInLocation(layout, row[0], time.FixedZone("", 8*3600))
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range row[1:] {
			if cell != "" {
				addTo(want, "malaysia/"+names[rows[0][i+1]]+"/api-malaysia/PT1H/max", at, num(t, cell))
			}
		}
	}
	first := importAll(t, im, content, indicators.UploadRequest{Profile: "malaysia-api", City: "malaysia"})
	samePlain(t, db, want)
	again(t, im, content, first)
}

// TestOpenAQLongFile: three cities by name, newest first, the stamp is the end of the hour. A London key could not send it as
// one city's: the request names none.
func TestOpenAQLongFile(t *testing.T) {
	content := realFile(t, "openaq_long_no2_pm25_2019.csv")
	db, im := worldStore(t)
	sites := map[string]string{"BETR801": "antwerpen/betr801", "FR04014": "paris/fr04014", "London Westminster": "london/westminster"}
	want := map[string]*plain{}
	for _, row := range rowsOf(t, string(content), ',')[1:] {
		at, err := time.Parse("2006-01-02 15:04:05-07:00", row[2])
		if err != nil {
			t.Fatal(err)
		}
		indicator := strings.Replace(row[4], "pm25", "pm2-5", 1)
		addTo(want, sites[row[3]]+"/"+indicator+"/PT1H/mean", at.Add(-time.Hour), num(t, row[5]))
	}
	importAll(t, im, content, indicators.UploadRequest{Profile: "openaq-long"})
	samePlain(t, db, want)
	backAgain(t, db, im)
}

// TestWhatAWasteFile: without a year no figure of it has a place in time. With one, the cities that the profile or the catalogue
// names are read, all others are refused as unknown; the text that was encoded twice is left as it stands.
func TestWhatAWasteFile(t *testing.T) {
	content := realFile(t, "worldbank_what_a_waste_city.csv")
	db, im := worldStore(t)
	_, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: indicators.UploadRequest{Profile: "worldbank-what-a-waste"}})
	if fineCode(err) != "profile_incomplete" || !strings.Contains(err.Error(), "no year") {
		t.Errorf("%v", err)
	}
	result, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: indicators.UploadRequest{Profile: "my-waste", OnError: indicators.SkipRow}})
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, string(content), ',')
	columns := map[string]string{"composition_food_organic_waste_percent": "organic-waste-share", "composition_plastic_percent": "plastic-waste-share",
		"composition_paper_cardboard_percent": "paper-waste-share", "waste_treatment_incineration_percent": "incinerated-share",
		"waste_treatment_open_dump_percent": "open-dump-share", "waste_treatment_recycling_percent": "recycling-rate"}
	places := map[string]struct {
		site  string
		hours int
	}{"Cebu": {"cebu/cebu-city", 8}, "Kitakyushu": {"kitakyushu/citywide", 9},
		"Beijing": {"beijing/citywide", 8}, "Jakarta": {"jakarta/citywide", 7}, "London": {"london/citywide", 0}, "Paris": {"paris/citywide", 1}} // cities of the catalogue of tests
	want, others := map[string]*plain{}, int64(0)
	for _, row := range rows[1:] {
		for i, name := range rows[0] {
			indicator, ok := columns[name]
			if !ok || row[i] == "" {
				continue
			}
			if place, ok := places[row[4]]; ok {
				addTo(want, place.site+"/"+indicator+"/P1Y/mean", time.Date(2016, 1, 1, 0, 0, 0, 0, time.FixedZone("", place.hours*3600)), num(t, row[i]))
			} else {
				others++
			}
		}
	}
	samePlain(t, db, want)
	if got := result.Upload.Receipt.Counts.Rejected; got != others {
		t.Errorf("%d values of other cities are rejected, %d are in the file", got, others)
	}
	for _, p := range result.Upload.Receipt.Problems {
		if p.Code != "unknown_city" {
			t.Errorf("%+v", p)
		}
	}
	backAgain(t, db, im)
}

// TestListsOfStationsAreNoFigures: the files beside the figures are told from them.
func TestListsOfStationsAreNoFigures(t *testing.T) {
	for _, name := range []string{"japan_stations_info.csv", "openaq_stations.csv", "openaq_parameters.csv"} {
		_, im := worldStore(t)
		_, err := im.Import(context.Background(), bytes.NewReader(realFile(t, name)), Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
		if fineCode(err) != "column_missing" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
