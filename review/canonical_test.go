package review

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ fact, from, want string }{
		{"nothing", `null`, `null`},
		{"blanks go", " { \"a\" : [ 1 , true ,\n{} ] } ", `{"a":[1,true,{}]}`},
		// RFC 8785, section 3.2.3, but for a letter that NFC leaves alone: names sort by UTF-16 code units, so the emoji (D83D…) stands before U+FB00.
		{"names sort by UTF-16", "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb00\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
			"{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb00\":3}"},
		// RFC 8785, section 3.2.2 and appendix B.
		{"numbers are the shortest", `[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]`, `[333333333.3333333,1e+30,4.5,0.002,1e-27]`},
		{"the exponent begins below 1e-6 and at 1e21", `[1e-6,9.9e-7,999999999999999900000,1e21]`, `[0.000001,9.9e-7,999999999999999900000,1e+21]`},
		{"a large figure is written as it is read again", `[10000000000000000.0,1e20,9007199254740992]`, `[10000000000000000,100000000000000000000,9007199254740992]`},
		{"no minus zero", `[-0,-0.0,0e5]`, `[0,0,0]`},
		{"85.71 stays", `85.71`, `85.71`},
		{"few escapes", `"\u0041\u000f\u2028<&>\/\n\"\\\u007f"`, "\"A\\u000f\u2028<&>/\\n\\\"\\\\\u007f\""},
		{"texts and names are NFC", "{\"e\u0301\":\"A\u030a μg\"}", "{\"é\":\"Å μg\"}"},
	} {
		t.Run(c.fact, func(t *testing.T) {
			got, err := canonicalJSON([]byte(c.from))
			if err != nil || string(got) != c.want {
				t.Fatalf("%s %v, want %s", got, err, c.want)
			}
			again, err := canonicalJSON(got)
			if err != nil || string(again) != c.want {
				t.Errorf("the canonical form of the canonical form is %s %v", again, err)
			}
			if !json.Valid(got) {
				t.Error("it is no JSON")
			}
		})
	}
}

func TestWhatHasNoCanonicalForm(t *testing.T) {
	for _, text := range []string{``, `{`, `1 2`, `0]`, `{"e` + "\u0301" + `":1,"é":2}`, `9007199254740993`, `1e999`} {
		if got, err := canonicalJSON([]byte(text)); err == nil {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got, err := Canonical(math.NaN()); err == nil {
		t.Errorf("NaN: %s", got)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, text := range []string{`{"a":1e-7,"b":[null,"é"]}`, `"\ud800"`, `[-0.0,1e308]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := canonicalJSON([]byte(text))
		if err != nil {
			t.Skip()
		}
		var before, after any
		if json.Unmarshal([]byte(text), &before) != nil || json.Unmarshal(once, &after) != nil {
			t.Fatalf("%q became %q", text, once)
		}
		twice, err := canonicalJSON(once)
		if err != nil || string(twice) != string(once) {
			t.Errorf("%q became %q, then %q (%v)", text, once, twice, err)
		}
		if strings.ContainsAny(string(once), "\n\r\t") {
			t.Errorf("a blank in %q", once)
		}
	})
}

func TestSumIsWhatSha256sumPrints(t *testing.T) {
	// printf '{}' | sha256sum
	if got := Sum([]byte("{}")); got != "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" {
		t.Error(got)
	}
}
