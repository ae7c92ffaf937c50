package review

import (
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// future is after every figure.
var future = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// target writes the row of one target.
func (w *writer) target(ctx context.Context, target indicators.Target) error {
	city, _ := w.Catalogue.City(target.City)
	site, _ := w.Catalogue.Site(target.City, target.Site)
	indicator, _ := w.Catalogue.Indicator(target.Indicator)
	calendar := w.Catalogue.Calendar(target.City)
	until, err := calendar.EndOf(w.milestone.At)
	if err != nil {
		return err
	}
	all, err := indicators.Figures(ctx, w.Store, w.Catalogue, target.City, target.Site, target.Indicator, "", future)
	if err != nil {
		return err
	}
	known := slices.DeleteFunc(slices.Clone(all), func(f indicators.Figure) bool { return f.Period.To.After(until) })
	in := indicators.ProgressInput{Indicator: indicator, At: until, Calendar: calendar, Breaks: w.Catalogue.BreaksOf(target.City, target.Site, target.Indicator), History: known}
	if in.Baseline, in.Target, err = indicators.ResolveTarget(w.Catalogue, target, known); err != nil {
		return err
	}
	if latest, ok := indicators.LatestFigure(known, until); ok {
		in.Latest = &latest
	}
	if in.Latest != nil && in.Latest.Computed && in.Baseline.Figure != nil && in.Baseline.Figure.Computed {
		if in.BaselineError, err = indicators.MeanErrorOf(ctx, w.Store, calendar.Zone, in.Baseline.Figure); err != nil {
			return err
		}
		if in.LatestError, err = indicators.MeanErrorOf(ctx, w.Store, calendar.Zone, in.Latest); err != nil {
			return err
		}
	}
	p := indicators.Assess(in)
	r := rowWriter{writer: w, ctx: ctx, target: target, input: in, progress: p, all: all, known: known, cited: map[indicators.UploadID]bool{}}
	r.row = Row{
		City: city.ID, CityName: city.Name, Site: site.ID, SiteName: site.Name, Indicator: indicator.ID, IndicatorName: indicator.Name,
		Unit: indicator.Unit, Decimals: indicator.Decimals, Direction: string(indicator.Direction), At: local(until, calendar.Zone),
		Delta:           indicators.Delta{FromBaseline: indicators.Tidy(p.Delta.FromBaseline), FromBaselinePercent: indicators.Tidy(p.Delta.FromBaselinePercent), ToTarget: indicators.Tidy(p.Delta.ToTarget)},
		ProgressPercent: indicators.Tidy(p.ProgressPercent), ExpectedPercent: indicators.Tidy(p.ExpectedPercent),
		RequiredPerYear: indicators.Tidy(p.RequiredPerYear), ObservedPerYear: indicators.Tidy(p.ObservedPerYear),
		Method: string(p.Method), Status: string(p.Status), Reasons: p.Reasons, Warnings: p.Warnings, Breaks: []indicators.Break{},
		Doubt: doubtOf(p.Doubt), OtherMethods: otherMethods(in),
	}
	if p.Projected != nil {
		r.row.Projected = &indicators.Projection{Period: p.Projected.Period, Value: *indicators.Tidy(&p.Projected.Value)}
	}
	if err := r.write(); err != nil {
		return err
	}
	w.content.Rows = append(w.content.Rows, r.row)
	w.content.Counts[r.row.Status]++
	w.content.Methods = append(w.content.Methods, r.row.Method)
	if r.row.Trend.Method != "" {
		w.content.Methods = append(w.content.Methods, r.row.Trend.Method)
	}
	return nil
}

func doubtOf(d *indicators.ProgressDoubt) *Doubt {
	if d == nil {
		return nil
	}
	return &Doubt{d.Confidence, indicators.Tidy(d.Low), indicators.Tidy(d.High), d.Reason}
}

// otherMethods judges the same figures by every other method: where they disagree, the reader sees it.
func otherMethods(in indicators.ProgressInput) []MethodStatus {
	list := []MethodStatus{}
	for _, method := range indicators.ProgressMethods() {
		if method == indicators.LinearPath {
			continue
		}
		in.Method = method
		p := indicators.Assess(in)
		v := MethodStatus{Method: string(method), Status: string(p.Status)}
		if p.Measure != nil {
			v.Measure, v.Value, v.Unit = p.Measure.Name, indicators.Tidy(p.Measure.Value), p.Measure.Unit
		}
		list = append(list, v)
	}
	return list
}

// rowWriter is a row on its way.
type rowWriter struct {
	*writer
	ctx        context.Context
	target     indicators.Target
	input      indicators.ProgressInput
	progress   indicators.Progress
	all, known []indicators.Figure // of all time; that end by the milestone
	cited      map[indicators.UploadID]bool
	row        Row
}

func (r *rowWriter) write() (err error) {
	if r.row.Latest, err = r.figure(r.ctx, r.progress.Latest); err != nil {
		return err
	}
	if r.row.Record, err = r.record(); err != nil {
		return err
	}
	if err := r.aim(); err != nil {
		return err
	}
	for _, b := range r.input.Breaks {
		if b.At.Before(r.input.At) { // a later change touches nothing that the row shows
			r.row.Breaks = append(r.row.Breaks, b.Break)
		}
	}
	r.trend()
	r.row.Missing, r.row.Sentence = r.missing(), r.sentence()
	r.row.Footnotes = r.footnotes()
	r.row.Uploads = []string{}
	var ids []indicators.UploadID
	for id := range r.cited {
		r.uploads[id] = true
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		r.row.Uploads = append(r.row.Uploads, id.String())
	}
	return nil
}

// aim writes baseline and target.
func (r *rowWriter) aim() error {
	b, t := r.progress.Baseline, r.progress.Target
	figure, err := r.figure(r.ctx, b.Figure)
	if err != nil {
		return err
	}
	r.row.Baseline = Baseline{State: b.State, Period: orNil(b.Text), Value: b.Value, Qualifier: b.Censored.Mark(), Origin: orNil(b.Origin), Source: orNil(b.Source),
		Reason: orNil(b.Reason), Figure: figure}
	if figure != nil && b.Source == "" {
		r.row.Baseline.Source = orNil(figure.Source)
	}
	r.row.Target = Target{ID: t.ID, Kind: t.Kind, ChangePercent: t.ChangePercent, Value: indicators.Tidy(t.Value), Low: t.Low, High: t.High, Period: t.Text,
		Declared: r.target.Declared, National: t.National, Source: t.Source, Note: r.target.Note, Reason: orNil(t.Reason)}
	if b.Figure != nil && b.Figure.Upload != 0 {
		r.cited[b.Figure.Upload] = true
	}
	return nil
}

func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// local is RFC 3339 with the zone's offset; in UTC where the offset has seconds, which RFC 3339 cannot write.
func local(t time.Time, zone *time.Location) string {
	at := t.In(zone)
	if _, offset := at.Zone(); offset%60 != 0 {
		at = t.UTC()
	}
	return at.Format(time.RFC3339)
}
