package indicators

import (
	"context"
	"slices"
	"strings"
	"time"
)

// goodShare is the percent of values that must meet their targets in a good water body: SDG 6.3.2.
const goodShare = 80

// WaterQuery asks how many water bodies of a city are good.
type WaterQuery struct {
	City   string
	Sites  []string // bodies; empty: every river, river station and sea area of the city
	Index  Index    // of kind targets-met
	Period Period   // samples that start in it
	At     time.Time
	Class  string // of water, where the law has classes
}

// WaterQuality is the share of good bodies.
type WaterQuality struct {
	Bodies  []WaterBody
	Judged  int      // bodies with values that have targets
	Good    int      // of them
	Percent *float64 // 100 · Good / Judged; nil when none is judged
}

// WaterBody is one body: good when at least 80 % of its values meet their targets.
type WaterBody struct {
	Site          string
	Groups        []WaterGroup
	Values, Meets int
	Percent       *float64 // 100 · Meets / Values; nil without values
	Category      string   // "good", "not-good"; "" without values
	Missing       []string // groups without a value that could be judged; never nil
}

// WaterGroup is what stands for oxygen, salinity, nitrogen, phosphorus or acidification.
type WaterGroup struct {
	Group, Indicator string
	Limit            *StandardLimit // the target; nil when there is none
	Values, Meets    int
	Unknown          int    // "<5" against a target of 3 may be either
	Reason           string // no_target, no_values, averaging_differs; "" when there are values
}

// WaterQualityOf judges every body by the limits for samples that are law in the city at q.At. Errors: Invalid
// (class_needed) when the law has several classes and none is chosen, or the store's.
func WaterQualityOf(ctx context.Context, store Store, catalogue *Catalogue, q WaterQuery) (WaterQuality, error) {
	quality := WaterQuality{Bodies: []WaterBody{}}
	limits := make([]*StandardLimit, len(q.Index.Substances))
	for i, s := range q.Index.Substances {
		var err error
		if limits[i], err = q.limit(catalogue, s.Indicator); err != nil {
			return quality, err
		}
	}
	for _, site := range q.bodies(catalogue) {
		body := WaterBody{Site: site, Missing: []string{}}
		for i, s := range q.Index.Substances {
			group, err := q.group(ctx, store, catalogue, site, s, limits[i])
			if err != nil {
				return quality, err
			}
			body.Groups = append(body.Groups, group)
			body.Values, body.Meets = body.Values+group.Values, body.Meets+group.Meets
			if group.Values == 0 {
				body.Missing = append(body.Missing, s.Group)
			}
		}
		if body.Values > 0 {
			quality.Judged++
			body.Percent = new(100 * float64(body.Meets) / float64(body.Values))
			if body.Category = "not-good"; 100*body.Meets >= goodShare*body.Values {
				body.Category = "good"
				quality.Good++
			}
		}
		quality.Bodies = append(quality.Bodies, body)
	}
	if quality.Judged > 0 {
		quality.Percent = new(100 * float64(quality.Good) / float64(quality.Judged))
	}
	return quality, nil
}

// bodies are the sites asked for, or every one of the city that is a water.
func (q WaterQuery) bodies(catalogue *Catalogue) []string {
	if len(q.Sites) > 0 {
		return q.Sites
	}
	var sites []string
	for _, site := range catalogue.SitesOf(q.City) {
		if slices.Contains([]string{"river", "river-station", "sea-area"}, site.Kind) {
			sites = append(sites, site.ID)
		}
	}
	return sites
}

// limit is the one target of an indicator; nil when the law has none.
func (q WaterQuery) limit(catalogue *Catalogue, id string) (*StandardLimit, error) {
	city, _ := catalogue.City(q.City)
	indicator, _ := catalogue.Indicator(id)
	var found []Standard
	var classes []string
	for _, s := range catalogue.StandardsFor(id) {
		if s.Averaging == "sample" && s.IsLawIn(city) && s.InForce(q.At, catalogue.Zone(q.City)) && (q.Class == "" || s.Class == q.Class) {
			found, classes = append(found, s), append(classes, s.Class)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		limit, err := catalogue.LimitIn(found[0], indicator)
		return &limit, err
	}
	slices.Sort(classes)
	return nil, Errorf(Invalid, "the law has several classes of water for %s", id).Coded("class_needed").At("class").
		Try("Add one of: %s.", "class="+strings.Join(slices.Compact(classes), "; class="))
}

// group counts the values of one indicator in a body.
func (q WaterQuery) group(ctx context.Context, store Store, catalogue *Catalogue, site string, of IndexSeries, limit *StandardLimit) (WaterGroup, error) {
	g := WaterGroup{Group: of.Group, Indicator: of.Indicator, Limit: limit}
	if limit == nil {
		g.Reason = "no_target"
		return g, nil
	}
	list, err := store.SeriesList(ctx, SeriesFilter{City: q.City, Site: site, Indicator: of.Indicator, ExtentOnly: true})
	if err != nil {
		return g, err
	}
	if len(list) == 0 {
		g.Reason = "no_values"
		return g, nil
	}
	indicator, _ := catalogue.Indicator(of.Indicator)
	samples := averaging{counted: "samples"}
	info, reason := samples.seriesFor(list, indicator, false, q.Period)
	if g.Reason = reason; reason != "" {
		return g, nil
	}
	steps, err := samples.observed(ctx, store, info.Series, q.Period, catalogue.Zone(q.City))
	for _, s := range steps {
		switch limit.Judge(s.value, s.censored) {
		case Meets:
			g.Values, g.Meets = g.Values+1, g.Meets+1
		case Fails:
			g.Values++
		case MeetsUnknown:
			g.Unknown++
		}
	}
	if g.Values == 0 {
		g.Reason = "no_values"
	}
	return g, err
}
