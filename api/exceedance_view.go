package api

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// Exceedances is how values stand against limits, year by year.
type Exceedances struct {
	City        string                `json:"city" binding:"required" example:"kitakyushu"`
	Site        string                `json:"site" binding:"required"`
	Indicator   string                `json:"indicator" binding:"required" example:"pm2-5"`
	Unit        string                `json:"unit" binding:"required" example:"µg/m³"`
	Zone        string                `json:"zone" binding:"required" example:"Asia/Tokyo"`
	At          string                `json:"at" binding:"required" format:"date-time"` // law "now" is what is in force at this instant
	Data        []ExceedanceYear      `json:"data" binding:"required"`
	NotCompared []NotComparedStandard `json:"not_compared" binding:"required"`
	Origins     []SeriesOrigin        `json:"origins" binding:"required"` // of the series that were judged
	Sources     []string              `json:"sources" binding:"required"` // of the limits
}

// ExceedanceYear is one year.
type ExceedanceYear struct {
	Period PeriodView       `json:"period" binding:"required"`
	Legal  LegalView        `json:"legal" binding:"required"`
	Others []ExceedanceView `json:"others" binding:"required"` // guidelines, and what was asked for and is no law of the city
}

// LegalView sets side by side what was law in the year and what is law now; null: not asked for.
type LegalView struct {
	Then []ExceedanceView `json:"then" extensions:"x-nullable"`
	Now  []ExceedanceView `json:"now" extensions:"x-nullable"`
}

// LimitView is a standard in the indicator's unit.
type LimitView struct {
	Standard     string                `json:"standard" binding:"required" example:"jp-eqs-pm2-5-24h"`
	Jurisdiction string                `json:"jurisdiction" binding:"required" example:"JP"`
	Instrument   string                `json:"instrument" binding:"required"`
	Guideline    bool                  `json:"guideline"` // recommended, no law
	Class        *string               `json:"class" extensions:"x-nullable"`
	Averaging    string                `json:"averaging" binding:"required" example:"24h"`
	Comparison   string                `json:"comparison" binding:"required" enums:"<,<=,>=,>,range"` // what meets it
	Value        *float64              `json:"value" extensions:"x-nullable" example:"35"`
	Low          *float64              `json:"low" extensions:"x-nullable"`
	High         *float64              `json:"high" extensions:"x-nullable"`
	Unit         string                `json:"unit" binding:"required"`
	ValidFrom    *string               `json:"valid_from" extensions:"x-nullable"` // null: not known
	ValidTo      *string               `json:"valid_to" extensions:"x-nullable"`   // first instant out of force
	Judgement    *indicators.Judgement `json:"judgement" extensions:"x-nullable"`  // null: every value must meet it
	Certainty    string                `json:"certainty" binding:"required" enums:"verified,reported"`
}

// ExceedanceView is what the values of one period say about one limit.
type ExceedanceView struct {
	Limit       LimitView            `json:"limit" binding:"required"`
	Period      PeriodView           `json:"period" binding:"required"` // that was judged
	Series      string               `json:"series" binding:"required"`
	Status      string               `json:"status" binding:"required" enums:"met,exceeded,cannot_be_assessed"`
	Counted     string               `json:"counted" binding:"required" enums:"hours,days,8-hour blocks,samples,years"`
	Exceedances int                  `json:"exceedances" binding:"required"`
	Unknown     int                  `json:"unknown"` // expected, without a value that could be judged
	AtMost      int                  `json:"at_most"` // exceedances if every unknown one exceeded
	Allowed     *int                 `json:"allowed" extensions:"x-nullable"`
	LongestRun  int                  `json:"longest_run"`
	RunFrom     *string              `json:"longest_run_from" extensions:"x-nullable" format:"date-time"`
	Worst       *WorstView           `json:"worst" extensions:"x-nullable"` // the value farthest on the wrong side, or nearest to it
	Mean        *float64             `json:"mean" extensions:"x-nullable"`  // of the year, for a limit of a year
	Percentile  *PercentileView      `json:"percentile" extensions:"x-nullable"`
	Coverage    *indicators.Coverage `json:"coverage" extensions:"x-nullable"` // of the count, or of the year's mean; null: not stated by the source
	Note        *string              `json:"coverage_note" extensions:"x-nullable" example:"not stated by the source"`
	Interim     []InterimView        `json:"interim_targets" binding:"required"`
	Reasons     []string             `json:"reasons" binding:"required"`
	Warnings    []string             `json:"warnings" binding:"required"`
}

// WorstView is a value with its period.
type WorstView struct {
	Value     float64    `json:"value" binding:"required"`
	Qualifier string     `json:"qualifier" enums:",<,>"`
	Period    PeriodView `json:"period" binding:"required"`
}

// PercentileView is the value by which a year is judged.
type PercentileView struct {
	Percent float64 `json:"percent" binding:"required" example:"98"`
	Rule    string  `json:"rule" binding:"required" example:"EU rank"` // value of rank p·n, rounded half up
	Value   float64 `json:"value" binding:"required"`
	N       int     `json:"n" binding:"required"`
}

// InterimView is the verdict on an interim target.
type InterimView struct {
	Value       float64 `json:"value" binding:"required"` // in the indicator's unit
	Exceedances int     `json:"exceedances" binding:"required"`
	Status      string  `json:"status" binding:"required" enums:"met,exceeded,cannot_be_assessed"`
}

// NotComparedStandard is a limit of the same substance that cannot be held against these figures.
type NotComparedStandard struct {
	Standard   string `json:"standard" binding:"required"`
	Indicator  string `json:"indicator" binding:"required"`
	Averaging  string `json:"averaging" binding:"required"`
	Unit       string `json:"unit" binding:"required"`
	Reason     string `json:"reason" binding:"required" enums:"reference_state_differs,averaging_differs,averaging_not_computed,averaging_not_stated"`
	ValidFrom  string `json:"valid_from"`
	ValidTo    string `json:"valid_to"`
	Instrument string `json:"instrument" binding:"required"`
}

func (c *call) exceedancesView(q indicators.ExceedanceQuery, indicator indicators.Indicator, r indicators.ExceedanceReport, legal string) (Exceedances, error) {
	calendar := c.api.Catalogue.Calendar(q.City)
	v := Exceedances{City: q.City, Site: q.Site, Indicator: indicator.ID, Unit: indicator.Unit, Zone: calendar.Zone.String(), At: wireTime(q.Now, calendar.Zone),
		Data: []ExceedanceYear{}, NotCompared: []NotComparedStandard{}, Sources: []string{}}
	known := map[string]bool{}
	var judged []indicators.Series
	list := func(of []indicators.Exceedance) []ExceedanceView {
		views := []ExceedanceView{}
		for _, e := range of {
			views = append(views, exceedanceView(calendar, indicator, e))
			if !slices.Contains(judged, e.Series) {
				judged = append(judged, e.Series)
			}
			if source := e.Limit.Standard.Source; !known[source] {
				known[source] = true
				v.Sources = append(v.Sources, source)
			}
		}
		return views
	}
	for _, y := range r.Years {
		year := ExceedanceYear{Period: periodView(calendar, y.Period, indicators.P1Y)}
		if legal != "now" {
			year.Legal.Then = list(y.Then)
		}
		if legal != "then" {
			year.Legal.Now = list(y.Now)
		}
		year.Others = list(y.Others)
		v.Data = append(v.Data, year)
	}
	for _, n := range r.NotCompared {
		s := n.Standard
		v.NotCompared = append(v.NotCompared, NotComparedStandard{s.ID, s.Indicator, s.Averaging, s.Unit, n.Reason, s.ValidFrom, s.ValidTo, s.Instrument})
	}
	var err error
	v.Origins, err = c.seriesOrigins(judged)
	return v, err
}

func exceedanceView(calendar indicators.Calendar, indicator indicators.Indicator, e indicators.Exceedance) ExceedanceView {
	s := e.Limit.Standard
	v := ExceedanceView{Period: periodView(calendar, e.Period, indicators.P1Y), Series: e.Series.String(), Status: e.Status, Counted: e.Counted, Exceedances: e.Exceedances,
		Unknown: e.Unknown, AtMost: e.AtMost, Allowed: e.Allowed, LongestRun: e.LongestRun, Mean: tidy(e.Figure),
		Interim: []InterimView{}, Reasons: e.Reasons, Warnings: e.Warnings,
		Limit: LimitView{Standard: s.ID, Jurisdiction: s.Jurisdiction, Instrument: s.Instrument, Guideline: s.Guideline, Class: textOrNil(s.Class), Averaging: s.Averaging,
			Comparison: s.Comparison, Value: tidy(e.Limit.Value), Low: tidy(e.Limit.Low), High: tidy(e.Limit.High), Unit: indicator.Unit,
			ValidFrom: textOrNil(s.ValidFrom), ValidTo: textOrNil(s.ValidTo), Judgement: s.Judgement, Certainty: s.Certainty}}
	if e.Stated {
		v.Note = textOrNil("not stated by the source")
	} else {
		v.Coverage = &e.Coverage
	}
	if e.LongestRun > 0 {
		v.RunFrom = new(wireTime(e.RunFrom, calendar.Zone))
	}
	if e.Worst != nil {
		v.Worst = &WorstView{*tidy(&e.Worst.Value), e.Worst.Censored.Mark(), periodView(calendar, e.Worst.Period, namedLength(calendar, e.Worst.Period))}
	}
	if p := e.Percentile; p != nil {
		v.Percentile = &PercentileView{p.Percent, p.Rule, *tidy(&p.Value), p.N}
	}
	for _, i := range e.Interim {
		v.Interim = append(v.Interim, InterimView{*tidy(&i.Value), i.Exceedances, i.Status})
	}
	return v
}

// namedLength is the resolution by which a period has a short name: a day or a year; else zero.
func namedLength(calendar indicators.Calendar, p indicators.Period) indicators.Resolution {
	for _, r := range []indicators.Resolution{indicators.P1D, indicators.P1Y} {
		if r.End(p.From.Unix(), calendar.Zone) == p.To.Unix() {
			return r
		}
	}
	return indicators.Resolution{}
}
