package ingest

import (
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func at[T any](v T) *T { return &v }

// smallCatalogue has two cities, a few indicators and a profile for each shape of file.
func smallCatalogue(t testing.TB) *indicators.Catalogue {
	t.Helper()
	from := func(low, high float64) indicators.Plausible {
		return indicators.Plausible{Min: at(low), Max: at(high), Source: "ASPRO default"}
	}
	unit := func(id, dimension string, factor float64, synonyms ...string) indicators.Unit {
		return indicators.Unit{ID: id, Dimension: dimension, Factor: factor, Synonyms: synonyms}
	}
	c := &indicators.Catalogue{
		Cities: []indicators.City{
			{ID: "surabaya", Name: "Surabaya", Zone: "Asia/Jakarta", FiscalYearStart: 1},
			{ID: "cebu", Name: "Metro Cebu", Zone: "Asia/Manila", FiscalYearStart: 1},
			{ID: "kitakyushu", Name: "Kitakyushu", Zone: "Asia/Tokyo", FiscalYearStart: 4},
			{ID: "roma", Name: "Roma", Zone: "Europe/Rome", FiscalYearStart: 1},
		},
		Sites: []indicators.Site{{ID: "kali-surabaya", City: "surabaya"}, {ID: "cebu-city", City: "cebu"}},
		Indicators: []indicators.Indicator{
			{ID: "pm25", Unit: "µg/m³", Statistic: "mean", Plausible: indicators.Plausible{Min: at(0.0), Max: at(2000.0), Noise: at(-3.0), Source: "ASPRO default"}, Quantity: "amount"},
			{ID: "pm10-ncm", Unit: "µg/Ncm", Statistic: "mean", Plausible: from(0, 5000), Quantity: "amount"},
			{ID: "co", Unit: "mg/m³", Statistic: "mean", Plausible: from(0, 100), Quantity: "amount"},
			{ID: "us-aqi", Unit: "index", Statistic: "max", Plausible: from(0, 500), Quantity: "index"},
			{ID: "solid-waste-generated", Unit: "t/day", Statistic: "mean", Plausible: from(0, 100000), Quantity: "amount"},
			{ID: "bod", Unit: "mg/L", Statistic: "mean", Plausible: from(0, 5000), Quantity: "amount"},
			{ID: "temperature", Unit: "°C", Statistic: "mean", Plausible: from(-60, 60), Quantity: "amount"},
			{ID: "waste-reduced-share", Unit: "%", Statistic: "mean", Plausible: from(0, 100), Quantity: "amount"},
			{ID: "anything", Unit: "1", Statistic: "mean", Quantity: "amount"},
		},
		Checks: []indicators.Check{smallCheck()},
		Units: []indicators.Unit{
			unit("µg/m³", "mass-concentration", 1e-6, "ug/m3"), unit("mg/m³", "mass-concentration", 1e-3),
			unit("µg/Ncm", "mass-concentration-normal", 1, "ug/Ncm"), unit("index", "index", 1),
			unit("t/day", "mass-per-day", 1), unit("kg/day", "mass-per-day", 1e-3), unit("t/year", "mass-per-year", 1),
			unit("mg/L", "mass-in-water", 1), unit("°C", "temperature", 1), unit("1", "number", 1),
			unit("%", "share", 1, "persen"),
		},
		Profiles: []indicators.Profile{
			{ID: "aspro", Layout: "long", Source: "the city", Columns: asproColumns()},
			{ID: "wide", Layout: "wide", Site: "citywide", Resolution: "PT1H", Marks: indicators.Marks{Missing: []string{"NA"}}, Source: "the station", Columns: wideColumns()},
			{ID: "wide-dmy", Layout: "wide", DateOrder: "dmy", Resolution: "PT1H", Delimiter: ";", Decimal: ",", Marks: indicators.Marks{Missing: []string{"-200"}}, Label: "end", Source: "the station", Columns: wideColumns()},
			{ID: "wide-mdy", Layout: "wide", DateOrder: "mdy", Resolution: "PT1H", Delimiter: ";", Decimal: ",", Thousands: ".", Source: "the station", Columns: wideColumns()},
			{ID: "wide-fixed", Layout: "wide", Zone: "+01:00", Resolution: "PT1H", Source: "the station", Columns: wideColumns()},
			{ID: "parts", Layout: "wide", Resolution: "PT1H", Preamble: 2, Source: "the station", Columns: []indicators.Column{
				{Header: "year", Role: "year"}, {Header: "month", Role: "month"}, {Header: "day", Role: "day"}, {Header: "hour", Role: "hour"},
				{Header: "PM2.5", Role: "value", Indicator: "pm25"},
				{Header: "CO", Role: "value", Indicator: "co", Scale: at(0.1)},
			}},
			{ID: "words", Layout: "long", Source: "the report", Columns: asproColumns(), Meanings: indicators.Meanings{
				Places: []indicators.PlaceMeaning{
					{City: "Metro Cebu", Site: "Cebu City", ToCity: "cebu", ToSite: "cebu-city"},
					{City: "Metro Cebu", Site: "four stations", Refuse: "The stations are not named."},
				},
				Indicators: []indicators.IndicatorMeaning{
					{Text: "solid waste", Unit: "t/day", Indicator: "solid-waste-generated"},
					{Text: "solid waste", Unit: "t/year", Refuse: "The same figure is given in t/day."},
				},
				Periods: []indicators.PeriodMeaning{{Text: "2012 (est.)", Period: "2012"}, {Text: "c. 2001-2005", Refuse: "No single year is stated."}},
			}},
		},
	}
	if err := c.Index(); err != nil {
		t.Fatal(err)
	}
	return c
}

// smallCheck doubts hours of PM2.5.
func smallCheck() indicators.Check {
	return indicators.Check{ID: "pm25-hourly", Indicator: "pm25", Resolution: "PT1H", Source: "ASPRO default",
		Above: at(60.0), Spike: indicators.Doubt{Suspect: at(10.0), Fail: at(30.0)}, Rate: at(25.0), Flat: indicators.FlatDoubt{Within: 0.5, Suspect: 4, Fail: 7},
		Magnitude: &indicators.Magnitude{Below: 0.5, Unit: "mg/m³"}}
}

func asproColumns() []indicators.Column {
	var columns []indicators.Column
	for _, name := range header {
		columns = append(columns, indicators.Column{Header: name, Role: name, Optional: len(columns) > 5})
	}
	columns = append(columns, indicators.Column{Header: "resolution", Role: "resolution", Optional: true})
	for _, name := range exportColumns[1:] {
		columns = append(columns, indicators.Column{Header: name, Role: "ignore", Optional: true})
	}
	return columns
}

func wideColumns() []indicators.Column {
	return []indicators.Column{
		{Header: "Date", Role: "date"}, {Header: "Time", Role: "time"},
		{Header: "PM25", Role: "value", Indicator: "pm25"},
		{Header: "CO", Role: "value", Indicator: "co", Optional: true},
		{Header: "T", Role: "value", Indicator: "temperature", Optional: true},
	}
}

// today is the day on which every test imports.
func today() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

func importer(t testing.TB, m *memory) *Importer {
	t.Helper()
	return &Importer{Catalogue: m.zones, Ledger: m, Intake: m, Now: today, SpoolDir: t.TempDir()}
}
