package ingest

import (
	"bytes"
	"strings"
	"time"
)

// offsetWord reads Z, UTC, GMT, +07:00, +0700, +7, UTC+8 or GMT+08:00 as seconds east of UTC.
func offsetWord(text []byte) (east int, ok bool) {
	rest := text
	if len(rest) >= 3 && (bytes.EqualFold(rest[:3], []byte("UTC")) || bytes.EqualFold(rest[:3], []byte("GMT"))) {
		rest = rest[3:]
		if len(rest) == 0 {
			return 0, true
		}
	} else if len(rest) == 1 && rest[0]|0x20 == 'z' {
		return 0, true
	}
	if len(rest) < 2 || rest[0] != '+' && rest[0] != '-' {
		return 0, false
	}
	sign := 1
	if rest[0] == '-' {
		sign = -1
	}
	hours, digits := leadingNumber(rest[1:])
	minutes := 0
	switch tail := rest[1+digits:]; {
	case digits == 4 && len(tail) == 0:
		hours, minutes = hours/100, hours%100
	case digits > 2:
		return 0, false
	case len(tail) == 3 && tail[0] == ':':
		if minutes, digits = leadingNumber(tail[1:]); digits != 2 {
			return 0, false
		}
	case len(tail) > 0:
		return 0, false
	}
	if hours > 14 || minutes > 59 {
		return 0, false
	}
	return sign * (hours*3600 + minutes*60), true
}

// zoneWord reads a zone as a file names one: an offset, or an IANA name.
func zoneWord(text string) (*time.Location, bool) {
	text = strings.TrimSpace(text)
	if east, ok := offsetWord([]byte(text)); ok {
		return time.FixedZone(text, east), true
	}
	if !strings.Contains(text, "/") || strings.ContainsAny(text, `.\`) || len(text) > 50 {
		return nil, false
	}
	zone, err := time.LoadLocation(text)
	return zone, err == nil
}
