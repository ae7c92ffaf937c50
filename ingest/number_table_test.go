package ingest

import (
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestNumbersHaveOneOutcomeEach: no text changes its magnitude in silence; what could be read two ways, or is a number to
// strconv alone, is refused.
func TestNumbersHaveOneOutcomeEach(t *testing.T) {
	point, comma := numberStyle{decimal: '.'}, numberStyle{decimal: ','}
	indonesia, philippines := numberStyle{decimal: ',', thousands: '.'}, numberStyle{decimal: '.', thousands: ','}
	for _, c := range []struct {
		text     string
		style    numberStyle
		want     float64
		censored indicators.Censored
		code     string
	}{
		{"0", point, 0, 0, ""}, {"-0", point, 0, 0, ""}, {"0.0", point, 0, 0, ""}, {"12.5", point, 12.5, 0, ""}, {"-12.5", point, -12.5, 0, ""},
		{"+5", point, 5, 0, ""}, {"007", point, 7, 0, ""}, {"<0.5", point, 0.5, indicators.Below, ""}, {"> 1700", point, 1700, indicators.Above, ""},
		{"1.234", point, 1.234, 0, ""}, {"1.234", indonesia, 1234, 0, ""}, {"1.234", comma, 0, 0, "ambiguous_number"},
		{"1,5", point, 0, 0, "decimal_comma"}, {"1,5", comma, 1.5, 0, ""}, {"1,5", indonesia, 1.5, 0, ""}, {"1,5", philippines, 0, 0, "ambiguous_number"},
		{"1.234,5", indonesia, 1234.5, 0, ""}, {"1.234,5", point, 0, 0, "ambiguous_number"}, {"1,234.5", philippines, 1234.5, 0, ""},
		{"1,234,567.89", philippines, 1234567.89, 0, ""}, {"1.234.567,89", indonesia, 1234567.89, 0, ""}, {"12,34,567", philippines, 0, 0, "ambiguous_number"},
		{"1.23", indonesia, 0, 0, "ambiguous_number"}, {"0.234", indonesia, 234, 0, ""},
		{"１２．５", point, 12.5, 0, ""}, {"－３", point, -3, 0, ""}, {"＜０．５", point, 0.5, indicators.Below, ""}, {"−4", point, -4, 0, ""}, {"１，２３４", philippines, 1234, 0, ""},
		{"NaN", point, 0, 0, "value_unreadable"}, {"Inf", point, 0, 0, "value_unreadable"}, {"+Infinity", point, 0, 0, "value_unreadable"},
		{"0x1p-2", point, 0, 0, "value_unreadable"}, {"0x10", point, 0, 0, "value_unreadable"}, {"1_000", point, 0, 0, "value_unreadable"},
		{"1e400", point, 0, 0, "value_unreadable"}, {"1e-400", point, 0, 0, "value_unreadable"}, {"1e3", point, 0, 0, "value_unreadable"}, {"1E3", point, 0, 0, "value_unreadable"},
		{"null", point, 0, 0, "value_unreadable"}, {"", point, 0, 0, "value_unreadable"}, {"-", point, 0, 0, "value_unreadable"}, {"<", point, 0, 0, "value_unreadable"},
		{".5", point, 0, 0, "value_unreadable"}, {"5.", point, 0, 0, "value_unreadable"}, {"--5", point, 0, 0, "value_unreadable"}, {"1.2.3", point, 0, 0, "ambiguous_number"},
		{"١٢", point, 0, 0, "value_unreadable"}, {"１２x", point, 0, 0, "value_unreadable"}, {"1 234", point, 0, 0, "value_unreadable"}, {"5 mg", point, 0, 0, "value_unreadable"},
		{"<<5", point, 0, 0, "value_unreadable"}, {"<-5", point, -5, indicators.Below, ""}, {"≤5", point, 0, 0, "value_unreadable"},
	} {
		got, censored, code := c.style.parse([]byte(c.text))
		if got != c.want || censored != c.censored || code != c.code {
			t.Errorf("%q with %c and %q is %s%v %q, want %s%v %q", c.text, c.style.decimal, c.style.thousands, censored.Mark(), got, code, c.censored.Mark(), c.want, c.code)
		}
	}
}
