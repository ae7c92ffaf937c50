package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var keyText = regexp.MustCompile(`^aspro_([a-z2-7]{16})_[a-z2-7]{52}\n$`)

func TestKey(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	got := must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--site", "surabaya/citywide", "--note", "office", "--expires", "2099-01-01", "--data", data)
	match := keyText.FindStringSubmatch(got.out)
	if match == nil || got.words != "" {
		t.Fatalf("printed %q %q, want the key alone", got.out, got.words)
	}
	t.Run("TheSecretIsForTheOwnerAlone", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(data, secretName))
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
			t.Errorf("%v %v", info, err)
		}
		must(t, done, "key", "add", "--role", "admin", "--data", data)
		if left, _ := filepath.Glob(filepath.Join(data, secretName+"-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("TheListNeverShowsIt", func(t *testing.T) {
		list := must(t, done, "key", "list", "--data", data).out
		has(t, list, match[1], "uploader", "cebu surabaya/citywide", "2099-01-01T00:00:00Z", "office", "every city")
		if secret := strings.Split(strings.TrimSpace(got.out), "_")[2]; strings.Contains(list, secret) {
			t.Error("the list shows the secret")
		}
	})
	t.Run("RevokedForGood", func(t *testing.T) {
		must(t, done, "key", "revoke", match[1], "--data", data)
		var keys []keyView
		if err := json.Unmarshal([]byte(must(t, done, "key", "list", "--json", "--data", data).out), &keys); err != nil {
			t.Fatal(err)
		}
		if len(keys) != 2 || keys[0].State != "revoked" || keys[1].State != "usable" {
			t.Errorf("%+v", keys)
		}
		has(t, must(t, refused, "key", "revoke", "aaaaaaaaaaaaaaaa", "--data", data).words, "there is no key")
	})
	t.Run("ADamagedSecretIsRefused", func(t *testing.T) {
		path := filepath.Join(data, secretName)
		if err := os.Chmod(path, 0o604); err != nil {
			t.Fatal(err)
		}
		has(t, must(t, refused, "key", "add", "--role", "admin", "--data", data).words, "chmod 600")
		if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		has(t, must(t, refused, "key", "add", "--role", "admin", "--data", data).words, "5 bytes")
	})
}

func TestKeyRotate(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	old := keyText.FindStringSubmatch(must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--note", "office", "--expires", "2099-01-01", "--data", data).out)[1]
	got := must(t, done, "key", "rotate", old, "--overlap", "1h", "--data", data)
	match := keyText.FindStringSubmatch(got.out)
	if match == nil || match[1] == old {
		t.Fatalf("printed %q", got.out)
	}
	has(t, got.words, "Key "+old+" ends at ")
	var keys []keyView
	if err := json.Unmarshal([]byte(must(t, done, "key", "list", "--json", "--data", data).out), &keys); err != nil {
		t.Fatal(err)
	}
	a, b := keys[0], keys[1]
	if a.ID != old || a.State != "usable" || !a.ExpiresAt.Before(a.CreatedAt.Add(2*time.Hour)) || b.Role != "uploader" || b.Cities[0] != "cebu" || b.Note != "office" || b.ExpiresAt.Year() != 2099 || b.LastUsed != nil {
		t.Errorf("%+v %+v", a, b)
	}
	must(t, done, "key", "rotate", match[1], "--overlap", "0s", "--data", data)
	has(t, must(t, refused, "key", "rotate", match[1], "--data", data).words, "is expired")
	has(t, must(t, refused, "key", "rotate", "aaaaaaaaaaaaaaaa", "--data", data).words, "there is no key")
	has(t, must(t, wrongUse, "key", "rotate", match[1], "--overlap", "soon", "--data", data).words, "--overlap")
	has(t, must(t, done, "audit", "list", "--data", data).out, `"what":"key.rotated","object":"`+old+`"`, "to "+match[1])
}

// TestKeysBesideARunningServer: what the command line changes, the server knows at its next request.
func TestKeysBesideARunningServer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "--data", data)
	row := "city,site,indicator,period,value,unit\ncebu,citywide,recycling-rate,%d,11.5,%%\n"
	send := func(key string, year int) int {
		status, _ := s.upload(t, strings.TrimSpace(key), "profile=aspro&city=cebu", fmt.Sprintf(row, year))
		return status
	}
	old := must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--data", data).out
	if got := send(old, 2001); got != 201 {
		t.Fatalf("a new key: %d", got)
	}
	id := keyText.FindStringSubmatch(old)[1]
	next := must(t, done, "key", "rotate", id, "--overlap", "1h", "--data", data).out
	if a, b := send(old, 2002), send(next, 2003); a != 201 || b != 201 {
		t.Errorf("in the overlap: %d %d", a, b)
	}
	must(t, done, "key", "revoke", id, "--data", data)
	if a, b := send(old, 2004), send(next, 2005); a != 401 || b != 201 {
		t.Errorf("after the end of the old one: %d %d", a, b)
	}
	has(t, must(t, done, "audit", "verify", "--data", data).out, "unbroken")
	s.stop(t)
	var keys []keyView
	if err := json.Unmarshal([]byte(must(t, done, "key", "list", "--json", "--data", data).out), &keys); err != nil {
		t.Fatal(err)
	}
	if last := keys[len(keys)-1]; last.LastUsed == nil {
		t.Errorf("never used: %+v", last)
	}
}
