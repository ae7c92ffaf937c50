package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestParametersAreAsTheDocumentSays(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]int{
		"/api/v1/indicators?theme=air": 200, "/api/v1/indicators?theme=null": 422, "/api/v1/indicators?theme=": 422, "/api/v1/indicators?limit=": 422,
		"/api/v1/series?city=": 200, "/problems?lang=id": 200, "/problems?lang=": 422,
		"/api/v1/uploads?state=lost": 422, "/api/v1/uploads?sha256=" + strings.Repeat("a", 64): 200, "/api/v1/uploads?sha256=null": 422,
	} {
		if answer := w.do(http.MethodGet, target, w.admin, "", ""); answer.Code != want {
			t.Errorf("%s: %d %s", target, answer.Code, answer.Body)
		}
	}
}
