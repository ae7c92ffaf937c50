package review

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// record counts what the row stands on, and notes every upload that a figure was read from: those of the latest
// figure, of the baseline and of the trend.
func (r *rowWriter) record() (Record, error) {
	record := Record{}
	calendar := r.input.Calendar
	var before *indicators.Figure
	for _, f := range r.known {
		if !f.IsValid() {
			record.Projected++
			continue
		}
		record.Figures++
		switch {
		case f.Computed:
			record.Computed++
		case f.Status == indicators.Estimated || f.Status == indicators.Modelled:
			record.Derived++
		}
		text := calendar.FormatPeriod(f.Period.From.Unix(), f.Resolution())
		if record.First == nil {
			record.First = &text
		}
		record.Last = &text
		if before != nil {
			widen(&record.LongestGap, before.Period.To, f.Period.From, calendar.Zone)
		}
		if before == nil || f.Period.To.After(before.Period.To) {
			before = &f
		}
		if err := r.citeFigure(f); err != nil {
			return record, err
		}
	}
	var err error
	record.Latest, err = r.sampled()
	return record, err
}

// citeFigure notes the uploads that a figure was read from; of a computed figure those of all its observations.
func (r *rowWriter) citeFigure(f indicators.Figure) error {
	if !f.Computed {
		if f.Upload != 0 {
			r.cited[f.Upload] = true
		}
		return nil
	}
	if !r.deep {
		return nil
	}
	held, err := r.Store.Select(r.ctx, f.Series, f.Period)
	if err != nil {
		return err
	}
	for _, o := range held {
		if o.Upload != 0 {
			r.cited[o.Upload] = true
		}
	}
	return nil
}

// sampled looks at the observations behind a computed latest figure; nil for a stated one.
func (r *rowWriter) sampled() (*Sampled, error) {
	latest := r.progress.Latest
	if latest == nil || !latest.Computed || !r.deep {
		return nil, nil
	}
	held, err := r.Store.Select(r.ctx, latest.Series, latest.Period)
	if err != nil {
		return nil, err
	}
	s := &Sampled{Observations: len(held)}
	flagged, derived, end := 0, 0, latest.Period.From
	zone := r.input.Calendar.Zone
	for _, o := range held {
		if o.Quality == indicators.Suspect || o.Quality == indicators.Fail {
			flagged++
		}
		if o.Status == indicators.Estimated || o.Status == indicators.Modelled {
			derived++
		}
		if !o.IsValid() {
			continue // as good as absent
		}
		widen(&s.LongestGap, end, o.Time(), zone)
		end = time.Unix(latest.Series.Resolution.End(o.Start, zone), 0)
	}
	widen(&s.LongestGap, end, latest.Period.To, zone)
	if len(held) > 0 {
		share := func(n int) *float64 { p := 100 * float64(n) / float64(len(held)); return indicators.Tidy(&p) }
		s.FlaggedPercent, s.DerivedPercent = share(flagged), share(derived)
	}
	return s, nil
}

// widen keeps the longer of two gaps; what does not lie between from and to is none.
func widen(longest **Gap, from, to time.Time, zone *time.Location) {
	days := to.Sub(from).Hours() / 24
	if days > 0 && (*longest == nil || days > (*longest).Days) {
		*longest = &Gap{From: local(from, zone), To: local(to, zone), Days: *indicators.Tidy(&days)}
	}
}
