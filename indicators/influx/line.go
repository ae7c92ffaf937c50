package influx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

const measurement = "obs"

// checkSeries refuses what cannot be a tag.
func checkSeries(s indicators.Series) error {
	if !isOurs(s) {
		return indicators.Errorf(indicators.Internal, "%q cannot be a series", s)
	}
	return nil
}

// isOurs reports whether every part is of the letters of slugs, durations and statistics, so that nothing a
// client has invented is ever sent. Under any other name nothing is stored.
func isOurs(s indicators.Series) bool {
	for _, part := range []string{s.City, s.Site, s.Indicator, s.Statistic, s.Resolution.String()} {
		if part == "" || !isPlain(part) {
			return false
		}
	}
	return true
}

// isPlain reports whether a text holds letters, digits, dots, dashes and underscores alone; "" is plain.
func isPlain(part string) bool {
	return len(part) <= 128 && strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == ""
}

// appendSeries begins a line: measurement and tags in the order of their names; checkSeries has left nothing to escape.
func appendSeries(to []byte, s indicators.Series) []byte {
	to = append(to, measurement...)
	for _, tag := range [...][2]string{{"city", s.City}, {"indicator", s.Indicator}, {"resolution", s.Resolution.String()}, {"site", s.Site}, {"statistic", s.Statistic}} {
		to = append(to, ',')
		to = append(to, tag[0]...)
		to = append(to, '=')
		to = append(to, tag[1]...)
	}
	return append(to, ' ')
}

// lineRoom is more than fields and time take up beside the tags, so that a request does not grow while it is written.
const lineRoom = 110

// appendLines writes batches.
func appendLines(to []byte, batches []indicators.Batch) []byte {
	var prefix []byte
	for _, b := range batches {
		prefix = appendSeries(prefix[:0], b.Series)
		to = slices.Grow(to, len(b.Observations)*(len(prefix)+lineRoom))
		for _, o := range b.Observations {
			to = append(to, prefix...)
			to = appendFields(to, o)
		}
	}
	return to
}

// appendFields writes the fields and the time. Every number that may ever be a float is one, so that no shard
// ever holds another type.
func appendFields(to []byte, o indicators.Observation) []byte {
	if o.IsSummable() {
		to = append(to, "value="...)
		from := len(to)
		to = strconv.AppendFloat(to, o.Value, 'g', -1, 64)
		figure := to[from:]
		to = append(to, ",raw="...)
		to = append(to, figure...)
	} else {
		to = append(to, "raw="...)
		to = strconv.AppendFloat(to, o.Value, 'g', -1, 64)
	}
	integer := func(name string, n int64) {
		to = append(to, ',')
		to = append(to, name...)
		to = append(to, '=')
		to = strconv.AppendInt(to, n, 10)
		to = append(to, 'i')
	}
	if o.Censored != indicators.NotCensored {
		integer("c", int64(o.Censored))
	}
	if o.Own != 0 {
		integer("d", int64(o.Quality))
	}
	integer("l", int64(o.Line))
	integer("q", int64(o.OwnQuality()))
	integer("s", int64(o.Status))
	integer("u", int64(o.Upload))
	to = append(to, ' ')
	to = strconv.AppendInt(to, o.Start, 10)
	return append(to, '\n')
}
