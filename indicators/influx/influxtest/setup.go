package influxtest

import (
	"encoding/json"
	"net/http"
)

// setUp makes organisation, token and bucket. The bucket that InfluxDB makes by itself has shards of 7 days, under which
// years of history are slow: it is left alone.
func (s *Server) setUp() {
	s.tb.Helper()
	var made struct {
		Org struct{ ID string }
	}
	answer := s.expect(http.StatusCreated, "/api/v2/setup", map[string]any{
		"username": "aspro", "password": "password-of-the-tests", "org": s.Org, "bucket": "first", "token": s.Token, "retentionPeriodSeconds": 0,
	})
	if err := json.Unmarshal(answer, &made); err != nil {
		s.tb.Fatal("influxtest: ", err)
	}
	s.OrgID = made.Org.ID
	s.expect(http.StatusCreated, "/api/v2/buckets", map[string]any{
		"orgID": s.OrgID, "name": s.Bucket,
		"retentionRules": []map[string]any{{"type": "expire", "everySeconds": 0, "shardGroupDurationSeconds": 52 * 7 * 24 * 3600}},
	})
}
