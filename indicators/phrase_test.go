package indicators

import (
	"reflect"
	"testing"
	"testing/quick"
)

func TestPhraseIsTheSameAfterItWasKept(t *testing.T) {
	for _, p := range []Phrase{
		Phrasef("no arguments, 100%%"),
		Phrasef("%d of %s: %v, %q", int32(7), Citywide, 12.5, `a "quote"`),
		Phrasef("%s.", Errorf(Invalid, "period %q cannot be read", "c. 2001")),
		Phrasef("in %s: %s", Resolution{Months: 1}, Phrasef("%d %s", 3, Phrasef("%v", true))),
		Phrasef("%g and %.2f", 3.0, 1e21),
		Phrasef("the cause: %w", Errorf(NotFound, "gone")),
	} {
		kept, ok := DecodePhrase(p.Encode())
		if !ok || kept.String() != p.String() {
			t.Errorf("%q became %q (%s)", p, kept, p.Encode())
		}
	}
	whole := func(format, text string, n int64, f float64) bool {
		p := Phrase{"%[1]q %[2]d %[3]v", []any{text, n, f}}
		kept, ok := DecodePhrase(p.Encode())
		return ok && kept.String() == p.String()
	}
	if err := quick.Check(whole, nil); err != nil {
		t.Error(err)
	}
}

func TestDecodePhraseRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `[1]`, `["%s", null]`, `["%s", {"fraction": "x"}]`, `["%s", []]`, `["%d", 1e400]`, "not JSON"} {
		if p, ok := DecodePhrase(text); ok {
			t.Errorf("%s is read as %q", text, p)
		}
	}
	if text := (Phrase{}).Encode(); text != "" {
		t.Errorf("the empty phrase is kept as %s", text)
	}
}

func TestErrorIsToldInParts(t *testing.T) {
	e := Errorf(Invalid, "limit is %q; it must be from 1 to %d", "x", 10).Try("See %s.", "docs")
	if format, args := e.Words(); format != "limit is %q; it must be from 1 to %d" || !reflect.DeepEqual(args, []any{"x", 10}) {
		t.Errorf("%q, %v", format, args)
	}
	if a := e.Advice(); a.Format != "See %s." || a.String() != e.Hint {
		t.Errorf("%+v", a)
	}
	e.Message, e.Hint = "changed by hand: 100%", "so is this" // the parts are no longer what is meant
	if format, args := e.Words(); format != "%s" || args[0] != e.Message {
		t.Errorf("%q, %v", format, args)
	}
	if a := e.Advice(); a.String() != "so is this" {
		t.Errorf("%+v", a)
	}
}

func TestRowProblemIsToldInAnotherLanguage(t *testing.T) {
	p := NewRowProblem(2, "value", "x", "text", Phrasef("%q is not a number.", "text")).Advise(Phrasef("Write %s.", "1"))
	shout := func(format string, args ...any) string { return "!" + Phrasef(format, args...).String() }
	if told := p.Told(shout); told.Message != `!"text" is not a number.` || told.Hint != "!Write 1." || told.Line != 2 {
		t.Errorf("%+v", told)
	}
	old := RowProblem{Message: "kept in English", Hint: "too"}
	if told := old.Told(shout); told != old {
		t.Errorf("%+v", told)
	}
}
