package catalogue

import (
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
)

// at is the path of the i-th row of a list.
func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// columns checks each column by itself.
func (c *checker) columns(p indicators.Profile, complain complaint) {
	headers, positions := map[string]bool{}, map[int]bool{}
	for i, column := range p.Columns {
		path := at("columns", i)
		if p.Headerless != (column.Position > 0) {
			complain(path, "the column %q is told by %s; a file without header has positions, any other headers", column.Header, map[bool]string{true: "its header", false: "a position"}[p.Headerless])
		}
		if positions[column.Position] && column.Position > 0 {
			complain(path+".position", "the position %d stands twice; a position is allowed once", column.Position)
		}
		positions[column.Position] = true
		if _, err := indicators.HeaderOf(column); err != nil {
			complain(path+".header", "%s", err)
		}
		for _, text := range append([]string{column.Header}, column.Also...) {
			header := indicators.FoldHeader(text)
			if headers[header] && header != "" {
				complain(path+".header", "the column %q stands twice; a header is allowed once, in capitals or not", text)
			}
			headers[header] = true
		}
		c.marks(column.Marks, path+".", complain)
		if column.Role == "value" && p.Layout != "long" {
			c.valueColumn(p, column, path, complain)
		} else if column.Indicator != "" || column.Unit != "" || column.Site != "" || column.Statistic != "" || column.UnitIn != "" || column.FlagIn != "" || column.Hour != nil ||
			column.Scale != nil && column.Role != "value" {
			complain(path, "the column %q says what its values are; that is allowed to the value columns of a wide file", column.Header)
		}
		if column.Scale != nil && *column.Scale == 0 {
			complain(path+".scale", "scale is 0; allowed is a factor such as 0.1")
		}
	}
}

// valueColumn checks a column that carries values beside others that do.
func (c *checker) valueColumn(p indicators.Profile, column indicators.Column, path string, complain complaint) {
	pattern, _ := indicators.HeaderOf(column)
	named := column.Indicator != "" || p.Indicator != "" || pattern.Has("indicator") || p.Above.Indicator > 0
	if p.Layout == "wide" && !named {
		complain(path, "the column %q carries values of nothing; write its indicator, or the role ignore", column.Header)
	}
	if (p.Layout == "hours") != (column.Hour != nil) {
		complain(path+".hour", "the hour of a value column is stated in a file with hours as columns, and only there")
	}
	if c.isIndicator(column.Indicator, path+".indicator", complain) && column.Unit != "" {
		c.measuresUnder(p.Conditions, column.Indicator, column.Unit, path+".unit", complain)
	}
	if column.Statistic != "" && !isStatistic(column.Statistic) {
		complain(path+".statistic", "statistic is %q; allowed are %s", column.Statistic, statistics)
	}
	if p.City != "" && column.Site != "" {
		c.isSite(p.City, column.Site, path+".site", complain)
	}
}

// measuresUnder is measures where the conditions of a gas may be stated: a share of the volume may then stand for a mass.
func (c *checker) measuresUnder(conditions, indicator, unit, path string, complain complaint) {
	of, _ := c.known.Indicator(indicator)
	own, _ := c.known.Unit(of.Unit)
	given, ok := c.known.UnitByText(unit)
	if ok && conditions != "" && of.MolarMass > 0 && own.Gas != "" && given.Gas != "" {
		return
	}
	c.measures(indicator, unit, path, complain)
}

// manyOf are the roles that several columns may have.
func manyOf(role, layout string) bool {
	return role == "ignore" || role == "flag" || role == "value" && layout != "long"
}

// roles checks that the columns together tell what, when and how much. A profile that is incomplete need not.
func (c *checker) roles(p indicators.Profile, complain complaint) {
	roles := map[string]int{}
	for i, column := range p.Columns {
		if roles[column.Role]++; roles[column.Role] > 1 && !manyOf(column.Role, p.Layout) {
			complain(at("columns", i)+".role", "the role %q stands twice; it is allowed to one column", column.Role)
		}
	}
	if roles["end"] > 0 && roles["start"] == 0 {
		complain("columns", "an end needs a column with the role start")
	}
	if p.Incomplete != "" {
		return
	}
	period := roles["period"] > 0 || p.Period != ""
	clock := roles["stamp"]+roles["epoch"]+roles["epoch-ms"]+roles["start"]+roles["date"]+roles["year"]+roles["fiscal-year"]+len(p.FileName) > 0
	switch {
	case roles["value"] == 0:
		complain("columns", "no column has the role value; a file without one carries nothing")
	case p.Layout == "hours" && roles["indicator"] == 0 && p.Indicator == "":
		complain("columns", "a file with hours as columns needs a column with the role indicator, or the profile's indicator")
	case p.Layout == "long" && (roles["indicator"] == 0 && p.Indicator == "" || roles["unit"] == 0 && p.Unit == "" && !c.statesUnits(p)):
		complain("columns", "a long file needs columns with the roles indicator, unit and value")
	case p.Layout != "hours" && !period && !clock, p.Layout == "hours" && !clock:
		complain("columns", "no column tells the time; allowed are the roles period, stamp, epoch, start and end, date (with time) or year (with month, day, hour)")
	case !period && p.Resolution == "" && roles["end"] == 0:
		complain("columns", "the file has no periods, and the profile no resolution; write how long each value lasts, such as resolution: PT1H")
	}
}

// statesUnits reports whether every indicator that the profile maps has its unit there.
func (c *checker) statesUnits(p indicators.Profile) bool {
	for _, meaning := range p.Meanings.Indicators {
		if meaning.Refuse == "" && meaning.InUnit == "" {
			return false
		}
	}
	return len(p.Meanings.Indicators) > 0
}
