package catalogue

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// shortCases is how many cases of a table, others every time, the short form tries: each reads the whole default catalogue.
const shortCases = 8

const aUnit = "units:\n  - {id: bags, dimension: bags, factor: 1}\n"

// aProfile is a profile with more lines in it; the first of them is line 9.
func aProfile(layout string, lines ...string) string {
	return "profiles:\n  - id: p\n    name: P\n    description: d\n    source: s\n    licence: l\n    layout: " + layout +
		"\n    resolution: PT1H\n    " + strings.Join(lines, "\n    ")
}

// aLong is a long profile with these meanings, which begin after line 10.
func aLong(meanings ...string) string {
	return aProfile("long", append([]string{
		"columns: [{header: i, role: indicator}, {header: p, role: period}, {header: v, role: value}, {header: u, role: unit}]", "meanings:",
	}, meanings...)...)
}

// anIndicator is an indicator with some of its fields changed; its lines follow this order, from line 2.
func anIndicator(changes ...string) string {
	fields := []string{
		"id: i", "name: I", "theme: air", "quantity: amount", "unit: µg/m³", "direction: decrease", "statistic: mean",
		"plausible: {min: 0, max: 1, source: s}", "completeness: {percent: 75, source: s}", "city_rule: mean", "source: s",
	}
	for _, change := range changes {
		name, _, _ := strings.Cut(change, ":")
		known := false
		for i, f := range fields {
			if strings.HasPrefix(f, name+":") {
				fields[i], known = change, true
			}
		}
		if !known {
			fields = append(fields, change)
		}
	}
	return "indicators:\n  - " + strings.Join(fields, "\n    ")
}

// aStandard is a standard with more fields, from line 8.
func aStandard(fields ...string) string {
	return "standards:\n  - id: s\n    jurisdiction: ID\n    instrument: i\n    averaging: annual\n    certainty: verified\n    source: s\n    " + strings.Join(fields, "\n    ")
}

// aTarget is a programme with one target, given from line 9.
func aTarget(fields ...string) string {
	return "programmes:\n  - id: p\n    name: P\n    cities: [cebu]\n    source: s\n    milestones: [{id: m, name: M, at: \"2010\"}]\n    targets:\n" +
		"      - id: t\n        " + strings.Join(append(fields, "source: s"), "\n        ")
}

func TestFaultsAreNamedWithFileLineAndWhatIsAllowed(t *testing.T) {
	tried := 0
	const city = "cities:\n  - id: x\n    name: X\n    country: %s\n    zone: %s\n    fiscal_year_start: %s\n    role: other\n    locale: %s\n    source: s\n"
	const site = "sites:\n  - {id: a, city: cebu, name: A, kind: area, source: s%s}\n"
	for name, c := range map[string]struct {
		yaml string
		want string // after the file
	}{
		"NoYAML":             {"cities: [", ":1: did not find expected node content"},
		"TwoDocuments":       {"cities: []\n---\ncities: []\n", ":1: the file holds more than one YAML document"},
		"UnknownList":        {"citys: []", `:1: there is no field "citys" here; allowed are cities, sites, indicators, units`},
		"UnknownField":       {"sites:\n  - id: a\n    town: b\n", `:3: there is no field "town" here; allowed are id, city, name, kind`},
		"UnknownFieldInside": {"cities:\n  - id: a\n    stakeholders:\n      - {nane: b}\n", `:4: there is no field "nane" here; allowed are name, kind`},
		"WordForANumber":     {"units:\n  - {id: a, dimension: b, factor: many}\n", `:2: "many" cannot stand here; allowed is a number`},
		"TwiceInOneFile":     {aUnit + "  - {id: bags, dimension: bags, factor: 2}\n", `:3: the unit "bags" stands twice in this file, first in line 2`},
		"Missing":            {"units:\n  - {id: a, factor: 1}\n", `:2: dimension is missing`},
		"Slug":               {"sites:\n  - {id: Big Area, city: cebu, name: A, kind: area, source: s}\n", `:2: id is "Big Area"; allowed are lower-case letters`},
		"OneOf":              {"sites:\n  - id: a\n    city: cebu\n    name: A\n    kind: town\n    source: s\n", `:5: kind is "town"; allowed are citywide, area`},
		"Positive":           {"units:\n  - {id: a, dimension: b, factor: -1}\n", `:2: factor is -1; allowed is more than 0`},

		"Country":    {fmt.Sprintf(city, "ZZ", "Asia/Manila", "1", "en-PH"), `:4: country is "ZZ"; allowed are the two-letter codes`},
		"Zone":       {fmt.Sprintf(city, "PH", "Asia/Cebu", "1", "en-PH"), `:5: zone is "Asia/Cebu"; allowed is an IANA name`},
		"FiscalYear": {fmt.Sprintf(city, "PH", "Asia/Manila", "13", "en-PH"), `:6: fiscal_year_start is 13; allowed is 12 or less`},
		"Locale":     {fmt.Sprintf(city, "PH", "Asia/Manila", "1", "english!"), `:8: locale is "english!"; allowed is a language tag`},

		"CityOfASite":       {"sites:\n  - {id: a, city: rome, name: A, kind: area, source: s}\n", `:2: there is no city "rome"; allowed are cebu, kitakyushu, surabaya`},
		"ParentElsewhere":   {fmt.Sprintf(site, ", parent: tpa-benowo"), `:2: there is no site "tpa-benowo" in cebu; allowed are`},
		"ParentInACircle":   {fmt.Sprintf(site, ", parent: b") + "  - {id: b, city: cebu, name: B, kind: area, parent: a, source: s}\n", `:2: the site "a" stands above itself, through "b"`},
		"HalfACoordinate":   {fmt.Sprintf(site, ", lat: 10.3"), `:2: the site "a" has one of lat and lon; allowed are both or neither`},
		"Latitude":          {fmt.Sprintf(site, ", lat: 100, lon: 124"), `:2: lat is 100; allowed are degrees from -90 to 90`},
		"CitywideByTheKind": {"sites:\n  - {id: a, city: cebu, name: A, kind: citywide, source: s}\n", `:2: the site "a" is of kind "citywide"`},

		"UnitsWrittenAlike": {"units:\n  - {id: ug/M3, dimension: b, factor: 1}\n", `:2: the units "µg/m³" and "ug/M3" may both be written "ug/M3"`},
		"UnitOfIndicator":   {anIndicator("unit: stones"), `:6: there is no unit "stones"; allowed are`},
		"Statistic":         {anIndicator("statistic: average"), `:8: statistic is "average"; allowed are mean, gmean`},
		"Percentile":        {anIndicator("statistic: p100"), `:8: statistic is "p100"; allowed are`},
		"Plausible":         {anIndicator("plausible: {min: 2, max: 1, source: s}"), `:9: plausible.min is 2 and plausible.max is 1; min is allowed below max only`},
		"BandWithoutEnds":   {anIndicator("direction: band"), `:2: band_low is missing; it is needed where direction is band`},
		"BandUpsideDown":    {anIndicator("direction: band", "band_low: 9", "band_high: 6"), `:13: band_low is 9 and band_high is 6; band_low is allowed below band_high only`},
		"Completeness":      {anIndicator("completeness: {percent: 120, source: s}"), `:10: completeness.percent is 120; allowed is 100 or less`},

		"IndicatorOfStandard":   {aStandard("indicator: soot", "unit: mg/L", `comparison: "<="`, "value: 1"), `:8: there is no indicator "soot"; allowed are`},
		"DimensionOfStandard":   {aStandard("indicator: bod", "unit: µg/m³", `comparison: "<="`, "value: 1"), `:9: the unit "µg/m³" does not measure bod; allowed are mg/L, µg/L`},
		"StandardWithoutValue":  {aStandard("indicator: bod", "unit: mg/L", `comparison: "<="`), `:2: value is missing; it is needed where comparison is not range`},
		"StandardComparison":    {aStandard("indicator: bod", "unit: mg/L", `comparison: "="`, "value: 1"), `:10: comparison is "="; allowed are "<", "<=", ">=", ">", range`},
		"StandardRange":         {aStandard("indicator: ph", "unit: pH", "comparison: range", "low: 9", "high: 6"), `:11: low is 9 and high is 6; low is allowed below high only`},
		"StandardValidity":      {aStandard("indicator: bod", "unit: mg/L", `comparison: "<="`, "value: 1", "valid_from: soon"), `:12: valid_from is "soon"; allowed is a year, a month or a date`},
		"StandardValidityEnd":   {aStandard("indicator: bod", "unit: mg/L", `comparison: "<="`, "value: 1", `valid_from: "2021"`, `valid_to: "1999"`), `:13: valid_from is 2021 and valid_to is 1999; the end is not allowed before`},
		"BreakAtNoTime":         {"breaks:\n  - {city: cebu, site: cebu-city, indicator: bod, at: 2010/11, change: c, source: s}\n", `:2: at is "2010/11"; allowed is a year, a month or a date`},
		"BreakAtNoSite":         {"breaks:\n  - {city: cebu, site: nowhere, indicator: bod, at: \"2010\", change: c, source: s}\n", `:2: there is no site "nowhere" in cebu`},
		"TargetPeriod":          {aTarget("city: cebu", "site: cebu-city", "indicator: bod", "kind: absolute", "value: 1", "period: someday", "baseline: {state: unknown}"), `:14: targets[0].period is "someday"; allowed is a period`},
		"TargetCity":            {aTarget("city: surabaya", "site: citywide", "indicator: bod", "kind: absolute", "value: 1", `period: "2013"`, "baseline: {state: unknown}"), `:9: the target is of surabaya, which is no city of p`},
		"TargetIndicator":       {aTarget("city: cebu", "site: cebu-city", "indicator: soot", "kind: absolute", "value: 1", `period: "2013"`, "baseline: {state: unknown}"), `:11: there is no indicator "soot"`},
		"TargetWithoutValue":    {aTarget("city: cebu", "site: cebu-city", "indicator: bod", "kind: absolute", `period: "2013"`, "baseline: {state: unknown}"), `:8: targets[0].value is missing; it is needed where kind is absolute`},
		"BaselineWithoutSource": {aTarget("city: cebu", "site: cebu-city", "indicator: bod", "kind: absolute", "value: 1", `period: "2013"`, `baseline: {state: stated, period: "2010"}`), `:15: targets[0].baseline.source is missing; it is needed where state is stated`},
		"BaselineUnknownValue":  {aTarget("city: cebu", "site: cebu-city", "indicator: bod", "kind: absolute", "value: 1", `period: "2013"`, `baseline: {state: unknown, value: 3}`), `:15: the baseline is unknown and has a period or a value`},
		"MilestoneAt":           {"programmes:\n  - id: p\n    name: P\n    cities: [cebu]\n    source: s\n    milestones:\n      - {id: m, name: M, at: 2010-13}\n", `:7: milestones[0].at is "2010-13"; allowed is a year, a month or a date`},
		"MilestoneTwice":        {"programmes:\n  - id: p\n    name: P\n    cities: [cebu]\n    source: s\n    milestones:\n      - {id: m, name: M, at: \"2010\"}\n      - {id: m, name: M, at: \"2011\"}\n", `:8: the milestone "m" stands twice in p`},
		"TargetsFrom":           {"programmes:\n  - id: p\n    name: P\n    cities: [cebu]\n    source: s\n    targets_from: p\n    milestones: [{id: m, name: M, at: \"2010\"}]\n", `:6: targets_from is "p"; allowed is another programme: aspro,`},

		"ProfileZone":       {aProfile("wide", "zone: GMT+7", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:9: zone is "GMT+7"; allowed is an IANA name such as Asia/Jakarta, or an offset such as +07:00`},
		"ProfileDelimiter":  {aProfile("wide", "delimiter: ':'", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:9: delimiter is ":"; allowed are ",", ";", "|", tab`},
		"ProfileSite":       {aProfile("wide", "city: cebu", "site: nowhere", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:10: there is no site "nowhere" in cebu`},
		"ProfileStatus":     {aProfile("wide", "status: true value", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:9: status "true value" is none of observed`},
		"ProfileQuality":    {aProfile("wide", "quality: 7", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:9: quality is 7; allowed are 1 good`},
		"ProfileThousands":  {aProfile("wide", "thousands: .", "columns: [{header: d, role: date}, {header: v, role: value, indicator: bod}]"), `:9: the thousands mark is the decimal mark`},
		"ProfileRole":       {aProfile("wide", "columns:", "  - {header: d, role: day of week}"), `:10: columns[0].role is "day of week"; allowed are city, site`},
		"ProfileHeader":     {aProfile("wide", "columns:", "  - {header: d, role: date}", "  - {header: D, role: time}", "  - {header: v, role: value, indicator: bod}"), `:11: the column "D" stands twice`},
		"ProfileRoleTwice":  {aProfile("wide", "columns:", "  - {header: d, role: date}", "  - {header: e, role: date}", "  - {header: v, role: value, indicator: bod}"), `:11: the role "date" stands twice`},
		"ProfileNoTime":     {aProfile("wide", "columns: [{header: v, role: value, indicator: bod}]"), `:9: no column tells the time`},
		"ProfileNoValue":    {aProfile("wide", "columns: [{header: d, role: date}]"), `:9: no column has the role value`},
		"ProfileValueOf":    {aProfile("wide", "columns: [{header: d, role: date}, {header: v, role: value}]"), `:9: the column "v" carries values of nothing`},
		"ProfileIndicator":  {aProfile("wide", "columns:", "  - {header: d, role: date}", "  - {header: v, role: value, indicator: soot}"), `:11: there is no indicator "soot"`},
		"ProfileUnit":       {aProfile("wide", "columns:", "  - {header: d, role: date}", "  - {header: v, role: value, indicator: bod, unit: ppb}"), `:11: the unit "ppb" does not measure bod`},
		"ProfileLongColumn": {aProfile("long", "columns:", "  - {header: v, role: value, indicator: bod}", "  - {header: p, role: period}", "  - {header: i, role: indicator}", "  - {header: u, role: unit}"), `:10: the column "v" says what its values are`},
		"ProfileLongNeeds":  {aProfile("long", "columns: [{header: p, role: period}, {header: v, role: value}]"), `:9: a long file needs columns with the roles indicator, unit and value`},
		"MeaningOfPlace":    {aLong("  places:", "    - {city: a, site: b, to_city: cebu, to_site: nowhere}"), `:12: there is no site "nowhere" in cebu`},
		"MeaningOfNothing":  {aLong("  places:", "    - {city: a, site: b}"), `:12: meanings.places[0].to_city is missing; it is needed where there is no refuse`},
		"MeaningOfText":     {aLong("  indicators:", "    - {text: a, indicator: soot}"), `:12: there is no indicator "soot"`},
		"MeaningOfUnit":     {aLong("  indicators:", "    - {text: a, unit: stones, indicator: bod}"), `:12: the unit "stones" does not measure bod`},
		"MeaningOfPeriod":   {aLong("  periods:", "    - {text: a, period: 2014/2015}"), `:12: meanings.periods[0].period is "2014/2015"; allowed is a period`},
		"MeaningOfKind":     {aLong("  kinds:", "    - {text: a, status: guessed}"), `:12: meanings.kinds[0].status is "guessed"; allowed are observed`},
	} {
		if tried++; testing.Short() && tried > shortCases {
			break
		}
		t.Run(name, func(t *testing.T) {
			dir := directory(t, map[string]string{"extra.yaml": c.yaml})
			_, err := Load(dir)
			wrong, ok := errors.AsType[*indicators.Error](err)
			if !ok || wrong.Kind != indicators.Invalid || wrong.Code != "bad_catalogue" {
				t.Fatalf("got %v, want one Invalid error", err)
			}
			if !strings.Contains(wrong.Message, "extra.yaml"+c.want) {
				t.Errorf("got %s\nwant extra.yaml%s", wrong.Message, c.want)
			}
		})
	}
}

func TestFaultsOfAllFilesComeTogetherInOrderAndAreBounded(t *testing.T) {
	many := "units:\n"
	for i := range 15 {
		many += fmt.Sprintf("  - {id: u%d, dimension: B C, factor: 0}\n", i)
	}
	_, err := Load(directory(t, map[string]string{"b.yaml": many, "a.yaml": "sites:\n  - {id: a, city: rome, name: A, kind: area, source: s}\n"}))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 1+listed+1 || lines[1+listed] != "and 11 more" || !strings.Contains(lines[1], "a.yaml:2: there is no city") || !strings.Contains(lines[2], "b.yaml:2: ") {
		t.Errorf("%d lines:\n%s", len(lines), err)
	}
}

func TestARowThatLosesItsReferenceByAReplacementIsAFault(t *testing.T) {
	_, err := Load(directory(t, map[string]string{"air.yaml": anIndicator("id: bod")}))
	if err == nil || !strings.Contains(err.Error(), `standards.yaml:`) || !strings.Contains(err.Error(), `the unit "mg/L" does not measure bod`) {
		t.Errorf("standards in mg/L of an indicator in µg/m³: %v", err)
	}
}
