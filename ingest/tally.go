package ingest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// tally follows an upload on its way in: it puts runs into the merge, counts every outcome and keeps the problems.
type tally struct {
	merge     indicators.Merge
	policy    indicators.UploadRequest
	limits    Limits
	counts    indicators.Counts
	series    map[indicators.Series]*extent
	problems  []indicators.RowProblem
	warnings  []indicators.RowProblem
	catalogue *indicators.Catalogue
	repeats   int64   // rows that say what another row of the file says
	repeated  int32   // line of the first of them
	siteWord  *string // what the file calls the one site that the request names
	bad       int64   // rows that on_error judges
}

// add takes the result of one block.
func (t *tally) add(ctx context.Context, out decoded) error {
	t.counts.Add(out.counts)
	if t.counts.Rows > t.limits.Rows {
		return indicators.Errorf(indicators.TooLarge, "the file has more than %d rows", t.limits.Rows).Coded("too_many_rows").Try("Split the file, for example by year.")
	}
	t.bad += out.counts.Rejected
	for _, r := range out.runs {
		if err := t.oneSite(r.lane); err != nil {
			return err
		}
	}
	t.warnings = append(t.warnings, out.warnings[:max(0, min(len(out.warnings), mostWarnings-len(t.warnings)))]...)
	problems := out.problems
	for _, r := range inFileOrder(out.runs) {
		conflicts, err := t.put(ctx, r)
		if err != nil {
			return err
		}
		problems = append(problems, conflicts...)
	}
	slices.SortStableFunc(problems, func(a, b indicators.RowProblem) int { return cmp.Compare(a.Line, b.Line) })
	t.list(problems)
	return nil
}

// list keeps problems, as far as they are kept at all.
func (t *tally) list(problems []indicators.RowProblem) {
	if room := t.limits.Listed - len(t.problems); room > 0 {
		t.problems = append(t.problems, problems[:min(room, len(problems))]...)
	}
}

// inFileOrder joins the runs of one series, whose rows had different words, to one run a series in the order of the file.
func inFileOrder(runs []*run) []*run {
	if len(runs) < 2 {
		return runs
	}
	type key struct {
		series     indicators.Series
		resolution indicators.Resolution
	}
	at := make(map[key]int, len(runs))
	joined, several := runs[:0:0], map[int]bool{}
	for _, r := range runs {
		k := key{r.lane.series, r.resolution}
		i, known := at[k]
		if !known {
			at[k] = len(joined)
			joined = append(joined, r)
			continue
		}
		if !several[i] { // the first keeps its own rows: they are the decoder's
			joined[i] = &run{resolution: r.resolution, lane: r.lane, observations: slices.Clone(joined[i].observations)}
			several[i] = true
		}
		joined[i].observations = append(joined[i].observations, r.observations...)
	}
	for i := range several {
		slices.SortStableFunc(joined[i].observations, func(a, b indicators.Observation) int { return cmp.Compare(a.Line, b.Line) })
	}
	return joined
}

func (t *tally) put(ctx context.Context, r *run) ([]indicators.RowProblem, error) {
	series := r.lane.series
	series.Resolution = r.resolution
	e := t.extentOf(series, r)
	batch := indicators.Batch{Series: series, Observations: r.observations}
	if e.watch != nil {
		batch.Observations, batch.Watched = e.watch.take(r.observations), true
	}
	return t.merged(ctx, e, r, batch)
}

// rest puts what was held back to the end of the file, and asks what the checks make of all of it.
func (t *tally) rest(ctx context.Context) error {
	for series, e := range t.series {
		if e.watch == nil {
			continue
		}
		problems, err := t.merged(ctx, e, &run{resolution: series.Resolution, lane: e.lane}, indicators.Batch{Series: series, Observations: e.watch.rest(), Watched: true})
		if err != nil {
			return err
		}
		t.list(problems)
	}
	slices.SortStableFunc(t.problems, func(a, b indicators.RowProblem) int { return cmp.Compare(a.Line, b.Line) })
	judged, err := t.merge.Judge(ctx)
	for _, j := range judged {
		if e := t.series[j.Series]; e != nil && e.watch != nil {
			e.watch.found, e.watch.others = j.Findings, j.Others
		}
	}
	return err
}

// merged puts a batch into the merge and counts what came of it.
func (t *tally) merged(ctx context.Context, e *extent, r *run, batch indicators.Batch) ([]indicators.RowProblem, error) {
	if len(batch.Observations) == 0 {
		return nil, nil
	}
	outcomes, conflicts, err := t.merge.Put(ctx, batch)
	if err != nil {
		return nil, err
	}
	var taken [indicators.Repeated + 1]int64
	for i, outcome := range outcomes {
		if taken[outcome]++; outcome == indicators.Repeated {
			if line := batch.Observations[i].Line; t.repeats == 0 || line < t.repeated {
				t.repeated = line
			}
			t.repeats++
		}
	}
	t.counts.Created += taken[indicators.Created]
	t.counts.Unchanged += taken[indicators.Unchanged] + taken[indicators.Repeated]
	t.counts.Updated += taken[indicators.Updated]
	t.counts.Conflict += taken[indicators.Conflict]
	e.add(batch.Observations, outcomes)
	r = &run{resolution: r.resolution, lane: r.lane, observations: batch.Observations}
	var problems []indicators.RowProblem
	for _, conflict := range conflicts {
		if conflict.Code != "conflict" || t.policy.OnConflict != indicators.Keep {
			t.bad++
		}
		problems = append(problems, conflictProblem(r, conflict))
	}
	return problems, nil
}

// oneSite refuses a file of several sites for a request that says that all of it is of one.
func (t *tally) oneSite(l *lane) error {
	switch {
	case t.policy.Site == "":
	case t.siteWord == nil:
		t.siteWord = &l.siteWord
	case *t.siteWord != l.siteWord:
		return indicators.Errorf(indicators.Invalid, "the request says that all rows are of %s, and the file has rows of %q and of %q", t.policy.Site, *t.siteWord, l.siteWord).
			Coded("several_sites").At("site").Try("Send each site in a file of its own, or map the words in a profile.")
	}
	return nil
}

// conflictProblem words what stands in the way of a row.
func conflictProblem(r *run, conflict indicators.MergeConflict) indicators.RowProblem {
	o := r.observations[conflict.Index]
	line, column, text := int(o.Line), r.lane.column, o.Censored.Mark()+decimalText(o.Value)
	old := conflict.Old.Censored.Mark() + decimalText(conflict.Old.Value) + " " + r.lane.indicator.Unit
	var from indicators.Phrase
	if conflict.Old.Upload != 0 {
		from = indicators.Phrasef(" (upload %s)", conflict.Old.Upload)
	}
	period := r.lane.calendar.FormatPeriod(o.Start, r.resolution)
	switch conflict.Code {
	case "duplicate_in_file":
		return *try(problemf(line, column, conflict.Code, text, "Line %d of this file has another value for %s: %s.", conflict.Old.Line, period, old),
			"Keep one of the two lines.")
	case "period_overlap":
		return *try(problemf(line, column, conflict.Code, text, "%s overlaps %s of the same series, which is stored%s.", period,
			r.lane.calendar.FormatPeriod(conflict.Old.Start, r.resolution), from), "Periods of one series may not overlap: give the figure another resolution or site.")
	case "projection_over_observation":
		return *try(problemf(line, column, conflict.Code, text, "A projection never replaces an observation: %s is stored for %s%s.", old, period, from),
			"Leave the row out.")
	}
	return *try(problemf(line, column, conflict.Code, text, "Another value is stored for %s: %s%s.", period, old, from),
		"Send the file with on_conflict=correct and a reason to replace it, or on_conflict=keep to leave it.")
}

// receipt is the answer as it stands.
func (t *tally) receipt(ignored []string) indicators.Receipt {
	t.warn()
	r := indicators.Receipt{
		Counts: t.counts, Ignored: append([]string{}, ignored...),
		Series: []indicators.SeriesCount{}, Warnings: append([]indicators.RowProblem{}, t.warnings...),
		Problems: append([]indicators.RowProblem{}, t.problems[:min(len(t.problems), Inline)]...),
	}
	for i := range r.Warnings {
		if r.Warnings[i].Severity == indicators.Fault { // of a file that is taken all the same
			r.Warnings[i].Severity = indicators.Warning
		}
	}
	for series, e := range t.series {
		if e.values > 0 {
			r.Series = append(r.Series, indicators.SeriesCount{Series: series.String(), Values: e.values,
				First: time.Unix(e.first, 0).UTC(), Last: time.Unix(e.last, 0).UTC()})
		}
	}
	slices.SortFunc(r.Series, func(a, b indicators.SeriesCount) int { return cmp.Compare(a.Series, b.Series) })
	r.Series = r.Series[:min(len(r.Series), indicators.MostSeries)]
	return r
}
