package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestBar(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	b := &bar{to: &out, name: "waste.csv", now: func() time.Time { return now }}
	b.clear() // nothing was drawn
	b.show(0, 4e6)
	now = now.Add(between / 2)
	b.show(1e6, 4e6) // too soon
	now = now.Add(between)
	b.show(3e6, 4e6)
	now = now.Add(between)
	b.show(4e6, -1)
	b.clear()
	const begin = "\r\x1b[K"
	want := begin + "waste.csv  [" + strings.Repeat(".", 30) + "]   0 %  " +
		begin + "waste.csv  [" + strings.Repeat("#", 22) + strings.Repeat(".", 8) + "]  75 %  20.0 MB/s" +
		begin + "waste.csv  4.0 MB  16.0 MB/s" + begin
	if out.String() != want {
		t.Errorf("drawn %q,\nwant %q", out.String(), want)
	}
}
