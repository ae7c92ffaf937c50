package catalogue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func load(t *testing.T, dirs ...string) *indicators.Catalogue {
	t.Helper()
	c, err := Load(dirs...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// directory writes files into a directory of their own.
func directory(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestDefaultHasThePartnerCitiesWithTheirZones(t *testing.T) {
	c := load(t)
	noon := time.Date(2005, 6, 1, 12, 0, 0, 0, time.UTC)
	for id, want := range map[string]string{"surabaya": "19:00", "cebu": "20:00", "kitakyushu": "21:00"} {
		if got := noon.In(c.Zone(id)).Format("15:04"); got != want {
			t.Errorf("noon UTC in %s is %s, want %s", id, got, want)
		}
	}
	if kitakyushu, _ := c.City("kitakyushu"); kitakyushu.FiscalYearStart != 4 || kitakyushu.Role != "reference" {
		t.Errorf("Kitakyushu: %+v", kitakyushu)
	}
	if path := c.SitePath("cebu", "lahug-river"); strings.Join(path, " ") != "lahug-river cebu-city citywide" {
		t.Errorf("above the Lahug River: %v", path)
	}
}

func TestDefaultStatesWhatTheSourcesOfTheProgrammesState(t *testing.T) {
	c := load(t)
	aspro, _ := c.Programme("aspro")
	var milestones []string
	for _, m := range aspro.Milestones {
		milestones = append(milestones, m.ID)
	}
	if got := strings.Join(milestones, " "); got != "launch-2002 mid-term-review-2003 completion-2004 final-report-2005 five-year-evaluation-2010" ||
		len(aspro.Targets) != 0 || aspro.TargetsFrom != "kitakyushu-initiative" {
		t.Errorf("aspro: %+v", aspro)
	}
	initiative, _ := c.Programme("kitakyushu-initiative")
	if len(initiative.Targets) != 5 {
		t.Errorf("the initiative has %d targets, want 5", len(initiative.Targets))
	}
	for _, target := range initiative.Targets {
		if target.Baseline.State != "unknown" {
			t.Errorf("%s: the source states no base year", target.ID)
		}
	}
	kitaq, _ := c.Programme("kitaq-composting")
	baseline, target, err := indicators.ResolveTarget(c, kitaq.Targets[0], nil)
	if err != nil || *baseline.Value != 470 || *target.Value != 305.5 {
		t.Errorf("Cebu City 2013: %+v, %+v, %v", baseline, target, err)
	}
	jakstranas, _ := c.Programme("jakstranas")
	if len(jakstranas.Targets) != 2 || !jakstranas.Targets[0].National || !jakstranas.Targets[1].National {
		t.Errorf("jakstranas: %+v", jakstranas.Targets)
	}
}

func TestDefaultHasAStandardKnownOnlyThroughAnArticle(t *testing.T) {
	for _, s := range load(t).StandardsFor("bod") {
		if s.Certainty == "reported" && *s.Value == 15 && s.Averaging == "not stated" {
			return
		}
	}
	t.Error("the limit of the Butuanon is not there as reported")
}

func TestFurtherCitiesNeedADirectoryAlone(t *testing.T) {
	c := load(t, "testdata/more")
	for city, site := range map[string]string{"beijing": "aotizhongxin", "uci-italy": "road-level"} {
		if _, ok := c.Site(city, site); !ok {
			t.Errorf("there is no %s in %s", site, city)
		}
		if _, ok := c.Site(city, indicators.Citywide); !ok {
			t.Errorf("%s has no citywide site", city)
		}
	}
	for _, id := range []string{"beijing-hourly", "uci-airquality", "aspro"} {
		if _, ok := c.Profile(id); !ok {
			t.Errorf("there is no profile %s", id)
		}
	}
}

func TestARowOfAKnownIDReplacesIt(t *testing.T) {
	dir := directory(t, map[string]string{"sites.yaml": "sites:\n" +
		"  - {id: tpa-benowo, city: surabaya, name: Benowo, kind: landfill, source: the city}\n" +
		"  - {id: kampong-a, city: surabaya, name: Kampong A, kind: kampong, parent: citywide, source: the city}\n"})
	before, c := load(t), load(t, dir)
	if site, _ := c.Site("surabaya", "tpa-benowo"); site.Name != "Benowo" {
		t.Errorf("the landfill is still called %s", site.Name)
	}
	if got, want := len(c.SitesOf("surabaya")), len(before.SitesOf("surabaya"))+1; got != want {
		t.Errorf("Surabaya has %d sites, want %d", got, want)
	}
}

func TestVersionTellsTheBytesRead(t *testing.T) {
	dir := directory(t, map[string]string{"empty.yaml": "# nothing\n"})
	first, again, other := load(t).Version, load(t).Version, load(t, dir).Version
	if len(first) != 12 || first != again || first == other {
		t.Errorf("versions %q, %q and with a comment more %q", first, again, other)
	}
}

func TestADirectoryThatCannotBeReadIsRefused(t *testing.T) {
	for _, dir := range []string{filepath.Join(t.TempDir(), "absent"), t.TempDir()} {
		if _, err := Load(dir); indicators.KindOf(err) != indicators.Invalid || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
