package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// logger is a profile of one's own, and sample a file for it.
const logger = `profiles:
  - id: my-logger
    name: Logger of the roof
    description: Made for this test.
    layout: wide
    delimiter: ";"
    decimal: ","
    date_order: dmy
    resolution: PT1H
    city: surabaya
    site: citywide
    source: The roof
    licence: CC BY 4.0
    columns:
      - {header: Tanggal, role: stamp}
      - {header: PM2.5, role: value, indicator: pm2-5, unit: µg/m³, limits: [{text: ND, means: "<0,5"}]}
      - {header: CO, role: value, indicator: co, unit: µg/m³}
`

const sample = "Tanggal;PM2.5;CO;Baterai\n4/3/2026 00:00;12,4;350;3\n4/3/2026 01:00;ND;x;3\n"

func TestProfileTestShowsFiguresInWords(t *testing.T) {
	got := must(t, refused, "profile", "test", write(t, "logger.yaml", logger), write(t, "sample.csv", sample))
	has(t, got.out,
		"line 2: 4/3/2026 00:00 → 4 March 2026, 00:00 to 01:00 +07:00 · PM2.5 (mean) at Surabaya = 12.4 µg/m³ (written 12,4 µg/m³)",
		"Carbon monoxide (mean) at Surabaya = 0.35 mg/m³ (written 350 µg/m³)",
		"PM2.5 (mean) at Surabaya = <0.5 µg/m³ (written ND µg/m³)",
		"2 rows; 4 values received = 3 right + 1 wrong + 0 missing",
		"columns not read: Baterai",
		`line 3, CO: value_unreadable: "x" is not a number.`)
}

func TestProfileTestSpeaksTheLanguageOfTheOffice(t *testing.T) {
	got := must(t, refused, "profile", "test", write(t, "logger.yaml", logger), write(t, "sample.csv", sample), "--lang", "id")
	has(t, got.out, "4 Maret 2026, 00:00 sampai 01:00 +07:00 · PM2.5 (mean) di Surabaya = 12.4 µg/m³ (tertulis 12,4 µg/m³)",
		"2 baris; 4 nilai diterima = 3 benar + 1 salah + 0 kosong", "kolom yang tidak dibaca: Baterai", `"x" bukan angka.`)
}

func TestProfileTestIsToldWhatTheFileDoesNotSay(t *testing.T) {
	path := write(t, "both.yaml", "profiles:\n  - {id: one, extends: flexmeasures, indicator: pm2-5, unit: µg/m³, resolution: PT15M}\n  - {id: two, extends: one, unit: mg/m³}\n")
	file := write(t, "events.csv", "event_start,event_value\n2026-05-12T08:15:00+02:00,12.4\n")
	has(t, must(t, wrongUse, "profile", "test", path, file, "--city", "cebu").words, "holds one, two", "--profile")
	has(t, must(t, refused, "profile", "test", path, file, "--city", "cebu", "--profile", "two").words, "is of one site")
	has(t, must(t, refused, "profile", "test", path, file, "--city", "cebu", "--site", "mahiga", "--profile", "two").words, "mahiga-river")
	has(t, must(t, done, "profile", "test", path, file, "--city", "cebu", "--site", "cebu-city", "--profile", "one").out,
		"12 May 2026, 14:15 to 14:30 +08:00 · PM2.5 (mean) at Cebu City, Metro Cebu = 12.4 µg/m³")
}

func TestProfileTestNamesFaultsWithTheirLines(t *testing.T) {
	path := write(t, "logger.yaml", strings.Replace(logger, "indicator: pm2-5", "indicator: pm2.5", 1))
	got := must(t, refused, "profile", "test", path, write(t, "sample.csv", sample))
	has(t, got.words, path+":16: ", "pm2.5")
	got = must(t, wrongUse, "profile", "test", write(t, "logger.yaml", "cities: []\n"), write(t, "sample.csv", sample))
	has(t, got.words, "holds no profile")
	must(t, wrongUse, "profile", "test", write(t, "logger.yaml", logger), filepath.Join(t.TempDir(), "absent.csv"))
}

func TestProfileShownIsAFileOfACatalogue(t *testing.T) {
	for _, id := range []string{"nies-hourly", "published-figures", "ukair-flat", "aspro-id"} {
		shown := must(t, done, "profile", "show", id).out
		path := write(t, "shown.yaml", shown)
		again := must(t, done, "profile", "show", id, "--catalogue", path).out
		if again != shown {
			t.Errorf("%s: shown again it reads\n%s", id, again)
		}
	}
	must(t, wrongUse, "profile", "show", "none")
}

func TestProfileListAndDetect(t *testing.T) {
	has(t, must(t, done, "profile", "list").out, "sensor-community-sds011", "thingspeak", "to be extended")
	path := write(t, "today.csv", "sensor_id;sensor_type;location;lat;lon;timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n7;SDS011;5;-7.2;112.7;2026-03-01T00:01:00;11.00;;;8.50;;\n")
	if first, _, _ := strings.Cut(must(t, done, "profile", "detect", path).out, " "); first != "sensor-community-sds011" {
		t.Errorf("proposed is %q", first)
	}
	has(t, must(t, refused, "profile", "detect", write(t, "list.csv", "a,b\n1,2\n")).words, "no profile fits")
}

// TestTheTimeInTheNameTravels: of a path its last folders are sent to a profile that reads the time there, to any other the name alone.
func TestTheTimeInTheNameTravels(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "noudoAll", "2026", "03", "04")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "24.csv")
	if err := os.WriteFile(path, []byte("測定局コード,PM2.5\nstation-40106010,7\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	got := must(t, done, "import", path, "--profile", "soramame-nationwide", "--city", "kitakyushu", "--data", data)
	has(t, got.out, "kitakyushu/station-40106010/pm2-5/PT1H/mean", "2026-03-04T23:00:00+09:00")
}
