package catalogue

import (
	"fmt"

	"github.com/aspro-cities/aspro/indicators"
)

func (c *checker) feed(f indicators.Feed, complain complaint) {
	if f.City != "" && c.isCity(f.City, "city", complain) && f.Site != "" {
		c.isSite(f.City, f.Site, "site", complain)
	}
	if f.Site != "" && f.City == "" {
		complain("site", "a site without its city; write the city too")
	}
	if f.Resolution != "" {
		if _, err := indicators.ParseResolution(f.Resolution); err != nil {
			complain("resolution", "%s", err)
		}
	}
	if f.Statistic != "" && !isStatistic(f.Statistic) {
		complain("statistic", "statistic is %q; allowed are %s", f.Statistic, statistics)
	}
	if f.Status != "" {
		if _, err := indicators.ParseStatus(f.Status); err != nil {
			complain("status", "%s", err)
		}
	}
	for i, p := range f.Places {
		path := fmt.Sprintf("places[%d]", i)
		if c.isCity(p.City, path+".city", complain) {
			c.isSite(p.City, p.Site, path+".site", complain)
		}
	}
	for i, field := range f.Fields {
		path := fmt.Sprintf("fields[%d]", i)
		if c.isIndicator(field.Indicator, path+".indicator", complain) && field.Unit != "" {
			c.measures(field.Indicator, field.Unit, path+".unit", complain)
		}
		if field.Statistic != "" && !isStatistic(field.Statistic) {
			complain(path+".statistic", "statistic is %q; allowed are %s", field.Statistic, statistics)
		}
	}
}
