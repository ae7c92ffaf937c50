package api

import "github.com/aspro-cities/aspro/cmd/openapi/testdata/places"

// Page is one page of a list.
type Page[T any] struct {
	Rows []T    `json:"rows" binding:"required"`
	Next string `json:"next,omitempty"`
}

// SiteView is a site as it is shown.
type SiteView struct {
	ID     string         `json:"id" binding:"required" example:"cebu-city"`
	Kind   places.Kind    `json:"kind"`
	Latest *places.Figure `json:"latest" extensions:"x-nullable"`
	Worst  *places.Kind   `json:"worst" extensions:"x-nullable"`
	Share  float64        `json:"share" minimum:"0" maximum:"100"`
	SeenAt string         `json:"seen_at" format:"date-time"`
}

// SiteQuery narrows the list.
type SiteQuery struct {
	Kind  []places.Kind `form:"kind" collectionFormat:"multi"`
	Limit int           `form:"limit" binding:"min=1,max=1000" default:"100" example:"20"`
}

// Problem is RFC 9457.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
}

// Health is what a probe is told.
type Health struct {
	Ready bool `json:"ready"`
}

// @Summary  Sites of a city
// @ID       listSites
// @Tags     sites
// @Produce  json
// @Param    city   path     string     true  "city" example(cebu)
// @Param    query  query    SiteQuery  false "narrower"
// @Success  200    {object} Page[SiteView]
// @Header   200    {string} ETag "of the figures"
// @Failure  404    {object} Problem "no such city"
// @Failure  default {object} Problem "anything else"
// @x-csv    true
// @Router   /cities/{city}/sites [get]
func listSites() {}

// @Summary  Upload
// @ID       createUpload
// @Tags     sites
// @Accept   mpfd
// @Produce  json
// @Param    file   formData file   true  "a CSV or XLSX file"
// @Param    dry_run query   bool   false "store nothing"
// @Success  201    {object} SiteView
// @Failure  422    {object} Problem "rows refuse it"
// @Security Key
// @Router   /uploads [post]
func createUpload() {}

// @Summary  Post a site
// @ID       createSite
// @Accept   json
// @Produce  json
// @Param    body   body     SiteView true "site"
// @Success  201    {object} map[string][]SiteView
// @Failure  409    {object} Problem "there is one"
// @Security Key
// @Router   /sites [post]
func createSite() {}

// @Summary  Ready?
// @ID       readyz
// @Produce  json
// @Success  200    {object} Health
// @Failure  503    {object} Health "not yet"
// @x-root   true
// @x-not-problems [503]
// @Router   /readyz [get]
func readyz() {}

// @Summary  Counters
// @ID       metrics
// @Produce  plain
// @Success  200    {string} string
// @x-root   true
// @Router   /metrics [get]
func metrics() {}
