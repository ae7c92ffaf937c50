package api

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"

	"github.com/aspro-cities/aspro/indicators"
)

// metrics has a registry of its own; routes are labelled by their pattern, never by the path.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	uploads  *prometheus.CounterVec
	rows     *prometheus.CounterVec
	answers  *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "aspro_http_requests_total", Help: "Requests answered, by route, method and status."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "aspro_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"route"}),
		uploads: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "aspro_uploads_total", Help: "Uploads answered, by state."}, []string{"state"}),
		rows:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "aspro_upload_values_total", Help: "Values of uploads, by outcome."}, []string{"outcome"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "aspro_answers_total", Help: "Answers that can be kept, by whether one was kept or had to be computed."}, []string{"from"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.uploads, m.rows, m.answers, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(route, method string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other" // a client may invent methods without end
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) upload(u indicators.Upload) {
	m.uploads.WithLabelValues(string(u.State)).Inc()
	n := u.Receipt.Counts
	for outcome, count := range map[string]int64{"created": n.Created, "unchanged": n.Unchanged, "updated": n.Updated, "conflict": n.Conflict, "rejected": n.Rejected, "missing": n.Missing} {
		m.rows.WithLabelValues(outcome).Add(float64(count))
	}
}

// @Summary     Metrics of the process
// @Description In the text format of Prometheus.
// @ID          getMetrics
// @Tags        service
// @Produce     plain
// @Success     200 {string} string "metrics"
// @x-root      true
// @x-no-tag      true
// @Router      /metrics [get]
func getMetrics(c *call) (int, any, error) {
	families, err := c.api.metrics.registry.Gather()
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "gathering metrics: %w", err)
	}
	var body bytes.Buffer
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(&body, family); err != nil {
			return 0, nil, indicators.Errorf(indicators.Internal, "writing metrics: %w", err)
		}
	}
	return http.StatusOK, file{contentType: "text/plain; version=0.0.4; charset=utf-8", body: body.Bytes()}, nil
}
