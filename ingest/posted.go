package ingest

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// posted decodes the points of one post.
type posted struct {
	*decoder
	sender   indicators.Key
	rows     []indicators.PostRow // in the order of the post; Line of each observation is the number of its point
	of       []*lane              // the lanes of the rows
	counts   indicators.Counts    // of missing, rejected and what sift has taken out
	problems []indicators.RowProblem
	newest   time.Time
}

// take resolves one point; what is wrong with it becomes a problem.
func (d *posted) take(r Reading, number int) {
	r = r.inScope(d.sender)
	l, problem := d.placed(r)
	if problem == nil && (r.Missing || l.missing != noMark) {
		d.counts.Missing++
		return
	}
	var row indicators.PostRow
	if problem == nil {
		row, problem = d.row(l, r, number)
	}
	if problem != nil {
		problem.Line = number
		d.counts.Rejected++
		d.problems = append(d.problems, *problem)
		return
	}
	if start := row.Observation.Time(); start.After(d.newest) {
		d.newest = start
	}
	d.rows, d.of = append(d.rows, row), append(d.of, l)
}

// placed finds the lane of a point. Beside what a file must keep to, a sensor says where it stands, measures, and
// does not project.
func (d *posted) placed(r Reading) (*lane, *indicators.RowProblem) {
	if r.Fault != nil {
		problem := *r.Fault
		return nil, &problem
	}
	if r.Site == "" {
		return nil, try(problemf(0, "site", "site_missing", "", "The site is not stated."), "Write the site where it was measured, or citywide.")
	}
	indicator, known := d.plan.catalogue.Indicator(r.Indicator)
	if known && indicator.Quantity == "index" {
		return nil, try(problemf(0, "indicator", "index_not_measured", r.Indicator, "%s is an index: it is computed, not measured.", r.Indicator), "Post the concentrations that it is computed from.")
	}
	if r.Unit == "" && known {
		r.Unit = indicator.Unit
	}
	d.key = append(d.key[:0], strings.Join([]string{r.City, r.Site, r.Indicator, r.Unit, r.Statistic, r.Quality, r.Status, r.Resolution}, "\x00")...)
	l := d.laneOf(func() *lane {
		return d.plan.makeLane(words{city: r.City, site: r.Site, indicator: r.Indicator, unit: r.Unit, statistic: r.Statistic, quality: r.Quality, status: r.Status, resolution: r.Resolution}, 1)
	})
	if l.problem != nil {
		problem := *l.problem
		return nil, &problem
	}
	if l.status == indicators.Projected {
		return nil, try(problemf(0, "status", "projection_posted", r.Status, "A sensor does not project."), "Send projections in a file.")
	}
	return l, nil
}

// row reads period and value of a point.
func (d *posted) row(l *lane, r Reading, number int) (indicators.PostRow, *indicators.RowProblem) {
	start, resolution, problem := d.when(l, r)
	if problem != nil {
		return indicators.PostRow{}, problem
	}
	cell := r.cell()
	o := indicators.Observation{Start: start, Line: int32(number), Quality: l.quality, Status: l.status}
	var code string
	if o.Value, o.Censored, code = d.plan.numbers.parse(cell); code != "" {
		return indicators.PostRow{}, numberProblem(number, "value", code, string(cell), d.plan.numbers)
	}
	o.Value = l.scale.apply(o.Value)
	if p := l.indicator.Plausible; p.Low() != nil && o.Value < *p.Low() || p.Max != nil && o.Value > *p.Max {
		problem := implausible(number, "value", string(cell), l.indicator)
		if problem.Code == "sentinel_value" {
			problem = try(problem, "Send null where there is no value.")
		}
		return indicators.PostRow{}, problem
	}
	series := l.series
	series.Resolution = resolution
	unit := l.indicator.Unit
	if sent, ok := d.plan.catalogue.UnitByText(r.Unit); ok {
		unit = sent.ID
	}
	line := strings.Join([]string{series.City, series.Site, series.Indicator, l.calendar.FormatPeriod(start, resolution), string(cell), unit, series.Statistic,
		strconv.Itoa(int(l.quality)), l.status.String(), resolution.String()}, ",")
	return indicators.PostRow{Series: series, Observation: o, Line: line}, nil
}

// when reads the period of a point.
func (d *posted) when(l *lane, r Reading) (int64, indicators.Resolution, *indicators.RowProblem) {
	column, text := "start", r.Start
	switch {
	case r.Start != "" && r.Period != "":
		return 0, indicators.Resolution{}, try(problemf(0, "period", "period_twice", r.Period, "Both start and period are given."), "Leave one of them out.")
	case r.Start == "":
		column, text = "period", r.Period
	}
	start, resolution, err := l.calendar.ParsePeriod(text, l.series.Resolution)
	if err == nil && column == "start" && !strings.ContainsAny(text, "T ") {
		return 0, resolution, try(problemf(0, column, "naive_datetime", text, "%q has no clock time with an offset.", text), "Write it as 2026-03-04T13:00:00+07:00, or a date as period.")
	}
	if err != nil {
		known, ok := errors.AsType[*indicators.Error](err)
		if ok && known.FineCode() == "resolution_missing" {
			column = "resolution"
		}
		return 0, resolution, periodProblem(0, column, text, err)
	}
	if start < -2208988800-86400 {
		return 0, resolution, problemf(0, column, "before_1900", text, "Nothing before 1900 is stored.")
	}
	if now := time.Unix(d.plan.now, 0).UTC(); start > d.plan.now { // the plan's now has the slack of a clock in it
		return 0, resolution, try(problemf(0, column, "future", text, "This period has not begun."), "Set the sensor's clock: the server's says %s.", now.Add(-clockSlack).Format(time.RFC3339))
	}
	return start, resolution, nil
}

// sift takes out points that say the same as one before, and those that contradict or overlap one another: the
// first of them stays.
func (d *posted) sift() {
	order := make([]int, len(d.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(compareSeries(d.rows[a].Series, d.rows[b].Series), cmp.Compare(d.rows[a].Observation.Start, d.rows[b].Observation.Start))
	})
	out := make([]bool, len(d.rows))
	last := -1
	for _, i := range order {
		row := d.rows[i]
		if last >= 0 && d.rows[last].Series == row.Series && row.Series.Resolution.End(d.rows[last].Observation.Start, d.of[last].calendar.Zone) > row.Observation.Start {
			out[i] = true
			d.siftOut(d.rows[last], row, d.of[i])
			continue
		}
		last = i
	}
	kept := 0
	for i := range d.rows {
		if !out[i] {
			d.rows[kept], d.of[kept] = d.rows[i], d.of[i]
			kept++
		}
	}
	d.rows, d.of = d.rows[:kept], d.of[:kept]
}

func (d *posted) siftOut(first, row indicators.PostRow, l *lane) {
	a, b := first.Observation, row.Observation
	if a.Start == b.Start && a.SameFigure(b) {
		d.counts.Unchanged++
		return
	}
	d.counts.Conflict++
	period := l.calendar.FormatPeriod(b.Start, row.Series.Resolution)
	text := b.Censored.Mark() + decimalText(b.Value)
	if a.Start == b.Start {
		d.problems = append(d.problems, *try(problemf(int(b.Line), "value", "duplicate_in_post", text, "Point %d of this post has another value for %s: %s.", a.Line, period, a.Censored.Mark()+decimalText(a.Value)+" "+l.indicator.Unit),
			"Keep one of the two."))
		return
	}
	d.problems = append(d.problems, *try(problemf(int(b.Line), "start", "period_overlap", text, "%s overlaps %s, which is point %d of this post.", period, l.calendar.FormatPeriod(a.Start, row.Series.Resolution), a.Line),
		"Give the series the resolution in which the sensor measures."))
}

// conflict words what stands in the way of a row.
func (d *posted) conflict(c indicators.MergeConflict) indicators.RowProblem {
	row, l := d.rows[c.Index], d.of[c.Index]
	c.Index = 0
	p := conflictProblem(&run{resolution: row.Series.Resolution, lane: l, observations: []indicators.Observation{row.Observation}}, c)
	if p.Code == "conflict" {
		return *try(&p, "What is stored stays. It is corrected by a file, with on_conflict=correct and a reason.")
	}
	return p
}

// doubts words what the checks make of the post; a line is the number of the point.
func (d *posted) doubts(judged []indicators.Judged) (warnings []indicators.RowProblem) {
	for _, j := range judged {
		check, _ := d.plan.catalogue.CheckOf(j.Series)
		var l *lane
		for i, row := range d.rows {
			if row.Series != j.Series {
				continue
			}
			l = d.of[i]
			for test := range j.Findings {
				if first := &j.Findings[test].First; first.Start == row.Observation.Start {
					first.Line = row.Observation.Line
				}
			}
		}
		if l != nil {
			warnings = append(warnings, doubts(j, check, l)...)
		}
	}
	return warnings
}

// city is the one city of all rows; "" when they are of several.
func (d *posted) city() string {
	if len(d.rows) == 0 {
		return ""
	}
	city := d.rows[0].Series.City
	for _, row := range d.rows {
		if row.Series.City != city {
			return ""
		}
	}
	return city
}

func compareSeries(a, b indicators.Series) int {
	return cmp.Or(strings.Compare(a.City, b.City), strings.Compare(a.Site, b.Site), strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Statistic, b.Statistic),
		cmp.Compare(a.Resolution.Months, b.Resolution.Months), cmp.Compare(a.Resolution.Days, b.Resolution.Days), cmp.Compare(a.Resolution.Seconds, b.Resolution.Seconds))
}
