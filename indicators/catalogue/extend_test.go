package catalogue

import (
	"strings"
	"testing"
)

func TestAProfileMayExtendOneOfAnotherFile(t *testing.T) {
	c := load(t, directory(t, map[string]string{
		"a.yaml": "profiles:\n  - {id: mine, extends: middle, name: Mine}\n",
		"b.yaml": "profiles:\n  - {id: middle, extends: uci-airquality, city: cebu, site: cebu-city, description: D}\n",
	}))
	p, ok := c.Profile("mine")
	if !ok || p.Name != "Mine" || p.City != "cebu" || p.Delimiter != ";" || len(p.Columns) != 7 || p.Description != "D" {
		t.Errorf("%+v", p)
	}
}

func TestFaultsOfProfilesThatExtend(t *testing.T) {
	tried := 0
	for yaml, want := range map[string]string{
		"  - {id: mine, extends: none, name: N}\n":           `:2: there is no profile "none" to extend`,
		"  - {id: mine, extends: mine, name: N}\n":           `:2: the profile "mine" extends itself`,
		"  - {id: a, extends: b}\n  - {id: b, extends: a}\n": `extends itself`,
		"  - id: mine\n    extends: thingspeak\n    columns:\n      - {header: field1, role: value, indicator: pm2-5, unit: mg/L}\n": `:5: the unit "mg/L" does not measure pm2-5`,
		"  - {id: mine, extends: thingspeak, resolution: PT1H}\n":                                                                    `no column has the role value`,
		"  - {id: mine, extends: aspro, file_name: ['{minute}.csv']}\n":                                                              `placeholder that is not known`,
		"  - {id: mine, extends: aspro, conditions: warm}\n":                                                                         `conditions are "warm"`,
		"  - {id: mine, extends: aspro, missing: [NA], faulty: [NA]}\n":                                                              `a mark has one meaning`,
		"  - {id: mine, extends: aspro, limits: [{text: ND, means: \"0.5\"}]}\n":                                                     `such as <0.5`,
		"  - {id: mine, extends: aspro, meanings: {flags: [{text: V}]}}\n":                                                           `the flag "V" means nothing`,
		"  - {id: mine, extends: aspro, header_begins: city, preamble: 2}\n":                                                         `header_begins stands beside preamble`,
		"  - {id: mine, extends: aspro, above: {unit: 2}}\n":                                                                         `line 2 is not before the header`,
		"  - {id: mine, extends: airnow-hourlydata, columns: [{header: x, role: ignore}]}\n":                                         `is told by its header`,
		"  - {id: mine, extends: nies-hourly, columns: [{header: 25h, role: value}]}\n":                                              `the hour of a value column`,
		"  - {id: mine, extends: uci-airquality, columns: [{header: '{city}', role: value, indicator: co}]}\n":                       `placeholder that is not known`,
		"  - {id: mine, extends: uci-airquality, columns: [{header: X, role: value, indicator: so2, unit: ppb}]}\n":                  `the unit "ppb" does not measure so2`,
		"  - {id: mine, extends: uci-airquality, century: 1800}\n":                                                                   `century is`,
		"  - {id: mine, extends: uci-airquality, zone: Asia/Nowhere}\n":                                                              `allowed is an IANA name`,
		"  - {id: mine, extends: uci-airquality, columns: [{header: X, also: [Date], role: value, indicator: co}]}\n":                `stands twice`,
	} {
		if tried++; testing.Short() && tried > shortCases {
			break
		}
		_, err := Load(directory(t, map[string]string{"mine.yaml": "profiles:\n" + yaml}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot %v\nwant %s", yaml, err, want)
		}
	}
	// Stated conditions let a gas be sent as a share of the volume.
	load(t, directory(t, map[string]string{"mine.yaml": "profiles:\n  - {id: mine, extends: uci-airquality, conditions: '25Cel,101.325kPa', columns: [{header: X, role: value, indicator: so2, unit: ppb}]}\n"}))
}

func TestOneFileIsACatalogueToo(t *testing.T) {
	dir := directory(t, map[string]string{"mine.yaml": "profiles:\n  - {id: mine, extends: aspro}\n", "broken.yaml": "profiles: 3\n"})
	if _, ok := load(t, dir+"/mine.yaml").Profile("mine"); !ok {
		t.Error("the profile is not there")
	}
	if ids, err := ProfilesIn(dir + "/mine.yaml"); err != nil || len(ids) != 1 || ids[0] != "mine" {
		t.Errorf("%v %v", ids, err)
	}
	for _, path := range []string{dir + "/broken.yaml", dir + "/absent.yaml"} {
		if _, err := ProfilesIn(path); err == nil {
			t.Errorf("%s is read", path)
		}
	}
}
