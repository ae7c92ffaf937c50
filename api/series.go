package api

import (
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// SeriesView is a series with its extent.
type SeriesView struct {
	ID         string `json:"id" binding:"required" example:"cebu/cebu-city/solid-waste-generated/P1Y/mean"`
	City       string `json:"city" binding:"required"`
	Site       string `json:"site" binding:"required"`
	Indicator  string `json:"indicator" binding:"required"`
	Resolution string `json:"resolution" binding:"required" example:"P1Y"`
	Statistic  string `json:"statistic" binding:"required" example:"mean"`
	Unit       string `json:"unit" binding:"required"`
	Zone       string `json:"zone" binding:"required" example:"Asia/Manila"` // IANA zone of the city, in which its days and years begin
	First      string `json:"first" binding:"required" format:"date-time"`   // start of the first observation of any quality, in the city's offset
	Last       string `json:"last" binding:"required" format:"date-time"`
	Count      int64  `json:"count" binding:"required"`

	Breaks []indicators.Break `json:"breaks" binding:"required"` // changes of method inside the series, and what changed
}

func (a *API) seriesView(info indicators.SeriesInfo) SeriesView {
	s, zone := info.Series, a.Catalogue.Zone(info.Series.City)
	indicator, _ := a.Catalogue.Indicator(s.Indicator)
	return SeriesView{s.String(), s.City, s.Site, s.Indicator, s.Resolution.String(), s.Statistic, indicator.Unit, zone.String(),
		wireTime(time.Unix(info.First, 0), zone), wireTime(time.Unix(info.Last, 0), zone), info.Count, a.breaksOf(s)}
}

// breaksOf lists the changes of method of a series.
func (a *API) breaksOf(s indicators.Series) []indicators.Break {
	breaks := []indicators.Break{}
	for _, b := range a.Catalogue.BreaksOf(s.City, s.Site, s.Indicator) {
		breaks = append(breaks, b.Break)
	}
	return breaks
}

type seriesList struct{ List[SeriesView] }

func (l seriesList) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"id", "city", "site", "indicator", "resolution", "statistic", "unit", "first", "last", "count", "breaks"})
	for _, s := range l.Data {
		var breaks []string
		for _, b := range s.Breaks {
			breaks = append(breaks, b.At+": "+b.Change)
		}
		_ = w.Write([]string{s.ID, s.City, s.Site, s.Indicator, s.Resolution, s.Statistic, s.Unit, s.First, s.Last, strconv.FormatInt(s.Count, 10), joined(breaks)})
	}
	w.Flush()
	return w.Error()
}

// getSeries lists what there is.
//
// @Summary     Series
// @Description Every series that holds anything, by id: city/site/indicator/resolution/statistic.
// @ID          listSeries
// @Tags        observations
// @Produce     json
// @Param       city       query string false "city" example(cebu)
// @Param       site       query string false "site" example(cebu-city)
// @Param       indicator  query string false "indicator" example(solid-waste-generated)
// @Param       resolution query string false "ISO 8601 duration" example(P1Y)
// @Param       statistic  query string false "statistic" example(mean)
// @Param       limit      query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor     query string false "next_cursor of the page before"
// @Param       format     query string false "form of the answer" Enums(json, csv)
// @Success     200 {object} List[SeriesView]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /series [get]
func getSeries(c *call) (int, any, error) {
	filter := indicators.SeriesFilter{City: c.text("city"), Site: c.text("site"), Indicator: c.text("indicator"), Statistic: c.text("statistic")}
	var err error
	if filter.Resolution, err = c.resolution("resolution"); err != nil {
		return 0, nil, err
	}
	infos, err := c.api.Store.SeriesList(c.Request.Context(), filter)
	if err != nil {
		return 0, nil, err
	}
	if len(infos) == 0 { // a series may outlive its rows in the catalogue, but a name that stands nowhere is a slip
		if err := c.known(filter); err != nil {
			return 0, nil, err
		}
	}
	status, view, err := pageOf(c, infos, func(i indicators.SeriesInfo) string { return i.Series.String() })
	if err != nil {
		return 0, nil, err
	}
	found := view.(List[indicators.SeriesInfo])
	list := List[SeriesView]{Data: []SeriesView{}, Page: found.Page}
	for _, info := range found.Data {
		list.Data = append(list.Data, c.api.seriesView(info))
	}
	return status, seriesList{list}, nil
}

// known refuses names of the filter that the catalogue does not have.
func (c *call) known(f indicators.SeriesFilter) error {
	if _, ok := c.api.Catalogue.City(f.City); f.City != "" && !ok {
		return c.noCity(f.City)
	}
	if _, ok := c.api.Catalogue.Indicator(f.Indicator); f.Indicator != "" && !ok {
		return c.noIndicator(f.Indicator)
	}
	if _, ok := c.api.Catalogue.Site(f.City, f.Site); f.City != "" && f.Site != "" && !ok {
		return c.noSite(f.City, f.Site)
	}
	return nil
}

// candidates lists the series of the path's city and indicator that the parameters leave.
func (c *call) candidates(city indicators.City, indicator indicators.Indicator, site string) ([]indicators.SeriesInfo, error) {
	filter := indicators.SeriesFilter{City: city.ID, Indicator: indicator.ID, Site: site, Statistic: c.text("statistic")}
	var err error
	if filter.Resolution, err = c.resolution("resolution"); err != nil {
		return nil, err
	}
	return c.api.Store.SeriesList(c.Request.Context(), filter)
}

// oneSeries is the series that the request means: with several, the one of the indicator's own statistic if
// that leaves one, else the request must say more. NotFound when there is none.
func (c *call) oneSeries() (city indicators.City, info indicators.SeriesInfo, err error) {
	if city, err = c.city(); err != nil {
		return city, info, err
	}
	indicator, err := c.indicator()
	if err != nil {
		return city, info, err
	}
	site, err := c.site(city.ID)
	if err != nil {
		return city, info, err
	}
	all, err := c.candidates(city, indicator, site)
	if err != nil {
		return city, info, err
	}
	info, err = c.seriesAt(city, indicator, site, all)
	return city, info, err
}

// seriesAt is the series of a site that is meant among the candidates; see oneSeries.
func (c *call) seriesAt(city indicators.City, indicator indicators.Indicator, site string, candidates []indicators.SeriesInfo) (none indicators.SeriesInfo, err error) {
	var all []indicators.SeriesInfo
	for _, i := range candidates {
		if i.Series.Site == site {
			all = append(all, i)
		}
	}
	if len(all) > 1 {
		own := slices.DeleteFunc(slices.Clone(all), func(i indicators.SeriesInfo) bool { return i.Series.Statistic != indicator.Statistic })
		if len(own) == 1 {
			all = own
		}
	}
	switch len(all) {
	case 1:
		return all[0], nil
	case 0:
		e := indicators.Errorf(indicators.NotFound, "there are no observations of %s at %s in %s that this asks for", indicator.ID, site, city.ID).Coded("no_series").At("site")
		return none, c.withOthers(e, city, indicator)
	}
	var ids []string
	for _, i := range all {
		ids = append(ids, "resolution="+i.Series.Resolution.String()+"&statistic="+i.Series.Statistic)
	}
	return none, indicators.Errorf(indicators.Invalid, "%d series are meant", len(all)).Coded("series_ambiguous").At("resolution").
		Try("Add one of: %s.", strings.Join(ids, "; "))
}

// withOthers hints at what there is of the indicator in the city.
func (c *call) withOthers(e *indicators.Error, city indicators.City, indicator indicators.Indicator) error {
	others, err := c.api.Store.SeriesList(c.Request.Context(), indicators.SeriesFilter{City: city.ID, Indicator: indicator.ID, ExtentOnly: true})
	if err != nil {
		return err
	}
	if len(others) == 0 {
		return e.Try("There are none in %s at all.", city.ID)
	}
	var ids []string
	for _, info := range others[:min(8, len(others))] {
		ids = append(ids, info.Series.String())
	}
	return e.Try("There is: %s.", strings.Join(ids, ", "))
}

func statusOK[T any](view T, err error) (int, any, error) { return http.StatusOK, view, err }
