package words_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/aspro-cities/aspro/words"
)

// verb is one of fmt's, with an explicit index in the second group if it has one.
var verb = regexp.MustCompile(`%(?:[-+# 0]*)(?:\[(\d+)\])?(?:\d+)?(?:\.\d+)?([a-zA-Z%])`)

// verbsOf are the verbs by the argument that they show; %w and %v are the same.
func verbsOf(format string) []string {
	var verbs []string
	next := 1
	for _, found := range verb.FindAllStringSubmatch(format, -1) {
		if found[2] == "%" {
			continue
		}
		at := next
		if found[1] != "" {
			at, _ = strconv.Atoi(found[1])
		}
		next = at + 1
		verbs = append(verbs, strconv.Itoa(at)+strings.ReplaceAll(found[2], "w", "v"))
	}
	slices.Sort(verbs)
	return verbs
}

func TestEverySentenceOfTheCodeIsTranslated(t *testing.T) {
	missing := map[words.Language]map[string]bool{}
	for _, s := range shippedSentences(t) {
		if s.args >= 0 && len(verbsOf(s.format)) != s.args {
			t.Errorf("%s: %q has %d verbs and %d arguments", s.place, s.format, len(verbsOf(s.format)), s.args)
		}
		if !needsWords(s.format) {
			continue
		}
		for _, l := range words.Languages() {
			if !words.Has(l, s.format) {
				if missing[l] == nil {
					missing[l] = map[string]bool{}
				}
				missing[l][s.format] = true
			}
		}
	}
	for l, formats := range missing {
		for format := range formats {
			t.Errorf("words/%s.yaml lacks a line:\n%s: ", l, strconv.Quote(format))
		}
	}
}

// TestEveryLabelOfThePagesIsTranslated: what stands in a template is said in every language too.
func TestEveryLabelOfThePagesIsTranslated(t *testing.T) {
	label := regexp.MustCompile(`\b(?:t|say) ("(?:[^"\\]|\\.)*")`)
	pages, err := filepath.Glob("../*/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range label.FindAllSubmatch(text, -1) {
			format, err := strconv.Unquote(string(found[1]))
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range words.Languages() {
				if needsWords(format) && !words.Has(l, format) {
					t.Errorf("%s: words/%s.yaml lacks %q", page, l, format)
				}
			}
		}
	}
}

// TestTranslationsHaveTheVerbsOfTheirEnglish holds also that a file is a flat table without a key twice.
func TestTranslationsHaveTheVerbsOfTheirEnglish(t *testing.T) {
	for _, l := range words.Languages()[1:] {
		text, err := os.ReadFile(string(l) + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		table := map[string]string{}
		if err := yaml.Unmarshal(text, &table); err != nil {
			t.Fatalf("words/%s.yaml: %v", l, err)
		}
		for english, translated := range table {
			if translated == "" {
				t.Errorf("words/%s.yaml: %q is empty", l, english)
			}
			if want, got := verbsOf(english), verbsOf(translated); !slices.Equal(want, got) {
				t.Errorf("words/%s.yaml: %q shows %v, its English %v", l, english, got, want)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]words.Language{
		"": words.English, "*": words.English, "de-DE": words.English, "not a header;;;": words.English,
		"id": words.Indonesian, "id-ID,id;q=0.9,en;q=0.8": words.Indonesian, "jv-ID,id;q=0.8": words.Indonesian, "su": words.Indonesian, "ms-MY": words.Indonesian,
		"ceb-PH": words.Cebuano, "ja-JP": words.Japanese, "en-PH,ceb;q=0.5": words.English,
		"fil-PH": words.English, "fil-PH,ceb;q=0.5": words.Cebuano, "de, ja;q=0.5": words.Japanese, "zh-TW": words.English,
		"ja" + strings.Repeat(",ja", 500): words.English,
	} {
		if got := words.Match(header); got != want {
			t.Errorf("%.40q is %s, not %s", header, got, want)
		}
	}
}

type inner struct{}

func (inner) Words() (string, []any) { return "no thousands mark", nil }

func TestSay(t *testing.T) {
	for _, c := range []struct {
		l      words.Language
		format string
		args   []any
		want   string
	}{
		{words.English, "there is no city %q", []any{"atlantis"}, `there is no city "atlantis"`},
		{words.Indonesian, "there is no city %q", []any{"atlantis"}, `tidak ada kota "atlantis"`},
		{words.Japanese, "there is no site %q in %s", []any{"x", "cebu"}, `cebu に地点 "x" はありません`},
		{words.Indonesian, "a sentence that nobody has translated: %d", []any{3}, "a sentence that nobody has translated: 3"},
		{words.Indonesian, "(%s)", []any{inner{}}, "(tanpa tanda ribuan)"},
		{words.English, "a plus sign in a URL is written %%2B", nil, "a plus sign in a URL is written %2B"},
		{words.English, "because of %w", []any{os.ErrNotExist}, "because of file does not exist"},
	} {
		if got := words.Say(c.l, c.format, c.args...); got != c.want {
			t.Errorf("%s: %q, not %q", c.l, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, l := range words.Languages() {
		if got, ok := words.Parse(string(l)); !ok || got != l || l.Name() == "" {
			t.Errorf("%s is read as %s, %v", l, got, ok)
		}
	}
	if _, ok := words.Parse("de"); ok {
		t.Error("de is read")
	}
}
