package api

import (
	"net/http"

	"github.com/aspro-cities/aspro/indicators"
)

// startView is what the start page shows.
type startView struct {
	pageTop
	Version    string
	Catalogue  string
	Cities     []startCity
	Programmes []indicators.Programme
	Reviews    []indicators.Review // frozen, newest first
}

type startCity struct {
	indicators.City
	Series, Observations int64
	Indicators           []string // that have observations
}

// getStartPage answers a small page: the cities, what there is of them, and where the documents are.
//
// @Summary Start page
// @ID      getStartPage
// @Tags    service
// @Produce html
// @Param   lang query string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success 200 {string} string "page"
// @Failure 422 {object} Problem "there is no such language"
// @Failure default {object} Problem "what is wrong, and what to change"
// @x-root  true
// @Router  / [get]
func getStartPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	infos, err := c.api.Store.SeriesList(c.Request.Context(), indicators.SeriesFilter{})
	if err != nil {
		return 0, nil, err
	}
	v := startView{pageTop: c.pageTop("ASPRO", ""), Version: c.api.Version, Catalogue: c.api.Catalogue.Version, Programmes: c.api.Catalogue.Programmes}
	if v.Reviews, err = c.api.Ledger.Reviews(c.Request.Context(), indicators.ReviewFilter{FrozenOnly: true, Limit: 50}); err != nil {
		return 0, nil, err
	}
	for _, city := range c.api.Catalogue.Cities {
		row, seen := startCity{City: city}, map[string]bool{}
		for _, info := range infos {
			if info.Series.City != city.ID {
				continue
			}
			row.Series++
			row.Observations += info.Count
			if name := info.Series.Indicator; !seen[name] {
				seen[name] = true
				row.Indicators = append(row.Indicators, name)
			}
		}
		v.Cities = append(v.Cities, row)
	}
	return c.page(startTemplate, http.StatusOK, v)
}
