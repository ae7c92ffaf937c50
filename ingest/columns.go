package ingest

import (
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// laneRoles are the roles whose words make a lane, beside flags.
var laneRoles = [...]string{"city", "site", "indicator", "unit", "statistic", "quality", "status", "kind", "resolution"}

// laneColumn is a column whose words make a lane.
type laneColumn struct {
	index int
	role  string
}

// valueColumn is a column that carries values beside others that do.
type valueColumn struct {
	index                 int
	column                indicators.Column
	marks                 *marks
	unit, flag            int    // columns of its own unit and flag; -1 for none
	indicator, site, told string // words of its header, or of the lines above it; told: the unit
	second                int    // of the hour that it stands for
}

// findColumns lays the profile's columns on the header: those with a plain header first, then the patterns, each on every
// header that is still free.
func (p *plan) findColumns() error {
	used := make([]bool, len(p.header))
	var absent []string
	for _, patterns := range [...]bool{false, true} {
		for _, column := range p.profile.Columns {
			pattern, err := indicators.HeaderOf(column)
			if err != nil {
				return err
			}
			if pattern.IsPattern() != patterns {
				continue
			}
			found, err := p.lay(column, pattern, used)
			if err != nil {
				return err
			}
			if !found && !column.Optional {
				absent = append(absent, column.Header)
			}
		}
	}
	p.ownColumns(used)
	for index, name := range p.header {
		if !used[index] && name != "" && !p.profile.Headerless {
			p.ignored = append(p.ignored, visible(name))
		}
	}
	slices.SortFunc(p.values, func(a, b valueColumn) int { return a.index - b.index })
	for _, role := range laneRoles {
		if index, ok := p.role[role]; ok {
			p.laneColumns = append(p.laneColumns, laneColumn{index, role})
		}
	}
	p.fewest = len(p.header)
	if p.profile.Headerless {
		p.fewest = 0
		for _, column := range p.profile.Columns {
			if !column.Optional {
				p.fewest = max(p.fewest, column.Position)
			}
		}
	}
	if p.profile.Layout != "long" && len(p.values) == 0 && len(absent) == 0 {
		for _, column := range p.profile.Columns {
			if column.Role == "value" {
				absent = append(absent, column.Header)
			}
		}
	}
	if len(absent) > 0 {
		return p.columnMissing(absent)
	}
	return nil
}

// columnMissing is the error for columns that the header has not, with what most likely is the reason.
func (p *plan) columnMissing(absent []string) error {
	e := indicators.Errorf(indicators.Invalid, "the file has no column %s; its header reads: %s",
		quoted(absent), shown(strings.Join(p.header, ", "))).Coded("column_missing")
	if p.head.sheet != "" {
		return e.Try("The worksheet that was read is %q: name another with sheet, or choose the profile that fits it.", p.head.sheet)
	}
	if len(p.header) == 1 {
		for _, delimiter := range []byte{';', ',', '\t', '|'} {
			if delimiter != p.delimiter && strings.Count(p.header[0], string(delimiter)) > 1 {
				return e.Try("The cells are parted by %q, and the profile expects %q: choose one that reads them so.", string(delimiter), string(p.delimiter))
			}
		}
	}
	return e.Try("Choose the profile that fits the file, or a delimiter other than %q.", string(p.delimiter))
}

// lay finds one column of the profile and notes what it is; a pattern for values may be found many times.
func (p *plan) lay(column indicators.Column, pattern indicators.HeaderPattern, used []bool) (found bool, err error) {
	for index, name := range p.header {
		words, ok := map[string]string(nil), column.Position == index+1
		if column.Position == 0 {
			words, ok = pattern.Match(name)
		}
		if !ok || used[index] && pattern.IsPattern() || name == "" || pattern.IsPattern() && isOwnColumn(column, name) {
			continue
		}
		if found && !pattern.IsPattern() {
			if column.Role == "ignore" || column.Role == "value" && p.profile.Layout != "long" && len(column.Also) > 0 && !strings.EqualFold(name, column.Header) {
				continue
			}
			return true, p.twice(column.Role, name)
		}
		found, used[index] = true, true
		if err := p.note(column, index, words); err != nil {
			return true, err
		}
		if pattern.IsPattern() && (column.Role != "value" || p.profile.Layout == "long") {
			break
		}
	}
	return found, nil
}

// twice refuses a second column of a role: under the same name, or under another that means the same.
func (p *plan) twice(role, name string) error {
	err := indicators.Errorf(indicators.Invalid, "the column %q stands twice in the header", name)
	if first := p.column(p.indexOf(role)); first != "" && !strings.EqualFold(first, name) {
		err = indicators.Errorf(indicators.Invalid, "the columns %q and %q are both the %s", first, name, role)
	}
	return err.Coded("column_twice").Try("Rename or remove one of the two.")
}

// isOwnColumn reports whether a header is that of the unit or the flag beside a value.
func isOwnColumn(column indicators.Column, name string) bool {
	folded := indicators.FoldHeader(name)
	return folded == indicators.FoldHeader(column.UnitIn) || folded == indicators.FoldHeader(column.FlagIn)
}

// note keeps what the column at index is. The words are those of its header's placeholders.
func (p *plan) note(column indicators.Column, index int, words map[string]string) error {
	if text := words["zone"]; text != "" {
		zone, ok := zoneWord(text)
		if !ok {
			return indicators.Errorf(indicators.Invalid, "the header %q names no zone that is known: %q", p.header[index], text).Coded("unknown_zone").
				Try("A zone is UTC, an offset such as +08:00, or a name such as Asia/Manila.")
		}
		p.zone = zone
	}
	switch {
	case column.Role == "ignore":
		p.ignored = append(p.ignored, visible(p.header[index]))
	case column.Role == "flag":
		p.laneColumns = append(p.laneColumns, laneColumn{index, "flag"})
	case column.Role == "value" && p.profile.Layout != "long":
		v := valueColumn{index: index, column: column, marks: marksOf(p.profile.Marks, column.Marks), unit: -1, flag: -1,
			indicator: firstOf(words["indicator"], p.head.aboveAt(p.profile.Above.Indicator, index)),
			told:      firstOf(words["unit"], p.head.aboveAt(p.profile.Above.Unit, index)), site: words["site"]}
		if column.Hour != nil {
			v.second = *column.Hour * 3600
		}
		p.values = append(p.values, v)
	default:
		if column.Role == "value" {
			p.marks = marksOf(p.profile.Marks, column.Marks)
		}
		p.role[column.Role] = index
	}
	return nil
}

// ownColumns finds the unit and flag columns of value columns: the first of that header to the right, before the next value column.
func (p *plan) ownColumns(used []bool) {
	for i := range p.values {
		v := &p.values[i]
		for index := v.index + 1; index < len(p.header); index++ {
			if slices.ContainsFunc(p.values, func(o valueColumn) bool { return o.index == index }) {
				break
			}
			name := indicators.FoldHeader(p.header[index])
			if v.unit < 0 && v.column.UnitIn != "" && name == indicators.FoldHeader(v.column.UnitIn) {
				v.unit, used[index] = index, true
			}
			if v.flag < 0 && v.column.FlagIn != "" && name == indicators.FoldHeader(v.column.FlagIn) {
				v.flag, used[index] = index, true
			}
		}
	}
}

func quoted(names []string) string { return "“" + strings.Join(names, "”, “") + "”" }
