package ingest

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// FuzzNumber: every number prints as a text that reads back to the same bits (−0 as 0), by every style that has no
// thousands mark, with and without a qualifier.
func FuzzNumber(f *testing.F) {
	for _, v := range []float64{0, 0.1, -1e-300, math.MaxFloat64, math.SmallestNonzeroFloat64, 123456.789, 1 << 53, 1<<53 + 2, 0.47500000000000003} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		for mark, want := range map[string]indicators.Censored{"": indicators.NotCensored, "<": indicators.Below, ">": indicators.Above} {
			for _, decimal := range []byte{'.', ','} {
				text := mark + strings.Replace(decimalText(v), ".", string(decimal), 1)
				got, censored, code := numberStyle{decimal: decimal}.parse([]byte(text))
				if code != "" || censored != want || math.Float64bits(got) != math.Float64bits(v+0) {
					t.Errorf("%s reads as %s%v %q", text, censored.Mark(), got, code)
				}
			}
		}
	})
}

// FuzzNumberText: whatever reads is finite, is what strconv makes of the text without its marks, and prints as a text that
// reads back to the same bits.
func FuzzNumberText(f *testing.F) {
	for _, text := range []string{"1", "<1", "> 1", "+1.5", "-0", "1,5", "1.234,5", "1,234,567.8", "-", ",", ".5", "1e3", "１２．５", "＜−３", "0x1", "1_0", "٣", "9007199254740993", "0.1000000000000000055"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, style := range []numberStyle{{decimal: '.'}, {decimal: ','}, {decimal: ',', thousands: '.'}, {decimal: '.', thousands: ','}} {
			v, censored, code := style.parse([]byte(text))
			if code != "" {
				continue
			}
			if want := plainNumber(text, style); math.IsInf(v, 0) || v != want {
				t.Errorf("%q reads as %v, strconv says %v", text, v, want)
			}
			again, mark, code := numberStyle{decimal: '.'}.parse([]byte(censored.Mark() + decimalText(v)))
			if code != "" || mark != censored || math.Float64bits(again) != math.Float64bits(v) {
				t.Errorf("%q reads as %s%v, which comes back as %s%v %q", text, censored.Mark(), v, mark.Mark(), again, code)
			}
		}
	})
}

// plainNumber reads by the standard library alone; NaN for what that does not read.
func plainNumber(text string, style numberStyle) float64 {
	text = strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E { // full width
			return r - 0xFEE0
		}
		if r == 0x2212 {
			return '-'
		}
		return r
	}, text)
	text = strings.TrimSpace(strings.TrimLeft(text, "<>"))
	if style.thousands != 0 {
		text = strings.ReplaceAll(text, string(style.thousands), "")
	}
	v, err := strconv.ParseFloat(strings.Replace(text, string(style.decimal), ".", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
