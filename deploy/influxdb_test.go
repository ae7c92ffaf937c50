package deploy_test

import (
	"bytes"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// script runs a script of the container of InfluxDB as the image runs it, against a server of the test.
func script(t *testing.T, s *influxtest.Server, name string, environment ...string) (string, error) {
	t.Helper()
	for _, program := range []string{"bash", "curl"} { // the image has both
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no " + program)
		}
	}
	operator := filepath.Join(t.TempDir(), "influx-operator-token")
	if err := os.WriteFile(operator, []byte(s.Token), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("influxdb/" + name)
	command.Env = append(os.Environ(), append(environment, "INFLUX_HOST="+s.URL, "DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE="+operator,
		"DOCKER_INFLUXDB_INIT_ORG="+s.Org)...)
	var words bytes.Buffer
	command.Stderr = &words
	out, err := command.Output()
	if strings.Contains(words.String(), s.Token) {
		t.Error("the operator's token is among the words")
	}
	if err != nil {
		t.Logf("%s: %v: %s", name, err, words.String())
	}
	return string(out), err
}

// bucketID finds the bucket that setting up has made, as the image does before it runs scripts.
func bucketID(t *testing.T, s *influxtest.Server, name string) string {
	t.Helper()
	_, answer := s.Call(http.MethodGet, "/api/v2/buckets?name="+name, nil)
	_, rest, _ := strings.Cut(string(answer), `"buckets":`)
	_, rest, _ = strings.Cut(rest, `"id": "`)
	id, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatalf("%s", answer)
	}
	return id
}

func TestShardsAreOf52Weeks(t *testing.T) {
	s := influxtest.Start(t, influxtest.Options{})
	shards := func() bool {
		_, answer := s.Call(http.MethodGet, "/api/v2/buckets?name=first", nil)
		return strings.Contains(string(answer), `"shardGroupDurationSeconds": 31449600`)
	}
	if shards() {
		t.Fatal("InfluxDB makes such a bucket by itself")
	}
	if _, err := script(t, s, "10-shards.sh", "DOCKER_INFLUXDB_INIT_BUCKET_ID="+bucketID(t, s, "first")); err != nil || !shards() {
		t.Error("the bucket has other shards: ", err)
	}
	if _, err := script(t, s, "10-shards.sh", "DOCKER_INFLUXDB_INIT_BUCKET_ID=0000000000000001"); err == nil {
		t.Error("a bucket that is not there does not end the set-up")
	}
}

func TestTokenOpensTheBucketAndNothingElse(t *testing.T) {
	s := influxtest.Start(t, influxtest.Options{})
	file := filepath.Join(t.TempDir(), "token")
	run := func(bucket string) (string, error) {
		out, err := script(t, s, "20-token.sh", "DOCKER_INFLUXDB_INIT_BUCKET="+bucket, "ASPRO_TOKEN_FILE="+file)
		if out != "" {
			t.Errorf("it prints %q", out)
		}
		if err != nil {
			return "", err
		}
		return strings.TrimSuffix(read(t, file), "\n"), nil
	}
	if _, err := run("none"); err == nil {
		t.Error("a token for no bucket")
	}
	token, err := run(s.Bucket)
	if err != nil || len(token) < 40 || strings.ContainsAny(token, " \n\"") {
		t.Fatalf("%v: %q", err, token)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if another, err := run(s.Bucket); err != nil || another == token {
		t.Errorf("made anew it is the same: %v", err)
	}
	s.Token = token
	s.Write("obs,city=surabaya value=1 1700000000\n")
	if got := s.Query(`from(bucket: "` + s.Bucket + `") |> range(start: 0)`); !strings.Contains(got, "surabaya") {
		t.Errorf("what was written is not read: %q", got)
	}
	if status, _ := s.Call(http.MethodPost, "/api/v2/write?org="+s.Org+"&bucket=first", "obs value=1 1700000000\n"); status/100 == 2 {
		t.Error("it writes into another bucket: ", status)
	}
	if status, _ := s.Call(http.MethodPost, "/api/v2/buckets", map[string]any{"orgID": s.OrgID, "name": "new"}); status/100 == 2 {
		t.Error("it makes buckets: ", status)
	}
	if status, answer := s.Call(http.MethodGet, "/api/v2/authorizations", nil); status/100 == 2 && strings.Contains(string(answer), `"id"`) {
		t.Errorf("it sees tokens: %s", answer)
	}
}

func TestSecretsAreMadeOnce(t *testing.T) {
	dir := t.TempDir()
	text := read(t, "secrets.sh")
	if err := os.WriteFile(dir+"/secrets.sh", []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	made := func() map[string]string {
		if out, err := exec.Command(dir + "/secrets.sh").CombinedOutput(); err != nil || len(out) > 0 {
			t.Fatalf("%v: %s", err, out)
		}
		entries, err := os.ReadDir(dir + "/secrets")
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, entry := range entries {
			found[entry.Name()] = read(t, dir+"/secrets/"+entry.Name())
			if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
			}
		}
		return found
	}
	first := made()
	if len(first["influx-password"]) != 64 || len(first["influx-operator-token"]) != 64 || first["influx-password"] == first["influx-operator-token"] {
		t.Errorf("%d secrets that will not do", len(first))
	}
	for name, file := range compose(t).Secrets {
		if _, ok := first[filepath.Base(file.File)]; !ok {
			t.Errorf("%s is not made", name)
		}
	}
	if second := made(); !maps.Equal(first, second) {
		t.Error("made anew")
	}
}
