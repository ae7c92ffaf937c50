// Package api is the HTTP interface: one route table, one file a resource, one place that writes a status.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// Options is what the interface stands on. Catalogue, Store, Ledger, Intake, Now, Log and Secret are mandatory.
type Options struct {
	Catalogue *indicators.Catalogue
	Store     indicators.Store
	Ledger    indicators.Ledger
	Intake    indicators.Intake
	Posts     indicators.Postbox // default what Intake is
	Now       func() time.Time
	Log       *slog.Logger
	Secret    []byte      // of this server: keys are kept under it, cursors signed with it; at least 32 bytes
	Tokens    interface { // of an issuer that is trusted, beside keys; nil: none are taken
		Key(ctx context.Context, token string) (indicators.Key, error)
	}
	Limits   ingest.Limits
	Rates    Rates    // requests a minute; the zero value limits nothing
	Origins  []string // whose pages may ask from a browser; none, or "*": every page
	Proxies  []string // addresses or networks (CIDR) whose X-Forwarded-For is believed; default none
	SpoolDir string   // for uploads while they are checked; default the system's
	Spools   bool     // the store may be away: uploads are then accepted, and replayed by whoever drains them
	// SpoolLimit is ingest.Importer's: the bytes of uploads that may wait for the store.
	SpoolLimit int64
	// Computed answers are kept until something that they were made from changes.
	AnswerBytes int           // room for them; default 32 MiB, below 0 none
	AnswerAge   time.Duration // after which they are computed anew all the same, for a store that others write too; 0 for no bound
	Version     string        // of the program, for /livez and the start page
}

// API answers requests. Safe for concurrent use.
type API struct {
	Options
	importer *ingest.Importer
	handler  http.Handler
	metrics  *metrics
	latestRows
	answers  answers
	heavy    chan struct{} // a token for each question that is computed
	patience time.Duration // of one that waits
	sent     sent          // what of large answers lies in memory
	uploads  chan struct{} // a token for each upload that may be under way
	posts    chan struct{} // the same for posts
	poster   *ingest.Poster
	lookout  lookout
	requests chan struct{} // a token for each request that may be under way
	rates    rates
	draining atomic.Bool
}

// New checks the options and lays the routes.
func New(o Options) (*API, error) {
	if o.Catalogue == nil || o.Store == nil || o.Ledger == nil || o.Intake == nil || o.Now == nil || o.Log == nil || len(o.Secret) < 32 {
		return nil, indicators.Errorf(indicators.Internal, "api.New needs Catalogue, Store, Ledger, Intake, Now, Log and a Secret of 32 bytes")
	}
	if o.Posts == nil {
		box, ok := o.Intake.(indicators.Postbox)
		if !ok {
			return nil, indicators.Errorf(indicators.Internal, "api.New needs Posts beside an Intake that takes none")
		}
		o.Posts = box
	}
	if o.AnswerBytes == 0 {
		o.AnswerBytes = 32 << 20
	}
	o.Store = watched{o.Store}
	a := &API{Options: o, answers: answers{room: max(0, o.AnswerBytes), age: o.AnswerAge}, metrics: newMetrics(), latestRows: latestRows{rows: map[indicators.Series]latestText{}}, uploads: make(chan struct{}, uploadsAtOnce), requests: make(chan struct{}, requestsAtOnce), heavy: make(chan struct{}, heavyAtOnce), patience: heavyPatience}
	a.posts, a.poster = make(chan struct{}, postsAtOnce), &ingest.Poster{Catalogue: o.Catalogue, Box: o.Posts, Now: o.Now}
	a.lookout = lookout{ledger: o.Ledger, held: map[string]*indicators.Sighting{}, changed: map[string]bool{}}
	a.importer = &ingest.Importer{Catalogue: o.Catalogue, Ledger: o.Ledger, Intake: o.Intake, Now: o.Now, Limits: o.Limits, SpoolDir: o.SpoolDir, Spools: o.Spools, SpoolLimit: o.SpoolLimit}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.SuffixETag(compressedTag), gzhttp.ContentTypes([]string{
		"application/json", "application/problem+json", "text/csv", "text/html", "text/plain",
	}))
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "compression: %w", err)
	}
	engine := a.engine()
	if err := engine.SetTrustedProxies(o.Proxies); err != nil {
		return nil, indicators.Errorf(indicators.Internal, "a trusted proxy is no address: %w", err)
	}
	a.handler = compress(engine)
	return a, nil
}

// engine lays every route of the table, and problems for everything else.
func (a *API) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed, e.RedirectTrailingSlash, e.ContextWithFallback = true, false, true
	e.Use(a.observe)
	for _, r := range a.routes() {
		e.Handle(r.method, r.ginPath(), a.serve(r))
	}
	e.NoRoute(a.serve(route{handle: func(c *call) (int, any, error) {
		return 0, nil, indicators.Errorf(indicators.NotFound, "there is nothing at %s", c.Request.URL.Path).Coded("no_such_path").Try("See /docs.")
	}, anyQuery: true}))
	e.NoMethod(a.serve(route{handle: func(c *call) (int, any, error) {
		return 0, nil, indicators.Errorf(indicators.Unsupported, "%s is not allowed at %s", c.Request.Method, c.Request.URL.Path).Coded("method_not_allowed")
	}, anyQuery: true}))
	return e
}

// ServeHTTP answers one request. HEAD is GET without the body, which the server leaves out by itself.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		r = &get
	}
	a.handler.ServeHTTP(w, r)
}

// Drain makes /readyz answer 503, so that a load balancer sends nothing more; requests are still served.
func (a *API) Drain() { a.draining.Store(true) }

// enter takes a place among the requests under way; probes need none, so that they are answered under any load.
func (c *call) enter() (leave func(), err error) {
	if c.route.probe {
		return func() {}, nil
	}
	select {
	case c.api.requests <- struct{}{}:
		return func() { <-c.api.requests }, nil
	default:
		return func() {}, indicators.Errorf(indicators.Unavailable, "%d requests are under way", requestsAtOnce).Coded("too_many_connections")
	}
}

// compute runs the handler, when there is a place for it.
func (c *call) compute() (status int, view any, err error) {
	if c.route.heavy {
		if err := c.enterHeavy(); err != nil {
			return 0, nil, err
		}
	}
	return c.route.handle(c)
}

// handler answers a request with a status and a view, or with an error that respond.go words.
type handler func(*call) (status int, view any, err error)

// serve runs a handler behind the checks that its route asks for.
func (a *API) serve(r route) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{Context: g, api: a, route: r}
		limit := answerTime
		if r.upload {
			limit = uploadTime
		}
		ctx, cancel := context.WithTimeout(g.Request.Context(), limit)
		defer cancel()
		end, _ := ctx.Deadline()
		control := http.NewResponseController(g.Writer)
		_ = control.SetReadDeadline(end) // a recorder in a test has no deadlines
		_ = control.SetWriteDeadline(end.Add(lastWrite))
		defer func() { _ = control.SetWriteDeadline(time.Time{}) }() // the connection may serve others
		g.Request = g.Request.WithContext(withPurse(ctx))
		defer func() {
			if c.ended != nil {
				c.ended()
			}
		}()
		if g.Request.Body != nil && g.Request.Body != http.NoBody {
			g.Request.Body = &paced{ReadCloser: g.Request.Body, now: a.Now, control: control, begun: a.Now(), end: end}
		}
		leave, err := c.enter()
		defer leave()
		defer c.leaveHeavy()
		if err == nil {
			err = c.admit()
		}
		if err == nil && c.answerKept() {
			return
		}
		status, view := 0, any(nil)
		if err == nil {
			status, view, err = c.compute()
		}
		if err != nil {
			c.noteDenied(err)
			c.refuse(err)
			return
		}
		c.describe()
		c.answer(status, view)
	}
}
