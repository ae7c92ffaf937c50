package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/review"
)

// TestAReviewFromDraftToExport holds for a data folder and for a running server alike.
func TestAReviewFromDraftToExport(t *testing.T) {
	t.Parallel()
	served := start(t, "--data", loadSample(t))
	for name, where := range map[string][]string{"folder": {"--data", loadSample(t)}, "server": {"--server", served.url}} {
		t.Run(name, func(t *testing.T) {
			run := func(status int, args ...string) call {
				t.Helper()
				c := call{env: []string{"ASPRO_KEY=" + served.key}}.run(t, append(args, where...)...)
				if c.status != status {
					t.Fatalf("aspro %s: status %d, not %d\n%s%s", strings.Join(args, " "), c.status, status, c.out, c.words)
				}
				return c
			}
			id := strings.TrimSpace(run(done, "review", "begin", "kitaq-composting", "2012", "--prepared-by", "Cebu City").out)
			if id != "kitaq-composting-aims-2012-v1" {
				t.Fatal(id)
			}
			has(t, run(done, "review", "show", id).out, "(draft)", "not for citation", "on track", "From 470 t/day in 2010 to 329 t/day in 2012")
			has(t, run(refused, "review", "verify", id).words, "is a draft")
			has(t, run(wrongUse, "review", "freeze", id).words, "--approved-by is missing")
			frozen := run(done, "review", "freeze", id, "--approved-by", "IGES").out
			sum, _, _ := strings.Cut(frozen, "  ")
			has(t, run(done, "review", "list").out, id, "frozen", sum)
			has(t, run(done, "review", "verify", id).out, sum, "valid")
			if got := review.Sum([]byte(run(done, "review", "export", id, "--format", "canonical").out)); got != sum {
				t.Errorf("the sum of the canonical bytes is %s, not %s", got, sum)
			}
			var v api.ReviewView
			if err := json.Unmarshal([]byte(run(done, "review", "export", id).out), &v); err != nil || *v.SHA256 != sum || v.Content.Rows[0].Latest.Value != 329 {
				t.Errorf("%v %+v", err, v.ReviewHead)
			}
			has(t, run(done, "review", "export", id, "--format", "html", "--lang", "id").out, `<html lang="id">`, sum)
			has(t, run(done, "review", "export", id, "--format", "csv").out, "329", sum)
			if book := run(done, "review", "export", id, "--format", "xlsx").out; !strings.HasPrefix(book, "PK") {
				t.Error("no workbook")
			}
			has(t, run(refused, "review", "freeze", id, "--approved-by", "IGES").words, "frozen already")
			has(t, run(refused, "review", "show", "nothing").words, `there is no review "nothing"`)

			empty := strings.TrimSpace(run(done, "review", "begin", "aspro", "mid-term-review-2003", "--prepared-by", "City of Kitakyushu").out)
			has(t, run(refused, "review", "freeze", empty, "--approved-by", "IGES").words, "Not one of the 5 rows has a figure on record", "override")
			run(done, "review", "freeze", empty, "--approved-by", "IGES", "--override", "The gaps are the finding.")
			has(t, run(done, "review", "show", empty).out, "missing: The source of the target states no base year")
			var heads []api.ReviewHead
			if err := json.Unmarshal([]byte(run(done, "review", "list", "--programme", "aspro", "--json").out), &heads); err != nil || len(heads) != 1 || heads[0].ID != empty {
				t.Errorf("%+v %v", heads, err)
			}
		})
	}
}

func TestReviewsThatCannotBeAsked(t *testing.T) {
	data := loadSample(t)
	for args, status := range map[string]int{
		"review": wrongUse, "review begin": wrongUse, "review begin kitaq-composting 2012": wrongUse, "review export x --format pdf": wrongUse,
		"review begin kitaq-composting 1999 --prepared-by x": refused, "review begin nothing 2012 --prepared-by x": refused,
	} {
		arguments := strings.Fields(args)
		if len(arguments) > 1 {
			arguments = append(arguments, "--data", data)
		}
		must(t, status, arguments...)
	}
	has(t, must(t, refused, "review", "list", "--data", filepath.Join(t.TempDir(), "none")).words, "there is no data")
	has(t, must(t, wrongUse, "review", "list", "--server", "localhost").words, "must be a URL")
}
