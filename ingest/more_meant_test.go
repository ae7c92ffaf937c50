package ingest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/aspro-cities/aspro/indicators"
)

// TestAZoneInTheRowWins: over the profile's and the city's; an offset in the cell wins over that.
func TestAZoneInTheRowWins(t *testing.T) {
	m, im := withProfiles(t, `profiles:
  - id: zoned
    name: Z
    description: D
    layout: wide
    zone: "+05:00"
    resolution: PT1H
    city: surabaya
    source: S
    licence: L
    columns:
      - {header: Time, role: stamp}
      - {header: Zone, role: zone}
      - {header: PM2.5, role: value, indicator: pm2-5}
`)
	stored, problems, _ := tried(t, im, m, "Time,Zone,PM2.5\n2026-03-04 12:00,-8,1\n2026-03-04 12:00,Asia/Tokyo,2\n2026-03-04 12:00,,3\n2026-03-04T12:00+02:00,-8,4\n2026-03-04 12:00,WIB,5\n",
		indicators.UploadRequest{Profile: "zoned"})
	want := []string{"citywide/pm2-5/PT1H 2026-03-04T03:00Z 2 q2 observed", "citywide/pm2-5/PT1H 2026-03-04T07:00Z 3 q2 observed",
		"citywide/pm2-5/PT1H 2026-03-04T10:00Z 4 q2 observed", "citywide/pm2-5/PT1H 2026-03-04T20:00Z 1 q2 observed"}
	if !slices.Equal(stored, want) || !slices.Equal(problems, []string{"6 Time unknown_zone"}) {
		t.Errorf("%s %q", strings.Join(stored, "\n"), problems)
	}
}

// TestSpansSayHowLongTheyAre: of start and end columns; a wrong end is refused.
func TestSpansSayHowLongTheyAre(t *testing.T) {
	m, im := withProfiles(t, `profiles:
  - id: spans
    name: S
    description: D
    layout: wide
    city: surabaya
    source: S
    licence: L
    columns:
      - {header: From, role: start}
      - {header: To, role: end}
      - {header: Waste, role: value, indicator: solid-waste-generated, unit: t/day}
`)
	stored, problems, _ := tried(t, im, m, "From,To,Waste\n2026-01-01,2026-02-01,1\n2026-02-01,2026-02-08,2\n2026-02-08 00:00,2026-02-08 08:00,3\n2026-02-09,2026-02-09,4\n2026-02-10,2026-02-09,5\n",
		indicators.UploadRequest{Profile: "spans"})
	want := []string{"citywide/solid-waste-generated/P1M 2025-12-31T17:00Z 1 q2 observed", "citywide/solid-waste-generated/P7D 2026-01-31T17:00Z 2 q2 observed",
		"citywide/solid-waste-generated/PT8H 2026-02-07T17:00Z 3 q2 observed"}
	if !slices.Equal(stored, want) || !slices.Equal(problems, []string{"5 From empty_period", "6 From empty_period"}) {
		t.Errorf("%s %q", strings.Join(stored, "\n"), problems)
	}
}

func TestBig5AsDeclared(t *testing.T) {
	header := "日期,測站,測項"
	for hour := range 24 {
		header += "," + string(rune('0'+hour/10)) + string(rune('0'+hour%10))
	}
	text, err := traditionalchinese.Big5.NewEncoder().String(header + "\n2025/01/01,kali-surabaya,PM2.5,12" + strings.Repeat(",", 23) + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for encoding, want := range map[string]string{"big5": "kali-surabaya/pm2-5/PT1H 2024-12-31T16:00Z 12 q2 observed", "": "encoding"} {
		m, im := withProfiles(t, "")
		stored, problems, _ := tried(t, im, m, text, indicators.UploadRequest{Profile: "taiwan-epa-hours", City: "surabaya", Encoding: encoding})
		if got := strings.Join(append(stored, problems...), ""); got != want {
			t.Errorf("%q: %s", encoding, got)
		}
	}
}
