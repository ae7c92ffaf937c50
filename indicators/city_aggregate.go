package indicators

// CityAggregate is one window of the city: its figures by the indicator's rule, and those of every site.
type CityAggregate struct {
	Aggregate
	Sites []Aggregate // in the order of the sites
}

// CityAggregates combines the aggregates of several sites, which have the same windows, by CityValue. A window with fewer than
// least sites that have a value is insufficient (no_data without any). Coverage is the sum over the sites.
// Directions have no city figure, as a mean over sites of angles is none.
func CityAggregates(rule string, least int, sites [][]Aggregate) []CityAggregate {
	if len(sites) == 0 {
		return []CityAggregate{}
	}
	combined := make([]CityAggregate, len(sites[0]))
	for i := range combined {
		c := &combined[i]
		first := sites[0][i]
		c.Period, c.Group, c.Coverage = first.Period, first.Group, Coverage{Required: first.Coverage.Required, Excluded: map[string]int{}}
		for _, site := range sites {
			c.Sites = append(c.Sites, site[i])
			c.Coverage.addSite(site[i].Coverage)
		}
		c.AggregateValue = cityValue(rule, least, c.Sites, func(a Aggregate) AggregateValue { return a.AggregateValue })
		for k := range first.More {
			c.More = append(c.More, cityValue(rule, least, c.Sites, func(a Aggregate) AggregateValue { return a.More[k] }))
		}
	}
	return combined
}

func cityValue(rule string, least int, sites []Aggregate, of func(Aggregate) AggregateValue) AggregateValue {
	v := AggregateValue{Statistic: of(sites[0]).Statistic, Status: AggregateNoData}
	var values []float64
	for _, site := range sites {
		one := of(site)
		if one.Value != nil && one.Resultant == nil {
			values = append(values, *one.Value)
		}
		if one.Status != AggregateNoData {
			v.Status = AggregateInsufficient
		}
	}
	if len(values) < max(least, 1) {
		return v
	}
	if value, ok := CityValue(rule, values); ok {
		v.Value, v.Status = &value, AggregateOK
	}
	return v
}

// addSite counts the observations of another site.
func (c *Coverage) addSite(site Coverage) {
	c.Expected += site.Expected
	c.Valid += site.Valid
	c.Censored += site.Censored
	for reason, n := range site.Excluded {
		c.Excluded[reason] += n
	}
	if c.Expected > 0 {
		percent := 100 * float64(c.Valid) / float64(c.Expected)
		c.Percent = &percent
	}
}
