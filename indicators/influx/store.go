// Package influx is the InfluxDB 2.x store of observations. Measurement obs; tags city, site, indicator,
// resolution, statistic, always all five; fields value (float, only when the observation enters sums), raw
// (float), q (quality of the row itself), d (quality that a check gives it, only where that is worse), s, c, u, l (integers); seconds, the period's start.
package influx

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	influxhttp "github.com/influxdata/influxdb-client-go/v2/api/http"

	"github.com/aspro-cities/aspro/indicators"
)

// Options say where the server is. URL, Org, Bucket and Token are mandatory.
type Options struct {
	URL, Org, Bucket, Token string
	Timeout                 time.Duration    // of one request; default 12 s, longer than the server's own 10 s
	Reader                  Reader           // default Flux
	Now                     func() time.Time // mandatory

	Check func(indicators.Series) (indicators.Check, bool) // by which readings of a series are doubted; nil: none are
}

// Store is an indicators.Store. Safe for concurrent use; of the data it keeps nothing between calls but how many
// observations a series holds.
type Store struct {
	options  Options
	client   influxdb2.Client
	service  influxhttp.Service
	flight   chan struct{} // a token for each write on its way
	prepared atomic.Bool   // the bucket is there and fit
	known    known
	near     atomic.Bool // the server was last found on this machine or in this network
	breaker
	indicators.Revisions
}

// writesInFlight is enough to keep one server busy.
const writesInFlight = 2

// Open makes a client; the server may be away. Errors: Invalid when an option is missing or
// the reader is unknown.
func Open(o Options) (*Store, error) {
	if o.URL == "" || o.Org == "" || o.Bucket == "" || o.Token == "" || o.Now == nil {
		return nil, indicators.Errorf(indicators.Invalid, "the URL, organisation, bucket and token of InfluxDB are all needed").Coded("influx_settings")
	}
	switch o.Reader {
	case "":
		o.Reader = Flux
	case Flux, InfluxQL:
	default:
		return nil, indicators.Errorf(indicators.Invalid, "InfluxDB is read in %s or %s, not in %q", Flux, InfluxQL, o.Reader).Coded("influx_settings")
	}
	if o.Timeout == 0 {
		o.Timeout = 12 * time.Second
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	s := &Store{options: o, flight: make(chan struct{}, writesInFlight)}
	transport.DialContext = s.dial(transport.DialContext)
	s.client = influxdb2.NewClientWithOptions(o.URL, o.Token, influxdb2.DefaultOptions().SetApplicationName("aspro").
		SetHTTPClient(&http.Client{Transport: transport}).SetPrecision(time.Second))
	s.service = s.client.HTTPService()
	return s, nil
}

// Prepare makes the bucket if it is not there, once. Errors: Invalid (there is no such organisation, or the
// bucket loses data), Unavailable.
func (s *Store) Prepare(ctx context.Context) error {
	if s.prepared.Load() {
		return nil
	}
	err := s.ensureBucket(ctx)
	s.prepared.Store(err == nil)
	return err
}

// Close gives the connections back.
func (s *Store) Close() error {
	s.client.Close()
	return nil
}
