package api

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const sipsnWaste = "/api/v1/cities/surabaya/indicators/solid-waste-generated/"

func TestProvenanceTravelsWithEveryFigure(t *testing.T) {
	w := newWorld(t).withSample()
	is := func(what string, p *indicators.Provenance, stakeholder, reportedBy, citation string) {
		t.Helper()
		if p == nil || p.Stakeholder != stakeholder || p.ReportedBy != reportedBy || !strings.HasPrefix(p.Citation, citation) ||
			p.Licence != "unknown" || p.Instrument != "unknown" || p.Laboratory != "unknown" {
			t.Errorf("%s: %+v", what, p)
		}
	}
	var held Observations
	w.get(sipsnWaste+"observations?resolution=P1Y&from=2019&to=2020", http.StatusOK, &held)
	is("a figure of a ministry", held.Data[0].Provenance, "government", "", "SIPSN (ministry of environment)")
	for range 2 { // read, then kept
		var latest Latest
		w.get(sipsnWaste+"latest?resolution=P1Y", http.StatusOK, &latest)
		is("its latest", latest.Data[0].Observation.Provenance, "government", "", "SIPSN 2024")
	}
	var progress Progress
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&at=2012", http.StatusOK, &progress)
	is("a figure that a network reports", progress.Latest.Provenance, "unknown", "KitaQ Composting Network", "KitaQ Composting Network, page 'Cebu City Hits")
	w.get("/api/v1/cities/cebu/indicators/pm2-5-ncm/observations?site=radisson-blu-cebu", http.StatusOK, &held)
	if p := held.Data[0].Provenance; p == nil || p.Instrument != "EBAM" {
		t.Errorf("the instrument of the station: %+v", p)
	}
}

func TestProvenanceStandsInEveryCSV(t *testing.T) {
	w := newWorld(t).withSample()
	for _, target := range []string{sipsnWaste + "observations?resolution=P1Y&from=2024&format=csv", sipsnWaste + "latest?resolution=P1Y&format=csv",
		"/api/v1/programmes/jakstranas/progress?at=2024&format=csv"} {
		rows, err := csv.NewReader(w.do(http.MethodGet, target, "", "", "").Body).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %v %v", target, rows, err)
		}
		width := len(rows[0])
		if got := strings.Join(rows[0][width-6:], " "); got != strings.Join(indicators.ProvenanceColumns(), " ") {
			t.Errorf("%s ends with %s", target, got)
		}
		if got := strings.Join(rows[1][width-6:], " | "); got != "government |  | unknown | unknown | unknown | SIPSN 2024 (read in a public copy)" {
			t.Errorf("%s: %s", target, got)
		}
	}
}

func TestAPostedFileOfAProfileHasTheLicenceOfTheProfile(t *testing.T) {
	w := newWorld(t)
	answer, view := w.post("profile=kitakyushu-daily&city=kitakyushu", w.admin, "date,SO2_mean,NO_mean,NO2_mean,NOX_mean,CO_mean,CH4_mean,THC_mean,NMHC_mean,PM25_mean,SPM_mean\n2011-04-01,1,2,3,4,5,180,190,10,18.3,20\n")
	if answer.Code != http.StatusCreated {
		t.Fatalf("%d %+v", answer.Code, view)
	}
	var held Observations
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/observations?site=station-40106010", http.StatusOK, &held)
	if p := held.Data[0].Provenance; p == nil || p.Licence != "MIT, Copyright (c) 2022 Alejandro Fontal" || p.Stakeholder != "government" {
		t.Errorf("%+v", p)
	}
}

func TestEverySeriesShowsItsBreaks(t *testing.T) {
	w := newWorld(t).withSample()
	var list List[SeriesView]
	w.get("/api/v1/series?city=surabaya", http.StatusOK, &list)
	for _, s := range list.Data {
		isBroken := s.Indicator == "solid-waste-generated" && s.Site == "citywide"
		if isBroken != (len(s.Breaks) == 1) || isBroken && (s.Breaks[0].At != "2021" || !strings.Contains(s.Breaks[0].Change, "change of method")) {
			t.Errorf("%s: %+v", s.ID, s.Breaks)
		}
	}
	file := w.do(http.MethodGet, "/api/v1/series?city=surabaya&indicator=solid-waste-generated&format=csv", "", "", "").Body.String()
	if !strings.Contains(file, "2021: The step from 2,222.62 t/day") {
		t.Errorf("the CSV does not show the break:\n%s", file)
	}
}

func TestSourcesAreListed(t *testing.T) {
	var list List[indicators.Source]
	newWorld(t).get("/api/v1/sources", http.StatusOK, &list)
	if len(list.Data) < 10 || list.Data[0].ID > list.Data[1].ID {
		t.Errorf("%d sources", len(list.Data))
	}
}

// TestALongPageHasItsSources: provenance does not end with a number of rows.
func TestALongPageHasItsSources(t *testing.T) {
	w := newWorld(t)
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for hour := range 1500 {
		file.WriteString("cebu,citywide,pm2-5," + at.Add(time.Duration(hour)*time.Hour).Format(time.RFC3339) + ",7,µg/m³,mean,1,observed,SIPSN of the test,,PT1H\n")
	}
	if answer, view := w.post("profile=aspro&city=cebu", w.admin, file.String()); answer.Code != http.StatusCreated {
		t.Fatalf("%+v", view)
	}
	var held Observations
	w.get("/api/v1/cities/cebu/indicators/pm2-5/observations?limit=2000", http.StatusOK, &held)
	if len(held.Data) != 1500 {
		t.Fatal(len(held.Data))
	}
	for _, o := range held.Data {
		if o.Provenance == nil || o.Provenance.Stakeholder != "government" || *o.Source != "SIPSN of the test" {
			t.Fatalf("%+v", o)
		}
	}
}
