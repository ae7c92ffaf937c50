package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// outcomes sends a file with on_error=skip to a server of its own and tells, by line, what became of each row: its code, or the
// period and value as the server answers them afterwards. A line that is absent was taken as missing.
func outcomes(t *testing.T, profile, city, indicator, text string) map[int]string {
	t.Helper()
	s := start(t, "--data", t.TempDir())
	got := s.send(t, "/api/v1/uploads?on_error=skip&profile="+profile+"&city="+city, "text/csv", strings.NewReader(text))
	var receipt struct {
		Problems []struct {
			Line int
			Code string
		}
		Counts struct{ Received, Created, Rejected, Missing int }
	}
	if err := json.Unmarshal([]byte(got.text), &receipt); err != nil || got.status != http.StatusCreated {
		t.Fatalf("%+v %v", got, err)
	}
	found := map[int]string{}
	for _, p := range receipt.Problems {
		found[p.Line] = p.Code
	}
	for _, resolution := range []string{"PT1H", "P1D", "P1M", "P1Y"} {
		maps.Copy(found, s.held(t, city, indicator, resolution))
	}
	if n := receipt.Counts; n.Created+n.Rejected != len(found) || n.Received != n.Created+n.Rejected+n.Missing {
		t.Errorf("%+v for %d outcomes", n, len(found))
	}
	return found
}

// held is the citywide figures of an indicator by the line that they came from: start in UTC and value with its mark.
func (s *running) held(t *testing.T, city, indicator, resolution string) map[int]string {
	t.Helper()
	var list struct {
		Data []struct {
			Line      int
			Value     float64
			Qualifier string
			Period    struct {
				StartUTC string `json:"start_utc"`
			}
		}
	}
	found := map[int]string{}
	if status, body := s.get(t, "/api/v1/cities/"+city+"/indicators/"+indicator+"/observations?limit=10000&resolution="+resolution); status == http.StatusOK {
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range list.Data {
		found[o.Line] = fmt.Sprint(o.Period.StartUTC, " ", o.Qualifier, o.Value)
	}
	return found
}

// TestNumbersOverHTTP: every text that could be taken for a number has one outcome, from the file to the answer. No magnitude
// changes in silence, an empty cell is never 0, and a true 0 is a value.
func TestNumbersOverHTTP(t *testing.T) {
	t.Parallel()
	for profile, table := range map[string][][2]string{
		"aspro": {
			{"NaN", "value_unreadable"}, {"Inf", "value_unreadable"}, {"-Infinity", "value_unreadable"}, {"0x1p-2", "value_unreadable"}, {"1_000", "value_unreadable"},
			{"1e400", "value_unreadable"}, {"1e-400", "value_unreadable"}, {"1,5", "decimal_comma"}, {"1.234", "1.234"}, {"1.234,5", "ambiguous_number"},
			{"１２．５", "12.5"}, {"-999", "sentinel_value"}, {"-9999", "sentinel_value"}, {"null", "value_unreadable"}, {"", "missing"}, {"0", "0"}, {"-0", "0"}, {"0.0", "0"}, {"<0.5", "<0.5"}, {"12.50", "12.5"},
		},
		"aspro-id": {{"1,5", "1.5"}, {"1.234", "1234"}, {"1.234,5", "1234.5"}, {"1.23", "ambiguous_number"}, {"1,234.5", "ambiguous_number"}, {"0", "0"}, {"", "missing"}},
		"aspro-ph": {{"1.5", "1.5"}, {"1.234", "1.234"}, {"1,234.5", "1234.5"}, {"1,5", "ambiguous_number"}, {"1.234,5", "ambiguous_number"}, {"0", "0"}, {"", "missing"}},
		"aspro-ja": {{"1,234", "1234"}, {"１，２３４", "1234"}, {"1.5", "1.5"}, {"null", "value_unreadable"}},
	} {
		t.Run(profile, func(t *testing.T) {
			mark := ","
			if profile == "aspro-id" {
				mark = ";"
			}
			file := strings.ReplaceAll("city,site,indicator,period,value,unit\n", ",", mark)
			for i, c := range table {
				file += strings.Join([]string{"surabaya", "citywide", "solid-waste-generated", time.Date(2000, time.Month(i+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), `"` + c[0] + `"`, "t/day"}, mark) + "\n"
			}
			got := outcomes(t, profile, "surabaya", "solid-waste-generated", file)
			for i, c := range table {
				outcome := got[i+2]
				if _, value, stored := strings.Cut(outcome, " "); stored {
					outcome = value
				}
				if outcome == "" {
					outcome = "missing"
				}
				if outcome != c[1] {
					t.Errorf("%q becomes %q, not %q", c[0], outcome, c[1])
				}
			}
		})
	}
}

// TestTimesOverHTTP: what is stored is the instant that was sent, or the row is refused; nothing before 1900 or after now is there.
// Surabaya is at +07:00 and Cebu at +08:00 the whole year.
func TestTimesOverHTTP(t *testing.T) {
	t.Parallel()
	tomorrow := time.Now().AddDate(0, 0, 1).UTC()
	soon := time.Now().Add(2 * time.Hour).UTC().Truncate(time.Hour)
	table := [][2]string{
		{"2026-03-04T13:00", "naive_datetime"}, {"2026-03-04T13:00+07:00", "2026-03-04T06:00:00Z"}, {"2026-03-04T13:00-03:00", "2026-03-04T16:00:00Z"}, {"2026-03-05T13:00Z", "2026-03-05T13:00:00Z"},
		{"1600-01-01T00:00Z", "before_1900"}, {"2300-01-01T00:00Z", "future"}, {"9999-12-31T23:00Z", "future"},
		{soon.Format(time.RFC3339), "future"}, {tomorrow.Format("2006-01-02T15") + ":00Z", "future"},
		{"2024-02-29T00:00Z", "2024-02-29T00:00:00Z"}, {"2023-02-29T00:00Z", "period_unreadable"}, {"2026-03-04T13:00:60Z", "period_unreadable"}, {"1970-01-01T00:00Z", "1970-01-01T00:00:00Z"}, {"1900-01-01T00:00Z", "1900-01-01T00:00:00Z"},
		{"0000-00-00T00:00Z", "period_unreadable"}, {"now", "period_unreadable"}, {"", "period_unreadable"},
	}
	t.Run("InAFile", func(t *testing.T) {
		file := "city,site,indicator,period,value,unit,resolution\n"
		for _, c := range table {
			file += "surabaya,citywide,pm2-5," + c[0] + ",12,µg/m³,PT1H\n"
		}
		got := outcomes(t, "aspro", "surabaya", "pm2-5", file)
		for i, c := range table {
			if outcome, _, _ := strings.Cut(got[i+2], " "); outcome != c[1] {
				t.Errorf("%q becomes %q, not %q", c[0], outcome, c[1])
			}
		}
	})
	t.Run("FromASensor", func(t *testing.T) {
		s := start(t, "--data", t.TempDir())
		for _, c := range table {
			body := fmt.Sprintf(`{"city":"surabaya","site":"citywide","indicator":"pm2-5","resolution":"PT1H","start":%q,"value":12}`, c[0])
			got := s.send(t, "/api/v1/observations", "application/json", strings.NewReader(body))
			if stored := strings.HasSuffix(c[1], "Z"); stored != (got.status == http.StatusOK) || !stored && got.status != http.StatusUnprocessableEntity {
				t.Errorf("%q: %+v", c[0], got)
			}
		}
		held := map[string]bool{}
		for _, o := range s.held(t, "surabaya", "pm2-5", "PT1H") {
			at, _, _ := strings.Cut(o, " ")
			held[at] = true
		}
		for _, c := range table {
			if strings.HasSuffix(c[1], "Z") && !held[c[1]] {
				t.Errorf("%s is not among %v", c[1], held)
			}
			delete(held, c[1])
		}
		if len(held) > 0 {
			t.Errorf("nobody sent %v", held)
		}
		point := func(at time.Time) string {
			return fmt.Sprintf(`{"city":"surabaya","site":"citywide","indicator":"pm10","resolution":"PT1M","start":%q,"value":12}`, at.UTC().Truncate(time.Minute).Format(time.RFC3339))
		}
		if got := s.send(t, "/api/v1/observations", "application/json", strings.NewReader(point(time.Now().Add(5*time.Minute)))); got.status != http.StatusOK {
			t.Errorf("a clock five minutes fast: %+v", got)
		}
		if got := s.send(t, "/api/v1/observations", "application/json", strings.NewReader(point(time.Now().Add(30*time.Minute)))); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text, `"future"`) {
			t.Errorf("a clock half an hour fast: %+v", got)
		}
	})
}

// TestTheSameTextInTwoCities: 4/3/2026 is 4 March in Surabaya and 3 April in Cebu, 1.234 a thousand and more in one and one and a bit
// in the other. With a profile of neither they are refused, for no guess is silent.
func TestTheSameTextInTwoCities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ profile, city, mark, period, value, want string }{
		{"aspro-id", "surabaya", ";", "4/3/2026", "5", "2026-03-03T17:00:00Z 5"},
		{"aspro-ph", "cebu", ",", "4/3/2026", "5", "2026-04-02T16:00:00Z 5"},
		{"aspro-id", "surabaya", ";", "2026-03-04", "1.234", "2026-03-03T17:00:00Z 1234"},
		{"aspro-ph", "cebu", ",", "2026-03-04", "1.234", "2026-03-03T16:00:00Z 1.234"},
		{"aspro", "surabaya", ",", "4/3/2026", "5", "ambiguous_date"},
		{"aspro", "cebu", ",", "4/3/2026", "5", "ambiguous_date"},
		{"aspro", "cebu", ",", "2026-03-04", "1.234.567", "ambiguous_number"},
	} {
		row := strings.ReplaceAll("city,site,indicator,period,value,unit\n"+c.city+",citywide,solid-waste-generated,"+c.period+","+c.value+",t/day\n", ",", c.mark)
		if got := outcomes(t, c.profile, c.city, "solid-waste-generated", row)[2]; got != c.want {
			t.Errorf("%s and %s by %s: %q, not %q", c.period, c.value, c.profile, got, c.want)
		}
	}
}

// TestTheSamePointsInEveryEncoding: one file in the encodings that spreadsheets save is the same figures, the source's letters
// among them; one that is not declared is refused (415) and leaves no broken letters behind.
func TestTheSamePointsInEveryEncoding(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", t.TempDir())
	in := func(e encoding.Encoding, text string) string {
		out, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	declared := func(encoding string) string {
		if encoding == "" {
			return ""
		}
		return "&encoding=" + encoding
	}
	western := header + "cebu,citywide,pm2-5,2024-03,12.5,µg/m³,mean,2,observed,Señor Peña,año\n"
	japanese16 := header + "cebu,citywide,pm2-5,2024-04,13.5,ug/m3,mean,2,observed,北九州市,年報\n"
	utf16 := func(order unicode.Endianness) encoding.Encoding { return unicode.UTF16(order, unicode.UseBOM) }
	for _, c := range []struct {
		name, encoding, text string
		status               int
	}{
		{"UTF-8", "", western, 201}, {"UTF-8 with a mark", "", "\uFEFF" + western, 200},
		{"UTF-16 LE with its mark", "", in(utf16(unicode.LittleEndian), western), 200}, {"UTF-16 BE with its mark", "", in(utf16(unicode.BigEndian), western), 200},
		{"Windows-1252, declared", "windows-1252", in(charmap.Windows1252, western), 200}, {"Windows-1252, not declared", "", in(charmap.Windows1252, western), 415},
		{"UTF-8 in Japanese", "", japanese16, 201}, {"Shift_JIS, declared", "shift_jis", in(japanese.ShiftJIS, japanese16), 200}, {"Shift_JIS, not declared", "", in(japanese.ShiftJIS, japanese16), 415},
		{"UTF-8 declared Shift_JIS", "shift_jis", japanese16, 415},
	} {
		got := s.send(t, "/api/v1/uploads?dry_run=true&profile=aspro&city=cebu"+declared(c.encoding), "text/csv", strings.NewReader(c.text))
		unchanged := strings.Contains(got.text, `"created":0,"unchanged":1,`)
		if c.status == 201 {
			got = s.send(t, "/api/v1/uploads?profile=aspro&city=cebu", "text/csv", strings.NewReader(c.text))
			unchanged = true
		}
		if got.status != c.status || got.status == 200 && !unchanged || got.status == 415 && !strings.Contains(got.text, "CSV UTF-8") {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	// The same sources are read again from what was kept.
	for name, text := range map[string]string{"windows-1252": in(charmap.Windows1252, strings.Replace(western, "2024-03", "2025-03", 1)), "shift_jis": in(japanese.ShiftJIS, strings.Replace(japanese16, "2024-04", "2025-04", 1))} {
		if got := s.send(t, "/api/v1/uploads?profile=aspro&city=cebu&encoding="+name, "text/csv", strings.NewReader(text)); got.status != http.StatusCreated {
			t.Fatalf("%+v", got)
		}
	}
	_, body := s.get(t, "/api/v1/cities/cebu/indicators/pm2-5/observations?format=csv&resolution=P1M")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%v %s", err, body)
	}
	has(t, body, "Señor Peña,año", "北九州市,年報")
	if strings.Count(body, "Señor Peña,año") != 2 || strings.Count(body, "北九州市,年報") != 2 {
		t.Error(body)
	}
}
