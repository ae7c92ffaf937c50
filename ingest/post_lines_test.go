package ingest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// logger is a feed that names nothing as the catalogue does.
var logger = indicators.Feed{
	ID: "logger", Resolution: "PT1M", Tags: indicators.FeedTags{Site: "station"}, Ignore: []string{"battery"},
	Places: []indicators.FeedPlace{{Tag: "host", Text: "pi-7", City: "cebu", Site: "butuanon-river"}},
	Fields: []indicators.FeedField{{Field: "dust", Indicator: "pm10", Unit: "mg/m3"}, {Measurement: "gas", Field: "o", Indicator: "o3", Statistic: "max"}},
}

func TestReadLines(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"ByRowsOfTheFeed":      {"air,host=pi-7 dust=0.05,battery=3.7 1772604060", "cebu/butuanon-river pm10 mg/m3  PT1M 2026-03-04T06:01:00Z 0.05"},
		"ByMeasurement":        {"gas,host=pi-7 o=1u 1772604060", "cebu/butuanon-river o3  max PT1M 2026-03-04T06:01:00Z 1"},
		"AnotherMeasurement":   {"air,host=pi-7 o=1 1772604060", "cebu/butuanon-river o   PT1M 2026-03-04T06:01:00Z 1"},
		"RenamedTag":           {"air,station=x,site=y pm10=1 1772604060", "/x pm10   PT1M 2026-03-04T06:01:00Z 1"},
		"ATagOverTheFeed":      {"air,station=x,resolution=PT5M,status=provisional pm10=1 1772604060", "/x pm10   PT5M 2026-03-04T06:01:00Z 1"},
		"EscapedText":          {`air,station=a\ b\,c pm10=1 1772604060`, "/a b,c pm10   PT1M 2026-03-04T06:01:00Z 1"},
		"TheIndicatorInATag":   {"air,station=x,indicator=pm10 value=-1.5e3 1772604060", "/x pm10   PT1M 2026-03-04T06:01:00Z -1.5e3"},
		"AnotherFieldBesideIt": {"air,station=x,indicator=pm10 other=1 1772604060", "unknown_field"},
		"BeforeTheEpoch":       {"air,station=x pm10=1 -60", "/x pm10   PT1M 1969-12-31T23:59:00Z 1"},
		"NoTime":               {"air,station=x pm10=1", "time_missing"},
		"OutOfRange":           {"air,station=x pm10=1 99999999999999999999", "bad_time"},
		"TooFarForAYear":       {"air,station=x pm10=1 999999999999", "bad_time"},
		"ATagTwice":            {"air,station=x,station=x pm10=1 1772604060", "duplicate_tag"},
		"Words":                {`air,station=x pm10="high" 1772604060`, "value_unreadable"},
		"Truth":                {"air,station=x pm10=t 1772604060", "value_unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			readings, points, err := ReadLines(strings.NewReader(c.line), time.Second, logger)
			if err != nil || len(readings) != 1 || len(points) != 1 || points[0].Line != 1 {
				t.Fatalf("%+v %+v %v", readings, points, err)
			}
			r := readings[0]
			got := fmt.Sprintf("%s/%s %s %s %s %s %s %s", r.City, r.Site, r.Indicator, r.Unit, r.Statistic, r.Resolution, r.Start, r.Value)
			if r.Fault != nil {
				got = r.Fault.Code
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	t.Run("FractionsOfASecond", func(t *testing.T) {
		for stamp, want := range map[string]string{"1772604000500": "sub_second", "-1": "sub_second", "1772604000000": ""} {
			readings, _, err := ReadLines(strings.NewReader("m,station=x pm10=1 "+stamp), time.Millisecond, logger)
			if err != nil || want != "" && (readings[0].Fault == nil || readings[0].Fault.Code != want) || want == "" && readings[0].Fault != nil {
				t.Errorf("%s: %+v %v", stamp, readings, err)
			}
		}
	})
	t.Run("AnotherUnitThanPrecisionStates", func(t *testing.T) {
		units := map[time.Duration]string{time.Second: "1772604060", time.Millisecond: "1772604060000", time.Microsecond: "1772604060000000", time.Nanosecond: "1772604060000000000"}
		for precision := range units {
			for unit, stamp := range units {
				readings, _, err := ReadLines(strings.NewReader("m,station=x pm10=1 "+stamp), precision, logger)
				if err != nil || (readings[0].Fault == nil) != (unit == precision) || unit != precision && readings[0].Fault.Code != "bad_time" {
					t.Errorf("stamp in units of %s read as of %s: %+v %v", unit, precision, readings, err)
				}
			}
		}
	})
	t.Run("WhatIsNoLineRefusesAll", func(t *testing.T) {
		for _, line := range []string{"m", "m,a pm10=1", "m pm10", "m pm10=", "m pm10=NaN", "m pm10=1e999", "m pm10=1 x", "m pm10=1 1 1", "m pm10=9223372036854775808i 1", ",a=b pm10=1"} {
			if readings, _, err := ReadLines(strings.NewReader("m,station=x pm10=1 60\n"+line+"\n"), time.Second, logger); err == nil {
				t.Errorf("%q is read as %+v", line, readings)
			}
		}
	})
}

// FuzzReadLines: whatever comes, no point has a value that is not a finite number of the grammar, or a time that is not
// one.
func FuzzReadLines(f *testing.F) {
	for _, seed := range []string{"m,site=a pm10=1 60", "m,site=a,site=a pm10=1i,o3=2u,b=t,s=\"x\" 1767225600000000000\n#c\n\n", `m\,a,t\=1=\ x v=.5 1`, "m v=5. -1\r\nm v=1e5 2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		readings, points, err := ReadLines(strings.NewReader(body), time.Nanosecond, logger)
		if err != nil {
			return
		}
		if len(readings) != len(points) {
			t.Fatalf("%d readings of %d points", len(readings), len(points))
		}
		for _, r := range readings {
			if r.Fault != nil {
				continue
			}
			if _, err := time.Parse(time.RFC3339, r.Start); err != nil {
				t.Errorf("start %q", r.Start)
			}
			if strings.Trim(r.Value, "+-0123456789.eE") != "" || r.Value == "" {
				t.Errorf("value %q", r.Value)
			}
		}
	})
}

// FuzzReadJSON: whatever comes, a reading is whole or has its fault.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{`[{"site":"a","indicator":"b","start":"2026-01-01T00:00:00Z","value":1}]`, `{"value":null}`, `[[[[]]]]`, `[{"value":1,"value":2}]`, "{}\n{}"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, body string, stream bool) {
		readings, err := ReadJSON(strings.NewReader(body), stream)
		if err != nil {
			return
		}
		for _, r := range readings {
			if r.Fault == nil && !r.Missing && strings.Trim(r.Value, "-0123456789.eE+") != "" {
				t.Errorf("value %q", r.Value)
			}
		}
	})
}
