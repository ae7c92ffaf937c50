package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
	"github.com/aspro-cities/aspro/words"
)

// getCities lists the cities.
//
// @Summary Cities
// @ID      listCities
// @Tags    catalogue
// @Produce json
// @Param   limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.City]
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /cities [get]
func getCities(c *call) (int, any, error) {
	return pageOf(c, c.api.Catalogue.Cities, func(city indicators.City) string { return city.ID })
}

// getCity answers one city.
//
// @Summary City
// @ID      getCity
// @Tags    catalogue
// @Produce json
// @Param   city path string true "city" example(cebu)
// @Success 200 {object} indicators.City
// @Failure 404 {object} Problem "no such city"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /cities/{city} [get]
func getCity(c *call) (int, any, error) {
	city, err := c.city()
	return http.StatusOK, city, err
}

// getSites lists the sites of a city; citywide stands for all of it.
//
// @Summary Sites of a city
// @ID      listSites
// @Tags    catalogue
// @Produce json
// @Param   city   path  string true  "city" example(cebu)
// @Param   kind   query string false "kind of site, such as area, air-station, river" example(river)
// @Param   limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.Site]
// @Failure 404 {object} Problem "no such city"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /cities/{city}/sites [get]
func getSites(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	sites := c.api.Catalogue.SitesOf(city.ID)
	if kind := c.text("kind"); kind != "" {
		sites = slices.DeleteFunc(sites, func(s indicators.Site) bool { return s.Kind != kind })
	}
	return pageOf(c, sites, func(s indicators.Site) string { return s.ID })
}

// getIndicators lists the indicators.
//
// @Summary Indicators
// @ID      listIndicators
// @Tags    catalogue
// @Produce json
// @Param   theme  query string false "theme" Enums(air, water, solid-waste, noise, green-space, energy)
// @Param   limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.Indicator]
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /indicators [get]
func getIndicators(c *call) (int, any, error) {
	all := slices.Clone(c.api.Catalogue.Indicators)
	if theme := c.text("theme"); theme != "" {
		all = slices.DeleteFunc(all, func(i indicators.Indicator) bool { return i.Theme != theme })
	}
	return pageOf(c, all, func(i indicators.Indicator) string { return i.ID })
}

// getIndicator answers one indicator.
//
// @Summary Indicator
// @ID      getIndicator
// @Tags    catalogue
// @Produce json
// @Param   indicator path string true "indicator" example(solid-waste-generated)
// @Success 200 {object} indicators.Indicator
// @Failure 404 {object} Problem "no such indicator"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /indicators/{indicator} [get]
func getIndicator(c *call) (int, any, error) {
	indicator, err := c.indicator()
	return http.StatusOK, indicator, err
}

// getStandards lists limits with jurisdiction, legal source and dates of validity.
//
// @Summary Standards
// @ID      listStandards
// @Tags    catalogue
// @Produce json
// @Param   indicator    query string false "of this indicator" example(pm2-5-ncm)
// @Param   jurisdiction query string false "of this jurisdiction, as it is written in the rows" example(ID)
// @Param   valid_at     query string false "in force at the beginning of this year, month or date, as far as their dates are known" example(2022)
// @Param   limit        query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor       query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.Standard]
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /standards [get]
func getStandards(c *call) (int, any, error) {
	indicator, validAt := c.text("indicator"), c.text("valid_at")
	jurisdiction, err := oneOf(c, "jurisdiction", c.api.Catalogue.Standards, func(s indicators.Standard) string { return s.Jurisdiction })
	if err != nil {
		return 0, nil, err
	}
	var at time.Time
	if validAt != "" {
		if at, err = indicators.ParseBound(validAt, time.UTC); err != nil {
			return 0, nil, atParameter(err, "valid_at")
		}
	}
	if err := c.known(indicators.SeriesFilter{Indicator: indicator}); err != nil {
		return 0, nil, err
	}
	all := slices.DeleteFunc(slices.Clone(c.api.Catalogue.Standards), func(s indicators.Standard) bool {
		return indicator != "" && s.Indicator != indicator || jurisdiction != "" && s.Jurisdiction != jurisdiction || validAt != "" && !s.InForce(at, time.UTC)
	})
	return pageOf(c, all, func(s indicators.Standard) string { return s.ID })
}

// getChecks lists the thresholds by which readings are doubted.
//
// @Summary     Checks of readings
// @Description Thresholds beyond which a reading is stored as suspect (3) or failed (4) and does not count. Nothing is dropped.
// @ID          listChecks
// @Tags        catalogue
// @Produce     json
// @Param       indicator query string false "of this indicator" example(pm2-5)
// @Param       limit     query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor    query string false "next_cursor of the page before"
// @Success     200 {object} List[indicators.Check]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /checks [get]
func getChecks(c *call) (int, any, error) {
	indicator := c.text("indicator")
	if err := c.known(indicators.SeriesFilter{Indicator: indicator}); err != nil {
		return 0, nil, err
	}
	all := slices.DeleteFunc(slices.Clone(c.api.Catalogue.Checks), func(check indicators.Check) bool { return indicator != "" && check.Indicator != indicator })
	return pageOf(c, all, func(check indicators.Check) string { return check.ID })
}

// getProgrammes lists the partnerships with their milestones and targets.
//
// @Summary Programmes
// @ID      listProgrammes
// @Tags    catalogue
// @Produce json
// @Param   limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.Programme]
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /programmes [get]
func getProgrammes(c *call) (int, any, error) {
	return pageOf(c, c.api.Catalogue.Programmes, func(p indicators.Programme) string { return p.ID })
}

// getProgramme answers one programme.
//
// @Summary Programme
// @ID      getProgramme
// @Tags    catalogue
// @Produce json
// @Param   programme path string true "programme" example(aspro)
// @Success 200 {object} indicators.Programme
// @Failure 404 {object} Problem "no such programme"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /programmes/{programme} [get]
func getProgramme(c *call) (int, any, error) {
	programme, err := c.programme(c.Param("programme"))
	return http.StatusOK, programme, err
}

// getSources lists what is known of the sources of figures.
//
// @Summary     Sources of figures
// @Description Who stands behind the figures of a source and how they may be used: the row whose match the source's text begins with, the longest first.
// @ID          listSources
// @Tags        catalogue
// @Produce     json
// @Param       limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor query string false "next_cursor of the page before"
// @Success     200 {object} List[indicators.Source]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /sources [get]
func getSources(c *call) (int, any, error) {
	return pageOf(c, c.api.Catalogue.Sources, func(s indicators.Source) string { return s.ID })
}

// getProfiles lists the import profiles.
//
// @Summary Import profiles
// @ID      listProfiles
// @Tags    catalogue
// @Produce json
// @Param   limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param   cursor query string false "next_cursor of the page before"
// @Success 200 {object} List[indicators.Profile]
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /profiles [get]
func getProfiles(c *call) (int, any, error) {
	return pageOf(c, c.api.Catalogue.Profiles, func(p indicators.Profile) string { return p.ID })
}

// getProfile answers one import profile.
//
// @Summary Import profile
// @ID      getProfile
// @Tags    catalogue
// @Produce json
// @Param   profile path string true "profile" example(aspro)
// @Success 200 {object} indicators.Profile
// @Failure 404 {object} Problem "no such profile"
// @Failure default {object} Problem "what is wrong, and what to change"
// @Router  /profiles/{profile} [get]
func getProfile(c *call) (int, any, error) {
	profile, ok := c.api.Catalogue.Profile(c.Param("profile"))
	if !ok {
		return 0, nil, indicators.Errorf(indicators.NotFound, "there is no import profile %q", c.Param("profile")).Coded("unknown_profile").At("profile")
	}
	return http.StatusOK, profile, nil
}

// getTemplate answers the file that a city fills in.
//
// @Summary     Template of a city
// @Description The header of ASPRO and one row for each indicator; rows left without a value count as missing. The workbook offers the allowed codes in lists, and a second sheet explains them in the language asked for. The names of the columns are the same in every language.
// @ID          getTemplate
// @Tags        catalogue
// @Produce     text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
// @Param       city   path  string true  "city" example(surabaya)
// @Param       format query string false "form of the file; default by Accept, else csv" Enums(csv, xlsx)
// @Param       lang   query string false "language of the explanations; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success     200 {string} string "the file"
// @Failure     404 {object} Problem "no such city"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /templates/{city} [get]
func getTemplate(c *call) (int, any, error) {
	language := c.language()
	if text := c.text("lang"); text != "" {
		var ok bool
		if language, ok = words.Parse(text); !ok {
			return 0, nil, indicators.Errorf(indicators.Invalid, "lang is %q; it must be en, id, ceb or ja", text).Coded("bad_parameter").At("lang")
		}
	}
	f := file{contentType: "text/csv; charset=utf-8", name: "aspro-" + c.Param("city") + ".csv"}
	var err error
	format := c.text("format")
	if format == "" && acceptedForm(c.GetHeader("Accept")) == formXLSX {
		format = "xlsx"
	}
	switch format {
	case "", "csv":
		f.body, err = ingest.Template(c.api.Catalogue, c.Param("city"))
	case "xlsx":
		c.varies("Accept-Language")
		f.contentType, f.name = xlsxType, "aspro-"+c.Param("city")+"-"+string(language)+".xlsx"
		f.body, err = ingest.TemplateBook(c.api.Catalogue, c.Param("city"), func(format string, args ...any) string { return words.Say(language, format, args...) })
	default:
		err = indicators.Errorf(indicators.Invalid, "format is %q; it must be csv or xlsx", format).Coded("bad_parameter").At("format")
	}
	return http.StatusOK, f, err
}

// programme finds a programme.
func (c *call) programme(id string) (indicators.Programme, error) {
	programme, ok := c.api.Catalogue.Programme(id)
	if !ok {
		return programme, indicators.Errorf(indicators.NotFound, "there is no programme %q", id).Coded("unknown_programme").At("programme").
			Try("See %s/programmes.", base)
	}
	return programme, nil
}
