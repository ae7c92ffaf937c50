package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// with builds another API on the same store.
func (w *world) with(change func(*Options)) {
	w.t.Helper()
	o := w.api.Options
	change(&o)
	var err error
	if w.api, err = New(o); err != nil {
		w.t.Fatal(err)
	}
}

// from sends a request from an address.
func (w *world) from(address, method, target, key string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = address + ":4711"
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	w.validate(r, answer)
	return answer
}

func TestRequestsAreCountedByAddressAndByKey(t *testing.T) {
	w := newWorld(t)
	w.with(func(o *Options) { o.Rates = Rates{Requests: 3, BadKeys: 20} })
	for i, want := range []int{200, 200, 200, 429, 429} {
		answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/cities", "", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
		if answer.Code != want {
			t.Errorf("request %d: %d, not %d: a forged X-Forwarded-For must not help", i+1, answer.Code, want)
		}
		if answer.Header().Get("RateLimit-Policy") != `"address";q=3;w=60` || !strings.HasPrefix(answer.Header().Get("RateLimit"), fmt.Sprintf(`"address";r=%d;t=`, max(0, 2-i))) {
			t.Errorf("%v", answer.Header())
		}
		if want == 429 && (answer.Header().Get("Retry-After") != "60" || !strings.Contains(answer.Body.String(), `"code":"rate_limited"`)) {
			t.Errorf("%v %s", answer.Header(), answer.Body)
		}
	}
	for _, path := range []string{"/livez", "/readyz", "/metrics"} {
		if answer := w.from("198.51.100.1", http.MethodGet, path, ""); answer.Code != http.StatusOK {
			t.Errorf("%s: %d: probes are not counted", path, answer.Code)
		}
	}
	if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/uploads", w.admin); answer.Code != http.StatusOK || answer.Header().Get("RateLimit-Policy") != `"key";q=3;w=60` {
		t.Errorf("a key has a count of its own: %d %v", answer.Code, answer.Header())
	}
	if answer := w.from("198.51.100.2", http.MethodGet, "/api/v1/cities", ""); answer.Code != http.StatusOK {
		t.Errorf("another address: %d", answer.Code)
	}
	w.now = w.now.Add(time.Minute)
	if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/cities", ""); answer.Code != http.StatusOK {
		t.Errorf("the next minute: %d", answer.Code)
	}
}

func TestBehindATrustedProxyTheClientIsCounted(t *testing.T) {
	w := newWorld(t)
	w.with(func(o *Options) { o.Rates, o.Proxies = Rates{Requests: 1}, []string{"198.51.100.0/24"} })
	for _, client := range []string{"203.0.113.1", "203.0.113.2"} {
		if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/cities", "", "X-Forwarded-For", client); answer.Code != http.StatusOK {
			t.Errorf("%s: %d", client, answer.Code)
		}
	}
	if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/cities", "", "X-Forwarded-For", "203.0.113.2"); answer.Code != http.StatusTooManyRequests {
		t.Errorf("%d", answer.Code)
	}
	if _, err := New(Options{Catalogue: w.api.Catalogue, Store: w.api.Store, Ledger: w.api.Ledger, Intake: w.api.Intake, Now: w.api.Now, Log: w.api.Log, Secret: serverSecret,
		Proxies: []string{"not an address"}}); err == nil {
		t.Error("a proxy that is no address is taken")
	}
}

func TestBadKeysAreCountedByAddress(t *testing.T) {
	w := newWorld(t)
	w.with(func(o *Options) { o.Rates = UsualRates() })
	bad := "aspro_" + strings.Repeat("a", 16) + "_" + strings.Repeat("b", 52)
	for i := range 100 {
		want := http.StatusUnauthorized
		if i >= 20 {
			want = http.StatusTooManyRequests
		}
		if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/uploads", bad); answer.Code != want {
			t.Fatalf("bad key %d: %d, not %d", i+1, answer.Code, want)
		}
	}
	if answer := w.from("198.51.100.2", http.MethodGet, "/api/v1/uploads", w.admin); answer.Code != http.StatusOK {
		t.Errorf("a good key from another address: %d", answer.Code)
	}
	if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/cities", ""); answer.Code != http.StatusOK {
		t.Errorf("reading needs no key: %d", answer.Code)
	}
}

func TestCallersAreBounded(t *testing.T) {
	var r rates
	for i := range mostCallers + 500 {
		r.add(60, fmt.Sprint(i), 1)
	}
	if len(r.counts) > mostCallers+1 || r.counts["others"] != 500 {
		t.Errorf("%d callers, %d others", len(r.counts), r.counts["others"])
	}
}

func TestSecurityHeadersAreOnEveryAnswer(t *testing.T) {
	w := newWorld(t)
	store := w.api.Store
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{http.MethodGet, "/", 200}, {http.MethodGet, "/docs", 200}, {http.MethodGet, "/api/v1/cities", 200}, {http.MethodGet, "/nothing", 404}, {http.MethodDelete, "/api/v1/cities", 405},
		{http.MethodGet, "/api/v1/cities?x=1", 422}, {http.MethodOptions, "/api/v1/uploads", 204}, {http.MethodHead, "/api/v1/cities", 200}, {http.MethodGet, "/api/v1/series", 500},
	} {
		if w.api.Store = store; c.status == 500 {
			w.api.Store = faultyStore{store, func() error { panic("x") }}
		}
		answer := w.from("198.51.100.1", c.method, c.target, "")
		h := answer.Header()
		if answer.Code != c.status || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") ||
			h.Get("X-Request-Id") == "" || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s %s: %d %v", c.method, c.target, answer.Code, h)
		}
		if inline := strings.Contains(h.Get("Content-Security-Policy"), "unsafe"); inline != (c.target == "/docs") {
			t.Errorf("%s: %s", c.target, h.Get("Content-Security-Policy"))
		}
	}
}

func TestOriginsByConfiguration(t *testing.T) {
	w := newWorld(t)
	w.with(func(o *Options) { o.Origins = []string{"https://dashboard.example"} })
	for origin, want := range map[string]string{"https://dashboard.example": "https://dashboard.example", "https://evil.example": "", "": "", "null": ""} {
		for _, method := range []string{http.MethodOptions, http.MethodGet} {
			answer := w.from("198.51.100.1", method, "/api/v1/cities", "", "Origin", origin)
			if got := answer.Header().Get("Access-Control-Allow-Origin"); got != want || !strings.Contains(answer.Header().Get("Vary"), "Origin") {
				t.Errorf("%s from %q: %q, %v", method, origin, got, answer.Header())
			}
		}
	}
	if answer := w.from("198.51.100.1", http.MethodGet, "/api/v1/nothing", "", "Origin", "https://dashboard.example"); answer.Header().Get("Access-Control-Allow-Origin") == "" {
		t.Error("an error cannot be read from the page")
	}
}

// TestCanarySecretsAreNowhere plants a key, a token and a cookie wherever a request can carry them, panics among it.
func TestCanarySecretsAreNowhere(t *testing.T) {
	w := newWorld(t).withSample()
	w.with(func(o *Options) {
		o.Log = slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	key := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	_, secret, _ := indicators.SplitKey(key)
	const cookie, token = "session=canary-cookie-5f2d", "canary-token-0123456789abcdef"
	seen := &bytes.Buffer{}
	store := w.api.Store
	for _, fail := range []func() error{nil, func() error { panic("while asking with Bearer " + token + " and " + key) },
		func() error { return indicators.Errorf(indicators.Internal, "the store refuses Token %s", token) }, func() error { return context.DeadlineExceeded }} {
		if w.api.Store = store; fail != nil {
			w.api.Store = faultyStore{store, fail}
		}
		for _, target := range []string{
			"/api/v1/cities", "/api/v1/cities/" + key, "/" + key, "/api/v1/series?city=" + key, "/api/v1/series?key=" + key, "/api/v1/uploads", "/api/v1/uploads/" + key, "/problems/" + key,
			"/api/v1/programmes/aspro/progress?at=" + key, "/docs/" + key, "/metrics", "/openapi.json", "/", "/livez", "/readyz", "/api/v1/audit",
		} {
			for _, authorization := range []string{"Bearer " + key, "Token " + key, "Bearer " + token, "Basic " + token, key} {
				r := httptest.NewRequest(http.MethodGet, target, nil)
				for name, text := range map[string]string{"Authorization": authorization, "Cookie": cookie, "X-Api-Key": key, "X-Request-Id": key[:60], "User-Agent": token, "Referer": "http://x/?k=" + key, "Accept-Language": key} {
					r.Header.Set(name, text)
				}
				answer := httptest.NewRecorder()
				w.api.ServeHTTP(answer, r)
				if strings.Contains(target, "/programmes/") || strings.Contains(target, "?key=") {
					continue // these show a parameter as it was sent, to its sender alone
				}
				for name, values := range answer.Header() {
					fmt.Fprintln(seen, name, values)
				}
				_, _ = io.Copy(seen, answer.Body)
			}
		}
	}
	w.api.Store = store
	for where, text := range map[string]string{"the log": w.log.String(), "the answers": seen.String()} {
		if len(text) < 10_000 {
			t.Errorf("%s is only %d bytes", where, len(text))
		}
		for _, canary := range []string{secret, key[:60], "canary-cookie", token, string(serverSecret)} {
			if at := strings.Index(text, canary); at >= 0 {
				t.Errorf("%s shows %.12s…: %s", where, canary, text[max(0, at-200):at])
			}
		}
	}
	if strings.Contains(w.log.String(), "?") && strings.Contains(w.log.String(), "city=") {
		t.Error("the log has query strings")
	}
}

// TestFormsAreNotKeptInMemory: a form of 32 MiB costs far less than itself.
func TestFormsAreNotKeptInMemory(t *testing.T) {
	w := newWorld(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "big.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, "city,site,indicator,period,value,unit\n")
	line := []byte("surabaya,citywide,pm2-5,1901,,µg/m³\n")
	for range 32 << 20 / len(line) {
		_, _ = part.Write(line)
	}
	_ = form.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	answer := w.do(http.MethodPost, "/api/v1/uploads?profile=aspro&dry_run=true", w.admin, form.FormDataContentType(), body.String())
	runtime.ReadMemStats(&after)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	// The test itself copies the body once; the server works in pieces of a megabyte.
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 96<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// dripping gives one byte at a time, a second apart.
type dripping struct{ left int }

func (d *dripping) Read(into []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Second)
	d.left--
	into[0] = 'x'
	return 1, nil
}

func TestBodyMustMoveOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &paced{ReadCloser: io.NopCloser(&dripping{100}), now: time.Now, control: http.NewResponseController(httptest.NewRecorder()), begun: time.Now(), end: time.Now().Add(time.Hour)}
		n, err := io.Copy(io.Discard, p)
		if e, ok := errors.AsType[*indicators.Error](err); !ok || e.Code != "body_too_slow" || n > 12 {
			t.Errorf("%d bytes, then %v", n, err)
		}
		quick := &paced{ReadCloser: io.NopCloser(strings.NewReader("all at once")), now: time.Now, control: http.NewResponseController(httptest.NewRecorder()), begun: time.Now(), end: time.Now().Add(time.Hour)}
		if text, err := io.ReadAll(quick); err != nil || string(text) != "all at once" {
			t.Errorf("%q, %v", text, err)
		}
	})
}

func TestTooManyRequestsUnderWay(t *testing.T) {
	w := newWorld(t)
	for range requestsAtOnce {
		w.api.requests <- struct{}{}
	}
	if answer := w.do(http.MethodGet, "/api/v1/cities", "", "", ""); answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), "too_many_connections") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	w.get("/livez", http.StatusOK, nil)
	<-w.api.requests
	w.get("/api/v1/cities", http.StatusOK, nil)
}

func TestMasked(t *testing.T) {
	key := "aspro_" + strings.Repeat("a", 16) + "_" + strings.Repeat("b", 52)
	for text, want := range map[string]string{
		"/api/v1/uploads/" + key: "/api/v1/uploads/(masked)", "Bearer abcdefghijklmnopqrstuvwxyz": "(masked)", "/api/v1/cities": "/api/v1/cities",
		"the token of InfluxDB": "the token of InfluxDB", "ASPRO_INFLUX_TOKEN": "ASPRO_INFLUX_TOKEN", "Token%20abcdefghijklmnopqrstuvwxyz": "(masked)",
	} {
		if got := masked(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}
