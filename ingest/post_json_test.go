package ingest

import (
	"errors"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

func TestReadJSON(t *testing.T) {
	const one = `{"site":"a","indicator":"i","start":"2026-01-01T00:00:00Z","value":1.5}`
	for name, c := range map[string]struct {
		body   string
		stream bool
		points int
		code   string // of the error
		at     string
	}{
		"AnArray":           {`[` + one + `,` + one + `]`, false, 2, "", ""},
		"OneObject":         {one, false, 1, "", ""},
		"AStream":           {one + "\n" + one + "\n\n" + one, true, 3, "", ""},
		"ABadLineOfAStream": {one + "\nbad\n" + one, true, 0, "bad_json", "/1"},
		"TwiceInAStream":    {one + "\n" + `{"value":1,"value":2}`, true, 0, "duplicate_member", "/1/value"},
		"AnEmptyArray":      {` [ ] `, false, 0, "", ""},
		"AnEmptyStream":     {"", true, 0, "", ""},
		"NothingAtAll":      {" ", false, 0, "bad_json", ""},
		"AMemberTwice":      {`[` + one + `,{"value":1,"value":2}]`, false, 0, "duplicate_member", "/1/value"},
		"MembersByCase":     {`[{"value":1,"Value":2}]`, false, 1, "", ""}, // the second is another name, and unknown
		"TwoDocuments":      {one + one, false, 0, "bad_json", ""},
		"CutShort":          {`[` + one + `,{"va`, false, 0, "bad_json", "/1"},
		"Words":             {`hello`, false, 0, "bad_json", ""},
		"NotANumberOfJSON":  {`[{"value":NaN}]`, false, 0, "bad_json", "/0/value"},
		"HexadecimalNumber": {`[{"value":0x10}]`, false, 0, "bad_json", "/0"},
		"BadUTF8":           {"[{\"site\":\"\xff\"}]", false, 0, "bad_json", "/0/site"},
		"TooMany":           {`[` + strings.Repeat(one+`,`, MostPoints) + one + `]`, false, 0, "post_too_large", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadJSON(strings.NewReader(c.body), c.stream)
			if c.code == "" {
				if err != nil || len(got) != c.points {
					t.Errorf("%d points, %v", len(got), err)
				}
				return
			}
			e, ok := errors.AsType[*indicators.Error](err)
			if !ok || e.FineCode() != c.code || c.at != "" && e.Field != c.at {
				t.Errorf("%v %+v, want %s at %s", got, e, c.code, c.at)
			}
		})
	}
}

func TestPointsThatAreNone(t *testing.T) {
	for body, want := range map[string]string{
		`{"value":null}`:                "missing",
		`{"value":0}`:                   "0",
		`{"value":-1.50e2}`:             "-1.50e2",
		`{}`:                            "value_missing value",
		`{"value":"1.5"}`:               "value_unreadable value",
		`{"value":true}`:                "value_unreadable value",
		`{"value":[1]}`:                 "value_unreadable value",
		`{"value":1,"valeu":2}`:         "unknown_member valeu",
		`{"value":1,"Site":"x"}`:        "unknown_member Site",
		`{"value":1,"site":5}`:          "bad_type site",
		`{"value":1,"qualifier":"~"}`:   "unknown_qualifier qualifier",
		`[1]`:                           "no_object ",
		`7`:                             "no_object ",
		`{"value":1,"uploaded_by":"x"}`: "unknown_member uploaded_by",
	} {
		r := point([]byte(body))
		got := r.Value
		if r.Missing {
			got = "missing"
		}
		if r.Fault != nil {
			got = r.Fault.Code + " " + r.Fault.Column
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestCellOfAReading(t *testing.T) {
	for value, want := range map[string]string{"1.5": "1.5", "-0": "-0", "1e3": "1000", "1.25E-2": "0.0125", "0e5": "0", "1e400": "1e400", "1e-400": "1e-400", "12.50": "12.50"} {
		if got := string(Reading{Value: value}.cell()); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
	if got := string(Reading{Value: "0.5", Qualifier: "<"}.cell()); got != "<0.5" {
		t.Error(got)
	}
}
