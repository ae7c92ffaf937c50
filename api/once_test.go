package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func (w *world) postOnce(name, query, key, body string) *httptest.ResponseRecorder {
	return w.do(http.MethodPost, "/api/v1/uploads?"+query, key, "text/csv", body, "Idempotency-Key", name)
}

func TestOnceIsAnsweredTheSameAgain(t *testing.T) {
	w := newWorld(t)
	const query = "profile=aspro&city=cebu"
	first := w.postOnce(`"one"`, query, w.admin, figures)
	if first.Code != http.StatusCreated {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	again := w.postOnce(`one`, query, w.admin, figures) // the quotes are the header's, not the name's
	if again.Code != http.StatusCreated || again.Body.String() != first.Body.String() || again.Header().Get("Location") != "/api/v1/uploads/u1" || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %s", again.Code, again.Body)
	}
	for name, c := range map[string]struct{ query, body string }{"another body": {query, figures + "\n"}, "another query": {query + "&dry_run=true", figures}} {
		if answer := w.postOnce(`"one"`, c.query, w.admin, c.body); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "idempotency_key_reused") {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
	refused := w.postOnce(`"two"`, query, w.admin, figures+"nonsense\n")
	if again := w.postOnce(`"two"`, query, w.admin, figures+"nonsense\n"); refused.Code != http.StatusUnprocessableEntity || again.Code != refused.Code || again.Body.String() != refused.Body.String() {
		t.Errorf("a refusal again: %d %s\n%s", again.Code, refused.Body, again.Body)
	}
	other := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	if answer := w.postOnce(`"one"`, query, other, figures); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"known":true`) {
		t.Errorf("the same name of another key: %d %s", answer.Code, answer.Body)
	}
	w.now = w.now.Add(8 * 24 * time.Hour)
	if answer := w.postOnce(`"one"`, query, w.admin, figures); answer.Code != http.StatusOK || answer.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("after 8 days: %d %s", answer.Code, answer.Body)
	}
}

// TestOnceWhileTheFirstIsRunning: the first request waits for its body.
func TestOnceWhileTheFirstIsRunning(t *testing.T) {
	w := newWorld(t)
	body, send := io.Pipe()
	ended := make(chan int)
	go func() {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/uploads?profile=aspro&city=cebu", body)
		r.Header.Set("Authorization", "Bearer "+w.admin)
		r.Header.Set("Content-Type", "text/csv")
		r.Header.Set("Idempotency-Key", `"slow"`)
		answer := httptest.NewRecorder()
		w.api.ServeHTTP(answer, r)
		ended <- answer.Code
	}()
	_, _ = io.WriteString(send, figures[:100]) // it has been read: the name is taken
	answer := w.postOnce(`"slow"`, "profile=aspro&city=cebu", w.admin, figures)
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "request_running") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	_, _ = io.WriteString(send, figures[100:])
	_ = send.Close()
	if code := <-ended; code != http.StatusCreated {
		t.Error(code)
	}
	if answer := w.postOnce(`"slow"`, "profile=aspro&city=cebu", w.admin, figures); answer.Code != http.StatusCreated {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// TestOnceKeepsNoHalfRequest: a body that breaks off decides nothing.
func TestOnceKeepsNoHalfRequest(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/uploads?profile=aspro&city=cebu", io.MultiReader(strings.NewReader(figures[:100]), brokenOff{}))
	r.Header.Set("Authorization", "Bearer "+w.admin)
	r.Header.Set("Content-Type", "text/csv")
	r.Header.Set("Idempotency-Key", `"cut"`)
	w.api.ServeHTTP(httptest.NewRecorder(), r)
	if answer := w.postOnce(`"cut"`, "profile=aspro&city=cebu", w.admin, figures); answer.Code != http.StatusCreated {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestIdempotencyKeysThatAreNone(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"", `""`, `"open`, "two words", strings.Repeat("a", 256), "tab\there", "é", `"in"side"`} {
		answer := w.postOnce(name, "profile=aspro&city=cebu", w.admin, figures)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "bad_idempotency_key") {
			t.Errorf("%q: %d %s", name, answer.Code, answer.Body)
		}
	}
}
