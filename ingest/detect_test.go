package ingest

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestEveryShapeIsProposedItsProfile: the best proposal for each file is the profile that was written for it, and for a file that
// none was written for there is none.
func TestEveryShapeIsProposedItsProfile(t *testing.T) {
	_, im := worldStore(t)
	im.Catalogue = builtIn(t)
	for file, want := range map[string]string{
		"shapes/aircasting_session.csv": "aircasting-session", "shapes/airgradient_dashboard.csv": "airgradient-dashboard",
		"shapes/airnow_hourlyaqobs.csv": "airnow-hourlyaqobs", "shapes/airnow_hourlydata.dat": "airnow-hourlydata",
		"shapes/dhis2_datavalueset.csv": "dhis2", "shapes/eea_ereporting_legacy.csv": "eea-ereporting", "shapes/eea_parquet_as_csv.csv": "eea-parquet",
		"shapes/flexmeasures_upload.csv": "flexmeasures", "shapes/frost_observations.csv": "frost", "shapes/hobo.csv": "hobo",
		"shapes/ispu_jakarta.csv": "ispu-jakarta", "shapes/istsos.csv": "istsos", "shapes/nies_hourly_sjis.csv": "nies-hourly",
		"shapes/open_sdg.csv": "open-sdg", "shapes/openaq_archive.csv": "openaq-archive", "shapes/opensensemap_multi.csv": "opensensemap-multi",
		"shapes/opensensemap_post_headerless.csv": "opensensemap-post", "shapes/opensensemap_sensor.csv": "opensensemap-sensor",
		"shapes/purpleair_history_epoch_unsorted.csv": "purpleair-history-epoch", "shapes/purpleair_history_iso.csv": "purpleair-history",
		"shapes/purpleair_sd.csv": "purpleair-sd", "shapes/sensor_community_dht22.csv": "sensor-community-weather",
		"shapes/sensor_community_sds011.csv": "sensor-community-sds011", "shapes/soramame_noudoAll.csv": "soramame-nationwide",
		"shapes/soramame_station_today.csv": "soramame-station", "shapes/taiwan_epa_hours.csv": "taiwan-epa-hours",
		"shapes/thingspeak.csv": "thingspeak", "shapes/ukair_flat.csv": "ukair-flat",
		"beijing_aotizhongxin_hourly_2013-2017.csv": "beijing-hourly", "kitakyushu_40106010_daily_2011-2018.csv": "kitakyushu-daily",
		"uci_airquality_original_semicolon.csv": "uci-airquality", "malaysia_api_wide_first2000.csv": "malaysia-api",
		"openaq_long_no2_pm25_2019.csv": "openaq-long", "published_figures.csv": "published-figures", "worldbank_what_a_waste_city.csv": "worldbank-what-a-waste",
		"japan_stations_info.csv": "", "openaq_stations.csv": "", "openaq_parameters.csv": "",
	} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content := realFile(t, file)
			found := im.Detect(context.Background(), content[:min(len(content), DetectBytes)], indicators.UploadRequest{})
			var ids []string
			for _, p := range found {
				ids = append(ids, p.Profile.ID)
			}
			if best := append(ids, "")[0]; best != want {
				t.Errorf("proposed are %q, want %q first", ids, want)
			}
		})
	}
}

func TestDetectionOfTheTemplate(t *testing.T) {
	_, im := worldStore(t)
	im.Catalogue = builtIn(t)
	for file, want := range map[string]string{
		"city,site,indicator,period,value,unit\nsurabaya,citywide,pm2-5,2024,31,µg/m³\n":       "aspro",
		"city;site;indicator;period;value;unit\nsurabaya;citywide;pm2-5;4/3/2026;31,5;µg/m³\n": "aspro-id",
		"": "", "x": "", "\x00\x01\x02": "", "PK\x03\x04garbage": "",
	} {
		found := im.Detect(context.Background(), []byte(file), indicators.UploadRequest{})
		if best := append(found, Proposal{})[0].Profile.ID; best != want {
			t.Errorf("%q: proposed is %q, want %q", file, best, want)
		}
	}
}

func TestPreviewTellsWhatIsWrittenAndWhatItComesTo(t *testing.T) {
	_, im := worldStore(t)
	file := "city;site;indicator;period;value;unit\nsurabaya;citywide;co;4/3/2026;1.234,5;µg/m³\nsurabaya;citywide;co;13/3/2026;x;µg/m³\n"
	v, err := im.Preview(context.Background(), bytes.NewReader([]byte(file)), Options{Request: indicators.UploadRequest{Profile: "aspro-id", City: "surabaya"}}, 5)
	if err != nil || len(v.Rows) != 1 || len(v.Problems) != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	row := v.Rows[0]
	if row.When != "4/3/2026" || row.Text != "1.234,5" || row.Unit != "µg/m³" || row.Observation.Value != 1.2345 || row.Observation.Time().Format("2006-01-02T15Z") != "2026-03-03T17Z" {
		t.Errorf("%+v", row)
	}
	if v.Counts.Created != 1 || v.Counts.Rejected != 1 || v.Problems[0].Line != 3 {
		t.Errorf("%+v %+v", v.Counts, v.Problems)
	}
}
