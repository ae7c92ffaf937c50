package influx

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestWhatTheServerRefusesIsListed: somebody else has written text into our field in one shard; what lies in other
// shards is stored, the rest is listed with the upload, and the upload ends.
func TestWhatTheServerRefusesIsListed(t *testing.T) {
	server := startInfluxd(t)
	house := openHouse(t, server, "poisoned")
	poison := time.Date(2010, 6, 1, 0, 0, 0, 0, time.UTC).Unix()
	server.Call(http.MethodPost, "/api/v2/write?precision=s&bucket=poisoned&org="+server.Org, fmt.Sprintf(`obs,city=x value="text" %d`, poison))
	u, err := house.Receive(t.Context(), indicators.Upload{UploadRequest: indicators.UploadRequest{City: "cebu", OnError: indicators.RejectUpload,
		OnConflict: indicators.RejectConflict}, SHA256: "0", ReceivedAt: time.Unix(poison, 0)}, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	m, err := house.Begin(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Rollback()
	series := indicators.Series{City: "cebu", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	b := indicators.Batch{Series: series}
	for i := range int64(20) {
		for _, at := range []int64{poison + i*3600, poison + 5*shardSeconds + i*3600} {
			b.Observations = append(b.Observations, indicators.Observation{Start: at, Value: 1, Quality: indicators.Good, Status: indicators.Observed})
		}
	}
	if _, _, err := m.Put(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	u, err = m.Commit(t.Context(), indicators.Receipt{Counts: indicators.Counts{Rows: 40, Received: 40, Created: 40}}, nil)
	if err != nil || u.State != indicators.Committed || u.Receipt.Counts.Created != 20 || u.Receipt.Counts.Rejected != 20 {
		t.Fatalf("%v %+v", err, u)
	}
	problems, err := house.Problems(t.Context(), u.ID, 0, 100)
	if err != nil || len(problems) != 20 || problems[0].Code != "store_refused" || problems[0].Text == "" {
		t.Errorf("%v %+v", err, problems)
	}
	held, err := house.Select(t.Context(), series, indicators.Period{From: earliest, To: latest})
	if err != nil || len(held) < 20 {
		t.Errorf("%d observations: %v", len(held), err)
	}
}
