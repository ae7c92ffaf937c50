package api

import (
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// WaterBodies is SDG 6.3.2: the share of water bodies of good ambient quality.
type WaterBodies struct {
	City    string          `json:"city" binding:"required" example:"cebu"`
	Index   string          `json:"index" binding:"required" example:"sdg-6-3-2"`
	At      string          `json:"at" binding:"required" format:"date-time"` // targets are the law in force at this instant
	Class   *string         `json:"class" extensions:"x-nullable" example:"C"`
	Percent *float64        `json:"percent" extensions:"x-nullable"` // of the bodies judged; null when none is
	Judged  int             `json:"judged"`
	Good    int             `json:"good"`
	Data    []WaterBodyView `json:"data" binding:"required"`
	Note    string          `json:"note"`
	Source  string          `json:"source" binding:"required"`
}

// WaterBodyView is one body: good when at least 80 % of its values meet their targets.
type WaterBodyView struct {
	Site     string           `json:"site" binding:"required"`
	Category *string          `json:"category" extensions:"x-nullable" enums:"good,not-good"` // null: nothing could be judged
	Percent  *float64         `json:"percent" extensions:"x-nullable"`                        // of its values that meet their targets
	Values   int              `json:"values"`
	Meets    int              `json:"meets"`
	Groups   []WaterGroupView `json:"groups" binding:"required"`
	Missing  []string         `json:"missing" binding:"required"` // groups without a value that could be judged
}

// WaterGroupView is what stands for one group of the indicator.
type WaterGroupView struct {
	Group     string   `json:"group" binding:"required" enums:"oxygen,salinity,nitrogen,phosphorus,acidification"`
	Indicator string   `json:"indicator" binding:"required"`
	Unit      string   `json:"unit" binding:"required"`
	Standard  *string  `json:"standard" extensions:"x-nullable"` // that gives the target; null: the law has none
	Compare   *string  `json:"comparison" extensions:"x-nullable" enums:"<,<=,>=,>,range"`
	Value     *float64 `json:"value" extensions:"x-nullable"`
	Low       *float64 `json:"low" extensions:"x-nullable"`
	High      *float64 `json:"high" extensions:"x-nullable"`
	Values    int      `json:"values"`
	Meets     int      `json:"meets"`
	Unknown   int      `json:"unknown"` // "<5" against a target of 3 may be either
	Reason    *string  `json:"reason" extensions:"x-nullable" enums:"no_target,no_values,averaging_differs"`
}

// getWaterBodies answers SDG 6.3.2.
//
// @Summary     Water bodies of good quality (SDG 6.3.2)
// @Description The share of water bodies of which at least 80 % of the values of oxygen, salinity, nitrogen, phosphorus and acidification meet their targets. Targets
// @Description are the limits for samples that are law in the city; what has none is named, never judged. Means of months or years are no samples.
// @ID          getWaterBodies
// @Tags        observations
// @Produce     json
// @Param       city  path  string true  "city" example(cebu)
// @Param       site  query string false "bodies, with commas between; default every river, river station and sea area" example(butuanon-river)
// @Param       from  query string false "samples at or after: RFC 3339 with offset, or a local date, month or year" example(2015)
// @Param       to    query string false "samples before" example(2018)
// @Param       class query string false "class of water, where the law has several" example(C)
// @Param       at    query string false "the day whose law gives the targets: a year, month, date or RFC 3339; default today" example(2017)
// @Success     200 {object} WaterBodies
// @Failure     404 {object} Problem "no such city or site"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /cities/{city}/sdg/6.3.2 [get]
func getWaterBodies(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	index, _ := c.api.Catalogue.IndexByID("sdg-6-3-2")
	q := indicators.WaterQuery{City: city.ID, Index: index}
	if q.Class, err = c.class(); err != nil {
		return 0, nil, err
	}
	if c.text("site") != "" {
		if q.Sites, err = c.sites(city.ID); err != nil {
			return 0, nil, err
		}
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	if q.Period, err = c.span(calendar.Zone); err != nil {
		return 0, nil, err
	}
	if q.At, err = c.lawAt(calendar); err != nil {
		return 0, nil, err
	}
	quality, err := indicators.WaterQualityOf(c.Request.Context(), c.api.Store, c.api.Catalogue, q)
	if err != nil {
		return 0, nil, err
	}
	v := WaterBodies{City: city.ID, Index: index.ID, At: wireTime(q.At, calendar.Zone), Class: textOrNil(q.Class), Percent: tidy(quality.Percent), Judged: quality.Judged,
		Good: quality.Good, Data: []WaterBodyView{}, Note: index.Note, Source: index.Source}
	for _, b := range quality.Bodies {
		body := WaterBodyView{Site: b.Site, Category: textOrNil(b.Category), Percent: tidy(b.Percent), Values: b.Values, Meets: b.Meets, Groups: []WaterGroupView{}, Missing: b.Missing}
		for _, g := range b.Groups {
			indicator, _ := c.api.Catalogue.Indicator(g.Indicator)
			group := WaterGroupView{Group: g.Group, Indicator: g.Indicator, Unit: indicator.Unit, Values: g.Values, Meets: g.Meets, Unknown: g.Unknown, Reason: textOrNil(g.Reason)}
			if l := g.Limit; l != nil {
				group.Standard, group.Compare = &l.Standard.ID, &l.Standard.Comparison
				group.Value, group.Low, group.High = tidy(l.Value), tidy(l.Low), tidy(l.High)
			}
			body.Groups = append(body.Groups, group)
		}
		v.Data = append(v.Data, body)
	}
	return statusOK(v, nil)
}

// CityAir is SDG 11.6.2: the mean over a city's sites of a year's mean of particles.
type CityAir struct {
	City      string        `json:"city" binding:"required" example:"cebu"`
	Index     string        `json:"index" binding:"required" example:"sdg-11-6-2"`
	Indicator string        `json:"indicator" binding:"required" enums:"pm2-5,pm10"`
	Unit      string        `json:"unit" binding:"required" example:"µg/m³"`
	Data      []CityAirYear `json:"data" binding:"required"`
	Note      string        `json:"note"`
	Source    string        `json:"source" binding:"required"`
}

// CityAirYear is one year.
type CityAirYear struct {
	Period   PeriodView    `json:"period" binding:"required"`
	Value    *float64      `json:"value" extensions:"x-nullable"` // null: no site has a figure of the year
	Weighted bool          `json:"weighted"`                      // by population; false: a site does not state its own, and each counts alike
	Sites    []CityAirSite `json:"sites" binding:"required"`
	Missing  []string      `json:"missing" binding:"required"` // sites that measure it and have no figure of the year
}

// CityAirSite is the figure of one site.
type CityAirSite struct {
	Site       string               `json:"site" binding:"required"`
	Value      float64              `json:"value" binding:"required"`
	Population *int                 `json:"population" extensions:"x-nullable"` // null: not stated
	Computed   bool                 `json:"computed"`                           // by us, from finer observations
	Coverage   *indicators.Coverage `json:"coverage" extensions:"x-nullable"`   // null: not stated by the source
	Series     string               `json:"series" binding:"required"`
}

// getCityAir answers SDG 11.6.2.
//
// @Summary     Annual mean of particles in a city (SDG 11.6.2)
// @Description The mean over the city's sites of each year's mean of PM2.5 or PM10, weighted by population where every site of the mean states its own, else unweighted,
// @Description and the answer says which. Figures published for the whole city are not a site's, and years below the completeness rule are missing.
// @ID          getCityAir
// @Tags        observations
// @Produce     json
// @Param       city      path  string true  "city" example(kitakyushu)
// @Param       indicator query string false "particles" Enums(pm2-5, pm10) default(pm2-5) example(pm10)
// @Param       from      query string false "years that end after: a local date, month or year, or RFC 3339" example(2010)
// @Param       to        query string false "years that end by" example(2012)
// @Success     200 {object} CityAir
// @Failure     404 {object} Problem "no such city"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /cities/{city}/sdg/11.6.2 [get]
func getCityAir(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	index, _ := c.api.Catalogue.IndexByID("sdg-11-6-2")
	id := c.text("indicator")
	var known []string
	for _, s := range index.Substances {
		known = append(known, s.Indicator)
	}
	if id == "" && len(known) > 0 {
		id = known[0]
	}
	indicator, ok := c.api.Catalogue.Indicator(id)
	if !ok || !strings.Contains(" "+strings.Join(known, " ")+" ", " "+id+" ") {
		return 0, nil, indicators.Errorf(indicators.Invalid, "indicator is %q; it must be one of %s", id, strings.Join(known, ", ")).Coded("bad_parameter").At("indicator")
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	period, err := c.span(calendar.Zone)
	if err != nil {
		return 0, nil, err
	}
	means, err := indicators.PopulationMeans(c.Request.Context(), c.api.Store, c.api.Catalogue, city.ID, indicator, period)
	if err != nil {
		return 0, nil, err
	}
	v := CityAir{City: city.ID, Index: index.ID, Indicator: indicator.ID, Unit: indicator.Unit, Data: []CityAirYear{}, Note: index.Note, Source: index.Source}
	for _, m := range means {
		year := CityAirYear{Period: periodView(calendar, m.Period, indicators.P1Y), Value: tidy(m.Value), Weighted: m.Weighted, Sites: []CityAirSite{}, Missing: m.Missing}
		for _, s := range m.Sites {
			year.Sites = append(year.Sites, CityAirSite{s.Site, *tidy(&s.Figure.Value), s.Population, s.Figure.Computed, s.Figure.Coverage, s.Figure.Series.String()})
		}
		v.Data = append(v.Data, year)
	}
	return statusOK(v, nil)
}
