package catalogue

import (
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

func (c *checker) profile(p indicators.Profile, complain complaint) {
	if p.City != "" && c.isCity(p.City, "city", complain) {
		c.isSite(p.City, p.Site, "site", complain)
	}
	if c.isIndicator(p.Indicator, "indicator", complain) && p.Unit != "" {
		c.measuresUnder(p.Conditions, p.Indicator, p.Unit, "unit", complain)
	}
	if p.Resolution != "" {
		if _, err := indicators.ParseResolution(p.Resolution); err != nil {
			complain("resolution", "%s", err)
		}
	}
	if p.Period != "" {
		c.isPeriod(p.Period, "period", complain)
	}
	if p.Statistic != "" && !isStatistic(p.Statistic) {
		complain("statistic", "statistic is %q; allowed are %s", p.Statistic, statistics)
	}
	if p.Status != "" {
		if _, err := indicators.ParseStatus(p.Status); err != nil {
			complain("status", "%s", err)
		}
	}
	if !isFlag(p.Quality) {
		complain("quality", "quality is %d; allowed are 1 good, 2 not evaluated, 3 suspect and 4 fail", p.Quality)
	}
	if p.Thousands != "" && p.Thousands == p.Decimal || p.Thousands == "." && p.Decimal == "" {
		complain("thousands", "the thousands mark is the decimal mark; two different marks are allowed")
	}
	if p.Conditions != "" {
		if _, err := indicators.ParseConditions(p.Conditions); err != nil {
			complain("conditions", "%s", err)
		}
	}
	for _, pattern := range p.FileName {
		if _, err := indicators.FileNameOf(pattern); err != nil {
			complain("file_name", "%s", err)
		}
	}
	if p.Begins != "" && p.Preamble != 0 || p.Headerless && p.Begins != "" {
		complain("header_begins", "header_begins stands beside preamble or headerless; the header is found by one of them")
	}
	if above := max(p.Above.Indicator, p.Above.Unit); above > p.Preamble {
		complain("above", "line %d is not before the header; allowed are the lines of the preamble, 1 to %d", above, p.Preamble)
	}
	c.marks(p.Marks, "", complain)
	c.columns(p, complain)
	c.roles(p, complain)
	c.meanings(p, complain)
}

func isFlag(q indicators.Quality) bool {
	return slices.Contains([]indicators.Quality{0, indicators.Good, indicators.NotEvaluated, indicators.Suspect, indicators.Fail}, q)
}

// marks checks words that stand in place of a value: each has one meaning.
func (c *checker) marks(m indicators.Marks, path string, complain complaint) {
	met := map[string]string{}
	for _, list := range []struct {
		name  string
		texts []string
	}{{"missing", m.Missing}, {"not_measured", m.NotMeasured}, {"faulty", m.Faulty}} {
		for _, text := range list.texts {
			if other := met[text]; other != "" && other != list.name {
				complain(path+list.name, "%q stands in %s and in %s; a mark has one meaning", text, other, list.name)
			}
			met[text] = list.name
		}
	}
	for _, limit := range m.Limits {
		if limit.Means == "" || limit.Means[0] != '<' && limit.Means[0] != '>' || !strings.ContainsAny(limit.Means, "0123456789") {
			complain(path+"limits", "%q means %q; allowed is a value with < or >, such as <0.5", limit.Text, limit.Means)
		}
	}
}

func (c *checker) meanings(p indicators.Profile, complain complaint) {
	m := p.Meanings
	for i, place := range m.Places {
		path := at("meanings.places", i)
		if place.Refuse == "" && c.isCity(place.ToCity, path+".to_city", complain) {
			c.isSite(place.ToCity, place.ToSite, path+".to_site", complain)
		}
	}
	for i, meaning := range m.Indicators {
		path := at("meanings.indicators", i)
		if meaning.Refuse == "" && c.isIndicator(meaning.Indicator, path+".indicator", complain) {
			for name, unit := range map[string]string{"unit": meaning.Unit, "in_unit": meaning.InUnit} {
				if unit != "" {
					c.measuresUnder(p.Conditions, meaning.Indicator, unit, path+"."+name, complain)
				}
			}
		}
		if meaning.Statistic != "" && !isStatistic(meaning.Statistic) {
			complain(path+".statistic", "statistic is %q; allowed are %s", meaning.Statistic, statistics)
		}
	}
	for i, period := range m.Periods {
		if period.Refuse == "" {
			c.isPeriod(period.Period, at("meanings.periods", i)+".period", complain)
		}
	}
	for i, flag := range m.Flags {
		path := at("meanings.flags", i)
		if !isFlag(flag.Quality) {
			complain(path+".quality", "quality is %d; allowed are 1 good, 2 not evaluated, 3 suspect and 4 fail", flag.Quality)
		}
		if flag.Quality == 0 && flag.Status == "" && flag.Missing == "" && flag.Refuse == "" {
			complain(path, "the flag %q means nothing; write a quality, a status, missing or refuse", flag.Text)
		}
	}
}
