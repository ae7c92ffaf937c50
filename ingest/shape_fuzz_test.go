package ingest

import (
	"bytes"
	"context"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
)

// shapeSeeds has a few lines of each shape that the profiles of the small catalogue do not have.
var shapeSeeds = map[string]string{
	"nies-hourly":             "測定年度,測定局コード,市町村コード,測定項目コード,測定単位コード,測定月,測定日,01h,02h,03h,04h,05h,06h,07h,08h,09h,10h,11h,12h,13h,14h,15h,16h,17h,18h,19h,20h,21h,22h,23h,24h\n2023,station-40106010,100,CO  ,0.1PPM, 5, 1,3,9997,9998,9999,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3\n",
	"taiwan-epa-hours":        "日期,測站,測項,00,01,02,03,04,05,06,07,08,09,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n2025/01/01,station-40106010,PM2.5,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2#,x\n",
	"airnow-hourlydata":       "03/01/26|00:00|station-40106010|X|-8|PM2.5|UG/M3|12.3|Agency\n",
	"ukair-flat":              "preamble\nDate,time,Ozone,status,unit,Nitric oxide,status,unit\n01/01/2020,24:00,44.4,R,ugm-3,1,P*,ugm-3\n",
	"eea-ereporting":          "AirQualityStationEoICode,AirPollutant,Concentration,UnitOfMeasurement,DatetimeBegin,DatetimeEnd,Validity,Verification\nstation-40106010,PM2.5,14.6,µg/m3,2019-01-01 00:00:00 +01:00,2019-01-01 01:00:00 +01:00,1,1\n",
	"purpleair-history-epoch": "time_stamp,sensor_index,pm2.5_atm\n1663888200,station-40106010,1\n",
	"aircasting-session":      ",x\n,x\n,x\n,AirBeam2-PM2.5\n,x\n,x\n,x\n,micrograms per cubic meter\nTimestamp,1:Measurement_Value\n2018-08-20T11:16:44.234,77.0\n",
	"hobo":                    "\"Plot Title: test\"\n\"#\",\"Date Time, GMT+08:00\",\"DO conc, mg/L\"\n1,02/27/24 10:05:00 AM,8.0\n",
	"malaysia-api":            "Time,station-40106010\n2005-10-01 11:00,55\n2005-10-02,\n",
	"aspro-id":                "city;site;indicator;period;value;unit\nkitakyushu;;pm10;4/3/2020;1.234,5;µg/m³\n",
}

// FuzzShapes: whatever the bytes and the built-in profile, every cell is counted once, observations are finite, in time and of a line of
// the file, and looking for a profile for it ends.
func FuzzShapes(f *testing.F) {
	c, err := catalogue.Load()
	if err != nil {
		f.Fatal(err)
	}
	var profiles []indicators.Profile
	for _, p := range c.Profiles {
		if p.Incomplete == "" && p.Encoding == "" || p.ID == "nies-hourly" {
			p.Encoding, p.NeedsSite = "", false
			p.FileName = nil
			if p.ID == "soramame-nationwide" {
				p.Period = "2020"
			}
			profiles = append(profiles, p)
		}
	}
	for i, p := range profiles {
		if seed := shapeSeeds[p.ID]; seed != "" {
			f.Add([]byte(seed), uint8(i))
		}
	}
	m := newMemory(c)
	im := importer(f, m)
	buffer := make([]byte, 0, blockSize)
	f.Fuzz(func(t *testing.T, file []byte, which uint8) {
		if len(file) > 1<<14 {
			return
		}
		profile := profiles[int(which)%len(profiles)]
		r := &blockReader{from: bytes.NewReader(file), limits: im.Limits.WithDefaults(), delimiter: delimiterOf(profile), line: 1, buffer: func() []byte { return buffer }}
		h, rest, err := open(r, profile)
		if err != nil {
			return
		}
		p, err := im.layOn(profile, Options{Request: indicators.UploadRequest{City: "kitakyushu"}}, h)
		if err != nil {
			if indicators.KindOf(err) == indicators.Internal {
				t.Error(err)
			}
			return
		}
		told := tellDecoded(t, newDecoder(p, 1), rest)
		told.checkFrom(t, 1, bytes.Count(file, []byte{'\n'})+1)
		if which%16 == 0 {
			im.Detect(context.Background(), file, indicators.UploadRequest{})
		}
	})
}
