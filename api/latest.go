package api

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// LatestRow is the last valid observation of one series.
type LatestRow struct {
	Series      string          `json:"series" binding:"required" example:"cebu/cebu-city/solid-waste-generated/P1Y/mean"`
	Site        string          `json:"site" binding:"required"`
	Resolution  string          `json:"resolution" binding:"required"`
	Statistic   string          `json:"statistic" binding:"required"`
	Unit        string          `json:"unit" binding:"required"`
	Observation ObservationView `json:"observation" binding:"required"`
}

// Latest is the last valid observation of every series that was asked for.
type Latest struct {
	City      string      `json:"city" binding:"required"`
	Indicator string      `json:"indicator" binding:"required"`
	Zone      string      `json:"zone" binding:"required" example:"Asia/Manila"` // IANA zone of the city
	Data      []LatestRow `json:"data" binding:"required"`
}

type latestTable struct {
	Latest
	api     *API
	held    []indicators.LatestObservation
	origins map[ingest.RowRef]ingest.RowOrigin
}

func (l latestTable) writeCSV(to io.Writer) error {
	export := ingest.NewExport(to, l.api.Catalogue)
	for _, h := range l.held {
		if err := export.Write(ingest.ExportRow{Series: h.Series, Observation: h.Observation, Origin: l.origins[refOf(h.Series, h.Observation)]}); err != nil {
			return err
		}
	}
	return export.Flush()
}

// getLatest answers the last valid observation of each series of an indicator.
//
// @Summary     Latest observations
// @Description The last good or not evaluated observation, no projection, of every series of the indicator in the city.
// @ID          listLatest
// @Tags        observations
// @Produce     json
// @Param       city       path  string true  "city" example(cebu)
// @Param       indicator  path  string true  "indicator" example(solid-waste-generated)
// @Param       site       query string false "this site alone; all sites when absent" example(cebu-city)
// @Param       resolution query string false "ISO 8601 duration" example(P1Y)
// @Param       statistic  query string false "statistic" example(mean)
// @Param       format     query string false "form of the answer" Enums(json, csv)
// @Success     200 {object} Latest
// @Failure     404 {object} Problem "no such city, indicator or site"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/latest [get]
func getLatest(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	indicator, err := c.indicator()
	if err != nil {
		return 0, nil, err
	}
	site := c.text("site")
	if site != "" {
		if site, err = c.site(city.ID); err != nil {
			return 0, nil, err
		}
	}
	infos, err := c.candidates(city, indicator, site)
	if err != nil {
		return 0, nil, err
	}
	series := make([]indicators.Series, len(infos))
	for i, info := range infos {
		series[i] = info.Series
	}
	held, err := c.api.Store.Latest(c.Request.Context(), series)
	if err != nil {
		return 0, nil, err
	}
	v := latestTable{Latest: Latest{City: city.ID, Indicator: indicator.ID, Zone: city.Zone, Data: []LatestRow{}}, api: c.api, held: slices.DeleteFunc(held, func(h indicators.LatestObservation) bool { return !h.OK })}
	if v.origins, err = c.originsOfLatest(v.held); err != nil {
		return 0, nil, err
	}
	if c.wantsCSV() || c.fields() != nil {
		if !c.wantsCSV() {
			for _, h := range v.held {
				s := h.Series
				v.Data = append(v.Data, LatestRow{s.String(), s.Site, s.Resolution.String(), s.Statistic, indicator.Unit, c.api.observationView(s, h.Observation, v.origins)})
			}
		}
		return statusOK(v, nil)
	}
	f, licences, err := c.api.latestFile(indicator, v)
	c.licensed(licences...)
	return http.StatusOK, f, err
}

// latestRows keeps the JSON of rows by series: the last observation of a series is asked for far more often
// than it changes.
type latestRows struct {
	mu      sync.RWMutex
	rows    map[indicators.Series]latestText
	buffers sync.Pool // of *[]byte
}

type latestText struct {
	of      indicators.Observation
	text    []byte
	sum     [sha256.Size]byte
	licence string // as the source states it
}

// file puts the answer together from kept rows. Its tag is the hash of their hashes.
func (a *API) latestFile(indicator indicators.Indicator, v latestTable) (f file, licences []string, err error) {
	head, err := encoded(v.Latest)
	if err != nil {
		return file{}, nil, err
	}
	buffer, ok := a.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	body, tag := append((*buffer)[:0], bytes.TrimSuffix(head, []byte("]}\n"))...), sha256.New()
	tag.Write(head)
	for i, h := range v.held {
		row, err := a.row(indicator, h, v.origins)
		if err != nil {
			return file{}, nil, err
		}
		if len(licences) == 0 || licences[len(licences)-1] != row.licence {
			licences = append(licences, row.licence)
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, row.text...)
		tag.Write(row.sum[:])
	}
	*buffer = append(body, "]}\n"...)
	return file{contentType: jsonType, body: *buffer, sum: tag.Sum(nil), done: func() { a.buffers.Put(buffer) }}, licences, nil
}

// row gives the JSON of a LatestRow.
func (a *API) row(indicator indicators.Indicator, h indicators.LatestObservation, origins map[ingest.RowRef]ingest.RowOrigin) (latestText, error) {
	kept, ok := a.kept(h)
	if ok {
		return kept, nil
	}
	s := h.Series
	view := a.observationView(s, h.Observation, origins)
	text, err := encoded(LatestRow{s.String(), s.Site, s.Resolution.String(), s.Statistic, indicator.Unit, view})
	if err != nil {
		return kept, err
	}
	licence := indicators.Unknown
	if view.Provenance != nil {
		licence = view.Provenance.Licence
	}
	text = bytes.TrimSuffix(text, []byte{'\n'})
	kept = latestText{h.Observation, text, sha256.Sum256(text), licence}
	a.mu.Lock()
	a.rows[s] = kept
	a.mu.Unlock()
	return kept, nil
}

// kept is the row as it was answered before, if the last observation is still the same.
func (l *latestRows) kept(h indicators.LatestObservation) (latestText, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	kept, ok := l.rows[h.Series]
	return kept, ok && kept.of == h.Observation
}

// originsOfLatest reads sources again: for CSV of every row, for JSON of those that are not kept.
func (c *call) originsOfLatest(held []indicators.LatestObservation) (map[ingest.RowRef]ingest.RowOrigin, error) {
	var refs []ingest.RowRef
	for _, h := range held {
		if _, kept := c.api.kept(h); !kept || c.wantsCSV() || c.fields() != nil {
			refs = append(refs, refOf(h.Series, h.Observation))
		}
	}
	origins, err := ingest.Provenance(c.Request.Context(), c.api.Ledger, c.api.Catalogue, refs)
	if c.wantsCSV() || c.fields() != nil {
		c.licensed(licencesOf(c, origins)...)
	}
	return origins, err
}
