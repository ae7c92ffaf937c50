package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

func (c *checker) profile(p indicators.Profile, complain complaint) {
	if p.City != "" && c.isCity(p.City, "city", complain) {
		c.isSite(p.City, p.Site, "site", complain)
	}
	if p.Resolution != "" {
		if _, err := indicators.ParseResolution(p.Resolution); err != nil {
			complain("resolution", "%s", err)
		}
	}
	if p.Status != "" {
		if _, err := indicators.ParseStatus(p.Status); err != nil {
			complain("status", "%s", err)
		}
	}
	if !slices.Contains([]indicators.Quality{0, indicators.Good, indicators.NotEvaluated, indicators.Suspect, indicators.Fail}, p.Quality) {
		complain("quality", "quality is %d; allowed are 1 good, 2 not evaluated, 3 suspect and 4 fail", p.Quality)
	}
	if p.Thousands != "" && p.Thousands == p.Decimal || p.Thousands == "." && p.Decimal == "" {
		complain("thousands", "the thousands mark is the decimal mark; two different marks are allowed")
	}
	c.columns(p, complain)
	c.meanings(p.Meanings, complain)
}

func (c *checker) columns(p indicators.Profile, complain complaint) {
	roles, headers := map[string]int{}, map[string]bool{}
	for i, column := range p.Columns {
		path := fmt.Sprintf("columns[%d]", i)
		header := strings.ToLower(column.Header)
		if headers[header] {
			complain(path+".header", "the column %q stands twice; a header is allowed once, in capitals or not", column.Header)
		}
		headers[header] = true
		if roles[column.Role]++; roles[column.Role] > 1 && column.Role != "ignore" && (column.Role != "value" || p.Layout != "wide") {
			complain(path+".role", "the role %q stands twice; it is allowed to one column", column.Role)
		}
		if column.Role == "value" && p.Layout == "wide" {
			c.valueColumn(p, column, path, complain)
		} else if column.Indicator != "" || column.Unit != "" || column.Site != "" || column.Statistic != "" || column.Scale != nil {
			complain(path, "the column %q says what its values are; that is allowed to the value columns of a wide file", column.Header)
		}
	}
	switch hasDate := roles["date"]+roles["year"] > 0; {
	case roles["value"] == 0:
		complain("columns", "no column has the role value; a file without one carries nothing")
	case p.Layout == "long" && roles["indicator"]*roles["unit"] == 0:
		complain("columns", "a long file needs columns with the roles indicator, unit and value")
	case p.Layout == "wide" && !hasDate, roles["period"] == 0 && !hasDate:
		complain("columns", "no column tells the time; allowed are the roles date (with time) or year (with month, day, hour), in a long file also period")
	case roles["period"] == 0 && p.Resolution == "":
		complain("columns", "the file has no periods, and the profile no resolution; write how long each value lasts, such as resolution: PT1H")
	}
}

// valueColumn checks a column of a wide file that carries values.
func (c *checker) valueColumn(p indicators.Profile, column indicators.Column, path string, complain complaint) {
	if column.Indicator == "" {
		complain(path, "the column %q carries values of nothing; write its indicator, or the role ignore", column.Header)
	}
	if c.isIndicator(column.Indicator, path+".indicator", complain) && column.Unit != "" {
		c.measures(column.Indicator, column.Unit, path+".unit", complain)
	}
	if column.Statistic != "" && !isStatistic(column.Statistic) {
		complain(path+".statistic", "statistic is %q; allowed are %s", column.Statistic, statistics)
	}
	if p.City != "" && column.Site != "" {
		c.isSite(p.City, column.Site, path+".site", complain)
	}
	if column.Scale != nil && *column.Scale == 0 {
		complain(path+".scale", "scale is 0; allowed is a factor such as 0.1")
	}
}

func (c *checker) meanings(m indicators.Meanings, complain complaint) {
	for i, place := range m.Places {
		path := fmt.Sprintf("meanings.places[%d]", i)
		if place.Refuse == "" && c.isCity(place.ToCity, path+".to_city", complain) {
			c.isSite(place.ToCity, place.ToSite, path+".to_site", complain)
		}
	}
	for i, meaning := range m.Indicators {
		path := fmt.Sprintf("meanings.indicators[%d]", i)
		if meaning.Refuse == "" && c.isIndicator(meaning.Indicator, path+".indicator", complain) && meaning.Unit != "" {
			c.measures(meaning.Indicator, meaning.Unit, path+".unit", complain)
		}
		if meaning.Statistic != "" && !isStatistic(meaning.Statistic) {
			complain(path+".statistic", "statistic is %q; allowed are %s", meaning.Statistic, statistics)
		}
	}
	for i, period := range m.Periods {
		if period.Refuse == "" {
			c.isPeriod(period.Period, fmt.Sprintf("meanings.periods[%d].period", i), complain)
		}
	}
}
