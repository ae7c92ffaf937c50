package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// bar shows how far a file has come, on a terminal.
type bar struct {
	to    io.Writer
	name  string
	now   func() time.Time
	begun time.Time
	drawn time.Time
}

// between is the time between two drawings.
const between = 100 * time.Millisecond

// show draws the bar anew, not too often. Total is -1 when it is not known.
func (b *bar) show(done, total int64) {
	now := b.now()
	if b.begun.IsZero() {
		b.begun = now
	}
	if now.Sub(b.drawn) < between {
		return
	}
	b.drawn = now
	rate := ""
	if took := now.Sub(b.begun).Seconds(); took > 0 {
		rate = fmt.Sprintf("%.1f MB/s", float64(done)/1e6/took)
	}
	if total <= 0 {
		fmt.Fprintf(b.to, "\r\x1b[K%s  %.1f MB  %s", b.name, float64(done)/1e6, rate)
		return
	}
	const width = 30
	full := int(width * done / total)
	fmt.Fprintf(b.to, "\r\x1b[K%s  [%s%s] %3d %%  %s", b.name, strings.Repeat("#", full), strings.Repeat(".", width-full), 100*done/total, rate)
}

// clear takes the bar away: the receipt says the rest.
func (b *bar) clear() {
	if !b.drawn.IsZero() {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}
