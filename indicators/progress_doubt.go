package indicators

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// doubtConfidence is that of the interval of progress.
const doubtConfidence = 0.95

// ProgressDoubt is how sure progress is when baseline and latest are means of many values: Fieller's interval from the
// standard errors of both, each with the number of effectively independent days behind it.
type ProgressDoubt struct {
	Confidence       float64
	Low, High        *float64 // percent; nil when the interval has no ends: the baseline is too uncertain for the way to the target
	Reason           string   // interval_unbounded, …; "" when there is an interval
	Baseline, Latest MeanError
	// StatusIsCertain reports whether every progress in the interval has the same status; nil without an interval.
	StatusIsCertain *bool
}

// MeanError is the standard error of a computed mean, from its daily means without the season, in the indicator's unit.
type MeanError struct {
	Days          int      `json:"days" binding:"required"`
	EffectiveDays *float64 `json:"effective_days" extensions:"x-nullable"` // as many independent days would say as much
	Lag1          *float64 `json:"lag1_autocorrelation" extensions:"x-nullable"`
	StandardError *float64 `json:"standard_error" extensions:"x-nullable"`
}

// MeanErrorOf takes the months' means out of the daily ones first, or the season would pass for autocorrelation, and
// gives sd/√n* with n* = n(1−r₁)/(1+r₁). Nil for a figure that is stated, is no mean, or stands on fewer than three days.
// The error is the store's.
func MeanErrorOf(ctx context.Context, store Store, zone *time.Location, f *Figure) (*MeanError, error) {
	if f == nil || !f.Computed || f.Statistic != "mean" {
		return nil, nil
	}
	series, err := store.Days(ctx, []Series{f.Series}, f.Period, zone, DaySum)
	if err != nil {
		return nil, err
	}
	var means []float64
	var months []int
	for _, s := range series {
		for _, day := range s.Days {
			if day.Count > 0 {
				means = append(means, day.Sum/float64(day.Count))
				months = append(months, int(monthOf(DateStart(day.Date, zone), zone)))
			}
		}
	}
	if len(means) < 3 {
		return nil, nil
	}
	rest, _ := stat.Deseasonalised(means, months)
	e := stat.StandardErrorOf(rest)
	return &MeanError{e.N, e.EffectiveN, e.Lag1, e.Error}, nil
}

// doubt is nil unless both figures are computed means and progress is a ratio of plain differences.
func (c *comparison) doubt() *ProgressDoubt {
	if c.BaselineError == nil || c.LatestError == nil || c.BaselineError.StandardError == nil || c.LatestError.StandardError == nil ||
		!c.isComparable() || c.Target.Direction == Band || c.line.passed <= 0 || c.Target.IsMetBy(*c.Baseline.Value) {
		return nil
	}
	base, latest, se0, se := *c.Baseline.Value, c.Latest.Value, *c.BaselineError.StandardError, *c.LatestError.StandardError
	var of stat.Doubt
	if c.Target.Kind == "relative" && c.Target.ChangePercent != nil {
		of = stat.RelativeProgressDoubt(base, se0, latest, se, *c.Target.ChangePercent/100, doubtConfidence)
	} else {
		of = stat.ProgressDoubt(base, se0, latest, se, *c.Target.Value, doubtConfidence)
	}
	d := &ProgressDoubt{Confidence: doubtConfidence, Reason: string(of.Reason), Baseline: *c.BaselineError, Latest: *c.LatestError}
	if of.Fieller == nil {
		return d
	}
	d.Low, d.High = finite(of.Fieller.Low), finite(of.Fieller.High)
	certain := c.statusAt(of.Fieller.Low/100) == c.statusAt(of.Fieller.High/100)
	d.StatusIsCertain = &certain
	return d
}

// statusAt is the status on the linear path if the way gone were this share.
func (c *comparison) statusAt(gone float64) ProgressStatus {
	switch {
	case gone >= 1:
		return Achieved
	case c.isOver():
		return Missed
	case gone < 0:
		return MovingAway
	case c.line.whole <= 0:
		return CannotBeAssessed
	}
	return statusOnPath(paceOf(gone / min(1, c.line.passed/c.line.whole)).ratio)
}
