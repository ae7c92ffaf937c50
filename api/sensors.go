package api

import (
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// VerdictView is what one post was answered.
type VerdictView struct {
	At        string            `json:"at" format:"date-time"`
	RequestID string            `json:"request_id"`
	State     string            `json:"state" enums:"spooled,committed,refused"`
	Code      string            `json:"code"`                           // of the error, when the post could not be read or stored at all
	Upload    *string           `json:"upload" extensions:"x-nullable"` // that keeps what was new
	Counts    indicators.Counts `json:"counts"`
	Newest    *string           `json:"newest" format:"date-time" extensions:"x-nullable"` // latest start of a period in it, UTC
	Problems  []PointProblem    `json:"problems"`                                          // the first five
}

// SensorView is a key that posts, with what was last seen of it.
type SensorView struct {
	Key         string        `json:"key" example:"mrt3mpx6yj7vq2ka"`
	Note        string        `json:"note"`
	Role        string        `json:"role" enums:"sensor,uploader,editor,reviewer,admin"`
	State       string        `json:"state" enums:"usable,expired,revoked"`
	Cities      []string      `json:"cities"`
	Sites       []string      `json:"sites" example:"cebu/butuanon-river"`
	LastUsed    *string       `json:"last_used" format:"date-time" extensions:"x-nullable"` // by any request
	LastPost    *string       `json:"last_post" format:"date-time" extensions:"x-nullable"`
	Posts       int64         `json:"posts"`                                        // answered, of all times
	Stored      int64         `json:"stored"`                                       // points of them that were new
	ClockBehind *float64      `json:"clock_behind_seconds" extensions:"x-nullable"` // how far the sensor's clock is behind the server's, by its header Date; null when it sends none
	DataBehind  *float64      `json:"data_behind_seconds" extensions:"x-nullable"`  // from the newest period posted to the last post
	Verdicts    []VerdictView `json:"verdicts"`                                     // of the last ten posts, newest first
}

// getSensor answers one key that posts.
//
// @Summary     Sensor
// @Description What the last ten posts of a key were answered, when it was last seen, and how its clock stands. A key sees itself; keys of its cities see it too, but for those of sensors.
// @ID          getSensor
// @Tags        identity
// @Produce     json
// @Security    Key
// @Param       key path string true "id of the key, the part between its underscores" example(mrt3mpx6yj7vq2ka)
// @Success     200 {object} SensorView
// @Failure     404 {object} Problem "no such key, or none that this key may see"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /sensors/{key} [get]
func getSensor(c *call) (int, any, error) {
	id := c.Param("key")
	key, err := c.api.Ledger.Key(c.Request.Context(), id)
	switch {
	case err != nil:
		return 0, nil, err
	case !c.maySee(key):
		return 0, nil, foreign(indicators.Errorf(indicators.NotFound, "there is no key %s", id))
	}
	seen, err := c.api.lookout.of(c.Request.Context(), id)
	if err != nil {
		return 0, nil, err
	}
	return statusOK(c.sensorView(key, seen[id]), nil)
}

// getSensors lists the keys that post.
//
// @Summary  Sensors
// @Description Keys of role sensor, and others that have posted: those that this key may see, by id.
// @ID       listSensors
// @Tags     identity
// @Produce  json
// @Security Key
// @Param    city   query string false "with something to do in this city" example(cebu)
// @Param    limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param    cursor query string false "next_cursor of the page before"
// @Success  200 {object} List[SensorView]
// @Failure  401 {object} Problem "no key, or none that is known"
// @Failure  default {object} Problem "what is wrong, and what to change"
// @Router   /sensors [get]
func getSensors(c *call) (int, any, error) {
	keys, err := c.api.Ledger.Keys(c.Request.Context())
	if err != nil {
		return 0, nil, err
	}
	city := c.text("city")
	keys = slices.DeleteFunc(keys, func(k indicators.Key) bool { return !c.maySee(k) || city != "" && !k.Knows(city) })
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i] = key.ID
	}
	seen, err := c.api.lookout.of(c.Request.Context(), ids...)
	if err != nil {
		return 0, nil, err
	}
	keys = slices.DeleteFunc(keys, func(k indicators.Key) bool { return k.Role != indicators.RoleSensor && seen[k.ID].Posts == 0 })
	slices.SortFunc(keys, func(a, b indicators.Key) int { return strings.Compare(a.ID, b.ID) })
	status, view, err := pageOf(c, keys, func(k indicators.Key) string { return k.ID })
	if err != nil {
		return 0, nil, err
	}
	found := view.(List[indicators.Key])
	list := List[SensorView]{Data: []SensorView{}, Page: found.Page}
	for _, key := range found.Data {
		list.Data = append(list.Data, c.sensorView(key, seen[key.ID]))
	}
	return status, list, nil
}

// maySee reports whether the key of the request may see another one: itself, and as a person's key those whose every
// place lies in its cities.
func (c *call) maySee(key indicators.Key) bool {
	if c.key.ID == key.ID || c.key.Role == indicators.RoleAdmin {
		return true
	}
	if c.key.Role == indicators.RoleSensor || key.Role == indicators.RoleAdmin {
		return false
	}
	for _, city := range key.Cities {
		if !slices.Contains(c.key.Cities, city) {
			return false
		}
	}
	for _, place := range key.Sites {
		city, site, _ := strings.Cut(place, "/")
		path := c.api.Catalogue.SitePath(city, site)
		if !slices.Contains(c.key.Cities, city) && !slices.ContainsFunc(path, func(above string) bool { return slices.Contains(c.key.Sites, city+"/"+above) }) {
			return false
		}
	}
	return true
}

func (c *call) sensorView(k indicators.Key, s indicators.Sighting) SensorView {
	v := SensorView{Key: k.ID, Note: k.Note, Role: string(k.Role), State: k.State(c.api.Now()), Cities: append([]string{}, k.Cities...), Sites: append([]string{}, k.Sites...),
		LastUsed: timeOrNil(s.LastUsed), LastPost: timeOrNil(s.LastPost), Posts: s.Posts, Stored: s.Stored, Verdicts: []VerdictView{}}
	if behind, ok := s.ClockOffset(); ok {
		seconds := behind.Seconds()
		v.ClockBehind = &seconds
	}
	for _, verdict := range s.Verdicts {
		if v.DataBehind == nil && !verdict.Newest.IsZero() {
			seconds := verdict.At.Sub(verdict.Newest).Seconds()
			v.DataBehind = &seconds
		}
		v.Verdicts = append(v.Verdicts, VerdictView{At: wireTime(verdict.At, time.UTC), RequestID: verdict.RequestID, State: string(verdict.State), Code: verdict.Code,
			Upload: textOrNil(verdict.Upload), Counts: verdict.Counts, Newest: timeOrNil(verdict.Newest), Problems: c.pointProblems(verdict.Problems)})
	}
	return v
}

func timeOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return textOrNil(wireTime(t, time.UTC))
}
