package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRevert: in a folder, through a server and of a correction: each time the export is what it was before, and verify agrees.
func TestRevert(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	export := func() string { return must(t, done, "export", "--data", data).out }
	must(t, done, "import", write(t, "waste.csv", twoYears), "--city", "cebu", "--data", data)
	first := export()
	must(t, done, "import", write(t, "other.csv", strings.ReplaceAll(twoYears, ",470,", ",471,")), "--city", "cebu", "--data", data, "--on-conflict", "correct", "--reason", "read again")
	t.Run("InAFolder", func(t *testing.T) {
		has(t, must(t, refused, "revert", "u1", "--reason", "x", "--data", data).words, "upload u2 has corrected values of upload u1", "Revert upload u2 first.")
		has(t, must(t, done, "revert", "u2", "--reason", "the scales were right", "--data", data).out, "upload u2 is taken back: 0 values removed, 1 as they were before")
		if after := export(); after != first {
			t.Errorf("%s\nnot\n%s", after, first)
		}
		has(t, must(t, refused, "revert", "u2", "--reason", "x", "--data", data).words, "reverted already")
		has(t, must(t, done, "verify", "--data", data).out, "agree")
	})
	t.Run("ThroughAServer", func(t *testing.T) {
		s := start(t, "--data", data)
		editor := strings.TrimSpace(must(t, done, "key", "add", "--role", "editor", "--city", "cebu", "--data", data).out)
		asked := func(status int, key string, args ...string) call {
			t.Helper()
			got := call{env: []string{"ASPRO_KEY=" + key, "ASPRO_SERVER=" + s.url}}.run(t, append([]string{"revert"}, args...)...)
			if got.status != status {
				t.Fatalf("status %d, want %d\n%s%s", got.status, status, got.out, got.words)
			}
			return got
		}
		uploader := strings.TrimSpace(must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--data", data).out)
		has(t, asked(refused, uploader, "u1", "--reason", "x").words, "a key of role uploader may not do this")
		has(t, asked(refused, editor, "u99", "--reason", "x").words, "no upload u99")
		has(t, must(t, refused, "revert", "u1", "--reason", "x", "--data", data).words, "another aspro process owns")
		has(t, asked(done, editor, "u1", "--reason", "the wrong city", "--lang", "id").out, "unggahan u1 ditarik kembali: 2 nilai dihapus, 0 seperti sebelumnya")
		has(t, asked(refused, editor, "u1", "--reason", "x").words, "reverted already")
		got := must(t, done, "verify", "--data", data)
		has(t, got.words, "a server runs on the folder")
		has(t, got.out, "2 created − 2 reverted = 0 stored", "ledger and observations agree")
		if left, _ := filepath.Glob(filepath.Join(data, ".aspro-verify-*")); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
	if after := export(); strings.Count(after, "\n") != 1 {
		t.Errorf("not empty: %s", after)
	}
}

// TestRevertOfWhatAFrozenReviewCites is refused with the review's name, in the folder and through the server, and changes nothing.
func TestRevertOfWhatAFrozenReviewCites(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data, "--sample-data")
	admin := call{env: []string{"ASPRO_KEY=" + s.key, "ASPRO_SERVER=" + s.url}}
	id := strings.TrimSpace(admin.run(t, "review", "begin", "kitaq-composting", "2012", "--prepared-by", "somebody").out)
	if got := admin.run(t, "review", "freeze", id, "--approved-by", "somebody"); got.status != done {
		t.Fatal(got.words)
	}
	cited := 0
	for _, upload := range []string{"u1", "u2", "u3", "u4"} {
		if got := admin.run(t, "revert", upload, "--reason", "a test"); got.status == refused && strings.Contains(got.words, "is cited by the frozen review "+id) {
			has(t, got.words, "Send the right figures as a correction")
			cited++
			s.stop(t)
			has(t, must(t, refused, "revert", upload, "--reason", "a test", "--data", data).words, "is cited by the frozen review "+id)
			break
		}
	}
	if cited != 1 {
		t.Error("no upload is cited")
	}
}

func TestRevertOfWhatIsMeantByNobody(t *testing.T) {
	data := t.TempDir()
	has(t, must(t, refused, "revert", "u1", "--reason", "x", "--data", filepath.Join(data, "none")).words, "there is no data")
	for _, c := range []struct{ args, words string }{
		{"revert", "accepts 1 arg"}, {"revert u1", "--reason"}, {"revert 17x --reason x", "no upload"}, {"revert u1 --reason x --server http://127.0.0.1:1", "ASPRO_KEY"},
		{"revert u1 --reason x --server http://127.0.0.1:1 --data d", "contradict"},
	} {
		has(t, must(t, wrongUse, strings.Fields(c.args)...).words, c.words)
	}
	if _, err := os.Stat(filepath.Join(data, "none")); err == nil {
		t.Error("a folder was made")
	}
}
