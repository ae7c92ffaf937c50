package indicators

import (
	"math"
	"slices"
	"testing"
)

// progressCase is one case of progress.json.
type progressCase struct {
	ID          string
	BaseValue   float64  `json:"base_value"`
	BaseYear    float64  `json:"base_year"`
	LatestValue float64  `json:"latest_value"`
	LatestYear  float64  `json:"latest_year"`
	TargetValue *float64 `json:"target_value"`
	TargetYear  float64  `json:"target_year"`
	Direction   Direction
	Misleading  bool `json:"naive_formula_is_misleading"`
	Expected    struct {
		Eurostat struct {
			Observed *float64 `json:"cagr_observed"`
			Required *float64 `json:"cagr_required"`
			Ratio    *float64
			Status   string
		}
		Current     *float64 `json:"escap_current_status_index"`
		Anticipated *struct {
			API   float64
			Class string `json:"cls"`
		} `json:"escap_anticipated_progress_two_point_linear"`
	}
}

func (c progressCase) input(method ProgressMethod) ProgressInput {
	in := yearly(c.Direction, c.BaseValue, c.BaseYear, c.LatestValue, c.LatestYear, 0, c.TargetYear)
	in.Target.Value, in.Method = c.TargetValue, method
	return in
}

// statusByLabel is the status for which the reference has another word.
var statusByLabel = map[string]ProgressStatus{
	"significant_progress": OnTrack, "moderate_progress": AccelerationNeeded, "insufficient_progress": Limited, "movement_away": MovingAway,
	"not_computable": CannotBeAssessed,
}

func TestReferenceMethods(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []progressCase
	}
	vectors(t, "progress.json", &file)
	if len(file.Cases) < 13 {
		t.Fatal("cases are missing:", len(file.Cases))
	}
	for _, c := range file.Cases {
		linear := Assess(c.input(LinearPath))
		if linear.Measure != nil || linear.Method != LinearPath {
			t.Errorf("%s: the linear path has no other measure: %+v", c.ID, linear.Measure)
		}
		// What the figures alone settle, no method judges otherwise: met, lost, missed, unknown.
		settled := slices.Contains([]ProgressStatus{Achieved, Maintained, AchievedButWorsening, Lost, Missed, CannotBeAssessed}, linear.Status)

		want, p := c.Expected.Eurostat, Assess(c.input(EurostatCAGR))
		status := statusByLabel[want.Status]
		if settled {
			status = linear.Status
		}
		if p.Status != status {
			t.Errorf("%s by CAGR: %s %v, want %s", c.ID, p.Status, p.Reasons, status)
		}
		same := func(name string, got, want *float64) {
			t.Helper()
			if (got == nil) != (want == nil) || got != nil && !near(got, *want, file.Tolerance) {
				t.Errorf("%s, %s: %v, want %v", c.ID, name, number(got), number(want))
			}
		}
		same("observed growth", p.Measure.ObservedGrowth, percent(want.Observed))
		if want.Required != nil { // of a single year the reference gives none
			same("required growth", p.Measure.RequiredGrowth, percent(want.Required))
		}
		if c.Misleading {
			want.Ratio, c.Expected.Current, c.Expected.Anticipated = nil, nil, nil // the formulas answer, and mislead
		}
		same("CAGR ratio", p.Measure.Value, want.Ratio)

		if want := c.Expected.Current; want != nil && *want > 10 {
			*want = 10 // a target that is met
		}
		p = Assess(c.input(ESCAPCurrentStatus))
		same("current status", p.Measure.Value, c.Expected.Current)
		if p.Status != linear.Status {
			t.Errorf("%s by the current status index: %s, want %s", c.ID, p.Status, linear.Status)
		}

		p = Assess(c.input(ESCAPAnticipated))
		switch anticipated := c.Expected.Anticipated; {
		case anticipated == nil && p.Measure.Value != nil:
			t.Errorf("%s: anticipated %v, want none", c.ID, *p.Measure.Value)
		case anticipated != nil && p.Measure.Value == nil && linear.Status != Achieved:
			t.Errorf("%s: no anticipated index: %s", c.ID, p.Measure.Reason)
		case anticipated != nil:
			same("anticipated", p.Measure.Value, &anticipated.API)
			if (anticipated.Class == "reverse") != (p.Status == MovingAway) {
				t.Errorf("%s, anticipated: %s, the reference says %s", c.ID, p.Status, anticipated.Class)
			}
		}
		if settled && p.Status != linear.Status {
			t.Errorf("%s, anticipated: %s, want %s", c.ID, p.Status, linear.Status)
		}
	}
}

func percent(share *float64) *float64 {
	if share == nil {
		return nil
	}
	return new(100 * *share)
}

func number(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

func TestReferenceParity(t *testing.T) {
	var file struct {
		Parity []struct {
			Base, Latest, Target float64
			Index                float64 `json:"escap_csi_parity"`
		}
		Bands []struct {
			Base, Latest, Lo, Hi float64
			Progress             *float64 `json:"progress_pct"`
		}
	}
	vectors(t, "progress.json", &file)
	for _, c := range file.Parity {
		in := yearly(Band, c.Base, 2010, c.Latest, 2015, 0, 2020)
		in.Target.Value, in.Target.Low, in.Target.High, in.Method = nil, &c.Target, &c.Target, ESCAPCurrentStatus
		if p := Assess(in); !near(p.Measure.Value, c.Index, 1e-9) || !near(p.ProgressPercent, 10*c.Index, 1e-9) {
			t.Errorf("parity %v → %v: %v, want %v", c.Base, c.Latest, number(p.Measure.Value), c.Index)
		}
	}
	for _, c := range file.Bands {
		in := yearly(Band, c.Base, 2010, c.Latest, 2015, 0, 2020)
		in.Target.Value, in.Target.Low, in.Target.High, in.Method = nil, &c.Lo, &c.Hi, ESCAPCurrentStatus
		if p := Assess(in); c.Progress != nil && !near(p.Measure.Value, *c.Progress/10, 1e-9) || c.Progress == nil && p.Measure.Value != nil {
			t.Errorf("band %v → %v: %v, want %v", c.Base, c.Latest, number(p.Measure.Value), number(c.Progress))
		}
		in.Method = EurostatCAGR
		if p := Assess(in); p.Measure.Value != nil || p.Status != CannotBeAssessed && p.Status != Lost {
			t.Errorf("a rate of growth has no band: %s %+v", p.Status, p.Measure)
		}
	}
}

func TestReferenceProjection(t *testing.T) {
	var file struct {
		Tolerance   float64
		Projections []struct {
			ID            string
			Years, Values []float64
			Target        float64
			TargetYear    float64 `json:"target_year"`
			BaseYear      float64 `json:"base_year"`
			BaseValue     float64 `json:"base_value"`
			Direction     Direction
			OLS           struct {
				Slope, Projection float64
				API               struct{ API float64 }
			}
		} `json:"escap_projection"`
	}
	vectors(t, "progress.json", &file)
	for _, c := range file.Projections {
		n := len(c.Years) - 1
		in := yearly(c.Direction, c.BaseValue, c.BaseYear, c.Values[n], c.Years[n], c.Target, c.TargetYear)
		in.Method, in.History = ESCAPAnticipated, yearlyFigures(c.Years, c.Values)
		p := Assess(in)
		if p.Measure.Fit == nil || !near(p.Measure.Value, c.OLS.API.API, file.Tolerance) || !near(&p.Measure.Fit.Projected, c.OLS.Projection, file.Tolerance) ||
			!near(&p.Measure.Fit.PerYear, c.OLS.Slope, file.Tolerance) || p.Measure.Fit.Points != len(c.Years) {
			t.Errorf("%s: %+v, want %+v", c.ID, p.Measure, c.OLS)
		}
	}
}

// yearlyFigures are stated figures of calendar years in UTC.
func yearlyFigures(years, values []float64) []Figure {
	figures := make([]Figure, len(years))
	for i := range years {
		figures[i] = Figure{Series: Series{Resolution: P1Y}, Period: YearPeriod(int(years[i]), Calendar{}.zone()), Value: values[i], Quality: NotEvaluated, Status: Observed}
	}
	return figures
}

// The traps that the formulas of other methods fall into.
func TestNoMethodCallsALostTargetOnTrack(t *testing.T) {
	for _, method := range ProgressMethods() {
		for name, c := range map[string]struct {
			in   ProgressInput
			want ProgressStatus
		}{
			"lost":                {yearly(Decrease, 20, 2015, 35, 2022, 30, 2030), Lost},                 // CAGR ratio 3.04
			"met but worsening":   {yearly(Decrease, 20, 2015, 28, 2022, 30, 2030), AchievedButWorsening}, // CAGR ratio 1.80
			"target year over":    {yearly(Decrease, 100, 2005, 70, 2010, 60, 2010), Missed},              // no projection
			"same year twice":     {yearly(Decrease, 50, 2020, 50, 2020, 40, 2030), CannotBeAssessed},     // no division by zero
			"maintain target":     {yearly(Decrease, 30, 2015, 30, 2022, 30, 2030), Maintained},           // target − baseline is 0
			"maintain, then lost": {yearly(Decrease, 30, 2015, 31, 2022, 30, 2030), Lost},                 // the same
			"met":                 {yearly(Decrease, 60, 2015, 28, 2022, 30, 2030), Achieved},             // ESCAP index 10.67
			"latest figure older": {yearly(Decrease, 50, 2020, 60, 2018, 40, 2030), CannotBeAssessed},     // years run backwards
			"without a target":    {withoutTarget(yearly(Decrease, 100, 2015, 86, 2022, 0, 2030)), CannotBeAssessed},
		} {
			c.in.Method = method
			p := Assess(c.in)
			if p.Status != c.want {
				t.Errorf("%s, %s: %s %v, want %s", method, name, p.Status, p.Reasons, c.want)
			}
			if p.Measure != nil && p.Measure.Value != nil && (c.want == Lost || c.want == CannotBeAssessed && name != "same year twice") {
				t.Errorf("%s, %s: the measure %v misleads", method, name, *p.Measure.Value)
			}
			if method == ESCAPCurrentStatus && (c.want == Achieved || c.want == AchievedButWorsening) && *p.Measure.Value != 10 {
				t.Errorf("%s: a target that is met counts 10, not %v", name, *p.Measure.Value)
			}
		}
	}
	if naive := rate(20, 35, 7) / rate(20, 30, 15); math.Abs(naive-3.0375418271306347) > 1e-12 {
		t.Error("the formula alone says that the lost target makes progress:", naive)
	}
}

func withoutTarget(in ProgressInput) ProgressInput {
	in.Target.Value = nil
	return in
}

func rate(from, to, years float64) float64 {
	r, _ := GrowthRate(from, to, years)
	return r
}

func TestARatioAtACutPointIsRoundedBeforeItIsJudged(t *testing.T) {
	// 0.95 of the way in ten of ten years computes as 0.9499999999999988 by rates of growth.
	required := rate(60, 30, 15)
	in := yearly(Decrease, 60, 2015, 60*math.Pow(1+0.95*required, 7), 2022, 30, 2030)
	in.Method = EurostatCAGR
	p := Assess(in)
	if p.Status != OnTrack || !near(p.Measure.Value, 0.95, 1e-9) {
		t.Errorf("%s at %v", p.Status, number(p.Measure.Value))
	}
	in.Latest.Value += 1e-6
	if p = Assess(in); p.Status != AccelerationNeeded {
		t.Errorf("below the cut point: %s", p.Status)
	}
}

func TestMethodsDisagree(t *testing.T) {
	// 60 → 50 in seven years, towards 30 in fifteen: the example of docs/methods.md.
	statuses := map[ProgressMethod]ProgressStatus{LinearPath: AccelerationNeeded, EurostatCAGR: Limited, ESCAPCurrentStatus: AccelerationNeeded, ESCAPAnticipated: AccelerationNeeded}
	for method, want := range statuses {
		in := yearly(Decrease, 60, 2015, 50, 2022, 30, 2030)
		in.Method = method
		if p := Assess(in); p.Status != want || p.Method != method {
			t.Errorf("%s: %s, want %s", method, p.Status, want)
		}
	}
}

func TestESCAPReadsABaselineWithoutAFigureFromTheLine(t *testing.T) {
	in := yearly(Decrease, 0, 2012, 20, 2020, 10, 2030)
	in.Baseline.Value, in.Baseline.Reason = nil, "baseline_figure_missing"
	in.History = yearlyFigures([]float64{2010, 2014, 2020}, []float64{40, 32, 20})
	in.Method = ESCAPAnticipated
	p := Assess(in)
	if p.Baseline.Value == nil || math.Abs(*p.Baseline.Value-36) > 1e-9 || p.Baseline.Origin != OriginInterpolated || !slices.Contains(p.Warnings, "baseline_is_interpolated") {
		t.Fatalf("%+v %v", p.Baseline, p.Warnings)
	}
	if p.Status != OnTrack || *p.Measure.Value != 0 {
		t.Errorf("2 less a year for ten years more is 0: %s %+v", p.Status, p.Measure)
	}
	in.Method = LinearPath
	if p := Assess(in); p.Baseline.Value != nil || p.Status != CannotBeAssessed {
		t.Error("the linear path puts nothing in the place of a figure:", p.Status)
	}
	in.Method, in.Baseline.Period = ESCAPCurrentStatus, YearPeriod(2005, Calendar{}.zone())
	if p := Assess(in); p.Baseline.Value != nil {
		t.Error("a year before the first figure is not between figures:", *p.Baseline.Value)
	}
}

func TestTheLineRespectsABreakOfMethod(t *testing.T) {
	in := yearly(Decrease, 60, 2017, 50, 2020, 30, 2030)
	in.Method = ESCAPAnticipated
	in.History = yearlyFigures([]float64{2014, 2015, 2016, 2017, 2018, 2019, 2020}, []float64{10, 12, 14, 60, 57, 53, 50})
	in.History[4].Censored = Above
	in.Breaks = []MethodBreak{{At: YearPeriod(2017, Calendar{}.zone()).From}}
	if fit := Assess(in).Measure.Fit; fit == nil || fit.Points != 3 || fit.LeftOut != 4 || fit.PerYear > -3 {
		t.Errorf("%+v", fit)
	}
	in.AcrossBreaks = true
	if fit := Assess(in).Measure.Fit; fit == nil || fit.Points != 6 || fit.PerYear < 0 {
		t.Errorf("asked across the break: %+v", fit)
	}
}

func TestParseProgressMethod(t *testing.T) {
	for text, want := range map[string]ProgressMethod{"": LinearPath, "linear-path": LinearPath, "eurostat-cagr": EurostatCAGR, "eurostat-cagr/1": EurostatCAGR,
		"escap-current-status": ESCAPCurrentStatus, "escap-anticipated": ESCAPAnticipated} {
		if got, err := ParseProgressMethod(text); err != nil || got != want {
			t.Errorf("%q: %s %v", text, got, err)
		}
	}
	for _, text := range []string{"linear", "eurostat-cagr/2", "sdsn"} {
		if _, err := ParseProgressMethod(text); !isCoded(err, "unknown_method") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
