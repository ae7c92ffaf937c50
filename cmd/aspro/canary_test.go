package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// canaries are secrets that may turn up nowhere, by what they are.
type canaries map[string]string

// absentFrom looks for the canaries in a text, and for a sign that it is the text that was meant.
func (c canaries) absentFrom(t *testing.T, where string, text []byte, least int) {
	t.Helper()
	if len(text) < least {
		t.Errorf("%s has only %d bytes", where, len(text))
	}
	for what, secret := range c {
		if at := bytes.Index(text, []byte(secret)); at >= 0 {
			t.Errorf("%s shows the %s: %q", where, what, text[max(0, at-120):at])
		}
	}
}

// absentBelow looks in every file of a folder.
func (c canaries) absentBelow(t *testing.T, dir string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		files++
		c.absentFrom(t, file, text, 0)
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files below %s, %v", files, dir, err)
	}
}

// ask sends a request with the canaries wherever one can carry them, and gives all that comes back.
func (c canaries) ask(t *testing.T, method, url, authorization, kind, body string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"Authorization": authorization, "Content-Type": kind, "Cookie": "session=" + c["cookie"], "X-Api-Key": c["key"], "User-Agent": c["header"],
		"Referer": "http://elsewhere.test/?k=" + c["query"], "X-Forwarded-For": c["header"]} {
		if text != "" {
			request.Header.Set(name, text)
		}
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var all bytes.Buffer
	for name, values := range answer.Header {
		fmt.Fprintln(&all, name, values)
	}
	if _, err := io.Copy(&all, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, all.Bytes()
}

// TestCanariesOfAServer plants secrets in keys, tokens, cookies, headers and queries of a server, through answers of every
// kind, a backup, a restore and the doctor: they are in no answer, log, page, metric, archive or file. Of keys the folder
// holds the HMAC alone.
func TestCanariesOfAServer(t *testing.T) {
	t.Parallel()
	data, dir := loadSample(t), t.TempDir()
	token := "canary-influx-token-9f3a7c51d2"
	s := startIn(t, []string{"ASPRO_INFLUX_TOKEN=" + token}, "--data", data)
	_, word, ok := indicators.SplitKey(s.key)
	if !ok {
		t.Fatalf("no key: %q", s.key)
	}
	c := canaries{"key": word, "influx token": token, "bearer token": "eyJhbGciOiJSUzI1NiJ9.canary0123456789.c2lnbmF0dXJl", "cookie": "canary-cookie-71bd", "header": "canary-header-40ce", "query": "canary-query-8812"}
	var answers bytes.Buffer
	statuses := map[int]int{}
	for _, authorization := range []string{"Bearer " + s.key, "Token " + s.key, "Bearer " + c["bearer token"], "Basic " + c["bearer token"], s.key, ""} {
		for _, target := range []string{"/", "/docs", "/docs/reference", "/openapi.json", "/metrics", "/livez", "/readyz", "/problems", "/upload", "/api/v1/cities", "/api/v1/uploads", "/api/v1/audit", "/api/v1/sensors",
			"/api/v1/reviews", "/nothing/" + s.key, "/api/v1/uploads/" + s.key, "/api/v1/cities?token=" + c["query"], "/api/v1/cities?limit=10&key=" + s.key} {
			status, text := c.ask(t, http.MethodGet, s.url+target, authorization, "", "")
			statuses[status]++
			answers.Write(text)
		}
		for target, body := range map[string]string{
			"/api/v1/uploads?profile=aspro&city=surabaya": header + "surabaya,citywide,recycling-rate,2024,11.54,%,mean,1,observed,SIPSN 2024,\n",
			"/api/v1/observations":                        `[{"city":"surabaya","site":"citywide","indicator":"pm2-5","period":"2026-03-04","value":"x"}]`,
			"/api/v1/reviews":                             `{"programme":"kitaq-composting"}`,
			"/api/v2/write?bucket=aspro":                  "a,city=surabaya b=",
		} {
			kind := "application/json"
			if strings.Contains(body, "citywide,recycling") {
				kind = "text/csv"
			}
			status, text := c.ask(t, http.MethodPost, s.url+target, authorization, kind, body)
			statuses[status]++
			answers.Write(text)
		}
	}
	for _, status := range []int{200, 401, 404, 422} {
		if statuses[status] == 0 {
			t.Errorf("nothing was answered %d: %v", status, statuses)
		}
	}
	c.absentFrom(t, "an answer", answers.Bytes(), 100_000)
	archive, restored := filepath.Join(dir, "backup.tar"), filepath.Join(dir, "restored")
	env := []string{"ASPRO_INFLUX_TOKEN=" + token, "ASPRO_KEY=" + s.key}
	for _, args := range [][]string{{"backup", archive, "--data", data}, {"doctor", "--data", data}, {"key", "list", "--data", data}, {"audit", "list", "--data", data}, {"restore", archive, "--data", restored}, {"doctor", "--data", restored}} {
		told := call{env: env}.run(t, args...)
		c.absentFrom(t, "aspro "+args[0], []byte(told.out+told.words), 1)
	}
	s.stop(t)
	c.absentFrom(t, "the log", s.words.Bytes(), 10_000)
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	c.absentFrom(t, "the backup", text, 10_000)
	c.absentBelow(t, data)
	c.absentBelow(t, restored)
}

// TestCanariesOfALyingDatabase: one that refuses, and gives back what it was sent, does not bring the token into the log or
// an answer.
func TestCanariesOfALyingDatabase(t *testing.T) {
	t.Parallel()
	c := canaries{"influx token": "canary-influx-token-9f3a7c51d2", "cookie": "canary-cookie-71bd", "header": "canary-header-40ce"}
	asked := 0
	lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, `{"code":"internal error","message":"refused %s of %s"}`, strings.ReplaceAll(r.Header.Get("Authorization"), `"`, ""), r.URL)
	}))
	defer lying.Close()
	told := call{env: []string{"ASPRO_INFLUX_TOKEN=" + c["influx token"]}}
	args := []string{"--data", t.TempDir(), "--influx-url", lying.URL, "--influx-org", "aspro", "--influx-bucket", "aspro"}
	doctor := told.run(t, append([]string{"doctor"}, args...)...)
	c.absentFrom(t, "the doctor", []byte(doctor.out+doctor.words), 1)
	s := startIn(t, told.env, args...)
	var answers bytes.Buffer
	for _, target := range []string{"/readyz", "/api/v1/series", "/api/v1/cities/surabaya/indicators/pm2-5/latest", "/metrics", "/"} {
		_, text := c.ask(t, http.MethodGet, s.url+target, "", "", "")
		answers.Write(text)
	}
	c.absentFrom(t, "an answer", answers.Bytes(), 1000)
	s.stop(t)
	c.absentFrom(t, "the log", s.words.Bytes(), 100)
	if asked == 0 {
		t.Error("the database was never asked")
	}
}
