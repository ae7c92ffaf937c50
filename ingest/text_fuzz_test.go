package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/aspro-cities/aspro/indicators"
)

// FuzzStamp: whatever reads as a date and a time is an instant of a day that there is, in the zone that the cell states; written as
// RFC 3339 it reads as the same instant.
func FuzzStamp(f *testing.F) {
	for _, text := range []string{"2026-03-04", "2026-03-04T13:00:05.254+07:00", "4/3/2026 1:05 PM", "02/27/24 10:05:00 AM", "2021-02-18 21:46:23 UTC", "2026-03-04T24:00", "2026-02-29", "2026.3.4 18.00.00", "0000-00-00", "9999-12-31T23:59:59-14:00"} {
		f.Add(text, uint8(0))
		f.Add(text, uint8(1))
	}
	jakarta := time.FixedZone("WIB", 7*3600)
	f.Fuzz(func(t *testing.T, text string, order uint8) {
		m, fault := readStamp([]byte(text), []string{"", "dmy", "mdy", "ymd"}[order%4], int(order)%3*1000)
		if fault.code != "" {
			if fault.message == "" {
				t.Errorf("%q is refused without a word", text)
			}
			return
		}
		c := clock{zone: jakarta, resolution: indicators.PT1H}
		at, fault := c.startOf(m, 0)
		if fault.code != "" {
			return // no such day, or too early
		}
		if m.second < 0 || m.second > 86400 || m.east < -14*3600-3540 || m.east > 14*3600+3540 {
			t.Errorf("%q is %+v", text, m)
		}
		again, fault := readStamp([]byte(time.Unix(at, 0).In(jakarta).Format(time.RFC3339)), "", 0)
		if fault.code != "" && m.date.year < 9999 {
			t.Fatalf("%q is %+v, which does not read again: %v", text, m, fault)
		}
		if back, fault := c.startOf(again, 0); fault.code == "" && back != at {
			t.Errorf("%q is %d, and comes back as %d", text, at, back)
		}
	})
}

// FuzzEncoding: whatever bytes are declared as whatever encoding, what is read is UTF-8 without the mark of a fault, or refused.
func FuzzEncoding(f *testing.F) {
	names := []string{"", "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "shift_jis", "big5"}
	for i := range names {
		f.Add([]byte("city,site\nsurabaya,\xe9\x83\xbd\n"), uint8(i))
		f.Add([]byte("\xff\xfec\x00\n\x00"), uint8(i))
		f.Add([]byte("\x91\xaa\x92\xe8\x94N\x93x,01h\n"), uint8(i))
	}
	f.Fuzz(func(t *testing.T, content []byte, name uint8) {
		declared := names[int(name)%len(names)]
		from, _, err := asUTF8(bytes.NewReader(content), declared)
		if err != nil {
			t.Fatalf("%s: %v", declared, err)
		}
		text, err := io.ReadAll(from)
		switch {
		case err != nil:
			if indicators.KindOf(err) != indicators.Unsupported {
				t.Errorf("%s: %v", declared, err)
			}
		case declared == "" || declared == "utf-8", bytes.HasPrefix(content, byteOrderMark): // checked block by block
		case !utf8.Valid(text) || strings.ContainsRune(string(text), utf8.RuneError):
			t.Errorf("%s gives %q", declared, text)
		}
	})
}

// FuzzImport: whatever the bytes and the profile, an upload ends with a receipt that adds up or with an error for its sender.
func FuzzImport(f *testing.F) {
	c := smallCatalogue(f)
	profiles := []string{"aspro", "wide", "wide-dmy", "parts", "words"}
	f.Add([]byte(plainHeader+plainRow), uint8(0))
	f.Add([]byte(gzipped(plainHeader+plainRow)), uint8(0))
	f.Add([]byte("PK\x03\x04"), uint8(1))
	f.Add([]byte("\x28\xB5\x2F\xFD\x00"), uint8(1))
	f.Add([]byte("Date,Time,PM25\n13/3/2026,01:00,1\n4/3/2026,02:00,2\n"), uint8(1))
	f.Add([]byte("Date,Time,PM25\nDate,Time,PM25\n4/3/2026,02:00,２\n"), uint8(2))
	f.Fuzz(func(t *testing.T, content []byte, profile uint8) {
		if len(content) > 1<<16 {
			return
		}
		m := newMemory(c)
		im := importer(t, m)
		im.Limits = Limits{Bytes: 1 << 20}
		result, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: indicators.UploadRequest{Profile: profiles[int(profile)%len(profiles)], City: "cebu", OnError: indicators.SkipRow}})
		if err != nil {
			if indicators.KindOf(err) == indicators.Internal {
				t.Error(err)
			}
			return
		}
		if n := result.Upload.Receipt.Counts; n.Received != n.Outcomes() {
			t.Errorf("%+v does not add up", n)
		}
	})
}
