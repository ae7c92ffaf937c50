package api

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aspro-cities/aspro/indicators"
)

const requestIDHeader = "X-Request-Id"

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// contentSecurity lets pages use what this server sends and nothing else; 'unsafe-inline' styles are the packaged Swagger UI's.
const contentSecurity = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// observe is around every request: its id, the headers that every answer has, the log line, the metrics,
// and a problem instead of a crash.
func (a *API) observe(g *gin.Context) {
	began := a.Now()
	id := g.GetHeader(requestIDHeader)
	if !goodRequestID.MatchString(id) {
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails
		id = hex.EncodeToString(random[:])
	}
	g.Header(requestIDHeader, id)
	g.Header("X-Content-Type-Options", "nosniff")
	g.Header("Content-Security-Policy", contentSecurity)
	g.Header("Referrer-Policy", "no-referrer")
	g.Header("Access-Control-Allow-Origin", "*") // figures are public, and keys travel in a header, never in a cookie
	g.Header("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, "+requestIDHeader)
	defer func() {
		if fault := recover(); fault != nil {
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			c := &call{Context: g, api: a}
			if !g.Writer.Written() {
				c.refuse(indicators.Errorf(indicators.Internal, "%w", fmt.Errorf("panic: %v\n%s", fault, debug.Stack())))
			} else {
				a.Log.Error("panic after the answer began", "request_id", id, "err", fault)
			}
		}
		route := g.FullPath()
		if route == "" {
			route = "none"
		}
		took := a.Now().Sub(began)
		a.metrics.request(route, g.Request.Method, g.Writer.Status(), took)
		a.Log.Info("request", "request_id", id, "method", g.Request.Method, "route", route, "path", g.Request.URL.Path,
			"status", g.Writer.Status(), "bytes", max(0, g.Writer.Size()), "ms", float64(took)/float64(time.Millisecond))
	}()
	if g.Request.Method == http.MethodOptions { // what a browser asks before it sends a key from another page
		g.Header("Access-Control-Allow-Methods", "GET, HEAD, POST")
		g.Header("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding, If-None-Match, "+requestIDHeader)
		g.Header("Access-Control-Max-Age", "86400")
		g.AbortWithStatus(http.StatusNoContent)
		return
	}
	g.Next()
}

// requestID is the id in the answer's header.
func (c *call) requestID() string { return c.Writer.Header().Get(requestIDHeader) }
