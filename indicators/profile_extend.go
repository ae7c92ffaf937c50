package indicators

import (
	"reflect"
	"slices"
	"strings"
)

// Extending is p with everything that it does not say taken from base: settings, the columns that it does not name
// again, the meanings that it does not give again. What p itself says comes first. Incomplete is p's own: what extends
// a profile says what was missing, unless it says otherwise.
func (p Profile) Extending(base Profile) Profile {
	incomplete := p.Incomplete
	fillFrom(reflect.ValueOf(&p).Elem(), reflect.ValueOf(base))
	p.Incomplete = incomplete
	return p
}

// fillFrom sets what is zero in own to what base has; lists of columns and meanings are joined.
func fillFrom(own, base reflect.Value) {
	switch {
	case own.Kind() == reflect.Struct:
		for i := range own.NumField() {
			fillFrom(own.Field(i), base.Field(i))
		}
	case own.Type() == reflect.TypeFor[[]Column]():
		columns := own.Interface().([]Column)
		own.Set(reflect.ValueOf(joined(columns, base.Interface().([]Column), Column.name)))
	case own.Type() == reflect.TypeFor[[]PlaceMeaning]():
		own.Set(reflect.ValueOf(joined(own.Interface().([]PlaceMeaning), base.Interface().([]PlaceMeaning), func(m PlaceMeaning) string { return m.City + "\x00" + m.Site })))
	case own.Type() == reflect.TypeFor[[]IndicatorMeaning]():
		own.Set(reflect.ValueOf(joined(own.Interface().([]IndicatorMeaning), base.Interface().([]IndicatorMeaning), func(m IndicatorMeaning) string { return m.Text + "\x00" + m.Unit })))
	case own.Type() == reflect.TypeFor[[]PeriodMeaning]():
		own.Set(reflect.ValueOf(joined(own.Interface().([]PeriodMeaning), base.Interface().([]PeriodMeaning), func(m PeriodMeaning) string { return m.Text })))
	case own.Type() == reflect.TypeFor[[]KindMeaning]():
		own.Set(reflect.ValueOf(joined(own.Interface().([]KindMeaning), base.Interface().([]KindMeaning), func(m KindMeaning) string { return m.Text })))
	case own.Type() == reflect.TypeFor[[]FlagMeaning]():
		own.Set(reflect.ValueOf(joined(own.Interface().([]FlagMeaning), base.Interface().([]FlagMeaning), func(m FlagMeaning) string { return m.Column + "\x00" + m.Text })))
	case own.IsZero():
		own.Set(base)
	}
}

// joined is own, then what base has of another name.
func joined[T any](own, base []T, name func(T) string) []T {
	all := slices.Clone(own)
	for _, one := range base {
		if !slices.ContainsFunc(own, func(o T) bool { return name(o) == name(one) }) {
			all = append(all, one)
		}
	}
	return all
}

// name is what tells a column from its fellows.
func (c Column) name() string {
	if c.Position > 0 {
		return string(rune(c.Position)) + "\x00"
	}
	return FoldHeader(c.Header)
}

// FoldHeader is the spelling by which headers are compared: "PM2.5  (μg/m³)" and "pm2.5 (µg/m³)" are one.
func FoldHeader(text string) string {
	return strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(text), " ")), "μ", "µ")
}
