package api

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// Pages use what this server sends and nothing else, send forms only here, and are shown in no frame. The packaged Swagger
// UI, at /docs alone, writes styles into its page.
const (
	contentSecurity     = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	contentSecurityDocs = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// secureHeaders are on every answer, errors among them.
func (a *API) secureHeaders(g *gin.Context) {
	g.Header("X-Content-Type-Options", "nosniff")
	g.Header("X-Frame-Options", "DENY")
	g.Header("Referrer-Policy", "no-referrer")
	g.Header("Content-Security-Policy", contentSecurity)
	if g.Request.URL.Path == "/docs" {
		g.Header("Content-Security-Policy", contentSecurityDocs)
	}
}

// crossOrigin lets pages of other origins ask: every one, unless the operator names some. Keys travel in a header that the
// page has to set, never in a cookie, so that no page can use what a browser keeps.
func (a *API) crossOrigin(g *gin.Context) {
	origin := "*"
	if len(a.Origins) > 0 && !slices.Contains(a.Origins, "*") {
		g.Header("Vary", "Origin")
		if origin = g.GetHeader("Origin"); !slices.Contains(a.Origins, origin) {
			return
		}
	}
	g.Header("Access-Control-Allow-Origin", origin)
	g.Header("Access-Control-Expose-Headers", "Content-Disposition, ETag, Idempotency-Replayed, Link, Location, Retry-After, RateLimit, RateLimit-Policy, "+requestIDHeader)
	if g.Request.Method == http.MethodOptions { // what a browser asks before it sends a key from another page
		g.Header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
		g.Header("Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Content-Type, Content-Encoding, Idempotency-Key, If-Match, If-None-Match, "+requestIDHeader)
		g.Header("Access-Control-Max-Age", "86400")
	}
}

// secretText is what a key, or any long token after its scheme, looks like.
var secretText = regexp.MustCompile(`(?i)aspro_[a-z0-9]+_[a-z0-9]{8,}|\b(bearer|token|basic)(\s|%20|\+)+[^\s"]{16,}`)

// masked is a text for the log without keys and tokens: one may stand in a path by mistake, or in a fault's words.
func masked(text string) string {
	if !strings.ContainsAny(text, "_ +%") {
		return text
	}
	return secretText.ReplaceAllString(text, "(masked)")
}
