package indicators

import (
	"context"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// PopulationMean is the mean over the sites of a city of one year's mean, weighted by whom each site stands for: SDG 11.6.2.
type PopulationMean struct {
	Period   Period
	Value    *float64 // nil when no site has a figure of the year
	Weighted bool     // false: a site does not state its population, and each counts alike
	Sites    []SiteMean
	Missing  []string // sites that measure the indicator and have no figure of the year; never nil
}

// SiteMean is one site's figure of the year.
type SiteMean struct {
	Site       string
	Figure     Figure
	Population *int
}

// WeightedMean is Σw·x/Σw; false without values or when no weight is above 0.
func WeightedMean(values, weights []float64) (float64, bool) {
	products := make([]float64, len(values))
	for i, v := range values {
		products[i] = v * weights[i]
	}
	total := stat.Sum(weights)
	if len(values) == 0 || total <= 0 {
		return 0, false
	}
	return stat.Sum(products) / total, true
}

// PopulationMeans computes every year that overlaps the period from the annual means of the sites, stated or computed by the
// indicator's completeness rule. Figures of citywide are no site's. The error is the store's.
func PopulationMeans(ctx context.Context, store Store, catalogue *Catalogue, city string, indicator Indicator, period Period) ([]PopulationMean, error) {
	zone := catalogue.Zone(city)
	means := []PopulationMean{}
	var years []Period
	bySite := map[string][]Figure{}
	for _, site := range catalogue.SitesOf(city) {
		if site.ID == Citywide {
			continue
		}
		figures, err := Figures(ctx, store, catalogue, city, site.ID, indicator.ID, "mean", period.To)
		if err != nil {
			return nil, err
		}
		for _, f := range figures {
			year := YearPeriod(f.Period.From.In(zone).Year(), zone)
			if f.Period == year && year.Overlaps(period) {
				years, bySite[site.ID] = append(years, year), append(bySite[site.ID], f)
			}
		}
	}
	if len(years) == 0 {
		return means, nil
	}
	first, last := years[0], years[0]
	for _, y := range years {
		if y.From.Before(first.From) {
			first = y
		}
		if y.From.After(last.From) {
			last = y
		}
	}
	for year := first; !year.From.After(last.From); year = YearPeriod(year.From.In(zone).Year()+1, zone) {
		means = append(means, meanOfYear(catalogue, city, year, bySite))
	}
	return means, nil
}

func meanOfYear(catalogue *Catalogue, city string, year Period, bySite map[string][]Figure) PopulationMean {
	m := PopulationMean{Period: year, Weighted: true, Sites: []SiteMean{}, Missing: []string{}}
	var values, weights []float64
	for _, site := range catalogue.SitesOf(city) {
		figures, measures := bySite[site.ID]
		if !measures {
			continue
		}
		f, ok := FigureOf(figures, year)
		if !ok || f.Censored != NotCensored {
			m.Missing = append(m.Missing, site.ID)
			continue
		}
		m.Sites = append(m.Sites, SiteMean{site.ID, f, site.Population})
		values = append(values, f.Value)
		if m.Weighted = m.Weighted && site.Population != nil; m.Weighted {
			weights = append(weights, float64(*site.Population))
		}
	}
	if m.Weighted = m.Weighted && len(values) > 0; !m.Weighted {
		weights = make([]float64, len(values))
		for i := range weights {
			weights[i] = 1
		}
	}
	if mean, ok := WeightedMean(values, weights); ok {
		m.Value = &mean
	}
	return m
}
