package api

import (
	"fmt"
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
	Reviews    []startReview // frozen, newest first
}

// startReview is a review by the names of its programme and milestone.
type startReview struct {
	ID, Programme, Milestone, FrozenOn, PreparedBy string
	Version                                        int
}

type startCity struct {
	indicators.City
	Series, Observations int64
	Indicators           []indicators.Indicator // that have observations
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
	reviews, err := c.api.Ledger.Reviews(c.Request.Context(), indicators.ReviewFilter{FrozenOnly: true, Limit: 50})
	if err != nil {
		return 0, nil, err
	}
	for _, r := range reviews {
		v.Reviews = append(v.Reviews, c.startReview(r))
	}
	for _, city := range c.api.Catalogue.Cities {
		row, seen := startCity{City: city}, map[string]bool{}
		for _, info := range infos {
			if info.Series.City != city.ID {
				continue
			}
			row.Series++
			row.Observations += info.Count
			if id := info.Series.Indicator; !seen[id] {
				seen[id] = true
				row.Indicators = append(row.Indicators, c.named(id))
			}
		}
		v.Cities = append(v.Cities, row)
	}
	return c.page(startTemplate, http.StatusOK, v)
}

// named is an indicator; one that the catalogue has no longer bears its id as its name.
func (c *call) named(id string) indicators.Indicator {
	if indicator, ok := c.api.Catalogue.Indicator(id); ok {
		return indicator
	}
	return indicators.Indicator{ID: id, Name: id}
}

func (c *call) startReview(r indicators.Review) startReview {
	v := startReview{r.ID(), r.Programme, r.Milestone, c.say("%s", indicators.DateInWords(r.Frozen.At.UTC())), r.PreparedBy, r.Version}
	programme, _ := c.api.Catalogue.Programme(r.Programme)
	for _, milestone := range programme.Milestones {
		if milestone.ID == r.Milestone {
			v.Programme, v.Milestone = programme.Name, fmt.Sprintf("%s (%s)", milestone.Name, milestone.At)
		}
	}
	return v
}
