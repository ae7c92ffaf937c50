package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// counting is a store that counts what is read of it, and can be away.
type counting struct {
	indicators.Store
	mu    sync.Mutex
	reads int
	away  bool
	hold  chan struct{}                 // when there is one, days are given as it is closed
	tells func([]indicators.SeriesInfo) // other extents than the true ones
}

func (s *counting) read() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.away {
		return indicators.Errorf(indicators.Unavailable, "away")
	}
	return nil
}

func (s *counting) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	return s.Store.Select(ctx, series, period)
}

func (s *counting) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	if s.hold != nil {
		<-s.hold
	}
	return s.Store.Days(ctx, series, period, zone, needed)
}

func (s *counting) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	return s.Store.Latest(ctx, series)
}

func (s *counting) SeriesList(ctx context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	infos, err := s.Store.SeriesList(ctx, filter)
	if s.tells != nil {
		s.tells(infos)
	}
	return infos, err
}

// withCounting puts a counting store between the server and the store.
func (w *world) withCounting(change func(*Options)) *counting {
	w.t.Helper()
	s := &counting{Store: w.db}
	o := Options{Catalogue: w.api.Catalogue, Store: s, Ledger: w.db, Intake: w.db, Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Secret: serverSecret, SpoolDir: w.t.TempDir(), Version: "test"}
	if change != nil {
		change(&o)
	}
	var err error
	if w.api, err = New(o); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// fine stores hours of a site of Surabaya from a local date on.
func (w *world) fine(site, from string, hours int, value float64) {
	w.t.Helper()
	begin, err := indicators.ParseBound(from, w.api.Catalogue.Zone("surabaya"))
	if err != nil {
		w.t.Fatal(err)
	}
	b := indicators.Batch{Series: indicators.Series{City: "surabaya", Site: site, Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}}
	for i := range hours {
		b.Observations = append(b.Observations, indicators.Observation{Start: begin.Unix() + int64(i)*3600, Value: value, Quality: indicators.Good, Status: indicators.Observed})
	}
	if err := w.db.Append(context.Background(), []indicators.Batch{b}); err != nil {
		w.t.Fatal(err)
	}
}

const monthsOfPM = "/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1M&from=2020&to=2021"

// keptQuestions are questions of every route whose answer is kept.
var keptQuestions = []string{
	monthsOfPM,
	monthsOfPM + "&format=csv",
	"/api/v1/cities/surabaya/indicators/pm2-5/aggregates?rolling=PT24H&from=2020-01-01&to=2020-01-03",
	"/api/v1/cities/surabaya/indicators/pm2-5/observations?from=2020-01-01&to=2020-01-02",
	"/api/v1/cities/surabaya/indicators/pm2-5/latest",
	"/api/v1/series?city=surabaya",
	"/api/v1/cities/surabaya/indicators/pm2-5/trend?window=P1M",
	"/api/v1/cities/surabaya/indicators/pm2-5/progress?baseline_period=2020&target_value=10&target_year=2030&at=2021",
	"/api/v1/cities/surabaya/indicators/pm2-5/progress?baseline_period=2020&target_value=10&target_year=2030",
	"/api/v1/programmes/kitaq-composting/progress?at=2012",
}

// TestKeptAnswerCostsNoRead: the second time nothing is read, and the answer is the same to the letter, even while the
// store is away; a client that has it gets 304.
func TestKeptAnswerCostsNoRead(t *testing.T) {
	w := newWorld(t).withSample()
	w.fine("citywide", "2020-01-01", 366*24, 20)
	s := w.withCounting(nil)
	for _, question := range keptQuestions {
		first := w.do(http.MethodGet, question, "", "", "")
		if first.Code != http.StatusOK {
			t.Errorf("%s: %d %s", question, first.Code, first.Body)
			continue
		}
		s.away, s.reads = true, 0
		again := w.do(http.MethodGet, question, "", "", "")
		known := w.do(http.MethodGet, question, "", "", "", "If-None-Match", first.Header().Get("ETag"))
		s.away = false
		if again.Code != http.StatusOK || again.Body.String() != first.Body.String() || known.Code != http.StatusNotModified || known.Body.Len() != 0 {
			t.Errorf("%s: %d, then %d and %d", question, first.Code, again.Code, known.Code)
		}
		if s.reads != 0 {
			t.Errorf("%s: %d reads for what was kept", question, s.reads)
		}
		for _, name := range []string{"ETag", "Cache-Control", "Content-Type", "Vary", "Link"} {
			if a, b := first.Header().Values(name), again.Header().Values(name); strings.Join(a, "|") != strings.Join(b, "|") {
				t.Errorf("%s: %s is %q, then %q", question, name, a, b)
			}
		}
		if first.Header().Get(requestIDHeader) == again.Header().Get(requestIDHeader) {
			t.Errorf("%s: two requests have one id", question)
		}
		for _, name := range []string{"Accept,", "Accept-Encoding,", "Accept-Language,"} {
			if vary := first.Header().Get("Vary") + ","; !strings.Contains(vary, name) {
				t.Errorf("%s: Vary is %q", question, vary)
			}
		}
	}
}

// TestTagFollowsFigures: what is written elsewhere leaves the tag, what is written here changes it, and what is put
// back brings the old one back.
func TestTagFollowsFigures(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 366*24, 20)
	s := w.withCounting(nil)
	tag := func() string {
		answer := w.do(http.MethodGet, monthsOfPM, "", "", "")
		if answer.Code != http.StatusOK {
			t.Fatal(answer.Code, answer.Body)
		}
		return answer.Header().Get("ETag")
	}
	first := tag()
	s.reads = 0
	w.fine("kenjeran", "2020-01-01", 24, 7)
	if tag() != first {
		t.Error("another site was written, and the tag is another")
	}
	w.fine("citywide", "2020-03-01", 1, 500)
	corrected := tag()
	if corrected == first {
		t.Error("a value was corrected, and the tag is the same")
	}
	w.fine("citywide", "2020-03-01", 1, 20)
	if tag() != first {
		t.Error("the value was put back, and the tag is another")
	}
	w.fine("citywide", "2021-01-01", 1, 20) // the answer tells how far the series reaches
	if tag() == first {
		t.Error("the series has grown, and the tag is the same")
	}
	if _, err := w.db.Delete(t.Context(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"},
		indicators.Period{From: w.now.AddDate(-30, 0, 0), To: w.now}); err != nil {
		t.Fatal(err)
	}
	if answer := w.do(http.MethodGet, monthsOfPM, "", "", ""); answer.Code != http.StatusNotFound {
		t.Error("the series is gone:", answer.Code)
	}
}

// TestUploadIsSeenAtOnce: who has the receipt of an upload reads its figures.
func TestUploadIsSeenAtOnce(t *testing.T) {
	w := newWorld(t)
	header := "city,site,indicator,period,value,unit,resolution\n"
	const question = "/api/v1/cities/surabaya/indicators/pm2-5/latest"
	for i := range 20 {
		if answer, _ := w.post("profile=aspro&city=surabaya", w.admin, header+fmt.Sprintf("surabaya,citywide,pm2-5,2024-03-04T%02d:00+07:00,%d,µg/m³,PT1H\n", i, i)); answer.Code != http.StatusCreated {
			t.Fatal(answer.Code, answer.Body)
		}
		var v Latest
		if w.get(question, http.StatusOK, &v); len(v.Data) != 1 || v.Data[0].Observation.Value != float64(i) {
			t.Fatalf("after %d: %+v", i, v.Data)
		}
	}
}

// TestAnswersDifferByWording: language and form are part of the question, the order of parameters is not.
func TestAnswersDifferByWording(t *testing.T) {
	w := newWorld(t).withSample()
	w.fine("citywide", "2020-01-01", 24, 20)
	s := w.withCounting(nil)
	ask := func(target string, headers ...string) (*httptest.ResponseRecorder, int) {
		s.reads = 0
		return w.do(http.MethodGet, target, "", "", "", headers...), s.reads
	}
	_, _ = ask(monthsOfPM)
	if csv, reads := ask(monthsOfPM, "Accept", "text/csv"); reads == 0 || !strings.HasPrefix(csv.Header().Get("Content-Type"), "text/csv") {
		t.Error("CSV was asked for:", reads, csv.Header())
	}
	if _, reads := ask(monthsOfPM, "Accept-Language", "ja"); reads == 0 {
		t.Error("Japanese was asked for")
	}
	if _, reads := ask(strings.Replace(monthsOfPM, "window=P1M&from=2020&to=2021", "to=2021&from=2020&window=P1M", 1)); reads != 0 {
		t.Error("the order of the parameters means something:", reads)
	}
	if _, reads := ask(monthsOfPM + "&nonsense=1"); reads != 0 {
		t.Error("a refused question reads")
	}
	if answer, reads := ask(monthsOfPM + "&site=no-such-site"); answer.Code != http.StatusNotFound || reads != 0 {
		t.Error(answer.Code, reads)
	}
}

// TestTodayEndsAnAnswer: an answer that took today's date for its moment holds until midnight in the city.
func TestTodayEndsAnAnswer(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 366*24, 20)
	s := w.withCounting(nil)
	const question = "/api/v1/cities/surabaya/indicators/pm2-5/progress?baseline_period=2020&target_value=10&target_year=2030"
	w.now = time.Date(2026, 6, 1, 16, 0, 0, 0, time.UTC) // 23:00 in Surabaya
	for _, c := range []struct {
		later time.Duration
		reads bool
		at    string
	}{{0, true, "2026-06-01"}, {59 * time.Minute, false, "2026-06-01"}, {time.Minute, true, "2026-06-02"}} {
		w.now, s.reads = w.now.Add(c.later), 0
		var v Progress
		if w.get(question, http.StatusOK, &v); v.At != c.at || (s.reads > 0) != c.reads {
			t.Errorf("at %s: %s, %d reads", w.now, v.At, s.reads)
		}
	}
}

// TestAnswersHaveABound: the room for answers, and their age where one is set.
func TestAnswersHaveABound(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 366*24, 20)
	s := w.withCounting(func(o *Options) { o.AnswerBytes, o.AnswerAge = 100_000, time.Minute })
	for year := range 400 {
		w.get(fmt.Sprintf("/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1Y&from=%d&to=2021", 1900+year%120), http.StatusOK, nil)
		if a := &w.api.answers; a.taken > a.room || len(a.found) != a.order.Len() {
			t.Fatalf("%d bytes in a room of %d, %d answers found of %d", a.taken, a.room, len(a.found), a.order.Len())
		}
	}
	if n := w.api.answers.order.Len(); n < 5 || n > 100 {
		t.Errorf("%d answers are kept", n)
	}
	w.get(monthsOfPM, http.StatusOK, nil)
	for _, c := range []struct {
		later time.Duration
		reads bool
	}{{59 * time.Second, false}, {time.Second, true}, {0, false}} {
		w.now, s.reads = w.now.Add(c.later), 0
		if w.get(monthsOfPM, http.StatusOK, nil); (s.reads > 0) != c.reads {
			t.Errorf("%v later: %d reads", c.later, s.reads)
		}
	}
	s = w.withCounting(func(o *Options) { o.AnswerBytes = -1 })
	for range 2 {
		if s.reads = 0; w.do(http.MethodGet, monthsOfPM, "", "", "").Code != http.StatusOK || s.reads == 0 {
			t.Error("an answer is kept where none may be")
		}
	}
}

// TestErrorsAreNotKept: after an outage the first question is answered.
func TestErrorsAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 24, 20)
	s := w.withCounting(nil)
	s.away = true
	if answer := w.do(http.MethodGet, monthsOfPM, "", "", ""); answer.Code != http.StatusServiceUnavailable {
		t.Fatal(answer.Code)
	}
	s.away = false
	w.get(monthsOfPM, http.StatusOK, nil)
}

// TestCacheControl: what is over may be kept for a day, everything else is asked for again.
func TestCacheControl(t *testing.T) {
	w := newWorld(t).withSample()
	w.fine("citywide", "2020-01-01", 366*24, 20)
	const pm = "/api/v1/cities/surabaya/indicators/pm2-5/"
	for target, want := range map[string]string{
		monthsOfPM:                                                    dayLong,
		pm + "aggregates?window=P1M&from=2020":                        "no-cache", // up to wherever the series reaches
		pm + "aggregates?window=P1M&from=2020&to=2022":                "no-cache", // more may come
		pm + "aggregates?window=P1Y&from=2020&to=2020-07":             dayLong,
		pm + "aggregates?rolling=PT24H&from=2020-02-01&to=2020-02-02": dayLong,
		pm + "observations?from=2020-02-01&to=2020-02-02":             dayLong,
		pm + "observations?from=2020-02-01":                           "no-cache",
		pm + "latest":                                                 "no-cache",
		"/api/v1/series":                                              "no-cache",
		"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting&at=2012": dayLong,
		"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting":         "no-cache",
		"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting&at=2031": "no-cache",
		"/api/v1/programmes/kitaq-composting/progress?at=2012":                                                            dayLong,
		"/api/v1/programmes/kitaq-composting/progress":                                                                    "no-cache",
	} {
		answer := w.do(http.MethodGet, target, "", "", "")
		if got := answer.Header().Get("Cache-Control"); answer.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d, Cache-Control %q, not %q", target, answer.Code, got, want)
		}
	}
}

// TestAnswersHoldWhileOthersWrite: readers and writers at once; whatever is read after a write is not older than it.
func TestAnswersHoldWhileOthersWrite(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 24, 0)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	const question = "/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1D&from=2020-01-01&to=2020-01-02"
	ask := func() string {
		answer := httptest.NewRecorder()
		w.api.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, question, nil))
		return answer.Body.String()
	}
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					ask()
				}
			}
		})
	}
	for i := range 100 {
		w.fine("citywide", "2020-01-01", 24, float64(i))
		if body := ask(); !strings.Contains(body, fmt.Sprintf(`"value":%d,`, i)) {
			t.Errorf("after %d: %s", i, body)
			break
		}
	}
	close(stop)
	readers.Wait()
}

// TestOnlyOpenAnswersAreKept: nothing that a key opens is ever kept for others.
func TestOnlyOpenAnswersAreKept(t *testing.T) {
	for _, r := range newWorld(t).api.routes() {
		if r.cached && (r.keyed || r.method != http.MethodGet) {
			t.Errorf("%s %s is kept", r.method, r.path)
		}
	}
}
