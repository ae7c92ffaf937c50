//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// block is one fenced block of README.md.
type block struct {
	kind, text string
}

var keyInText = regexp.MustCompile(`aspro_[a-z2-7]{16}_[a-z2-7]{52}`)

var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

func readmeBlocks(t *testing.T) []block { return blocksOf(t, "../../README.md") }

func blocksOf(t *testing.T, guide string) []block {
	t.Helper()
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	for _, match := range fence.FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, block{match[1], match[2]})
	}
	return blocks
}

// TestREADME runs every sh block of README.md in order, in one shell, and compares what follows it: of a JSON answer the
// members that are shown ("…" ends a text that is cut), of a text all of it. The clone is this working tree, the port a
// free one, the data folder a new one, and the key the one that make run prints.
func TestREADME(t *testing.T) {
	t.Parallel()
	blocks := readmeBlocks(t)
	if !strings.HasSuffix(blocks[0].text, "make run\n") {
		t.Fatalf("the first block is\n%s", blocks[0].text)
	}
	address := freeAddress(t)
	if compared := runGuide(t, blocks[1:], t.TempDir(), address, makeRun(t, address)); compared < 5 {
		t.Errorf("%d answers were compared", compared)
	}
}

// TestGuideToSensors runs docs/sensors.md the same way, beside a server whose data lie in the folder that it names.
func TestGuideToSensors(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--data", filepath.Join(dir, "data"))
	if compared := runGuide(t, blocksOf(t, "../../docs/sensors.md"), dir, strings.TrimPrefix(s.url, "http://"), s.key); compared != 4 {
		t.Errorf("%d answers were compared", compared)
	}
}

// runGuide runs the sh blocks in a folder and tells how many answers were compared: all of them, or the test fails.
func runGuide(t *testing.T, blocks []block, dir, address, key string) (compared int) {
	t.Helper()
	if err := os.Symlink(filepath.Dir(binary), filepath.Join(dir, "bin")); err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, b := range blocks {
		if b.kind == "sh" {
			fmt.Fprintf(&script, "%s\nprintf '\\036'\n", b.text)
		}
	}
	lines := strings.NewReplacer("127.0.0.1:8080", address, "aspro_THE_KEY_THAT_WAS_PRINTED", key).Replace(script.String())
	command := shellCommand(t, lines, pathWithCurl(t))
	command.Dir = dir
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	printed, n := strings.Split(string(output), "\x1e"), -1
	for _, b := range blocks {
		switch b.kind {
		case "sh":
			n++
		case "json":
			compared++
			compareJSON(t, b.text, printed[n])
		case "text":
			compared++
			if printed[n] != b.text {
				t.Errorf("the guide shows\n%s\nand this is printed\n%s", b.text, printed[n])
			}
		}
	}
	return compared
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// makeRun does what a newcomer does, and gives the key that is printed.
func makeRun(t *testing.T, address string) (key string) {
	t.Helper()
	run := exec.Command("make", "-C", "../..", "run", "LISTEN="+address, "DATA="+filepath.Join(t.TempDir(), "data"))
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "ASPRO_") && !strings.HasPrefix(entry, "MAKE") && !strings.HasPrefix(entry, "MFLAGS") {
			run.Env = append(run.Env, entry)
		}
	}
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that make and the server can be stopped together
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	run.Stdout, run.Stderr = log, log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = run.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-run.Process.Pid, syscall.SIGTERM)
		<-ended
	})
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		printed, err := os.ReadFile(log.Name())
		if err != nil {
			t.Fatal(err)
		}
		if found := keyInText.Find(printed); found != nil && bytes.Contains(printed, []byte("dry_run=true")) {
			has(t, string(printed), "aspro serves http://"+address+"/")
			return string(found)
		}
		select {
		case <-ended:
			t.Fatalf("make run ended:\n%s", printed)
		default:
		}
	}
	t.Fatal("make run prints no key")
	return ""
}

// compareJSON checks that everything README shows is in the answer.
func compareJSON(t *testing.T, shown, answer string) {
	t.Helper()
	var want, got any
	if err := json.Unmarshal([]byte(shown), &want); err != nil {
		t.Fatalf("%v in README:\n%s", err, shown)
	}
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		t.Fatalf("%v in the answer:\n%s", err, answer)
	}
	for _, difference := range differences("", want, got) {
		t.Error(difference)
	}
}

func differences(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		held, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: README shows an object, the answer has %v", at, got)}
		}
		var all []string
		for name, member := range want {
			value, ok := held[name]
			if !ok {
				all = append(all, fmt.Sprintf("%s.%s is not in the answer", at, name))
				continue
			}
			all = append(all, differences(at+"."+name, member, value)...)
		}
		return all
	case []any:
		held, ok := got.([]any)
		if !ok || len(held) != len(want) {
			return []string{fmt.Sprintf("%s: README shows %d elements, the answer has %v", at, len(want), got)}
		}
		var all []string
		for i := range want {
			all = append(all, differences(fmt.Sprintf("%s[%d]", at, i), want[i], held[i])...)
		}
		return all
	case string:
		if begin, cut := strings.CutSuffix(want, "…"); cut {
			if held, ok := got.(string); ok && strings.HasPrefix(held, begin) {
				return nil
			}
		}
	}
	if want != got {
		return []string{fmt.Sprintf("%s: README shows %v, the answer has %v", at, want, got)}
	}
	return nil
}
