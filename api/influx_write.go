package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// InfluxError is an error as InfluxDB 2.x writes it, for its clients.
type InfluxError struct {
	Code    string `json:"code" binding:"required" example:"invalid"`
	Message string `json:"message" binding:"required"`
}

// shownRejects is how many points a message about a partial write names.
const shownRejects = 5

// postLines takes line protocol.
//
// @Summary     Write line protocol
// @Description As InfluxDB 2.x takes it, so that its clients work unchanged, Telegraf's output influxdb_v2 among them. The bucket is a feed of the catalogue: it says which tags and fields mean what; in the bucket aspro the tags city, site, indicator, resolution, statistic, unit, quality and status do, or fields that are named by indicators.
// @Description Points that cannot be taken are named in a 422 "partial write", and the others are stored. A line that cannot be parsed refuses the body (400). Sending again is harmless: what is stored stays. Every line needs a time stamp, of whole seconds. At most 5,000 points and 8 MiB.
// @ID          writeLines
// @Tags        observations
// @Accept      plain
// @Produce     json
// @Security    Key
// @Param       bucket    query string true  "feed of the catalogue" example(aspro)
// @Param       org       query string false "read past: there is one organisation here"
// @Param       orgID     query string false "the same"
// @Param       precision query string false "unit of the time stamps" Enums(ns, us, ms, s) default(ns)
// @Param       lines     body  string false "lines, also compressed with gzip or zstd"
// @Success     204 "stored, or safe until the store of observations is back"
// @Failure     400 {object} InfluxError "no line protocol, or a parameter is wrong: nothing is stored"
// @Failure     401 {object} InfluxError "no key, or none that is known"
// @Failure     403 {object} InfluxError "the key may not do this"
// @Failure     404 {object} InfluxError "no such bucket"
// @Failure     413 {object} InfluxError "over a limit: send less at once"
// @Failure     422 {object} InfluxError "partial write: some points are not taken, the others are stored"
// @Failure     429 {object} InfluxError "too many requests"
// @Failure     500 {object} InfluxError "internal error"
// @Failure     503 {object} InfluxError "not now; try again after Retry-After"
// @x-not-problems [400,401,403,404,413,422,429,500,503]
// @x-root      true
// @Router      /api/v2/write [post]
func postLines(c *call) (int, any, error) {
	if err := c.mustBe(indicators.RoleSensor, indicators.RoleUploader, indicators.RoleEditor); err != nil {
		return 0, nil, err
	}
	feed, ok := c.api.Catalogue.Feed(c.text("bucket"))
	if !ok {
		return 0, nil, indicators.Errorf(indicators.NotFound, "bucket %q not found", c.text("bucket")).Coded("unknown_bucket").At("bucket")
	}
	precision, err := c.precision()
	if err != nil {
		return 0, nil, err
	}
	leave, err := c.enterPost()
	if err != nil {
		return 0, nil, err
	}
	defer leave()
	body, err := c.postBody()
	if err != nil {
		return 0, nil, err
	}
	readings, places, err := ingest.ReadLines(body, precision, feed)
	if err != nil {
		return 0, nil, c.seenFailing(postError(err), false)
	}
	answer, err := c.api.poster.Post(c.Request.Context(), readings, ingest.PostOptions{Key: c.key, OnError: indicators.SkipRow})
	if err != nil {
		return 0, nil, c.seenFailing(err, false)
	}
	c.seen(answer, false)
	if dropped := answer.Counts.Rejected; dropped > 0 {
		return http.StatusUnprocessableEntity, InfluxError{"unprocessable entity", partialWrite(answer, places)}, nil
	}
	c.Header("Cache-Control", notKept)
	c.Status(http.StatusNoContent)
	return 0, handled{}, nil
}

// partialWrite names the first points that were not taken. A value that was kept out because another is stored is none.
func partialWrite(answer ingest.PostAnswer, places []ingest.LinePoint) string {
	var named []string
	for _, p := range answer.Problems {
		if p.Code != "conflict" && len(named) < shownRejects {
			at := places[p.Line-1]
			named = append(named, fmt.Sprintf("line %d, field %s: %s: %s", at.Line, at.Field, p.Code, p.Message))
		}
	}
	return fmt.Sprintf("failure writing points to database: partial write: %s dropped=%d", strings.Join(named, "; "), answer.Counts.Rejected)
}

// precision is the unit of time stamps.
func (c *call) precision() (time.Duration, error) {
	switch text := c.text("precision"); text {
	case "", "ns":
		return time.Nanosecond, nil
	case "us":
		return time.Microsecond, nil
	case "ms":
		return time.Millisecond, nil
	case "s":
		return time.Second, nil
	default:
		return 0, indicators.Errorf(indicators.Invalid, "precision is %q; it must be ns, us, ms or s", text).Coded("bad_parameter").At("precision")
	}
}

// refuseAsInflux answers an error in InfluxDB's form.
func (c *call) refuseAsInflux(err error, status int) {
	body := InfluxError{"internal error", "internal error"}
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Kind != indicators.Internal {
		body.Message = e.Message
		if e.Hint != "" {
			body.Message += " (" + e.Hint + ")"
		}
	}
	switch status {
	case http.StatusUnauthorized:
		body.Code = "unauthorized"
	case http.StatusForbidden:
		body.Code = "forbidden"
	case http.StatusNotFound:
		body.Code = "not found"
	case http.StatusRequestEntityTooLarge:
		body.Code = "request too large"
	case http.StatusTooManyRequests:
		body.Code = "too many requests"
	case http.StatusServiceUnavailable:
		body = InfluxError{"unavailable", "this is not possible just now; try again"}
	case http.StatusUnprocessableEntity, http.StatusUnsupportedMediaType:
		status, body.Code = http.StatusBadRequest, "invalid"
	default:
		status = http.StatusInternalServerError
	}
	c.Header("Cache-Control", notKept)
	text, _ := encoded(body) // two texts: it never fails
	c.Data(status, jsonType, text)
}
