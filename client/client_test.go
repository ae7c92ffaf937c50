package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/client"
)

// answering is a server that answers one thing and remembers what it was asked.
func answering(t *testing.T, status int, kind, body string, asked *http.Request) *client.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = *r
		w.Header().Set("Content-Type", kind)
		w.Header().Add("Link", `</next?a=1>; rel="next"`)
		w.Header().Add("Link", `</x>; rel="describedby", </y>; rel="service-desc"`)
		if status/100 == 3 {
			w.Header().Set("Location", "https://elsewhere.example/")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return client.New(server.URL+"/", "aspro_key")
}

func TestQuestionsAreWrittenAsTheDocumentSays(t *testing.T) {
	var asked http.Request
	c := answering(t, http.StatusOK, "application/json; charset=utf-8", `{"data":[{"value":329}],"series":{"unit":"t/day"}}`, &asked)
	c.Language = "ceb"
	least := 12.5
	o, err := c.ListObservations(context.Background(), "cebu", "solid waste/x", client.ListObservationsQuery{Site: "cebu-city", Limit: 2})
	if err != nil || len(o.Data) != 1 || o.Data[0].Value != 329 || o.Series.Unit != "t/day" {
		t.Fatalf("%+v, %v", o, err)
	}
	if asked.URL.EscapedPath() != "/api/v1/cities/cebu/indicators/solid%20waste%2Fx/observations" || asked.URL.RawQuery != "limit=2&site=cebu-city" {
		t.Error(asked.URL)
	}
	if asked.Header.Get("Authorization") != "Bearer aspro_key" || asked.Header.Get("Accept-Language") != "ceb" {
		t.Error(asked.Header)
	}
	if _, err := c.ListAggregates(context.Background(), "cebu", "pm10", client.ListAggregatesQuery{MinCoverage: &least}); err != nil || asked.URL.RawQuery != "min_coverage=12.5" {
		t.Errorf("%v: %v", asked.URL, err)
	}
	answer, err := c.GetLivezAnswer(context.Background())
	if err != nil || client.Next(answer) != "/next?a=1" || asked.URL.Path != "/livez" {
		t.Errorf("%v, %v", answer, err)
	}
	_ = answer.Body.Close()
}

func TestRefusalsAreProblems(t *testing.T) {
	var asked http.Request
	problem, _ := json.Marshal(map[string]any{"status": 422, "code": "rows_refused", "detail": "1 of 2 values refuse the upload", "request_id": "r1", "title": "t", "type": "/problems/rows_refused", "counts": map[string]int{"rejected": 1}})
	c := answering(t, http.StatusUnprocessableEntity, "application/problem+json", string(problem), &asked)
	_, err := c.CreateUpload(context.Background(), client.CreateUploadQuery{Profile: "aspro"}, "text/csv", strings.NewReader("city\n"))
	var refused *client.RefusedError
	if !errors.As(err, &refused) || refused.Code != "rows_refused" || !strings.Contains(string(refused.Body), `"rejected":1`) || !strings.Contains(err.Error(), "request r1") {
		t.Errorf("%v", err)
	}
	if asked.Header.Get("Content-Type") != "text/csv" || asked.Method != http.MethodPost {
		t.Errorf("%s %v", asked.Method, asked.Header)
	}
	for status, kind := range map[int]string{http.StatusBadGateway: "text/html", http.StatusOK: "text/html", http.StatusFound: "text/plain"} {
		if _, err := answering(t, status, kind, "<html>", &asked).ListCities(context.Background(), client.ListCitiesQuery{}); err == nil || (status == http.StatusFound) != errors.Is(err, client.ErrRedirected) {
			t.Errorf("%d: %v", status, err)
		}
	}
	if _, err := client.New("http://127.0.0.1:1", "").GetLivez(context.Background()); err == nil {
		t.Error("no server answers")
	}
}
