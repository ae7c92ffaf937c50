package ingest

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
)

// withProfiles is an importer on the small store in memory, with the catalogue that ships and the rows of a YAML text.
func withProfiles(t *testing.T, yaml string) (*memory, *Importer) {
	t.Helper()
	path := t.TempDir()
	writeFile(t, path+"/more.yaml", yaml)
	c, err := catalogue.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory(c)
	return m, importer(t, m)
}

// tried imports a text, skipping bad rows, and tells the values stored by series and start, and the problems.
func tried(t *testing.T, im *Importer, m *memory, text string, request indicators.UploadRequest) (stored, problems []string, receipt indicators.Receipt) {
	t.Helper()
	request.OnError = indicators.SkipRow
	result, err := im.Import(context.Background(), strings.NewReader(text), Options{Request: request})
	if err != nil {
		return nil, []string{fineCode(err)}, receipt
	}
	receipt = result.Upload.Receipt
	if receipt.Counts.Received != receipt.Counts.Outcomes() {
		t.Errorf("%+v does not add up", receipt.Counts)
	}
	for series, held := range m.stored {
		for _, o := range held {
			stored = append(stored, fmt.Sprintf("%s/%s/%s %s %s%s q%d %s", series.Site, series.Indicator, series.Resolution, o.Time().Format("2006-01-02T15:04Z"), o.Censored.Mark(), decimalText(o.Value), o.Quality, o.Status))
		}
	}
	slices.Sort(stored)
	for _, p := range receipt.Problems {
		problems = append(problems, fmt.Sprint(p.Line, " ", p.Column, " ", p.Code))
	}
	return stored, problems, receipt
}

const plainLogger = `profiles:
  - id: logger
    name: L
    description: D
    layout: wide
    resolution: PT1H
    city: surabaya
    source: S
    licence: L
    not_measured: [NA]
    suffixes: ["#"]
    columns:
      - {header: Date, role: date}
      - {header: Time, role: time, optional: true}
      - {header: PM2.5, role: value, indicator: pm2-5, unit: µg/m³, faulty: [ERR], limits: [{text: ND, means: "<0.5"}], flag_in: flag}
      - {header: CO, role: value, indicator: co, unit: mg/m³, flag_in: flag, optional: true}
    meanings:
      flags:
        - {text: V, quality: 1}
        - {text: X, quality: 4}
        - {text: P, status: provisional}
        - {text: M, missing: faulty}
        - {text: H, refuse: Half of the limit.}
        - {text: "#", quality: 3}
`

func TestMarksLimitsFlagsAndSuffixes(t *testing.T) {
	m, im := withProfiles(t, plainLogger)
	stored, problems, receipt := tried(t, im, m, "Date,Time,PM2.5,flag,CO,flag\n"+
		"2026-03-04,00:00,1,V,2,\n"+
		"2026-03-04,01:00,ND,,3,X\n"+
		"2026-03-04,02:00,NA,,ERR,\n"+ // ERR is a mark of the first column alone
		"2026-03-04,03:00,ERR,,4,P\n"+
		"2026-03-04,04:00,5#,,6,M\n"+
		"2026-03-04,05:00,#,,,\n"+
		"2026-03-04,06:00,7,H,8,?\n", indicators.UploadRequest{Profile: "logger"})
	want := []string{
		"citywide/co/PT1H 2026-03-03T17:00Z 2 q2 observed", "citywide/co/PT1H 2026-03-03T18:00Z 3 q4 observed", "citywide/co/PT1H 2026-03-03T20:00Z 4 q2 provisional",
		"citywide/pm2-5/PT1H 2026-03-03T17:00Z 1 q1 observed", "citywide/pm2-5/PT1H 2026-03-03T18:00Z <0.5 q2 observed", "citywide/pm2-5/PT1H 2026-03-03T21:00Z 5 q3 observed",
	}
	if !slices.Equal(stored, want) {
		t.Errorf("%s", strings.Join(stored, "\n"))
	}
	if wrong := []string{"4 CO value_unreadable", "8 flag flagged", "8 flag unknown_flag"}; !slices.Equal(problems, wrong) {
		t.Errorf("%q", problems)
	}
	if c := receipt.Counts; c.Missing != 5 || c.NotMeasured != 1 || c.Faulty != 3 {
		t.Errorf("%+v", c)
	}
}

// TestTheOrderOfDatesIsProvenOrRefused: the four pairs of two cities' readings, and what a column proves by itself.
func TestTheOrderOfDatesIsProvenOrRefused(t *testing.T) {
	for _, c := range []struct{ dates, want, problem string }{
		{"4/3/2026 13/3/2026", "2026-03-04 2026-03-13", ""},
		{"4/3/2026 3/13/2026", "2026-03-13 2026-04-03", ""},
		{"3/13/2026 4/3/2026", "2026-03-13 2026-04-03", ""},
		{"2026-03-04 13/3/2026", "2026-03-04 2026-03-13", ""},
		{"4/3/2026 5/3/2026", "", "ambiguous_date ambiguous_date"},
		{"4/3/2026 2026-03-05", "2026-03-05", "ambiguous_date"},
		{"13/3/2026 3/13/2026", "", "contradictory_dates"},
		{"13/13/2026 4/3/2026", "", "ambiguous_date ambiguous_date"},
		{"4/4/2026 14/4/2026", "2026-04-04 2026-04-14", ""},
	} {
		m, im := withProfiles(t, strings.Replace(plainLogger, "zone: x", "", 1))
		file := "Date,PM2.5,flag\n"
		for _, date := range strings.Fields(c.dates) {
			file += date + ",1,\n"
		}
		stored, problems, receipt := tried(t, im, m, file, indicators.UploadRequest{Profile: "logger"})
		var days, codes []string
		for _, s := range stored {
			at := strings.Fields(s)[1]
			days = append(days, nextDay(t, at))
		}
		for _, p := range problems {
			codes = append(codes, p[strings.LastIndex(p, " ")+1:])
		}
		if strings.Join(days, " ") != c.want || strings.Join(codes, " ") != c.problem {
			t.Errorf("%s: %s %s", c.dates, days, codes)
		}
		if proven := len(receipt.Warnings) > 0 && receipt.Warnings[0].Code == "date_order_proven"; proven != (c.problem == "") {
			t.Errorf("%s: %+v", c.dates, receipt.Warnings)
		}
	}
}

// nextDay is the local date in Surabaya that begins at a midnight given in UTC.
func nextDay(t *testing.T, at string) string {
	t.Helper()
	return stampOf(t, "2006-01-02T15:04Z", at, jst, 9*3600*1e9+7*3600*1e9)[:10]
}

// TestFourReadingsOfOneFile: 4/3/2026 and 1.234 mean what the city's spreadsheets mean by them; without a profile that
// settles it a date is refused.
func TestFourReadingsOfOneFile(t *testing.T) {
	for _, c := range []struct{ profile, city, row, want string }{
		{"aspro-id", "surabaya", "surabaya;citywide;tsp;4/3/2026;1.234;µg/m³", "citywide/tsp/P1D 2026-03-03T17:00Z 1234 q2 observed"},
		{"aspro-ph", "cebu", `cebu,citywide,tsp,4/3/2026,"1,234",µg/m³`, "citywide/tsp/P1D 2026-04-02T16:00Z 1234 q2 observed"},
		{"aspro-ph", "cebu", "cebu,citywide,tsp,4/3/2026,1.234,µg/m³", "citywide/tsp/P1D 2026-04-02T16:00Z 1.234 q2 observed"},
		{"aspro-ja", "kitakyushu", "kitakyushu,citywide,tsp,2026/3/4,1.234,µg/m³", "citywide/tsp/P1D 2026-03-03T15:00Z 1.234 q2 observed"},
		{"aspro-id", "surabaya", "surabaya;citywide;tsp;2026-03;1,5;µg/m³", "citywide/tsp/P1M 2026-02-28T17:00Z 1.5 q2 observed"},
		{"aspro-id", "surabaya", "surabaya;citywide;tsp;4/3/2026;1.5;µg/m³", "2 value ambiguous_number"},
		{"aspro", "surabaya", "surabaya,citywide,tsp,4/3/2026,1,µg/m³", "2 period ambiguous_date"},
		{"aspro", "surabaya", `surabaya,citywide,tsp,2026-03-04,"1.234,5",µg/m³`, "2 value ambiguous_number"},
	} {
		m, im := withProfiles(t, "")
		header := "city,site,indicator,period,value,unit\n"
		if strings.Contains(c.row, ";") {
			header = strings.ReplaceAll(header, ",", ";")
		}
		stored, problems, _ := tried(t, im, m, header+c.row+"\n", indicators.UploadRequest{Profile: c.profile, City: c.city})
		if got := strings.Join(append(stored, problems...), "; "); got != c.want {
			t.Errorf("%s %s: %s", c.profile, c.row, got)
		}
	}
}

// TestGasesConvertOnlyUnderStatedConditions: factors at 25 °C and 101.325 kPa against the published 2.62, 1.88, 1.145 and 1.96.
func TestGasesConvertOnlyUnderStatedConditions(t *testing.T) {
	for indicator, want := range map[string]float64{"so2": 2.618, "no2": 1.880, "o3": 1.962, "co": 0.001145} {
		row := "city,site,indicator,period,value,unit\nsurabaya,citywide," + indicator + ",2020,1,ppb\n"
		m, im := withProfiles(t, "")
		if _, problems, _ := tried(t, im, m, row, indicators.UploadRequest{Profile: "aspro"}); !slices.Equal(problems, []string{"2 unit conditions_missing"}) {
			t.Errorf("%s without conditions: %q", indicator, problems)
		}
		m, im = withProfiles(t, "")
		result, err := im.Import(context.Background(), strings.NewReader(row), Options{Request: indicators.UploadRequest{Profile: "aspro", Conditions: "25Cel,101.325kPa"}})
		if err != nil || len(m.stored) != 1 {
			t.Fatal(err, result.Upload.Receipt.Problems)
		}
		for _, held := range m.stored {
			for _, o := range held {
				if math.Abs(o.Value-want) > 0.0006*want {
					t.Errorf("1 ppb of %s is %v, want %v", indicator, o.Value, want)
				}
			}
		}
		// The value and the unit as they were sent stay with the row.
		ref := RowRef{Upload: result.Upload.ID, Line: 2}
		if origins, err := Provenance(context.Background(), m, m.zones, []RowRef{ref}); err != nil || origins[ref].Text != "1" || origins[ref].Unit != "ppb" {
			t.Errorf("%+v %v", origins, err)
		}
	}
	// Other quantities do not become one another under any conditions.
	for unit, indicator := range map[string]string{"ppb": "pm2-5", "ppmC": "so2", "µg/Ncm": "so2", "API": "ispu", "ISPU": "pm2-5", "µg/m³": "ispu"} {
		want := "2 unit unit_not_convertible"
		if unit == "ISPU" || unit == "µg/m³" {
			want = "2 unit index_and_amount"
		}
		m, im := withProfiles(t, "")
		_, problems, _ := tried(t, im, m, "city,site,indicator,period,value,unit\nsurabaya,citywide,"+indicator+",2020,1,"+unit+"\n", indicators.UploadRequest{Profile: "aspro", Conditions: "25Cel,101.325kPa"})
		if !slices.Equal(problems, []string{want}) {
			t.Errorf("%s in %s: %q", indicator, unit, problems)
		}
	}
}

func TestUnitsInEverySpelling(t *testing.T) {
	for unit, want := range map[string]string{"µg/m³": "5", "μg/m³": "5", "UG/M3": "5", "ug / m3": "5", "ugm-3": "5", "ug.m-3": "5", "mg/m³": "5000", "0.1 µg/m³": "0.5", "10UG/M3": "50"} {
		m, im := withProfiles(t, "")
		stored, problems, _ := tried(t, im, m, "city,site,indicator,period,value,unit\nsurabaya,citywide,tsp,2020,5,"+unit+"\n", indicators.UploadRequest{Profile: "aspro"})
		if len(stored) != 1 || !strings.Contains(stored[0], " "+want+" ") {
			t.Errorf("%s: %q %q", unit, stored, problems)
		}
	}
}

// TestOneSiteIsOne: a request that names the site is for a file of one sensor; two in it are not made one in silence.
func TestOneSiteIsOne(t *testing.T) {
	header := "city,site,indicator,period,value,unit\n"
	request := indicators.UploadRequest{Profile: "aspro", City: "surabaya", Site: "kali-surabaya"}
	for rows, want := range map[string]string{
		"surabaya,17,bod,2019,1,mg/L\nsurabaya,17,bod,2020,2,mg/L\n": "kali-surabaya/bod/P1Y 2018-12-31T17:00Z 1 q2 observed; kali-surabaya/bod/P1Y 2019-12-31T17:00Z 2 q2 observed",
		"surabaya,17,bod,2019,1,mg/L\nsurabaya,18,bod,2020,2,mg/L\n": "several_sites",
	} {
		m, im := withProfiles(t, "")
		stored, problems, _ := tried(t, im, m, header+rows, request)
		if got := strings.Join(append(stored, problems...), "; "); got != want {
			t.Errorf("%s: %s", rows, got)
		}
	}
	m, im := withProfiles(t, "")
	if _, problems, _ := tried(t, im, m, header, indicators.UploadRequest{Profile: "aspro", Site: "kali-surabaya"}); !slices.Equal(problems, []string{"unknown_site"}) {
		t.Errorf("a site without its city: %q", problems)
	}
}

func TestAHeaderInMidFileIsPassedOver(t *testing.T) {
	m, im := withProfiles(t, plainLogger)
	header := "Date,Time,PM2.5,flag\n"
	stored, problems, receipt := tried(t, im, m, header+"2026-03-04,00:00,1,\n"+header+"2026-03-04,01:00,2,\n", indicators.UploadRequest{Profile: "logger"})
	if len(stored) != 2 || len(problems) != 0 || receipt.Counts.Rows != 2 || len(receipt.Warnings) != 1 || receipt.Warnings[0].Line != 3 || receipt.Warnings[0].Code != "header_repeated" {
		t.Errorf("%q %q %+v", stored, problems, receipt)
	}
}

// TestFiscalYears: NIES's month 1 of fiscal year 2023 is January 2024; the year of a Kitakyushu report, FY2023, begins in April.
func TestFiscalYears(t *testing.T) {
	m, im := withProfiles(t, "")
	row := "2023,station-40106010,100,SO2,PPB,%s,1" + strings.Repeat(",5", 1) + strings.Repeat(",9998", 23) + "\n"
	header := "測定年度,測定局コード,市町村コード,測定項目コード,測定単位コード,測定月,測定日"
	for hour := 1; hour <= 24; hour++ {
		header += fmt.Sprintf(",%02dh", hour)
	}
	text := header + "\n" + fmt.Sprintf(row, "3") + fmt.Sprintf(row, "4")
	stored, problems, _ := tried(t, im, m, text, indicators.UploadRequest{Profile: "nies-hourly", City: "kitakyushu", Encoding: "utf-8"})
	want := []string{"station-40106010/so2-ppb/PT1H 2023-03-31T15:00Z 5 q2 observed", "station-40106010/so2-ppb/PT1H 2024-02-29T15:00Z 5 q2 observed"} // 1 April 2023 and 1 March 2024, 00:00 in Japan
	if !slices.Equal(stored, want) || len(problems) > 0 {
		t.Errorf("%q %q", stored, problems)
	}
}

func TestHintsNameTheNearest(t *testing.T) {
	_, im := withProfiles(t, "")
	result, err := im.Import(context.Background(), bytes.NewReader([]byte("city,site,indicator,period,value,unit\nsurabaya,kali-surabya,bod,2020,1,mg/L\nsurabaya,citywide,pm2.5,2020,1,µg/m³\nsurabya,,bod,2020,1,mg/L\n")),
		Options{Request: indicators.UploadRequest{Profile: "aspro"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Nearest: kali-surabaya, ", "Nearest: pm2-5, ", "Nearest: surabaya, "} {
		if hint := result.Upload.Receipt.Problems[i].Hint; !strings.HasPrefix(hint, want) || strings.Count(strings.SplitN(hint, ".", 2)[0], ",") > 2 {
			t.Errorf("%q", hint)
		}
	}
}
