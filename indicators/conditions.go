package indicators

import (
	"math"
	"strconv"
	"strings"
)

// Conditions are the temperature and the pressure of the air in which a gas was measured.
type Conditions struct{ Celsius, Kilopascal float64 }

// gasConstant is that of the SI (2019), in J/(mol·K).
const gasConstant = 8.314462618

// ParseConditions reads "25Cel,101.325kPa": degrees Celsius and kilopascal, in UCUM's units. Invalid,
// "bad_conditions", for another form, below −90 or above 60 °C, below 30 or above 120 kPa: no station lies there.
func ParseConditions(text string) (Conditions, error) {
	celsius, kilopascal, ok := strings.Cut(strings.ReplaceAll(text, " ", ""), ",")
	first, isCelsius := strings.CutSuffix(celsius, "Cel")
	second, isKilopascal := strings.CutSuffix(kilopascal, "kPa")
	c := Conditions{}
	var err1, err2 error
	c.Celsius, err1 = strconv.ParseFloat(first, 64)
	c.Kilopascal, err2 = strconv.ParseFloat(second, 64)
	if !ok || !isCelsius || !isKilopascal || err1 != nil || err2 != nil || strings.ContainsAny(first+second, "xXpP_") ||
		!(c.Celsius >= -90 && c.Celsius <= 60) || !(c.Kilopascal >= 30 && c.Kilopascal <= 120) {
		return Conditions{}, Errorf(Invalid, "conditions are %q; they must be a temperature and a pressure such as 25Cel,101.325kPa", text).
			Coded("bad_conditions").At("conditions")
	}
	return c, nil
}

// MassPerShare is the mass in µg/m³ of a share of 1 nmol/mol (1 ppb) of a gas of this molar mass in g/mol:
//
//	M · P / (R · T)     P in kPa, T in K, R = 8.314462618 J/(mol·K)
//
// by the ideal gas law; at 25 °C and 101.325 kPa that is M / 24.465. NaN for a molar mass of 0.
func (c Conditions) MassPerShare(molarMass float64) float64 {
	if molarMass <= 0 {
		return math.NaN()
	}
	return molarMass * c.Kilopascal / (gasConstant * (c.Celsius + 273.15))
}
