package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// TestABackupWhileUploadsRunIsWhole: every upload is in it entirely or not at all, frozen reviews have the same bytes, the
// key works on the restored folder.
func TestABackupWhileUploadsRunIsWhole(t *testing.T) {
	t.Parallel()
	data, dir := loadSample(t), t.TempDir()
	s := start(t, "--data", data)
	env := []string{"ASPRO_KEY=" + s.key}
	asked := func(args ...string) string {
		t.Helper()
		c := call{env: env}.run(t, args...)
		if c.status != done {
			t.Fatalf("aspro %s: %d\n%s%s", strings.Join(args, " "), c.status, c.out, c.words)
		}
		return c.out
	}
	id := strings.TrimSpace(asked("review", "begin", "kitaq-composting", "2012", "--prepared-by", "Cebu City", "--server", s.url))
	asked("review", "freeze", id, "--approved-by", "IGES", "--server", s.url)
	canonical := asked("review", "export", id, "--format", "canonical", "--server", s.url)

	const files, rows = 12, 100
	var sending sync.WaitGroup
	ready := make(chan struct{})
	sending.Go(func() {
		for file := range files {
			var text strings.Builder
			text.WriteString(header)
			for row := range rows {
				fmt.Fprintf(&text, "surabaya,citywide,pm2-5,20%02d-01-%02dT%02d:00+07:00,%d,µg/m³,mean,1,observed,the test,,PT1H\n", file+1, 1+row/24, row%24, row)
			}
			name := write(t, fmt.Sprintf("%d.csv", file), strings.Replace(text.String(), "source,note\n", "source,note,resolution\n", 1))
			if c := (call{env: env}).run(t, "import", name, "--city", "surabaya", "--server", s.url); c.status != done {
				t.Errorf("%s%s", c.out, c.words)
			}
			if file == 2 {
				close(ready)
			}
		}
	})
	<-ready
	var archives []string
	for n := range 3 {
		archive := filepath.Join(dir, fmt.Sprintf("%d.tar", n))
		has(t, must(t, done, "backup", archive, "--data", data).out, "1 frozen reviews")
		archives = append(archives, archive)
	}
	sending.Wait()
	for _, archive := range archives {
		if info, err := os.Stat(archive); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v: the secret is in it", info.Mode(), err)
		}
		restored := filepath.Join(t.TempDir(), "restored")
		has(t, must(t, done, "restore", archive, "--data", restored).out, "1 frozen reviews")
		if got := must(t, done, "review", "export", id, "--format", "canonical", "--data", restored).out; got != canonical {
			t.Error("the frozen review has other bytes")
		}
		must(t, done, "review", "verify", id, "--data", restored)
		must(t, done, "audit", "verify", "--data", restored)
		export := must(t, done, "export", "--data", restored, "--city", "surabaya", "--indicator", "pm2-5").out
		if got := strings.Count(export, "\n") - 1; got%rows != 0 || got < 3*rows {
			t.Errorf("%d rows: a part of an upload is in the backup", got)
		}
	}
	// A machine that has nothing but the backup serves on with the same key.
	restored := filepath.Join(t.TempDir(), "restored")
	must(t, done, "restore", archives[2], "--data", restored)
	again := start(t, "--data", restored)
	if again.key != "" {
		t.Error("the restored server made a new first key")
	}
	has(t, call{env: env}.run(t, "review", "begin", "kitaq-composting", "2012", "--prepared-by", "Cebu City", "--server", again.url).out, "aims-2012-v2")
	if left, _ := filepath.Glob(filepath.Join(dir, ".aspro-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBackupsThatAreRefused(t *testing.T) {
	data, dir := loadSample(t), t.TempDir()
	archive := filepath.Join(dir, "a.tar")
	must(t, done, "backup", archive, "--data", data)
	has(t, must(t, refused, "backup", archive, "--data", data).words, "there is a file")
	has(t, must(t, refused, "backup", filepath.Join(dir, "none", "b.tar"), "--data", data).words, "cannot be made")
	has(t, must(t, refused, "backup", filepath.Join(dir, "b.tar"), "--data", filepath.Join(dir, "nothing")).words, "there is no data")
	has(t, must(t, refused, "restore", archive, "--data", data).words, "holds data already")
	has(t, must(t, refused, "restore", filepath.Join(dir, "nothing.tar"), "--data", filepath.Join(dir, "r")).words, "cannot be read")
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(whole, []byte("solid-waste-generated"))
	for name, text := range map[string][]byte{
		"cut short":      whole[:len(whole)/2],
		"empty":          {},
		"no archive":     []byte("city,site\n"),
		"a changed byte": append(append(bytes.Clone(whole[:at]), 'S'), whole[at+1:]...),
		"a path":         otherName(t, whole, "../../aspro.db"),
		"another format": bytes.Replace(whole, []byte("aspro-backup/1"), []byte("aspro-backup/9"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "r")
			has(t, must(t, refused, "restore", write(t, "bad.tar", string(text)), "--data", target).words, "is no backup of aspro")
			left, err := os.ReadDir(target)
			if err != nil || len(left) != 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// otherName is the archive with its data file under another name, in the list as well.
func otherName(t *testing.T, whole []byte, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	r, w := tar.NewReader(bytes.NewReader(whole)), tar.NewWriter(&out)
	for {
		header, err := r.Next()
		if err != nil {
			break
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		switch header.Name {
		case contentsName:
			var c contents
			if err := json.Unmarshal(body.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			c.Files[0].Name = name
			text, _ := json.Marshal(c)
			body.Reset()
			body.Write(text)
			header.Size = int64(body.Len())
		case sqlite.FileName:
			header.Name = name
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(body.Bytes())
	}
	_ = w.Close()
	return out.Bytes()
}
