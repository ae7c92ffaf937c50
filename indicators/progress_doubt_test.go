package indicators

import (
	"context"
	"testing"
	"time"
)

func TestReferenceDoubt(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID                   string
			Base, Latest, Target float64
			SEBase               float64 `json:"se_base"`
			SELatest             float64 `json:"se_latest"`
			Expected             struct {
				Progress float64   `json:"progress_pct"`
				Fieller  []float64 `json:"ci_fieller"`
			}
		}
	}
	vectors(t, "progress_uncertainty.json", &file)
	for _, c := range file.Cases {
		in := yearly(Decrease, c.Base, 2015, c.Latest, 2022, c.Target, 2030)
		in.BaselineError, in.LatestError = &MeanError{StandardError: &c.SEBase}, &MeanError{StandardError: &c.SELatest}
		p := Assess(in)
		d := p.Doubt
		if d == nil || !near(p.ProgressPercent, c.Expected.Progress, file.Tolerance) || !near(d.Low, c.Expected.Fieller[0], file.Tolerance) || !near(d.High, c.Expected.Fieller[1], file.Tolerance) {
			t.Errorf("%s: %+v, want %v", c.ID, d, c.Expected)
		}
		if d != nil && (d.StatusIsCertain == nil || *d.StatusIsCertain) {
			t.Errorf("%s: from %v to %v there are several statuses", c.ID, *d.Low, *d.High)
		}
	}
}

func TestDoubtOfProgress(t *testing.T) {
	doubt := func(base, seBase, latest, seLatest float64, change func(*ProgressInput)) *ProgressDoubt {
		in := yearly(Decrease, base, 2015, latest, 2022, 30, 2030)
		in.BaselineError, in.LatestError = &MeanError{StandardError: &seBase}, &MeanError{StandardError: &seLatest}
		if change != nil {
			change(&in)
		}
		return Assess(in).Doubt
	}
	if d := doubt(60, 0.1, 40, 0.1, nil); d == nil || d.StatusIsCertain == nil || !*d.StatusIsCertain {
		t.Errorf("66 ± 1 %% is on track whatever: %+v", d)
	}
	if d := doubt(60, 20, 50, 3, nil); d == nil || d.Low != nil || d.Reason != "interval_unbounded" || d.StatusIsCertain != nil {
		t.Errorf("a baseline of 60 ± 20 with 30 to go has no interval with ends: %+v", d)
	}
	for name, d := range map[string]*ProgressDoubt{
		"met from the start": doubt(20, 1, 25, 1, nil),
		"no mean":            doubt(60, 1, 50, 1, func(in *ProgressInput) { in.LatestError = nil }),
		"across a break": doubt(60, 1, 50, 1, func(in *ProgressInput) {
			in.Breaks = []MethodBreak{{At: YearPeriod(2018, Calendar{}.zone()).From}}
		}),
	} {
		if d != nil {
			t.Errorf("%s has no doubt of progress: %+v", name, d)
		}
	}
	// A target that is a share of the baseline moves with it: the interval differs from that of a fixed target.
	relative := doubt(60, 4, 50, 3, func(in *ProgressInput) { in.Target.Kind, in.Target.ChangePercent = "relative", new(-50.0) })
	if fixed := doubt(60, 4, 50, 3, nil); relative == nil || *relative.High == *fixed.High || *relative.Low >= *relative.High {
		t.Errorf("%+v beside %+v", relative, fixed)
	}
}

func TestMeanErrorTakesTheSeasonOut(t *testing.T) {
	zone := time.UTC
	series := Series{"cebu", Citywide, "pm2-5", P1D, "mean"}
	store := shelf{series: map[Series][]Observation{}}
	year := YearPeriod(2015, zone)
	for day := year.From; day.Before(year.To); day = day.AddDate(0, 0, 1) {
		value := 10*float64(day.Month()) + float64(day.Day()%2) // a season of 110, days that differ by 1
		store.series[series] = append(store.series[series], Observation{Start: day.Unix(), Value: value, Quality: Good, Status: Observed})
	}
	figure := &Figure{Series: series, Period: year, Computed: true, Statistic: "mean"}
	e, err := MeanErrorOf(context.Background(), store, zone, figure)
	if err != nil || e == nil || e.Days != 365 || *e.StandardError > 0.03 || *e.Lag1 > 0 {
		t.Errorf("0.5/√365 is 0.026: %+v %v", e, err)
	}
	stated := *figure
	stated.Computed = false
	if e, err := MeanErrorOf(context.Background(), store, zone, &stated); e != nil || err != nil {
		t.Errorf("nobody knows the doubt of a stated figure: %+v %v", e, err)
	}
}
