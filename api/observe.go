package api

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aspro-cities/aspro/indicators"
)

const requestIDHeader = "X-Request-Id"

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// observe is around every request: its id, the headers that every answer has, the log line, the metrics,
// and a problem instead of a crash.
func (a *API) observe(g *gin.Context) {
	began := a.Now()
	id := g.GetHeader(requestIDHeader)
	if !goodRequestID.MatchString(id) || masked(id) != id {
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails
		id = hex.EncodeToString(random[:])
	}
	g.Header(requestIDHeader, id)
	a.secureHeaders(g)
	a.crossOrigin(g)
	defer func() {
		if fault := recover(); fault != nil {
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			c := &call{Context: g, api: a}
			if !g.Writer.Written() {
				c.refuse(indicators.Errorf(indicators.Internal, "%w", fmt.Errorf("panic: %s\n%s", masked(fmt.Sprint(fault)), debug.Stack())))
			} else {
				a.Log.Error("panic after the answer began", "request_id", id, "err", masked(fmt.Sprint(fault)))
			}
		}
		route := g.FullPath()
		if route == "" {
			route = "none"
		}
		took := a.Now().Sub(began)
		a.metrics.request(route, g.Request.Method, g.Writer.Status(), took)
		a.Log.Info("request", "request_id", id, "method", g.Request.Method, "route", route, "path", masked(g.Request.URL.Path),
			"status", g.Writer.Status(), "bytes", max(0, g.Writer.Size()), "ms", float64(took)/float64(time.Millisecond))
	}()
	if allow := g.Writer.Header().Get("Allow"); allow != "" { // the router knows nothing of HEAD, which is GET without its body
		g.Header("Allow", strings.Replace(allow, http.MethodGet, "GET, HEAD", 1))
	}
	if g.Request.Method == http.MethodOptions {
		g.AbortWithStatus(http.StatusNoContent)
		return
	}
	g.Next()
}

// requestID is the id in the answer's header.
func (c *call) requestID() string { return c.Writer.Header().Get(requestIDHeader) }
