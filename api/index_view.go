package api

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// CityIndex is an index of breakpoints at one site, day by day.
type CityIndex struct {
	City       string         `json:"city" binding:"required" example:"surabaya"`
	Site       string         `json:"site" binding:"required"`
	Index      string         `json:"index" binding:"required" example:"ispu"`
	Name       string         `json:"name" binding:"required"`
	Instrument string         `json:"instrument" binding:"required"`
	Unit       string         `json:"unit" binding:"required" example:"ISPU"` // of the numbers
	Window     string         `json:"window" binding:"required" example:"P1D"`
	Zone       string         `json:"zone" binding:"required" example:"Asia/Jakarta"`
	Days       IndexDays      `json:"days" binding:"required"`
	Data       []IndexDayView `json:"data" binding:"required"`
	Warnings   []string       `json:"warnings" binding:"required"`
	Origins    []SeriesOrigin `json:"origins" binding:"required"` // of the series that the index was made from
	Note       string         `json:"note"`
	Source     string         `json:"source" binding:"required"` // of the index
}

// IndexDays counts the days.
type IndexDays struct {
	Expected   int            `json:"expected" binding:"required"`
	WithIndex  int            `json:"with_index" binding:"required"` // of at least one substance
	Complete   int            `json:"complete" binding:"required"`   // of every substance of the index
	Categories map[string]int `json:"categories" binding:"required"` // days by category
}

// IndexDayView is one local day.
type IndexDayView struct {
	Period   PeriodView      `json:"period" binding:"required"`
	Number   *int            `json:"number" extensions:"x-nullable" example:"113"` // null above the scale, where the numbers are not known, and without values
	Category *CategoryView   `json:"category" extensions:"x-nullable"`             // null without values, and where the category is not verified
	Dominant []string        `json:"dominant" binding:"required"`                  // indicators that give the number
	Parts    []IndexPartView `json:"parts" binding:"required"`
	Missing  []string        `json:"missing" binding:"required"` // substances without a value
}

// CategoryView is a category in the asker's language and in all four.
type CategoryView struct {
	ID     string            `json:"id" binding:"required" example:"unhealthy"`
	Name   string            `json:"name" binding:"required" example:"Tidak sehat"`
	Names  map[string]string `json:"names" binding:"required"` // by language; the Cebuano one waits for a native reader
	Colour *string           `json:"colour" extensions:"x-nullable" example:"yellow"`
}

// IndexPartView is one substance of a day.
type IndexPartView struct {
	Indicator     string              `json:"indicator" binding:"required" example:"pm2-5"`
	Series        string              `json:"series" binding:"required"`
	Concentration float64             `json:"concentration" binding:"required"` // mean of the day
	Unit          string              `json:"unit" binding:"required" example:"µg/m³"`
	Number        *int                `json:"number" extensions:"x-nullable"`
	Category      *string             `json:"category" extensions:"x-nullable"`
	Coverage      indicators.Coverage `json:"coverage" binding:"required"`
}

func (c *call) cityIndexView(q indicators.IndexQuery, city indicators.City, days []indicators.IndexDay) (CityIndex, error) {
	calendar, x := c.api.Catalogue.Calendar(city.ID), q.Index
	v := CityIndex{City: city.ID, Site: q.Site, Index: x.ID, Name: x.Name, Instrument: x.Instrument, Unit: x.Unit, Window: "P1D", Zone: calendar.Zone.String(),
		Days: IndexDays{Expected: len(days), Categories: map[string]int{}}, Data: make([]IndexDayView, 0, len(days)), Warnings: []string{}, Note: x.Note, Source: x.Source}
	if x.Jurisdiction != city.Country {
		v.Warnings = append(v.Warnings, "index_of_another_jurisdiction")
	}
	for _, category := range x.Categories {
		v.Days.Categories[category.ID] = 0
	}
	var read []indicators.Series
	for _, d := range days {
		day := IndexDayView{Period: periodView(calendar, d.Period, indicators.P1D), Number: d.Number, Category: c.categoryView(d.Category), Dominant: d.Dominant,
			Parts: []IndexPartView{}, Missing: d.Missing}
		for _, p := range d.Parts {
			part := IndexPartView{Indicator: p.Indicator, Series: p.Series.String(), Concentration: *tidy(&p.Concentration), Unit: p.Unit, Number: p.Reading.Number, Coverage: p.Coverage}
			if p.Reading.Category != nil {
				part.Category = &p.Reading.Category.ID
			}
			day.Parts = append(day.Parts, part)
			if !slices.Contains(read, p.Series) {
				read = append(read, p.Series)
			}
		}
		if len(d.Parts) > 0 {
			v.Days.WithIndex++
		}
		if len(d.Missing) == 0 {
			v.Days.Complete++
		}
		if d.Category != nil {
			v.Days.Categories[d.Category.ID]++
		}
		v.Data = append(v.Data, day)
	}
	if v.Days.Complete < v.Days.WithIndex {
		v.Warnings = append(v.Warnings, "substances_missing")
	}
	var err error
	v.Origins, err = c.seriesOrigins(read)
	return v, err
}

// categoryView names a category in the asker's language, else in English.
func (c *call) categoryView(category *indicators.IndexCategory) *CategoryView {
	if category == nil {
		return nil
	}
	c.spoken()
	name := category.Names[string(c.language())]
	if name == "" {
		name = category.Names["en"]
	}
	return &CategoryView{category.ID, name, category.Names, textOrNil(category.Colour)}
}

type indexTable struct{ CityIndex }

// writeCSV writes one row for each day.
func (t indexTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"city", "site", "index", "unit", "period", "start", "end", "number", "category", "category_name", "dominant", "missing"})
	for _, d := range t.Data {
		number, id, name := "", "", ""
		if d.Number != nil {
			number = strconv.Itoa(*d.Number)
		}
		if d.Category != nil {
			id, name = d.Category.ID, d.Category.Name
		}
		_ = w.Write([]string{t.City, t.Site, t.Index, t.Unit, d.Period.Text, d.Period.Start, d.Period.End, number, id, name, strings.Join(d.Dominant, " "), strings.Join(d.Missing, " ")})
	}
	w.Flush()
	return w.Error()
}
