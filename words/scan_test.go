package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// rooms are the folders whose sentences strangers read. What the stores say of themselves is for their operator, in
// English; strangers read only what they note of rows (Phrasef).
var rooms = []string{"indicators", "indicators/sqlite", "indicators/influx", "ingest", "ingest/sheet", "review", "api"}

// formatAt tells which arguments of a function are formats of sentences. -1 stands for no arguments after it.
var formatAt = map[string][]int{
	"Errorf": {1}, "statement": {1}, "Try": {0}, "Phrasef": {0}, "Say": {1}, "say": {0},
	"problemf": {4}, "try": {1}, "fault": {3}, "faultf": {1, 2}, "badRecord": {2}, "quoteFault": {2}, "refusef": {1, 2}, "notRead": {0},
}

// unscanned are calls that pass a format on; what they are given is scanned where it stands.
var unscanned = map[string]bool{
	"indicators/errors.go": true, "indicators/upload.go": true, "indicators/phrase.go": true, "ingest/problem.go": true,
}

// sentence is an English format in the code.
type sentence struct {
	format string
	place  token.Position
	args   int // -1: not known
}

// shippedSentences finds every sentence of the rooms, leaving out what is for the log alone (Internal).
func shippedSentences(t *testing.T) []sentence {
	t.Helper()
	var found []sentence
	for _, room := range rooms {
		set := token.NewFileSet()
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", room, err)
		}
		var parsed []*ast.File
		constants := map[string]string{}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
			stringConstants(f, constants)
		}
		for _, f := range parsed {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					found = append(found, ofCall(t, set, n, constants)...)
				case *ast.CompositeLit:
					found = append(found, ofLiteral(set, n, constants)...)
				}
				return true
			})
		}
	}
	return found
}

func stringConstants(f *ast.File, into map[string]string) {
	for _, decl := range f.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.CONST {
			continue
		}
		for _, spec := range general.Specs {
			value := spec.(*ast.ValueSpec)
			for i, name := range value.Names {
				if i < len(value.Values) {
					if text, ok := constantText(value.Values[i], into); ok {
						into[name.Name] = text
					}
				}
			}
		}
	}
}

// constantText is a string literal, a sum of such, or the name of one.
func constantText(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := constantText(e.X, constants)
		right, also := constantText(e.Y, constants)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.Ident:
		text, ok := constants[e.Name]
		return text, ok
	case *ast.CallExpr:
		return "", false
	}
	return "", false
}

func ofCall(t *testing.T, set *token.FileSet, call *ast.CallExpr, constants map[string]string) []sentence {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if of, ok := f.X.(*ast.Ident); ok && of.Name == "fmt" {
			return nil
		}
	}
	place := set.Position(call.Pos())
	file := strings.TrimPrefix(filepath.ToSlash(place.Filename), "../")
	if name == "Errorf" && len(call.Args) > 0 && strings.HasSuffix(lastName(call.Args[0]), "Internal") {
		return nil
	}
	if name != "Phrasef" && (strings.HasPrefix(file, "indicators/sqlite/") || strings.HasPrefix(file, "indicators/influx/")) {
		return nil
	}
	var found []sentence
	for _, at := range formatAt[name] {
		if at >= len(call.Args) {
			continue
		}
		format, ok := constantText(call.Args[at], constants)
		if !ok {
			if !unscanned[file] && !passedOn(call.Args[at]) {
				t.Errorf("%s: the format is no constant: it cannot be translated", place)
			}
			continue
		}
		args := len(call.Args) - at - 1
		if call.Ellipsis.IsValid() || name == "quoteFault" || len(formatAt[name]) == 2 && at == formatAt[name][0] {
			args = -1
		}
		found = append(found, sentence{format, place, args})
	}
	return found
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// passedOn reports whether the format is a parameter or a field: it is scanned where it was written.
func passedOn(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return true
	case *ast.CallExpr: // Phrasef(e.Words()), Phrasef(month.String())
		return lastName(e.Fun) == "Words" || lastName(e.Fun) == "String"
	}
	return false
}

func ofLiteral(set *token.FileSet, literal *ast.CompositeLit, constants map[string]string) []sentence {
	if lastName(literal.Type) != "RefusedError" {
		return nil
	}
	var found []sentence
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key := lastName(pair.Key)
		if text, ok := constantText(pair.Value, constants); ok && (key == "Format" || key == "Hint") {
			found = append(found, sentence{text, set.Position(literal.Pos()), -1})
		}
	}
	return found
}

// needsWords reports whether there is anything to translate in a format.
func needsWords(format string) bool {
	return regexp.MustCompile(`\pL`).MatchString(verb.ReplaceAllString(format, ""))
}
