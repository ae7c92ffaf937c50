package catalogue

import (
	"fmt"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

func (c *checker) programme(p indicators.Programme, complain complaint) {
	c.span(p.Start, p.End, "start", "end", complain)
	for i, city := range p.Cities {
		c.isCity(city, fmt.Sprintf("cities[%d]", i), complain)
	}
	milestones, targets := map[string]bool{}, map[string]bool{}
	for i, m := range p.Milestones {
		path := fmt.Sprintf("milestones[%d]", i)
		c.isDate(m.At, path+".at", complain)
		if milestones[m.ID] {
			complain(path+".id", "the milestone %q stands twice in %s; an id is allowed once in a programme", m.ID, p.ID)
		}
		milestones[m.ID] = true
	}
	for i, t := range p.Targets {
		path := fmt.Sprintf("targets[%d]", i)
		c.target(p, t, path, complain)
		if targets[t.ID] {
			complain(path+".id", "the target %q stands twice in %s; an id is allowed once in a programme", t.ID, p.ID)
		}
		targets[t.ID] = true
	}
	if _, ok := c.known.Programme(p.TargetsFrom); p.TargetsFrom != "" && (!ok || p.TargetsFrom == p.ID) {
		complain("targets_from", "targets_from is %q; allowed is another programme: %s", p.TargetsFrom,
			list(values(c.programmes), func(p indicators.Programme) string { return p.ID }))
	}
}

func (c *checker) target(p indicators.Programme, t indicators.Target, path string, complain complaint) {
	if c.isCity(t.City, path+".city", complain) {
		c.isSite(t.City, t.Site, path+".site", complain)
		if !slices.Contains(p.Cities, t.City) {
			complain(path+".city", "the target is of %s, which is no city of %s; allowed are its cities %v", t.City, p.ID, p.Cities)
		}
	}
	c.isIndicator(t.Indicator, path+".indicator", complain)
	c.isPeriod(t.Period, path+".period", complain)
	c.isDate(t.Declared, path+".declared", complain)
	c.isPeriod(t.Baseline.Period, path+".baseline.period", complain)
	if t.Kind == "band" && t.Low != nil && t.High != nil && *t.Low > *t.High {
		complain(path+".low", "low is %v and high is %v; low is allowed up to high", *t.Low, *t.High)
	}
	if t.Baseline.State == "unknown" && (t.Baseline.Period != "" || t.Baseline.Value != nil) {
		complain(path+".baseline", "the baseline is unknown and has a period or a value; allowed is state stated, with its source")
	}
}
