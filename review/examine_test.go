package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

func TestTheAimOfCebuCityIn2012(t *testing.T) {
	c := newWorld(t).withSample().examine("kitaq-composting", "aims-2012")
	row := rowOf(t, c, "cebu", "solid-waste-generated")
	if *row.Baseline.Value != 470 || *row.Target.Value != 305.5 || row.Latest.Value != 329 || *row.Delta.ToTarget != -23.5 ||
		fmt.Sprintf("%.4f %.4f", *row.ProgressPercent, *row.ExpectedPercent) != "85.7143 66.6667" || row.Status != "on_track" {
		t.Errorf("%+v", row)
	}
	if want := "From 470 t/day in 2010 to 329 t/day in 2012: 85.71 % of the way to 305.5 t/day by the end of 2013, when 66.67 % of the time had passed."; row.Sentence.Text != want {
		t.Error(row.Sentence.Text)
	}
	if row.Latest.Source == "" || row.Latest.Text != "329" || row.Latest.Provenance.ReportedBy != "KitaQ Composting Network" || row.Latest.CoverageNote == "" || row.Latest.Coverage != nil {
		t.Errorf("%+v", row.Latest)
	}
	if row.Trend.Verdict != indicators.TrendNotJudged || row.Trend.Sentence.Text != "Too few yearly figures for a trend: 2 of the 4 that it needs." {
		t.Errorf("%+v", row.Trend)
	}
	if row.Record.Figures != 2 || *row.Record.First != "2010" || *row.Record.Last != "2012" || row.Record.Derived != 1 || row.Record.LongestGap.Days != 365 {
		t.Errorf("%+v %+v", row.Record, row.Record.LongestGap)
	}
	if len(row.Missing) != 0 || len(row.Uploads) != 1 || len(c.Uploads) != 1 || len(c.Uploads[0].SHA256) != 64 || c.Uploads[0].ID != row.Uploads[0] {
		t.Errorf("%+v %+v", row.Uploads, c.Uploads)
	}
	for _, footnote := range []string{"The latest figure is derived, not measured.", "Of the figure of 2012: stated: a 30 % reduction", "Who measured is not known; the figure is reported by KitaQ Composting Network."} {
		if !slices.ContainsFunc(c.Footnotes, func(f Footnote) bool {
			return strings.HasPrefix(f.Text, footnote) && slices.Contains(row.Footnotes, f.Number)
		}) {
			t.Errorf("no footnote %q: %+v", footnote, c.Footnotes)
		}
	}
	if c.State != "draft" || !strings.Contains(c.Citation, "draft") || c.ApprovedBy != nil || c.Licence != "unknown" || c.Software != "test" {
		t.Errorf("%+v", c)
	}
}

func TestTheEndOfTheAimIsMissedOnAnOlderFigure(t *testing.T) {
	row := rowOf(t, newWorld(t).withSample().examine("kitaq-composting", "end-2013"), "cebu", "solid-waste-generated")
	if row.Status != "missed" || row.Latest.Period != "2012" || !slices.Contains(row.Warnings, "latest_before_target_period") {
		t.Errorf("%s %+v %v", row.Status, row.Latest, row.Warnings)
	}
}

// TestTheMidTermReviewListsWhatIsMissing: the promises of June 2007 beside what was on record by the end of 2003.
func TestTheMidTermReviewListsWhatIsMissing(t *testing.T) {
	c := newWorld(t).withSample().examine("aspro", "mid-term-review-2003")
	if len(c.Rows) != 5 || c.TargetsFrom == nil || c.Counts["cannot_be_assessed"] != 5 || c.Summary.Text != "Targets: 5. With a figure on record that ends by the milestone: 0. That can be assessed: 0." {
		t.Errorf("%d rows, %v, %s", len(c.Rows), c.Counts, c.Summary.Text)
	}
	row := rowOf(t, c, "surabaya", "solid-waste-generated")
	if codes(row.Missing) != "no_figure baseline_year_not_stated target_declared_later" ||
		row.Missing[0].Text != "No figure that ends by the milestone is on record; the earliest is of 2010." {
		t.Errorf("%+v", row.Missing)
	}
	if got := codes(rowOf(t, c, "kitakyushu", "co2-emissions").Missing); !strings.HasPrefix(got, "no_figure_at_all ") {
		t.Error(got)
	}
	// What there is of the years since the launch stands beside it.
	if len(c.Others) != 1 || c.Others[0].Indicator != "organic-waste-share" || c.Others[0].Figure.Value != 55 || c.Others[0].Figure.Period != "2002" {
		t.Errorf("%+v", c.Others)
	}
}

func TestAComputedFigureBringsItsCoverageAndEveryUpload(t *testing.T) {
	w := newWorld(t)
	var days strings.Builder
	days.WriteString(header)
	for day := 0; day < 365; day++ {
		at := indicators.DateStart(int32(14610+day), w.Catalogue.Zone("cebu")).In(w.Catalogue.Zone("cebu")) // from 1 January 2010
		if day >= 100 && day < 130 {
			continue
		}
		quality, status := 1, "observed"
		if day == 10 {
			quality = 3
		}
		if day == 11 {
			status = "estimated"
		}
		fmt.Fprintf(&days, "cebu,cebu-city,solid-waste-generated,%s,%d,t/day,mean,%d,%s,the works,,P1D\n", at.Format("2006-01-02"), 400+day%2, quality, status)
	}
	w.load(days.String(), indicators.UploadRequest{City: "cebu", Profile: "aspro", FileName: "days.csv"})
	w.load(header+"cebu,cebu-city,solid-waste-generated,2010-04-11,400,t/day,mean,1,observed,the works,,P1D\n", indicators.UploadRequest{City: "cebu", Profile: "aspro", FileName: "one.csv"})
	row := rowOf(t, w.examine("kitaq-composting", "aims-2012"), "cebu", "solid-waste-generated")
	latest := row.Latest
	if latest == nil || !latest.Computed || latest.Coverage == nil || latest.Coverage.Valid != 335 || latest.Coverage.Excluded["suspect"] != 1 || latest.Source != "the works" || latest.Period != "2010" {
		t.Fatalf("%+v", latest)
	}
	if s := row.Record.Latest; s == nil || s.Observations != 336 || s.LongestGap == nil || s.LongestGap.Days != 29 || *s.FlaggedPercent == 0 || *s.DerivedPercent == 0 {
		t.Errorf("%+v", s)
	}
	if len(row.Uploads) != 2 {
		t.Errorf("cites %v", row.Uploads)
	}
}

func TestAPlaceIsNamedByItsIdOrItsYear(t *testing.T) {
	w := newWorld(t)
	for _, at := range []string{"aims-2012", "2012"} {
		if _, m, err := w.Place("kitaq-composting", at); err != nil || m.ID != "aims-2012" {
			t.Errorf("%s: %+v %v", at, m, err)
		}
	}
	for _, place := range [][2]string{{"kitaq-composting", "2011"}, {"kitaq-composting", ""}, {"nothing", "2012"}} {
		if _, _, err := w.Place(place[0], place[1]); indicators.KindOf(err) != indicators.NotFound {
			t.Errorf("%v: %v", place, err)
		}
	}
}

func TestAChangeOfMethodStandsInReviewsAfterItAlone(t *testing.T) {
	w := newWorld(t).withSample()
	for milestone, want := range map[string]int{"five-year-evaluation-2010": 0, "mid-term-review-2003": 0} {
		if got := rowOf(t, w.examine("aspro", milestone), "surabaya", "solid-waste-generated").Breaks; len(got) != want {
			t.Errorf("%s: %+v", milestone, got)
		}
	}
	w.Catalogue.Breaks = append(w.Catalogue.Breaks, indicators.Break{City: "cebu", Site: "cebu-city", Indicator: "solid-waste-generated", At: "2011", Change: "Another balance.", Source: "the test"})
	row := rowOf(t, w.examine("kitaq-composting", "aims-2012"), "cebu", "solid-waste-generated")
	if len(row.Breaks) != 1 || row.Status != "cannot_be_assessed" || !slices.Contains(row.Reasons, "series_break") || row.ProgressPercent != nil {
		t.Errorf("%s %v %+v", row.Status, row.Reasons, row.Breaks)
	}
}
