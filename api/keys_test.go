package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aspro-cities/aspro/indicators"
)

// asking asks for the list of uploads from an address, with what is written in the Authorization header.
func (w *world) asking(address, authorization string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, base+"/uploads", nil)
	r.RemoteAddr = address + ":4711"
	r.Header.Set("Authorization", authorization)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	w.validate(r, answer)
	return answer
}

func TestRefusedKeys(t *testing.T) {
	w := newWorld(t)
	w.api.Rates = UsualRates()
	good := w.sensor("cebu")
	_, bad := indicators.MintKey([]byte("another server's secret"), indicators.Key{})
	count := func(address string, n int, headers ...string) map[int]int {
		statuses := map[int]int{}
		for range n {
			statuses[w.asking(address, "Bearer "+bad, headers...).Code]++
		}
		return statuses
	}
	t.Run("AHundredInAMinute", func(t *testing.T) {
		if got := count("192.0.2.1", 100); got[401] != 20 || got[429] != 80 {
			t.Errorf("%v", got)
		}
		if answer := w.asking("192.0.2.2", "Bearer "+good); answer.Code != http.StatusOK {
			t.Errorf("a good key from elsewhere: %d", answer.Code)
		}
		w.now = w.now.Add(time.Minute)
		if answer := w.asking("192.0.2.1", "Bearer "+bad); answer.Code != http.StatusUnauthorized {
			t.Errorf("a minute later: %d", answer.Code)
		}
	})
	t.Run("ForgedAddressesDoNotHelp", func(t *testing.T) {
		w.now = w.now.Add(time.Hour)
		statuses := map[int]int{}
		for i := range 60 {
			statuses[w.asking("192.0.2.3", "Bearer "+bad, "X-Forwarded-For", fmt.Sprint("203.0.113.", i)).Code]++
		}
		if statuses[401] != 20 || statuses[429] != 40 {
			t.Errorf("%v", statuses)
		}
	})
	t.Run("WrongSecretsOfOneKeyFromManyAddresses", func(t *testing.T) {
		w.now = w.now.Add(time.Hour)
		wrong := good[:len(good)-4] + "aaaa"
		statuses := map[int]int{}
		for i := range 60 {
			statuses[w.asking(fmt.Sprint("198.51.100.", i), "Bearer "+wrong).Code]++
		}
		if statuses[401] != 20 || statuses[429] != 40 {
			t.Errorf("%v", statuses)
		}
		if answer := w.asking("192.0.2.9", "Bearer "+good); answer.Code != http.StatusOK {
			t.Errorf("its holder is locked out: %d", answer.Code)
		}
	})
	t.Run("UnknownAndWrongAnswerAlike", func(t *testing.T) {
		w.now = w.now.Add(time.Hour)
		hide := func(answer *httptest.ResponseRecorder) string {
			return strings.ReplaceAll(answer.Body.String(), answer.Header().Get("X-Request-Id"), "")
		}
		unknown, wrong := w.asking("192.0.2.4", "Bearer "+bad), w.asking("192.0.2.4", "Bearer "+good[:len(good)-4]+"aaaa")
		if unknown.Code != http.StatusUnauthorized || hide(unknown) != hide(wrong) {
			t.Errorf("%s\n%s", unknown.Body, wrong.Body)
		}
	})
	t.Run("WhatIsNoKeyIsNotInTheAuditLog", func(t *testing.T) {
		before := len(w.auditOf("what=authorization.refused"))
		for _, authorization := range []string{"", "Basic dTpw", "Bearer ", "nonsense"} {
			if answer := w.asking("192.0.2.6", authorization); answer.Code != http.StatusUnauthorized {
				t.Errorf("%q: %d", authorization, answer.Code)
			}
		}
		if n := len(w.auditOf("what=authorization.refused")) - before; n != 0 {
			t.Errorf("%d entries", n)
		}
	})
	t.Run("EachOneIsInTheAuditLogWhileItIsAnswered", func(t *testing.T) {
		w.now = w.now.Add(time.Hour)
		before := len(w.auditOf("what=authorization.refused"))
		count("192.0.2.5", 50)
		if n := len(w.auditOf("what=authorization.refused")) - before; n != 20 {
			t.Errorf("%d entries for 50 refused keys", n)
		}
	})
}

// TestRefusedKeysAreCountedWhereverTheyAreSent: on routes that need none too.
func TestRefusedKeysAreCountedWhereverTheyAreSent(t *testing.T) {
	w := newWorld(t)
	w.api.Rates = UsualRates()
	good := w.sensor("cebu")
	_, bad := indicators.MintKey([]byte("another server's secret"), indicators.Key{})
	ask := func(address, key string) int {
		return w.from(address, http.MethodGet, base+"/reviews", key).Code
	}
	statuses := map[int]int{}
	for range 60 {
		statuses[ask("192.0.2.1", bad)]++
	}
	if statuses[401] != 20 || statuses[429] != 40 {
		t.Errorf("%v", statuses)
	}
	if got := [3]int{ask("192.0.2.1", good), ask("192.0.2.1", ""), ask("192.0.2.2", good)}; got != [3]int{429, 200, 200} {
		t.Errorf("a good key, none, and a good key from elsewhere: %v", got)
	}
}

// TestTwoKeysAreRefused: a proxy may look at the one and we at the other.
func TestTwoKeysAreRefused(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodGet, base+"/uploads", nil)
	r.Header.Add("Authorization", "Bearer "+w.sensor("cebu"))
	r.Header.Add("Authorization", "Bearer another")
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	if w.validate(r, answer); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `"code":"repeated_parameter"`) {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// BenchmarkRefusedKeys: an unknown key takes as long to refuse as a wrong secret.
func BenchmarkRefusedKeys(b *testing.B) {
	w := newWorld(b)
	good := w.sensor("cebu")
	_, unknown := indicators.MintKey([]byte("another server's secret"), indicators.Key{})
	for name, key := range map[string]string{"unknown": unknown, "wrong": good[:len(good)-4] + "aaaa"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, base+"/uploads", nil)
				r.Header.Set("Authorization", "Bearer "+key)
				w.api.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

// TestSoakRefusedKeysTakeTheSameTime compares medians over 10,000 interleaved tries of an unknown key and of a wrong secret, in
// the function that verifies: the time must not tell which ids there are. A busy machine moves medians too.
func TestSoakRefusedKeysTakeTheSameTime(t *testing.T) {
	if os.Getenv("ASPRO_SOAK") == "" {
		t.Skip("long: make soak")
	}
	w := newWorld(t)
	good := w.sensor("cebu")
	_, unknown := indicators.MintKey([]byte("another server's secret"), indicators.Key{})
	took := [2][]time.Duration{}
	for range 10_000 {
		for i, key := range []string{unknown, good[:len(good)-4] + "aaaa"} {
			g, _ := gin.CreateTestContext(httptest.NewRecorder())
			g.Request = httptest.NewRequest(http.MethodGet, base+"/uploads", nil)
			g.Request.Header.Set("Authorization", "Bearer "+key)
			c := &call{Context: g, api: w.api}
			began := time.Now()
			err := c.authenticate()
			took[i] = append(took[i], time.Since(began))
			if indicators.KindOf(err) != indicators.Unauthorized {
				t.Fatal(err)
			}
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	a, b := took[0][len(took[0])/2], took[1][len(took[1])/2]
	t.Logf("medians: unknown id %s, wrong secret %s, ratio %.3f", a, b, float64(a)/float64(b))
	if ratio := float64(a) / float64(b); ratio < 0.8 || ratio > 1.25 {
		t.Errorf("the time tells which ids there are: %s and %s", a, b)
	}
}
