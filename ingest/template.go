package ingest

import (
	"bufio"
	"bytes"

	"github.com/aspro-cities/aspro/indicators"
)

// Template is a CSV file for a city to fill in: the header, and one row for each indicator with city, site,
// unit and statistic written. Rows whose value stays empty count as missing, so that a half-filled template
// imports. NotFound when there is no such city.
func Template(catalogue *indicators.Catalogue, city string) ([]byte, error) {
	if _, ok := catalogue.City(city); !ok {
		return nil, indicators.Errorf(indicators.NotFound, "there is no city %q", city).Coded("unknown_city").At("city")
	}
	var file bytes.Buffer
	w := bufio.NewWriter(&file)
	writeRecord(w, header[:])
	for _, row := range templateOf(catalogue, city) {
		writeRecord(w, row)
	}
	err := w.Flush()
	return file.Bytes(), err
}

// templateOf is the rows of a template: one for each indicator.
func templateOf(catalogue *indicators.Catalogue, city string) [][]string {
	var rows [][]string
	for _, indicator := range catalogue.Indicators {
		rows = append(rows, []string{city, indicators.Citywide, indicator.ID, "", "", indicator.Unit, indicator.Statistic, "2", "observed", "", ""})
	}
	return rows
}
