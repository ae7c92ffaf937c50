package ingest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// measure resolves indicator, statistic and unit.
func (p *plan) measure(l *lane, w words) *indicators.RowProblem {
	name, statistic, unit := firstOf(w.slug, w.indicator, p.profile.Indicator), firstOf(w.statistic, p.profile.Statistic), w.unit
	for _, meaning := range p.profile.Meanings.Indicators {
		if w.slug == "" && strings.EqualFold(meaning.Text, name) && (meaning.Unit == "" || indicators.FoldUnit(meaning.Unit) == indicators.FoldUnit(w.unit)) {
			if meaning.Refuse != "" {
				return try(p.fault("indicator", "not_an_observation", w.indicator, "%s", meaning.Refuse), "Leave the row out.")
			}
			name, statistic, unit = meaning.Indicator, firstOf(statistic, meaning.Statistic), firstOf(unit, meaning.InUnit)
			break
		}
	}
	if name == "" {
		return try(p.fault("indicator", "unknown_indicator", "", "The indicator is not stated."), "Write the indicator. A total or a note is no observation: leave its line out.")
	}
	indicator, ok := p.catalogue.Indicator(name)
	if !ok {
		return try(p.fault("indicator", "unknown_indicator", name, "There is no indicator %q in the catalogue.", name),
			"Nearest: %s.", Nearest(name, sortedKeys(p.names)))
	}
	l.indicator = indicator
	l.series.Indicator, l.series.Statistic = indicator.ID, firstOf(statistic, indicator.Statistic)
	if !isStatistic(l.series.Statistic) {
		return try(p.fault("statistic", "unknown_statistic", statistic, "%q is not a statistic.", statistic),
			"Write one of mean, gmean, median, min, max, sum, count, instant, or a percentile such as p98.")
	}
	return p.convert(l, firstOf(unit, p.profile.Unit), w.unitIsOwed)
}

// convert sets the factor from the unit as sent to the indicator's. Units of different dimensions never convert, but that a
// share of the volume and a mass in it do for a gas whose molar mass is known, where temperature and pressure are stated.
func (p *plan) convert(l *lane, text string, owed bool) *indicators.RowProblem {
	own, _ := p.catalogue.Unit(l.indicator.Unit)
	if text == "" {
		if p.profile.Layout == "long" || owed {
			return try(p.fault("unit", "unit_missing", "", "The unit is not stated."), "Write %s.", own.ID)
		}
		return nil
	}
	sent, factor, ok := p.unitNamed(text)
	var accepted []string
	for _, unit := range p.catalogue.Units {
		if unit.Dimension == own.Dimension {
			accepted = append(accepted, unit.ID)
		}
	}
	if !ok {
		return try(p.fault("unit", "unit_unknown", text, "The unit %q is not known.", text), "For %s write one of: %s.", l.indicator.ID, strings.Join(accepted, ", "))
	}
	l.factor *= factor
	switch gas := sent.Gas != "" && own.Gas != "" && l.indicator.MolarMass > 0; {
	case sent.Dimension == own.Dimension:
		if sent.Factor != own.Factor {
			l.factor *= sent.Factor / own.Factor
		}
		return nil
	case gas && p.conditions == nil:
		return try(p.fault("unit", "conditions_missing", text, "%s is kept in %s; %s converts to it only at a stated temperature and pressure.", l.indicator.ID, own.ID, sent.ID),
			"State them in the profile or the request, such as conditions=25Cel,101.325kPa.")
	case gas:
		mass := p.conditions.MassPerShare(l.indicator.MolarMass)
		if sent.Gas == "mass" {
			mass = 1 / mass
		}
		l.factor *= sent.Factor * mass / own.Factor
		return nil
	}
	if sent.Index != own.Index {
		return try(p.fault("unit", "index_and_amount", text, "%s is kept in %s; an index number such as %s is another kind of quantity and never mixes with it.", l.indicator.ID, own.ID, text),
			"Write one of: %s.", strings.Join(accepted, ", "))
	}
	return try(p.fault("unit", "unit_not_convertible", text, "%s is kept in %s; %s is another quantity and is not converted.", l.indicator.ID, own.ID, sent.ID),
		"Write one of: %s.", strings.Join(accepted, ", "))
}

// unitNamed finds a unit by any of its spellings; a number before it is a factor, as in 0.1PPM.
func (p *plan) unitNamed(text string) (indicators.Unit, float64, bool) {
	if unit, ok := p.catalogue.UnitByText(text); ok {
		return unit, 1, true
	}
	rest := strings.TrimLeft(text, "0123456789.")
	factor, err := strconv.ParseFloat(text[:len(text)-len(rest)], 64)
	if err != nil || factor <= 0 {
		return indicators.Unit{}, 1, false
	}
	unit, ok := p.catalogue.UnitByText(rest)
	return unit, factor, ok
}

// isStatistic reports whether the word is a statistic of the vocabulary.
func isStatistic(word string) bool {
	if slices.Contains([]string{"mean", "gmean", "median", "min", "max", "sum", "count", "instant"}, word) {
		return true
	}
	digits, ok := strings.CutPrefix(word, "p")
	value, n := leadingNumber([]byte(digits))
	return ok && n == len(digits) && n > 0 && value > 0 && value < 100
}
