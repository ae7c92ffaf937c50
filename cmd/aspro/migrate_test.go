package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// answers asks a server for everything it says of its observations, by path.
func (s *running) answers(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	ask := func(path string) string {
		status, body := s.get(t, path)
		said[path] = fmt.Sprintf("%d %s", status, body)
		return body
	}
	var list struct {
		Data []struct{ City, Site, Indicator, Resolution, Statistic string }
	}
	if err := json.Unmarshal([]byte(ask("/api/v1/series?limit=1000")), &list); err != nil || len(list.Data) < 59 {
		t.Fatalf("%d series: %v", len(list.Data), err)
	}
	for _, one := range list.Data {
		at := "/api/v1/cities/" + one.City + "/indicators/" + one.Indicator
		of := "?site=" + one.Site + "&resolution=" + one.Resolution + "&statistic=" + one.Statistic
		ask(at + "/observations" + of + "&format=csv")
		ask(at + "/aggregates" + of + "&window=P1Y&from=1990&to=2026")
		ask(at + "/latest" + of)
	}
	ask("/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting&at=2012")
	ask("/api/v1/programmes/aspro/progress?at=five-year-evaluation-2010")
	return said
}

// manyHours is a file of hours that holds every kind of observation: counted, censored, suspect, projected.
func manyHours(n int) string {
	var b strings.Builder
	b.WriteString(header[:len(header)-1] + ",resolution\n")
	for i := range n {
		value, quality, status := fmt.Sprintf("%d.%02d", 3+i%40, i%100), "1", "observed"
		switch i % 50 {
		case 7:
			value = "<0.5"
		case 9:
			quality = "3"
		case 11:
			status = "projected"
		}
		start := time.Date(2005, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600)).Add(time.Duration(i) * time.Hour)
		fmt.Fprintf(&b, "surabaya,citywide,pm10,%s,%s,µg/m³,mean,%s,%s,the test,,PT1H\n", start.Format("2006-01-02T15:04-07:00"), value, quality, status)
	}
	return b.String()
}

func migrate(t *testing.T, server *influxtest.Server, want int, data, bucket string) call {
	t.Helper()
	c := call{env: influxEnv(server)}.run(t, "migrate", "--to", "influx", "--data", data, "--influx-bucket", bucket)
	if c.status != want {
		t.Fatalf("status %d, want %d: %s%s", c.status, want, c.out, c.words)
	}
	return c
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	data, hours := loadSample(t), exportedAtOnce+2000 // two pieces, in three shards
	must(t, done, "import", write(t, "hours.csv", manyHours(hours)), "--city", "surabaya", "--data", data)
	embedded := start(t, "--data", data)
	before := embedded.answers(t)
	t.Run("ItIsRefusedWhileAServerOwnsTheFolder", func(t *testing.T) {
		got := migrate(t, server, refused, data, server.Bucket)
		if has(t, got.words, "another aspro process owns", "Stop it first"); got.out != "" {
			t.Error(got.out)
		}
	})
	embedded.stop(t)

	first := migrate(t, server, done, data, server.Bucket)
	total := fmt.Sprintf("60 series, %d observations: the same in both\n", 86+hours)
	has(t, first.out, fmt.Sprintf("same    surabaya/citywide/pm10/PT1H/mean  %d observations, %d copied now  sha256 ", hours, hours), total)
	if lines := strings.Count(first.out, "\n"); lines != 61 {
		t.Errorf("%d lines", lines)
	}

	t.Run("TheOldCopyIsNotServedByMistake", func(t *testing.T) {
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"import", write(t, "more.csv", manyHours(1)), "--city", "surabaya"}, {"export"}} {
			got := must(t, refused, append(command, "--data", data)...)
			has(t, got.words, "were moved to InfluxDB at "+server.URL+", bucket "+server.Bucket, "--influx-url "+server.URL)
		}
	})

	t.Run("AgainCopiesNothing", func(t *testing.T) {
		again := migrate(t, server, done, data, server.Bucket)
		if has(t, again.out, total); strings.Count(again.out, " 0 copied now ") != 60 {
			t.Error(again.out)
		}
	})

	t.Run("TheSameFolderServedFromInfluxDBAnswersTheSame", func(t *testing.T) {
		served := startIn(t, influxEnv(server), "--data", data)
		after := served.answers(t)
		for _, path := range slices.Sorted(maps.Keys(before)) {
			if after[path] != before[path] {
				t.Errorf("%s\nbefore %.600s\nafter  %.600s", path, before[path], after[path])
			}
		}
		if len(after) != len(before) || len(before) < 180 {
			t.Errorf("%d answers, before %d", len(after), len(before))
		}
		if ready, body := served.get(t, "/readyz"); ready != http.StatusOK {
			t.Error(body)
		}
		served.stop(t)
		if strings.Contains(served.words.String(), server.Token) {
			t.Error("the token is in the log")
		}
	})

	t.Run("WhatInfluxDBHoldsOtherwiseIsToldAndLeftAlone", func(t *testing.T) {
		const waste = "cebu/cebu-city/solid-waste-generated/P1Y/mean"
		begin := time.Date(2009, 12, 31, 16, 0, 0, 0, time.UTC).Unix()
		tags := "obs,city=cebu,indicator=solid-waste-generated,resolution=P1Y,site=cebu-city,statistic=mean"
		server.Write(fmt.Sprintf("%s value=471,raw=471,q=1i,s=1i,u=1i,l=1i %d\n", tags, begin))
		got := migrate(t, server, refused, data, server.Bucket)
		has(t, got.out, "DIFFERS "+waste+"  data folder: 8 observations", "InfluxDB: 8 observations")
		if has(t, got.words, "1 of 60 series differ"); strings.Contains(got.out, "the same in both") {
			t.Error(got.out)
		}
		if held := server.Query(`from(bucket: "` + server.Bucket + `") |> range(start: 2009-12-01T00:00:00Z, stop: 2010-01-01T00:00:00Z) |> filter(fn: (r) => r._field == "raw" and r.site == "cebu-city" and r.indicator == "solid-waste-generated") |> keep(columns: ["_value"])`); !strings.Contains(held, ",471") {
			t.Errorf("it was overwritten: %s", held)
		}
		// More than the folder has: another series, and another year of this one.
		server.Write(fmt.Sprintf("%s value=1,raw=1,q=1i,s=1i,u=1i,l=1i %d\n%s value=1,raw=1,q=1i,s=1i,u=1i,l=1i %d\n", tags, begin-86400*365,
			strings.Replace(tags, "cebu-city", "mandaue-city", 1), begin))
		got = migrate(t, server, refused, data, server.Bucket)
		has(t, got.words, "2 of 61 series differ")
		has(t, got.out, "DIFFERS cebu/mandaue-city/solid-waste-generated/P1Y/mean  data folder: 0 observations", "InfluxDB: 9 observations")
	})

	t.Run("AServerThatIsAway", func(t *testing.T) {
		server.Stop()
		got := migrate(t, server, refused, data, server.Bucket)
		if has(t, got.words, "does not answer"); strings.Contains(got.words, server.Token) {
			t.Error(got.words)
		}
	})
}

func TestMigrateNeedsToBeToldWhereTo(t *testing.T) {
	data := t.TempDir()
	for args, words := range map[string]string{
		"migrate --data " + data:                                             "--to influx",
		"migrate --to postgres --data " + data:                               "it must be influx",
		"migrate --to influx --data " + data:                                 "--influx-url",
		"migrate --to influx --influx-url http://127.0.0.1:1 --data " + data: "ASPRO_INFLUX_TOKEN",
	} {
		has(t, must(t, wrongUse, strings.Fields(args)...).words, words)
	}
	got := call{env: []string{"ASPRO_INFLUX_TOKEN=x"}}.run(t, "migrate", "--to", "influx", "--influx-url", "http://127.0.0.1:1", "--influx-org", "o", "--data", data)
	if got.status != refused {
		t.Errorf("%d %s", got.status, got.words)
	}
	has(t, got.words, "there is no data in the folder")
}
