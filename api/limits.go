package api

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// What bounds a request. LimitTable tells what each is for; docs/limits.md is made from it.
const (
	wireBytes     = 256 << 20 // of a body as it is sent; the importer bounds it decompressed
	uploadsAtOnce = 16        // bounds temporary files and memory; one upload at a time is merged
	mostPoints    = 100_000   // windows, corrections or observations of one answer
	sourcedRows   = 100_000   // rows that may have their source read again from the kept upload at once: a whole page, at about 10 µs a row

	answerTime     = 15 * time.Second // for a request to be read and answered
	uploadTime     = 15 * time.Minute // the same for a file
	lastWrite      = time.Minute      // after that, for the answer to be taken
	paceTime       = 10 * time.Second // in which a body must move on
	paceBytes      = 1024             // a second, of a body, after the first paceTime
	requestsAtOnce = 512

	// HeaderTime, IdleTime and HeaderBytes bound a connection; the server is set by them.
	HeaderTime  = 5 * time.Second
	IdleTime    = 60 * time.Second
	HeaderBytes = 16 << 10
	// Connections is how many may be open at once; others wait to be accepted.
	Connections = 1024
)

// Rates are requests a minute. The zero value limits nothing.
type Rates struct {
	Requests int // by one key, or from one address for requests without a key
	BadKeys  int // from one address with a key that is refused; then every request with a key is, until the minute is over
}

// UsualRates are those of aspro serve.
func UsualRates() Rates { return Rates{Requests: 60_000, BadKeys: 20} }

// Limit is one line of the table.
type Limit struct {
	What, Value, Code, Change string // Code "" where the connection is closed or waits
}

// LimitTable is every limit there is, from the values that the code uses.
func LimitTable() []Limit {
	file, rates := ingest.Limits{}.WithDefaults(), UsualRates()
	return []Limit{
		{"bytes of a file as it is sent", bytesText(wireBytes), "file_too_large", "split the file, for example by year"},
		{"bytes of a file, unpacked", bytesText(file.Bytes), "file_too_large", "split the file, for example by year"},
		{"times that a file is larger unpacked than sent, beyond its first 4 MiB", number(ingest.MostRatio), "file_too_large", "send it as it is, not compressed"},
		{"layers of compression", "1 (gzip or zstd)", "unsupported_encoding", "compress once"},
		{"rows of a file", number(file.Rows), "too_many_rows", "split the file, for example by year"},
		{"bytes of a line", bytesText(int64(file.Line)), "line_too_long", "look for a quotation mark that is not closed"},
		{"columns of a line", number(int64(file.Columns)), "too_many_columns", "take out columns"},
		{"bytes of a cell", bytesText(int64(file.Cell)), "cell_too_long", "shorten the cell"},
		{"rejected rows that are kept, one by one", number(int64(file.Listed)), "", "the counts go on"},
		{"rejected rows shown in the receipt", number(ingest.Inline), "", "the others are at /uploads/{upload}/problems"},
		{"uploads under way", number(uploadsAtOnce), "busy", "try again after Retry-After"},
		{"bytes of a post of observations, as sent and unpacked", bytesText(postBytes), "post_too_large", "send fewer points at once"},
		{"points of a post", number(ingest.MostPoints), "post_too_large", "send fewer points at once"},
		{"posts under way", number(postsAtOnce), "busy", "try again after Retry-After"},
		{"observations of one answer", number(mostPoints), "too_many_points", "page with limit and cursor, or ask for aggregates"},
		{"windows of one answer", number(mostPoints), "too_many_points", "ask for longer windows or less time"},
		{"observations that one answer is computed from", number(mostRead), "too_many_points", "ask for less time; the answer says how much would do"},
		{"observations that rolling windows look at", number(mostWork), "too_many_points", "ask for less time or shorter windows"},
		{"aggregates, trends, exceedances, indices and pages of more than " + number(plainPage) + " observations made at once", number(heavyAtOnce), "busy", fmt.Sprintf("a further one waits %s; then try again after Retry-After", heavyPatience)},
		{"bytes of large answers (from " + bytesText(largeAnswer) + ") that are being sent", bytesText(answerRoom), "busy", "read faster, or ask for smaller pages"},
		{"sites of one trend or of aggregates", number(mostSites), "bad_parameter", "name fewer"},
		{"statistics of one answer", number(mostStatistics), "bad_parameter", "name fewer"},
		{"figures of a trend, at one site", number(indicators.MostTrendFigures), "too_many_points", "ask for longer windows or less time; fewer at many sites"},
		{"standards of one question", number(mostStandards), "bad_parameter", "name fewer"},
		{"days of one answer of an index", number(mostIndexDays), "too_many_points", "ask for less time"},
		{"rows of a page with their source read again", number(sourcedRows), "", "ask for smaller pages"},
		{"rows of a page of other lists", "1,000", "bad_parameter", "follow next_cursor"},
		{"time to answer a request", answerTime.String(), "timeout", "ask for less"},
		{"time to take and check a file", uploadTime.String(), "timeout", "split the file"},
		{"pace of a body", fmt.Sprintf("%s a second, over %s", bytesText(paceBytes), paceTime), "body_too_slow", "send it again over a better line"},
		{"time to send the header", HeaderTime.String(), "", "the connection is closed"},
		{"bytes of the header", bytesText(HeaderBytes), "", "431, and the connection is closed"},
		{"time that a connection may be idle", IdleTime.String(), "", "the connection is closed"},
		{"connections", number(Connections), "", "further ones wait"},
		{"requests under way", number(requestsAtOnce), "too_many_connections", "try again after Retry-After"},
		{"requests a minute, by key, without a key by address", number(int64(rates.Requests)) + " (`--rate-limit`)", "rate_limited", "wait for Retry-After"},
		{"refused keys a minute, by address", number(int64(rates.BadKeys)), "rate_limited", "wait for Retry-After"},
	}
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return number(n>>20) + " MiB"
	case n >= 1<<10 && n%(1<<10) == 0:
		return number(n>>10) + " KiB"
	}
	return number(n) + " bytes"
}

// number writes thousands with commas.
func number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), ",")
}
