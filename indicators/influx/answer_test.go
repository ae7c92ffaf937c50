package influx

import (
	"testing"
	"time"
)

// TestTimesOfAnAnswer holds the fast reading of times to that of the time package.
func TestTimesOfAnAnswer(t *testing.T) {
	for at := time.Date(1899, 12, 27, 23, 59, 59, 0, time.UTC); at.Year() < 2110; at = at.Add(31*time.Hour + 7*time.Minute + 13*time.Second) {
		text := at.Format(time.RFC3339Nano)
		if start, ok := unixOf([]byte(text)); !ok || start != at.Unix() {
			t.Fatal(text, start, ok)
		}
	}
	for text, want := range map[string]int64{"1970-01-01T00:00:00Z": 0, "1970-01-01T00:00:01.5Z": 1, "2000-02-29T00:00:00Z": 951782400, "1969-12-31T23:59:59Z": -1} {
		if start, ok := unixOf([]byte(text)); !ok || start != want {
			t.Error(text, start, ok)
		}
	}
	for _, text := range []string{"", "1970-01-01", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z", "2001-02-29T00:00:00Z", "1970-01-01T24:00:00Z",
		"1970-01-01T00:60:00Z", "1970-01-01 00:00:00Z", "197a-01-01T00:00:00Z", "1970-01-01T00:00:00z"} {
		if start, ok := unixOf([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, start)
		}
	}
}

func BenchmarkUnixOf(b *testing.B) {
	text := []byte("2014-07-16T17:00:00Z")
	for b.Loop() {
		unixOf(text)
	}
}
