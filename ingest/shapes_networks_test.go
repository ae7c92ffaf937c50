package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// one is a reading of the cell of one column of each row after the header, with blanks left out.
func one(delimiter rune, header int, f func(t *testing.T, row []string) []figure) func(*testing.T, string) []figure {
	return func(t *testing.T, text string) (all []figure) {
		for _, row := range rowsOf(t, text, delimiter)[header:] {
			all = append(all, f(t, row)...)
		}
		return all
	}
}

// shapesOfNetworks are the files of sensor networks and of tools.
func shapesOfNetworks() []shape {
	return []shape{
		{file: "openaq_archive.csv", profile: "openaq-archive", city: "surabaya", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, time.RFC3339, row[3], time.UTC, -time.Hour)
			if row[6] == "o3" { // ppm, kept in ppb
				return []figure{{"wonokromo", "o3-ppb", "PT1H", "mean", at, num(t, row[8]) * 1000, 0, 0}}
			}
			return []figure{{"wonokromo", row[6], "PT1H", "mean", at, num(t, row[8]), 0, 0}}
		})},
		{file: "sensor_community_sds011.csv", profile: "sensor-community-sds011", city: "surabaya", missing: indicators.Counts{Missing: 1},
			read: one(';', 1, func(t *testing.T, row []string) []figure {
				at := stampOf(t, "2006-01-02T15:04:05", row[5], time.UTC, 0)
				all := []figure{{"sds011-7", "pm10", "PT2M", "mean", at, num(t, row[6]), 0, 0}}
				if row[9] != "" {
					all = append(all, figure{"sds011-7", "pm2-5", "PT2M", "mean", at, num(t, row[9]), 0, 0})
				}
				return all
			})},
		{file: "sensor_community_dht22.csv", profile: "sensor-community-weather", city: "surabaya", refused: "profile_incomplete"},
		{file: "sensor_community_dht22.csv", profile: "my-weather", city: "surabaya", read: one(';', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"dht22-8", "air-temperature", "PT2M", "mean", stampOf(t, "2006-01-02T15:04:05", row[5], time.UTC, 0), num(t, row[6]), 0, 0}}
		})},
		{file: "opensensemap_sensor.csv", profile: "opensensemap-sensor", city: "surabaya", refused: "profile_incomplete"},
		{file: "opensensemap_sensor.csv", profile: "my-sensor", city: "surabaya", site: "kampung-a", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"kampung-a", "pm2-5", "PT1S", "mean", stampOf(t, time.RFC3339Nano, row[0], time.UTC, 0), num(t, row[1]), 0, 0}}
		})},
		{file: "opensensemap_multi.csv", profile: "opensensemap-multi", city: "surabaya", refused: "profile_incomplete"},
		{file: "opensensemap_multi.csv", profile: "my-box", city: "surabaya", site: "kampung-a", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"kampung-a", "pm2-5", "PT1S", "mean", stampOf(t, time.RFC3339Nano, row[1], time.UTC, 0), num(t, row[2]), 0, 0}}
		})},
		{file: "opensensemap_post_headerless.csv", profile: "opensensemap-post", city: "surabaya", refused: "profile_incomplete"},
		{file: "opensensemap_post_headerless.csv", profile: "my-posting-box", city: "surabaya", site: "kampung-a", read: one(',', 0, func(t *testing.T, row []string) []figure {
			indicator := map[string]string{"5a8d1c25bc2d41001927a265": "pm2-5", "5a8d1c25bc2d41001927a266": "pm10"}[row[0]]
			return []figure{{"kampung-a", indicator, "PT1S", "mean", stampOf(t, time.RFC3339Nano, row[2], time.UTC, 0), num(t, row[1]), 0, 0}}
		})},
		{file: "purpleair_history_iso.csv", profile: "purpleair-history", city: "surabaya", missing: indicators.Counts{Missing: 1}, read: one(',', 1, func(t *testing.T, row []string) []figure {
			if row[2] == "" {
				return nil
			}
			return []figure{{"sensor-25549", "pm2-5", "PT2M", "mean", row[0], num(t, row[2]), 0, indicators.Provisional}}
		})},
		{file: "purpleair_history_epoch_unsorted.csv", profile: "purpleair-history-epoch", city: "surabaya", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := time.Unix(int64(num(t, row[0])), 0).UTC().Format(time.RFC3339)
			return []figure{{"sensor-99999", "pm2-5", "PT10M", "mean", at, num(t, row[3]), 0, indicators.Provisional}}
		})},
		{file: "purpleair_sd.csv", profile: "purpleair-sd", city: "surabaya", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, "2006/01/02T15:04:05Z", strings.ToUpper(row[0]), time.UTC, 0)
			return []figure{{"sensor-aa", "pm2-5", "PT1M", "mean", at, num(t, row[13]), 0, indicators.Provisional}, {"sensor-aa", "pm10", "PT1M", "mean", at, num(t, row[14]), 0, indicators.Provisional}}
		})},
		{file: "aircasting_session.csv", profile: "aircasting-session", city: "surabaya", site: "kampung-a", problems: []string{"10 not_an_observation"}}, // °F: weather
		{file: "airgradient_dashboard.csv", profile: "airgradient-dashboard", city: "surabaya", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, "2006-01-02 15:04:05", row[7], time.UTC, 0)
			return []figure{{"kampung-a", "pm2-5", "PT1H", "mean", at, num(t, row[10]), 0, 0}, {"kampung-a", "pm10", "PT1H", "mean", at, num(t, row[23]), 0, 0}}
		})},
		{file: "hobo.csv", profile: "hobo", city: "cebu", site: "pond", onError: indicators.SkipRow, problems: []string{"4 out_of_range"}, read: one(',', 2, func(t *testing.T, row []string) []figure {
			if v := num(t, row[2]); v >= 0 { // oxygen below nothing
				at := stampOf(t, "01/02/06 03:04:05 PM", row[1], time.FixedZone("", 8*3600), 0)
				return []figure{{"pond", "do", "PT5M", "instant", at, v, 0, 0}}
			}
			return nil
		})},
		{file: "thingspeak.csv", profile: "thingspeak", city: "surabaya", refused: "profile_incomplete"},
		{file: "thingspeak.csv", profile: "my-channel", city: "surabaya", site: "kampung-a", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, "2006-01-02 15:04:05 UTC", row[0], time.UTC, 0)
			return []figure{{"kampung-a", "pm2-5", "PT1M", "mean", at, num(t, row[2]), 0, 0}, {"kampung-a", "pm10", "PT1M", "mean", at, num(t, row[3]), 0, 0}}
		})},
		{file: "frost_observations.csv", profile: "frost", city: "utc-city", refused: "profile_incomplete"},
		{file: "frost_observations.csv", profile: "my-datastreams", city: "utc-city", read: one(',', 1, func(t *testing.T, row []string) []figure {
			begin, _, _ := strings.Cut(row[1], "/")
			return []figure{{"citywide", "people-per-area", "P1Y", "mean", begin, num(t, row[0]), 0, 0}}
		})},
		{file: "istsos.csv", profile: "istsos", city: "utc-city", refused: "profile_incomplete"},
		{file: "istsos.csv", profile: "my-procedure", city: "utc-city", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"t-bed", "air-temperature", "PT10M", "mean", row[0], num(t, row[2]), 0, 0}}
		})},
		{file: "flexmeasures_upload.csv", profile: "flexmeasures", city: "surabaya", refused: "profile_incomplete"},
		{file: "flexmeasures_upload.csv", profile: "my-events", city: "surabaya", refused: "site_missing"},
		{file: "flexmeasures_upload.csv", profile: "my-events", city: "surabaya", site: "kampung-a", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"kampung-a", "pm2-5", "PT15M", "mean", row[0], num(t, row[1]), 0, 0}}
		})},
	}
}
