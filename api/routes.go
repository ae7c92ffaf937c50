package api

import (
	"net/http"
	"strings"
)

// route is one line of the table.
type route struct {
	method, path string // the path as the document writes it, /cities/{city}, below base unless root
	handle       handler
	query        string // the parameters it takes, separated by blanks; all others are refused by name
	keyed        bool   // needs a key
	keyInForm    bool   // the key may stand in the form; the handler looks for it
	csv          bool   // a list of figures: answers CSV, NDJSON and XLSX too, and takes fields
	heavy        bool   // one of a few at a time
	cached       bool   // the answer is kept until it changes: made from the catalogue, observations and the bytes of uploads, and from call.now and call.today, alone
	root         bool   // the path is not below base
	upload       bool   // takes a file
	rows         bool   // made from the catalogue and this program alone: it changes when the server starts anew
	probe        bool   // answered under any load, and not counted
	anyQuery     bool
	influx       bool // errors are in InfluxDB's form
}

const base = "/api/v1"

func (r route) ginPath() string {
	path := strings.NewReplacer("{", ":", "}", "").Replace(r.path)
	if r.root {
		return path
	}
	return base + path
}

// parameters are the names that the route takes in the query.
func (r route) parameters() []string {
	all := strings.Fields(r.query)
	if r.csv {
		all = append(all, "fields")
	}
	return all
}

const (
	page  = "limit cursor "
	which = "site resolution statistic "
	span  = "from to "
)

// routes is every route there is.
func (a *API) routes() []route {
	get := http.MethodGet
	return []route{
		{method: get, path: "/cities", rows: true, handle: getCities, query: page},
		{method: get, path: "/cities/{city}", rows: true, handle: getCity},
		{method: get, path: "/cities/{city}/sites", rows: true, handle: getSites, query: page + "kind"},
		{method: get, path: "/indicators", rows: true, handle: getIndicators, query: page + "theme"},
		{method: get, path: "/indicators/{indicator}", rows: true, handle: getIndicator},
		{method: get, path: "/standards", rows: true, handle: getStandards, query: page + "indicator jurisdiction valid_at"},
		{method: get, path: "/indices", rows: true, handle: getIndices, query: page},
		{method: get, path: "/indices/{index}", rows: true, handle: getIndex},
		{method: get, path: "/cities/{city}/sdg/6.3.2", heavy: true, cached: true, handle: getWaterBodies, query: span + "site class at"},
		{method: get, path: "/cities/{city}/sdg/11.6.2", heavy: true, cached: true, handle: getCityAir, query: span + "indicator"},
		{method: get, path: "/cities/{city}/indices/{index}", heavy: true, cached: true, handle: getCityIndex, query: span + "site window format", csv: true},
		{method: get, path: "/checks", rows: true, handle: getChecks, query: page + "indicator"},
		{method: get, path: "/programmes", rows: true, handle: getProgrammes, query: page},
		{method: get, path: "/programmes/{programme}", rows: true, handle: getProgramme},
		{method: get, path: "/programmes/{programme}/progress", cached: true, handle: getProgrammeProgress, query: "at across_breaks method format", csv: true},
		{method: get, path: "/units", rows: true, handle: getUnits, query: page + "dimension format", csv: true},
		{method: get, path: "/sources", rows: true, handle: getSources, query: page},
		{method: get, path: "/profiles", rows: true, handle: getProfiles, query: page},
		{method: get, path: "/profiles/{profile}", rows: true, handle: getProfile},
		{method: get, path: "/templates/{city}", rows: true, handle: getTemplate, query: "format lang"},

		{method: get, path: "/series", cached: true, handle: getSeries, query: page + which + "city indicator format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/observations", cached: true, handle: getObservations, query: page + which + span + "format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/latest", cached: true, handle: getLatest, query: which + "format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/aggregates", heavy: true, cached: true, handle: getAggregates, query: which + span + "window rolling group_by year tz aggregate percentile_rule min_coverage min_sites gaps format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/trend", heavy: true, cached: true, handle: getTrend,
			query: which + span + "aggregate window year method confidence min_coverage min_sites across_breaks format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/progress", cached: true, handle: getProgress,
			query: "site at programme target baseline_period target_value target_low target_high target_standard target_year across_breaks method"},
		{method: get, path: "/cities/{city}/indicators/{indicator}/exceedances", heavy: true, cached: true, handle: getExceedances, query: span + "site standard class at legal year resolution format", csv: true},
		{method: get, path: "/cities/{city}/indicators/{indicator}/observations/history", handle: getHistory, query: which + "period"},
		{method: get, path: "/cities/{city}/indicators/{indicator}/corrections", handle: getCorrections, query: which + span},

		{method: get, path: "/reviews", handle: getReviews, query: page + "programme milestone"},
		{method: http.MethodPost, path: "/reviews", handle: postReview, keyed: true},
		{method: get, path: "/reviews/{review}", handle: getReview, query: "format lang"},
		{method: http.MethodPost, path: "/reviews/{review}/freeze", handle: postReviewFreeze, keyed: true},
		{method: get, path: "/reviews/{review}/canonical", handle: getReviewCanonical},
		{method: get, path: "/reviews/{review}/verify", handle: getReviewVerification},
		{method: get, path: "/reviews/{review}/diff/{other}", handle: getReviewDifferences},
		{method: http.MethodPost, path: "/reviews/{review}/errata", handle: postErratum, keyed: true},

		{method: http.MethodPost, path: "/uploads", handle: postUpload, query: "profile city dry_run on_error on_conflict reason encoding sheet site conditions file_name", keyed: true, upload: true},
		{method: get, path: "/uploads", handle: getUploads, query: page + "city state sha256", keyed: true},
		{method: get, path: "/uploads/{upload}", handle: getUpload, keyed: true},
		{method: get, path: "/uploads/{upload}/problems", handle: getProblems, query: page + "format", keyed: true, csv: true},
		{method: get, path: "/uploads/{upload}/summary", handle: getSummary, keyed: true},
		{method: get, path: "/uploads/{upload}/errors.csv", handle: getErrorsFile, keyed: true, upload: true},
		{method: http.MethodPost, path: "/uploads/{upload}/revert", handle: postRevert, query: "reason", keyed: true},
		{method: get, path: "/uploads/{upload}/content", handle: getContent, keyed: true, upload: true},

		{method: http.MethodPost, path: "/observations", handle: postObservations, query: "dry_run on_error on_conflict", keyed: true},
		{method: http.MethodPost, path: "/api/v2/write", handle: postLines, query: "bucket org orgID precision", keyed: true, root: true, influx: true},
		{method: get, path: "/sensors", handle: getSensors, query: page + "city", keyed: true},
		{method: get, path: "/sensors/{key}", handle: getSensor, keyed: true},
		{method: get, path: "/audit", handle: getAudit, query: page + "who what object", keyed: true},

		{method: get, path: "/livez", handle: getLivez, root: true, probe: true},
		{method: get, path: "/readyz", handle: getReadyz, root: true, probe: true},
		{method: get, path: "/metrics", handle: getMetrics, root: true, probe: true},
		{method: get, path: "/openapi.json", rows: true, handle: getOpenAPI, root: true},
		{method: get, path: "/docs", rows: true, handle: getDocs, root: true},
		{method: get, path: "/docs/reference", rows: true, handle: getReference, root: true},
		{method: get, path: "/docs/{file}", rows: true, handle: getDocsFile, root: true},
		{method: get, path: "/problems", rows: true, handle: getProblemTypes, query: "lang", root: true},
		{method: get, path: "/problems/{code}", rows: true, handle: getProblemType, query: "lang", root: true},
		{method: get, path: "/upload", rows: true, handle: getUploadPage, query: "lang", root: true},
		{method: http.MethodPost, path: "/upload", handle: postUploadPage, query: "lang", keyed: true, keyInForm: true, root: true, upload: true},
		{method: http.MethodPost, path: "/upload/earlier", handle: postEarlierPage, query: "lang", keyed: true, keyInForm: true, root: true},
		{method: http.MethodPost, path: "/upload/errors", handle: postErrorsPage, query: "lang", keyed: true, keyInForm: true, root: true, upload: true},
		{method: http.MethodPost, path: "/upload/revert", handle: postTakeBackPage, query: "lang", keyed: true, keyInForm: true, root: true},
		{method: get, path: "/", handle: getStartPage, query: "lang", root: true},
	}
}
