package docs_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/words"
)

var update = flag.Bool("update", false, "write the generated pages anew")

// codeAt tells which argument of a function is the code of a problem.
var codeAt = map[string]int{"Coded": 0, "problemf": 2, "fault": 1, "faultf": 0, "badRecord": 0, "quoteFault": 0, "refusef": 0, "NewRowProblem": 2}

// statusesOf are the statuses that a kind of error is answered with.
var statusesOf = map[string]string{"Invalid": "422", "NotFound": "404", "Conflicting": "409", "Unauthorized": "401", "Forbidden": "403", "TooLarge": "413",
	"Unsupported": "415", "TooMany": "429", "Unavailable": "503", "Internal": "500"}

// TestEveryCodeIsDocumented finds the codes in the code, with the status that their kind has.
func TestEveryCodeIsDocumented(t *testing.T) {
	types, err := api.ProblemTypes()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string][]string{}
	for _, p := range types {
		if at[p.Code] != nil {
			t.Errorf("%s is twice in api/problems.yaml", p.Code)
		}
		at[p.Code] = p.At
		for _, l := range words.Languages() {
			if !words.Has(l, p.Title) || !words.Has(l, p.Change) {
				t.Errorf("%s is not explained in %s: words/%s.yaml lacks its title or its change", p.Code, l, l)
			}
		}
	}
	for _, room := range []string{"indicators", "indicators/sqlite", "indicators/influx", "ingest", "ingest/sheet", "review", "api"} {
		files, _ := filepath.Glob(filepath.Join("..", room, "*.go"))
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				index, ok := codeAt[nameOf(call.Fun)]
				if !ok || index >= len(call.Args) {
					return true
				}
				literal, ok := call.Args[index].(*ast.BasicLit)
				if !ok {
					return true
				}
				code, _ := strconv.Unquote(literal.Value)
				status := "row"
				if nameOf(call.Fun) == "Coded" {
					status = statusesOf[kindOf(call)]
				}
				switch {
				case at[code] == nil:
					t.Errorf("%s: the code %s is not in api/problems.yaml", set.Position(call.Pos()), code)
				case status != "" && status != "500" && code != "method_not_allowed" && !slices.Contains(at[code], status) && nameOf(call.Fun) != "refusef":
					t.Errorf("%s: the code %s comes at %s too; api/problems.yaml has %v", set.Position(call.Pos()), code, status, at[code])
				}
				return true
			})
		}
	}
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// kindOf walks a chain such as Errorf(Invalid, …).At("x").Coded("y") back to its kind; "" when it does not begin there.
func kindOf(call *ast.CallExpr) string {
	for {
		if nameOf(call.Fun) == "Errorf" {
			return nameOf(call.Args[0])
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		if call, ok = selector.X.(*ast.CallExpr); !ok {
			return ""
		}
	}
}

// TestProblemsPage keeps docs/problems.md as the table of the code.
func TestProblemsPage(t *testing.T) {
	types, err := api.ProblemTypes()
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	page.WriteString("# Problems\n\nAn error is `application/problem+json` after RFC 9457. `code` never changes; `title`, `detail` and the hints come in English, Indonesian,\n" +
		"Cebuano or Japanese, as `Accept-Language` asks. `type` is the address of the code's page on the server itself (`/problems/CODE`).\n" +
		"`request_id` is in every answer and in the log. *row* means: among the `errors` of an upload, with line and column.\n\nThis page is made from `api/problems.yaml` by `make docs`.\n\n" +
		"| code | status | meaning | what to change |\n|---|---|---|---|\n")
	for _, p := range types {
		for _, status := range p.At {
			if code, err := strconv.Atoi(status); status != "row" && (err != nil || http.StatusText(code) == "") {
				t.Errorf("%s: %q is no status", p.Code, status)
			}
		}
		cell := func(text string) string { return strings.NewReplacer("%%", "%", "|", `\|`).Replace(text) }
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s |\n", p.Code, strings.Join(p.At, ", "), cell(p.Title), cell(p.Change))
	}
	held(t, "problems.md", page.String())
}

// TestLimitsPage keeps docs/limits.md as the table of the code.
func TestLimitsPage(t *testing.T) {
	var page strings.Builder
	page.WriteString("# Limits\n\nWhat bounds one request, one file and one caller. What is over a limit is refused with the code beside it (see [problems.md](problems.md));\n" +
		"where no code stands, no problem is answered. `RateLimit` and `RateLimit-Policy` tell with every answer how many requests are left,\n`Retry-After` when to come again.\n\n" +
		"This page is made from the values that the code uses, by `make docs`.\n\n| what | at most | code | what to change |\n|---|---|---|---|\n")
	types, err := api.ProblemTypes()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range api.LimitTable() {
		code := ""
		if l.Code != "" {
			code = "`" + l.Code + "`"
			if !slices.ContainsFunc(types, func(p api.ProblemType) bool { return p.Code == l.Code }) {
				t.Errorf("%s: the code %s is not in api/problems.yaml", l.What, l.Code)
			}
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", l.What, l.Value, code, l.Change)
	}
	held(t, "limits.md", page.String())
}

// held compares a generated page with the committed one, or writes it with -update.
func held(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("docs/%s is stale: run make docs (%v)", name, err)
	}
}
