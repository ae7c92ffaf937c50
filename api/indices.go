package api

import (
	"errors"
	"net/http"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// mostIndexDays is how many days one answer may have.
const mostIndexDays = 3700

// getIndices lists the indices.
//
// @Summary     Indices
// @Description Scales on which concentrations are read as one number and a category, with their breakpoints and source. Index numbers are another kind of
// @Description quantity than concentrations and never mix with them.
// @ID          listIndices
// @Tags        catalogue
// @Produce     json
// @Param       limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor query string false "next_cursor of the page before"
// @Success     200 {object} List[indicators.Index]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /indices [get]
func getIndices(c *call) (int, any, error) {
	return pageOf(c, c.api.Catalogue.Indices, func(x indicators.Index) string { return x.ID })
}

// getIndex answers one index.
//
// @Summary Index
// @ID      getIndex
// @Tags    catalogue
// @Produce json
// @Param   index path string true "index" example(ispu)
// @Success 200 {object} indicators.Index
// @Failure 404 {object} Problem "no such index"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /indices/{index} [get]
func getIndex(c *call) (int, any, error) {
	x, err := c.index()
	return http.StatusOK, x, err
}

// index is the index of the path.
func (c *call) index() (indicators.Index, error) {
	x, ok := c.api.Catalogue.IndexByID(c.Param("index"))
	if !ok {
		return x, indicators.Errorf(indicators.NotFound, "there is no index %q", c.Param("index")).Coded("unknown_index").At("index").Try("See %s/indices.", base)
	}
	return x, nil
}

// getCityIndex answers an index of a city.
//
// @Summary     Index of a site
// @Description An index of breakpoints, day by day: the number and category of each substance from its daily mean, and of the day from the worst of them. A day
// @Description that lacks a substance may really be worse, so missing names it. Above the scale only the category is told. Formulas: docs/methods.md, section 6.
// @ID          getCityIndex
// @Tags        observations
// @Produce     json
// @Param       city   path  string true  "city" example(cebu)
// @Param       index  path  string true  "index" example(ph-pm2-5-2020)
// @Param       site   query string false "site" default(citywide) example(radisson-blu-cebu)
// @Param       from   query string false "days that start at or after: RFC 3339 with offset, or a local date, month or year" example(2015-11-06)
// @Param       to     query string false "days that start before" example(2015-11-07)
// @Param       window query string false "length of a period; the indices are defined for days" Enums(P1D) default(P1D)
// @Param       format query string false "form of the answer" Enums(json, csv)
// @Param       Accept-Language header string false "language of category.name: en, id, ceb, ja; category.names has all" example(id)
// @Success     200 {object} CityIndex
// @Failure     404 {object} Problem "no such city, index or site, or nothing to make the index of"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indices/{index} [get]
func getCityIndex(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	q := indicators.IndexQuery{City: city.ID}
	if q.Index, err = c.index(); err != nil {
		return 0, nil, err
	}
	if q.Site, err = c.site(city.ID); err != nil {
		return 0, nil, err
	}
	zone := c.api.Catalogue.Zone(city.ID)
	if q.Period, err = c.span(zone); err != nil {
		return 0, nil, err
	}
	if window, err := c.resolution("window"); err != nil {
		return 0, nil, err
	} else if !window.IsZero() && window != indicators.P1D {
		return 0, nil, indicators.Errorf(indicators.Invalid, "window is %s; %s is defined for days, P1D", window, q.Index.ID).Coded("bad_parameter").At("window")
	}
	days, err := indicators.IndexDays(c.Request.Context(), c.api.Store, c.api.Catalogue, q)
	if err != nil {
		if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "no_series" && len(q.Index.Substances) > 0 {
			indicator, _ := c.api.Catalogue.Indicator(q.Index.Substances[0].Indicator)
			return 0, nil, c.withOthers(e, city, indicator)
		}
		return 0, nil, err
	}
	if len(days) > mostIndexDays {
		return 0, nil, indicators.Errorf(indicators.Invalid, "this would be more than %d days", mostIndexDays).Coded("too_many_points").At("from").
			Try("Ask for less time with from and to.")
	}
	var read []indicators.Series
	for _, day := range days {
		for _, part := range day.Parts {
			if !slices.Contains(read, part.Series) {
				read = append(read, part.Series)
			}
		}
	}
	if err := c.settledSeries(q.Period.To, read...); err != nil {
		return 0, nil, err
	}
	v, err := c.cityIndexView(q, city, days)
	return statusOK(indexTable{v}, err)
}
