package catalogue_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
)

func TestEverySampleRowIsOfTheCatalogue(t *testing.T) {
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	cities := map[string]bool{}
	for _, upload := range docs.SampleUploads() {
		cities[upload.City] = true
		if _, ok := c.Profile(upload.Profile); !ok {
			t.Errorf("%s: there is no profile %s", upload.Name, upload.Profile)
		}
		if (upload.OnConflict == string(indicators.Correct)) != (upload.Reason != "") {
			t.Errorf("%s: a correction needs a reason, and only a correction", upload.Name)
		}
		records := read(t, upload.Name, upload.Content)
		if got := strings.Join(records[0], ","); got != "city,site,indicator,period,value,unit,statistic,quality,status,source,note" {
			t.Errorf("%s: the header is %s", upload.Name, got)
		}
		for i, row := range records[1:] {
			if row[0] != upload.City {
				t.Errorf("%s:%d: a row of %s in an upload of %s", upload.Name, i+2, row[0], upload.City)
			}
			for _, fault := range faultsOf(c, row) {
				t.Errorf("%s:%d: %s", upload.Name, i+2, fault)
			}
		}
	}
	for _, city := range c.Cities {
		if !cities[city.ID] {
			t.Errorf("there are no sample figures of %s", city.ID)
		}
	}
}

// faultsOf says what in a row of the sample does not fit the catalogue.
func faultsOf(c *indicators.Catalogue, row []string) (faults []string) {
	city, site, period, value, unit, statistic, quality, status, source := row[0], row[1], row[3], row[4], row[5], row[6], row[7], row[8], row[9]
	if _, ok := c.Site(city, site); !ok {
		faults = append(faults, "no site "+city+"/"+site)
	}
	indicator, ok := c.Indicator(row[2])
	if !ok {
		return append(faults, "no indicator "+row[2])
	}
	own, _ := c.Unit(indicator.Unit)
	sent, ok := c.UnitByText(unit)
	if !ok || sent.Dimension != own.Dimension {
		faults = append(faults, "unit "+unit+" of "+indicator.ID)
	}
	if _, _, err := c.Calendar(city).ParsePeriod(period, indicators.Resolution{}); err != nil {
		faults = append(faults, err.Error())
	}
	number, err := strconv.ParseFloat(strings.TrimLeft(value, "<>"), 64)
	number *= sent.Factor / own.Factor
	if p := indicator.Plausible; err != nil || p.Min != nil && number < *p.Min || p.Max != nil && number > *p.Max {
		faults = append(faults, "value "+value)
	}
	if _, err := indicators.ParseStatus(status); err != nil || quality != "2" || source == "" || statistic == "" {
		faults = append(faults, "a figure without status, quality, statistic or source")
	}
	return faults
}

// The table of published figures lies beside the repository; the sample is what of it has a place and a time.
func TestTheSampleIsEveryPublishedFigureThatHasAPlaceAndATime(t *testing.T) {
	const name = "published_figures.csv"
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published figures are not beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	profile, _ := c.Profile("published-figures")
	sample, published := map[string]int{}, map[string]int{}
	for _, upload := range docs.SampleUploads() {
		for _, row := range read(t, upload.Name, upload.Content)[1:] {
			sample[key(row[0], row[1], row[2], row[3], strings.TrimLeft(row[4], "<>"), row[6], row[9])]++
		}
	}
	for i, row := range read(t, name, content)[1:] {
		figure, ok := understood(c, profile, row)
		if figure == "" {
			t.Errorf("%s:%d: the profile does not say what %q, %q, %q, %q mean", name, i+2, row[0], row[1], row[2], row[3])
		}
		if ok {
			published[figure]++
		}
	}
	for figure, n := range published {
		if sample[figure] != n {
			t.Errorf("published %d times, in the sample %d times: %s", n, sample[figure], figure)
		}
	}
	for figure := range sample {
		if published[figure] == 0 {
			t.Errorf("in the sample, but not published: %s", figure)
		}
	}
}

// understood lays the profile's meanings on a row; false when one of them refuses it or the value is no number,
// "" when the profile does not know a word of it.
func understood(c *indicators.Catalogue, profile indicators.Profile, row []string) (figure string, ok bool) {
	m := profile.Meanings
	at := slices.IndexFunc(m.Places, func(p indicators.PlaceMeaning) bool { return p.City == row[0] && p.Site == row[1] })
	if at < 0 {
		return "", false
	}
	place := m.Places[at]
	at = slices.IndexFunc(m.Indicators, func(i indicators.IndicatorMeaning) bool {
		return i.Text == row[2] && (i.Unit == "" || i.Unit == row[5])
	})
	if place.Refuse != "" || at >= 0 && m.Indicators[at].Refuse != "" {
		return "refused", false
	}
	if at < 0 {
		return "", false
	}
	measured, period := m.Indicators[at], row[3]
	if statistic, _ := c.Indicator(measured.Indicator); measured.Statistic == "" {
		measured.Statistic = statistic.Statistic
	}
	if at = slices.IndexFunc(m.Periods, func(p indicators.PeriodMeaning) bool { return p.Text == row[3] }); at >= 0 {
		if m.Periods[at].Refuse != "" {
			return "refused", false
		}
		period = m.Periods[at].Period
	}
	if _, _, err := c.Calendar(place.ToCity).ParsePeriod(period, indicators.Resolution{}); err != nil {
		return "", false
	}
	number, err := strconv.ParseFloat(row[4], 64)
	if err != nil {
		return "a range", false
	}
	return key(place.ToCity, place.ToSite, measured.Indicator, period, strconv.FormatFloat(number, 'f', -1, 64), measured.Statistic, row[7]), true
}

func key(words ...string) string {
	if number, err := strconv.ParseFloat(words[4], 64); err == nil {
		words[4] = strconv.FormatFloat(number, 'f', -1, 64)
	}
	return strings.Join(words, " | ")
}

func read(t *testing.T, name string, content []byte) [][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %s", name, err)
	}
	return records
}

// TestNoStakeholderIsInvented holds the shipped rows to kinds that the source itself shows.
func TestNoStakeholderIsInvented(t *testing.T) {
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Sources {
		if s.Licence != "" || s.Laboratory != "" {
			t.Errorf("%s: no licence and no laboratory was read in any of the sources", s.ID)
		}
		if s.ReportedBy != "" && s.Stakeholder != indicators.Unknown {
			t.Errorf("%s: who passes figures on does not show who measured them", s.ID)
		}
	}
}
