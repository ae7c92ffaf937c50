package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// influxEnv is the settings of a server in the environment, but for the bucket.
func influxEnv(s *influxtest.Server) []string {
	return []string{"ASPRO_INFLUX_URL=" + s.URL, "ASPRO_INFLUX_ORG=" + s.Org, "ASPRO_INFLUX_TOKEN=" + s.Token}
}

// leastToken makes the token that the guide names: read and write in the one bucket.
func leastToken(t *testing.T, s *influxtest.Server) string {
	t.Helper()
	var list struct{ Buckets []struct{ ID string } }
	_, answer := s.Call(http.MethodGet, "/api/v2/buckets?name="+s.Bucket, nil)
	if err := json.Unmarshal(answer, &list); err != nil || len(list.Buckets) != 1 {
		t.Fatalf("%s", answer)
	}
	permissions := []map[string]any{}
	for _, action := range []string{"read", "write"} {
		permissions = append(permissions, map[string]any{"action": action, "resource": map[string]string{"type": "buckets", "id": list.Buckets[0].ID, "orgID": s.OrgID}})
	}
	var made struct{ Token string }
	_, answer = s.Call(http.MethodPost, "/api/v2/authorizations", map[string]any{"orgID": s.OrgID, "permissions": permissions})
	if err := json.Unmarshal(answer, &made); err != nil || made.Token == "" {
		t.Fatalf("%s", answer)
	}
	return made.Token
}
