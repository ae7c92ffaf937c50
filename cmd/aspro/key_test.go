package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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
