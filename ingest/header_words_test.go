package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestTheHeaderMayBeInTheLanguageOfTheOffice: four languages, columns in any order, one figure.
func TestTheHeaderMayBeInTheLanguageOfTheOffice(t *testing.T) {
	for header, row := range map[string]string{
		"indicator,period,value,unit,note":         "solid-waste-generated,2010,1200,t/day,weighed",
		"Tanggal,Nilai,Satuan,Indikator,Petugas":   "2010,1200,t/day,solid-waste-generated,Ibu Sari",
		"Timailhan,PETSA,Kantidad,Yunit":           "solid-waste-generated,2010,1200,t/day",
		"期間,指標,値,単位":                               "2010,solid-waste-generated,1200,t/day",
		"Kota,Lokasi,Periode,Parameter,Nilai,unit": "surabaya,citywide,2010,solid-waste-generated,1200,t/day",
	} {
		db, im := realStore(t)
		result, err := im.Import(context.Background(), strings.NewReader(header+"\n"+row+"\n"), Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
		if err != nil {
			t.Errorf("%s: %v", header, err)
			continue
		}
		if got := everyFigure(t, db); len(got) != 1 || got[0] != "citywide/solid-waste-generated/P1Y/mean 2009-12-31T17:00:00Z 1200 q2 observed" {
			t.Errorf("%s: stored %q", header, got)
		}
		if ignored := result.Upload.Receipt.Ignored; strings.Contains(header, "Petugas") != slices.Contains(ignored, "Petugas") {
			t.Errorf("%s: the receipt says that %q are ignored", header, ignored)
		}
	}
}

// TestTwoColumnsForOneThingAreRefused: a date and a time of day are no period, and neither is passed over in silence.
func TestTwoColumnsForOneThingAreRefused(t *testing.T) {
	_, im := realStore(t)
	file := "Tanggal,Waktu,Nilai,Satuan,Indikator\n2010-03-04,07:00,30,µg/m³,pm10\n"
	_, err := im.Import(context.Background(), strings.NewReader(file), Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
	if fineCode(err) != "column_twice" || !strings.Contains(err.Error(), "Tanggal") || !strings.Contains(err.Error(), "Waktu") {
		t.Error(err)
	}
}
