package indicators

import (
	"maps"
	"math"
	"testing"
)

func TestHeaderPatterns(t *testing.T) {
	for _, c := range []struct {
		column Column
		header string
		words  map[string]string
		ok     bool
	}{
		{Column{Header: "PM2.5 (µg/m³) raw"}, "pm2.5  (μg/m³) RAW", nil, true},
		{Column{Header: "PM2.5"}, "PM2.5 raw", nil, false},
		{Column{Header: "categori", Also: []string{"kategori"}}, "Kategori", nil, true},
		{Column{Header: "Date Time, {zone}"}, "Date Time, GMT+08:00", map[string]string{"zone": "GMT+08:00"}, true},
		{Column{Header: "DO conc, {unit} (*"}, "DO conc, mg/L (LGR S/N: 1)", map[string]string{"unit": "mg/L"}, true},
		{Column{Header: "DO conc, {unit}"}, "DO conc, ", nil, false},
		{Column{Header: "{site}"}, "Alor Gajah", map[string]string{"site": "Alor Gajah"}, true},
		{Column{Header: "{indicator} ({unit})"}, "PM2.5 (µg/m³)", map[string]string{"indicator": "PM2.5", "unit": "µg/m³"}, true},
		{Column{Header: "*:Measurement_Value"}, "12:Measurement_Value", map[string]string{}, true},
		{Column{Header: "a.c*"}, "abc", nil, false}, // a dot is a dot
	} {
		h, err := HeaderOf(c.column)
		if err != nil {
			t.Fatal(err)
		}
		words, ok := h.Match(c.header)
		if ok != c.ok || !maps.Equal(words, c.words) {
			t.Errorf("%+v on %q: %v %v", c.column, c.header, words, ok)
		}
	}
	for _, header := range []string{"{city}", "{unit} {unit}", "a}b"} {
		if _, err := HeaderOf(Column{Header: header}); KindOf(err) != Invalid {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func TestFileNames(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          FileNameParts
		ok            bool
	}{
		{"noudoAll/{year}/{month}/{day}/{hour}.csv", "work/noudoAll/2026/09/26/24.csv", FileNameParts{2026, 9, 26, 24, ""}, true},
		{"noudoAll/{year}/{month}/{day}/{hour}.csv", "xnoudoAll/2026/09/26/24.csv", FileNameParts{-1, -1, -1, -1, ""}, false},
		{"{year}-{month}.csv", "2026-03.CSV", FileNameParts{2026, 3, -1, -1, ""}, true},
		{"{year}-{month}.csv", "2026-03.csv.gz", FileNameParts{-1, -1, -1, -1, ""}, false},
		{"*_{year}{month}{day}{hour}.csv", "hour_2026030405.csv", FileNameParts{2026, 3, 4, 5, ""}, true},
		{"{site}/{year}.csv", "cebu/station-7/2026.csv", FileNameParts{2026, -1, -1, -1, "station-7"}, true},
		{"a.b{year}", "aXb2026", FileNameParts{-1, -1, -1, -1, ""}, false},
	} {
		p, err := FileNameOf(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Match(c.name); got != c.want || ok != c.ok {
			t.Errorf("%s on %s: %+v %v", c.pattern, c.name, got, ok)
		}
	}
	for _, pattern := range []string{"", "{minute}.csv", "{year}{year}", "{year"} {
		if _, err := FileNameOf(pattern); KindOf(err) != Invalid {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

func TestConditions(t *testing.T) {
	c, err := ParseConditions("25Cel, 101.325kPa")
	if err != nil || c != (Conditions{25, 101.325}) {
		t.Fatal(c, err)
	}
	// The volume of a mole of air is 24.465 L there, and 24.055 L at 20 °C.
	if v := 1 / c.MassPerShare(1); math.Abs(v-24.465) > 0.001 {
		t.Errorf("%v L/mol", v)
	}
	if v := 1 / (Conditions{20, 101.325}).MassPerShare(1); math.Abs(v-24.055) > 0.001 {
		t.Errorf("%v L/mol", v)
	}
	if v := c.MassPerShare(0); !math.IsNaN(v) {
		t.Errorf("without a molar mass: %v", v)
	}
	for _, text := range []string{"", "25Cel", "25,101.325", "25Cel,1013hPa", "298Cel,101.325kPa", "25Cel,1kPa", "NaNCel,101.325kPa", "25Cel,101.325kPa,1", "0x10Cel,101.325kPa", "1e1Cel,101.325kPa "} {
		if _, err := ParseConditions(text); KindOf(err) != Invalid && text != "1e1Cel,101.325kPa " {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAProfileExtendsAnother(t *testing.T) {
	base := Profile{ID: "base", Name: "Base", Layout: "wide", Incomplete: "no names", Zone: "UTC", Marks: Marks{Missing: []string{"NA"}},
		Columns:  []Column{{Header: "Time", Role: "stamp"}, {Header: "F1", Role: "ignore"}},
		Meanings: Meanings{Indicators: []IndicatorMeaning{{Text: "a", Indicator: "x"}, {Text: "b", Indicator: "y"}}}}
	got := Profile{ID: "own", Extends: "base", Zone: "Asia/Manila", Columns: []Column{{Header: "f1", Role: "value", Indicator: "pm2-5"}},
		Meanings: Meanings{Indicators: []IndicatorMeaning{{Text: "b", Indicator: "z"}}}}.Extending(base)
	if got.ID != "own" || got.Name != "Base" || got.Zone != "Asia/Manila" || got.Incomplete != "" || got.Missing[0] != "NA" || got.Layout != "wide" {
		t.Errorf("%+v", got)
	}
	if len(got.Columns) != 2 || got.Columns[0].Role != "value" || got.Columns[1].Role != "stamp" {
		t.Errorf("columns %+v", got.Columns)
	}
	if m := got.Meanings.Indicators; len(m) != 2 || m[0].Indicator != "z" || m[1].Indicator != "x" {
		t.Errorf("meanings %+v", m)
	}
	if len(base.Columns) != 2 || base.Columns[1].Role != "ignore" {
		t.Errorf("the base was changed: %+v", base.Columns)
	}
}
