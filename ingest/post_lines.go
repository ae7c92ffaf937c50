package ingest

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/influxdata/line-protocol/v2/lineprotocol"

	"github.com/aspro-cities/aspro/indicators"
)

// LinePoint tells where a reading stood: its line, from 1, without blank lines and comments, and its field.
type LinePoint struct {
	Line  int
	Field string
}

// ReadLines reads the points of a body of line protocol as the feed says. precision is the unit of its time stamps. A
// line that is no line protocol refuses the body, as InfluxDB has it: the error is Invalid, bad_line. What is wrong
// with a point alone is its Fault. TooLarge, post_too_large, past MostPoints.
func ReadLines(body io.Reader, precision time.Duration, feed indicators.Feed) ([]Reading, []LinePoint, error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, nil, err
	}
	lines := lineReader{in: lineprotocol.NewDecoderWithBytes(text), feed: feed, precision: precision}
	for lines.in.Next() {
		if err := lines.read(); err != nil {
			return nil, nil, err
		}
		if len(lines.readings) > MostPoints {
			return nil, nil, indicators.Errorf(indicators.TooLarge, "the post has more than %d points", MostPoints).Coded("post_too_large").Try("Send the points in several posts.")
		}
	}
	return lines.readings, lines.points, nil
}

// lineReader walks the lines of one body.
type lineReader struct {
	in        *lineprotocol.Decoder
	feed      indicators.Feed
	precision time.Duration
	readings  []Reading
	points    []LinePoint
	fields    []lineField
	number    int
}

// lineField is one field of the line being read.
type lineField struct {
	name string
	kind lineprotocol.ValueKind
	text string
}

// read takes one line.
func (l *lineReader) read() error {
	l.number++
	measurement, err := l.in.Measurement()
	if err != nil {
		return badLine(err)
	}
	of := string(measurement)
	base, err := l.tags()
	if err != nil {
		return badLine(err)
	}
	l.fields = l.fields[:0]
	for {
		key, kind, value, err := l.in.NextFieldBytes()
		if err != nil {
			return badLine(err)
		}
		if key == nil {
			break
		}
		if _, err := lineprotocol.NewValueFromBytes(kind, value); err != nil {
			return badLine(fmt.Errorf("at line %d, field %s: %w", l.number, key, err))
		}
		l.fields = append(l.fields, lineField{string(key), kind, string(value)})
	}
	stamp, err := l.in.TimeBytes()
	if err != nil {
		return badLine(err)
	}
	base.Start, base.Fault = l.start(stamp, base.Fault)
	for _, f := range l.fields {
		if !slices.Contains(l.feed.Ignore, f.name) {
			l.readings = append(l.readings, l.point(base, of, f))
			l.points = append(l.points, LinePoint{l.number, f.name})
		}
	}
	return nil
}

// tags reads the tags of a line; one that stands twice is a fault of the line's points.
func (l *lineReader) tags() (Reading, error) {
	f := l.feed
	r := Reading{City: f.City, Site: f.Site, Resolution: f.Resolution, Statistic: f.Statistic, Status: f.Status}
	named := map[string]*string{
		firstOf(f.Tags.City, "city"): &r.City, firstOf(f.Tags.Site, "site"): &r.Site, firstOf(f.Tags.Indicator, "indicator"): &r.Indicator,
		firstOf(f.Tags.Resolution, "resolution"): &r.Resolution, firstOf(f.Tags.Statistic, "statistic"): &r.Statistic, firstOf(f.Tags.Unit, "unit"): &r.Unit,
		firstOf(f.Tags.Quality, "quality"): &r.Quality, firstOf(f.Tags.Status, "status"): &r.Status,
	}
	seen := map[string]bool{}
	for {
		key, value, err := l.in.NextTag()
		if err != nil || key == nil {
			return r, err
		}
		name := string(key)
		if seen[name] {
			r.Fault = problemf(0, name, "duplicate_tag", string(value), "The tag %q stands twice.", name)
		}
		seen[name] = true
		if to := named[name]; to != nil {
			*to = string(value)
		}
		for _, place := range f.Places {
			if place.Tag == name && place.Text == string(value) {
				r.City, r.Site = place.City, place.Site
			}
		}
	}
}

// endOfJanuary1970 is the second below which every stamp until 2054 falls whose unit is larger than precision states, and no other
// one but that of a clock that was never set.
const endOfJanuary1970 = 31 * 86400

const statePrecision = "State the unit of the time stamps: precision=ns, us, ms or s."

// start reads a time stamp as RFC 3339; one must be there, and be of whole seconds.
func (l *lineReader) start(stamp []byte, fault *indicators.RowProblem) (string, *indicators.RowProblem) {
	if fault != nil {
		return "", fault
	}
	if stamp == nil {
		return "", try(problemf(0, "time", "time_missing", "", "The line has no time stamp."), "Send when it was measured; the time of arrival is never put in its place.")
	}
	n, err := strconv.ParseInt(string(stamp), 10, 64)
	units := int64(time.Second / l.precision)
	switch seconds := n / units; {
	case err != nil || seconds < -1e11 || seconds > 1e11:
		return "", try(problemf(0, "time", "bad_time", string(stamp), "The time stamp is out of range: its unit is not the one that precision states."), statePrecision)
	case n >= 0 && seconds < endOfJanuary1970:
		return "", try(problemf(0, "time", "bad_time", string(stamp), "The time stamp lies in January 1970: its unit is not the one that precision states, or the clock is not set."), statePrecision)
	case n%units != 0:
		return "", try(problemf(0, "time", "sub_second", string(stamp), "The time stamp has a fraction of a second."), "Round it where it is made: agent.precision = \"1s\" in Telegraf.")
	}
	return time.Unix(n/units, 0).UTC().Format(time.RFC3339), nil
}

// point is what one field of a line says.
func (l *lineReader) point(r Reading, measurement string, f lineField) Reading {
	if r.Fault != nil {
		return r
	}
	byTag := r.Indicator != ""
	switch row := l.row(measurement, f.name); {
	case byTag && f.name != "value":
		r.Fault = try(problemf(0, f.name, "unknown_field", f.text, "In a line with the tag indicator only the field value is read."), "Name %s among the fields that the feed ignores, or leave it out.", f.name)
	case row != nil:
		r.Indicator, r.Unit, r.Statistic = row.Indicator, firstOf(row.Unit, r.Unit), firstOf(row.Statistic, r.Statistic)
	case !byTag:
		r.Indicator = f.name
	}
	switch f.kind {
	case lineprotocol.Float, lineprotocol.Int, lineprotocol.Uint:
		r.Value = f.text
	default:
		if r.Fault == nil {
			r.Fault = problemf(0, f.name, "value_unreadable", f.text, "The value must be a number.")
		}
	}
	return r
}

// row is the feed's row about a field.
func (l *lineReader) row(measurement, field string) *indicators.FeedField {
	for i, row := range l.feed.Fields {
		if row.Field == field && (row.Measurement == "" || row.Measurement == measurement) {
			return &l.feed.Fields[i]
		}
	}
	return nil
}

// badLine words why a body is no line protocol.
func badLine(err error) error {
	return indicators.Errorf(indicators.Invalid, "unable to parse: %w", err).Coded("bad_line")
}
