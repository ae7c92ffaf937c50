package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// broker starts mosquitto on a free port of this machine; without it the test is skipped.
func broker(t *testing.T) (address, publish string) {
	t.Helper()
	server, err := exec.LookPath("mosquitto")
	if err != nil {
		if _, err = os.Stat("/usr/sbin/mosquitto"); err == nil { // not on every path
			server = "/usr/sbin/mosquitto"
		}
	}
	publish, missing := exec.LookPath("mosquitto_pub")
	if err != nil || missing != nil {
		t.Skip("there is no mosquitto: install mosquitto and mosquitto-clients")
	}
	address = freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	config := filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(config, []byte("listener "+port+" 127.0.0.1\nallow_anonymous true\npersistence false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	process := exec.Command(server, "-c", config)
	process.Stderr, process.Stdout = &words, &words
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait()
		if t.Failed() {
			t.Log(words.String())
		}
	})
	eventually(t, "the broker", func() bool {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return address, publish
}

// TestMQTT: readings that stations publish come through a real broker and a real Telegraf with the shipped configuration and are
// there once each, also those published while the server was away and those published twice. A message without a time is not taken.
func TestMQTT(t *testing.T) {
	telegrafProgram(t)
	at, publish := broker(t)
	data, address := filepath.Join(t.TempDir(), "data"), freeAddress(t)
	s := start(t, "--data", data, "--listen", address)
	key := strings.TrimSpace(must(t, done, "key", "add", "--role", "sensor", "--city", "surabaya", "--data", data).out)
	// The shipped file, but that it hands on every half second.
	shipped, err := os.ReadFile(filepath.Join("..", "..", "deploy", "telegraf", "mqtt.conf"))
	if err != nil || strings.Count(string(shipped), `interval = "10s"`) != 2 {
		t.Fatalf("%v %s", err, shipped)
	}
	config := filepath.Join(t.TempDir(), "mqtt.conf")
	if err := os.WriteFile(config, []byte(strings.ReplaceAll(string(shipped), `interval = "10s"`, `interval = "500ms"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	telegraf(t, config, "ASPRO_KEY="+key, "ASPRO_URL=http://"+address, "MQTT_URL=tcp://"+at)
	first := time.Date(2026, 3, 4, 13, 0, 0, 0, time.FixedZone("", 7*3600))
	say := func(site, message string) {
		t.Helper()
		host, port, _ := net.SplitHostPort(at)
		out, err := exec.CommandContext(t.Context(), publish, "-h", host, "-p", port, "-q", "1", "-t", "stations/"+site+"/readings", "-m", message).CombinedOutput()
		if err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	minute := func(i int) string {
		return fmt.Sprintf(`{"time":%q,"pm25":%d.5}`, first.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), i)
	}
	eventually(t, "the subscription", func() bool { // nothing published before it is kept by the broker
		say("citywide", minute(0))
		time.Sleep(time.Second)
		return s.seconds(t, "pm2-5", "PT1M") == 1
	})
	say("citywide", `{"pm25":99}`)
	for i := 1; i < 10; i++ {
		say("citywide", minute(i))
		say("citywide", minute(i)) // as a station does that got no answer
	}
	eventually(t, "ten minutes", func() bool { return s.seconds(t, "pm2-5", "PT1M") == 10 })
	s.kill(t)
	for i := 10; i < 20; i++ {
		say("citywide", minute(i))
	}
	s = start(t, "--data", data, "--listen", address)
	eventually(t, "the minutes while it was away", func() bool { return s.seconds(t, "pm2-5", "PT1M") == 20 })
	status, body := s.get(t, "/api/v1/cities/surabaya/indicators/pm2-5/observations?resolution=PT1M&format=csv")
	if status != http.StatusOK {
		t.Fatal(body)
	}
	for i := range 20 {
		if want := fmt.Sprintf(",%s,%d.5,", first.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), i); strings.Count(body, want) != 1 {
			t.Errorf("%q stands %d times in\n%s", want, strings.Count(body, want), body)
		}
	}
	if strings.Contains(body, ",99,") {
		t.Error("a message without a time was taken")
	}
}
