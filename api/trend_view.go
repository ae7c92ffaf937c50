package api

import (
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Trend is how figures change over time. Null is undefined, and reasons says why; slopes are in the indicator's unit per year.
type Trend struct {
	City           string            `json:"city" binding:"required" example:"kitakyushu"`
	Site           string            `json:"site" binding:"required" example:"station-40106010"` // as it was asked for
	Indicator      string            `json:"indicator" binding:"required" example:"so2-ppb"`
	Unit           string            `json:"unit" binding:"required" example:"ppb"`
	Direction      string            `json:"direction" binding:"required" enums:"decrease,increase,band"` // which is better
	Statistic      string            `json:"statistic" binding:"required" example:"mean"`                 // of the series
	Aggregate      string            `json:"aggregate" binding:"required" example:"mean"`                 // what was made of finer observations
	Window         string            `json:"window" binding:"required" example:"P1Y"`                     // length of a figure
	Zone           string            `json:"zone" binding:"required" example:"Asia/Tokyo"`
	Method         string            `json:"method" binding:"required" example:"mann-kendall/1"` // with its version
	Confidence     float64           `json:"confidence_percent" binding:"required" example:"95"` // of the interval; a trend is one when p is at most 100 − this
	Sentence       string            `json:"sentence" binding:"required"`                        // to quote, in the language asked for
	SentenceNote   *string           `json:"sentence_note" extensions:"x-nullable"`              // what to know about the words
	Period         *PeriodView       `json:"period" extensions:"x-nullable"`                     // from the first figure to the last; null without any
	Verdict        string            `json:"verdict" binding:"required" enums:"increasing,decreasing,no_clear_trend,unclear,cannot_be_assessed"`
	Desired        *bool             `json:"desired" extensions:"x-nullable"` // whether the change goes the better way; null where there is none or the better is a band
	TrendEstimate                    // the headline
	PercentPerYear *float64          `json:"percent_per_year" extensions:"x-nullable"`             // slope in percent of the median figure
	Smallest       *float64          `json:"smallest_detectable_per_year" extensions:"x-nullable"` // the smallest slope, up or down, that these figures would have shown in nine cases of ten
	Censored       int               `json:"censored"`                                             // figures only known to lie below or above a limit
	Breaks         []TrendBreakView  `json:"breaks" binding:"required"`                            // known changes of method between the figures
	Respecting     *TrendEstimate    `json:"respecting_breaks" extensions:"x-nullable"`            // null without a break
	Ignoring       *TrendEstimate    `json:"ignoring_breaks" extensions:"x-nullable"`
	Segments       []TrendPartView   `json:"segments" binding:"required"`           // between breaks, each by itself
	Seasons        []TrendSeasonView `json:"seasons" binding:"required"`            // each by itself
	Heterogeneity  *TestView         `json:"heterogeneity" extensions:"x-nullable"` // do seasons, or segments, share one trend
	Correlation    CorrelationView   `json:"autocorrelation" binding:"required"`
	Question       *QuestionView     `json:"question" extensions:"x-nullable"`                                   // where an unannounced change of method may lie: a question, not a finding
	LeftOut        map[string]int    `json:"left_out" binding:"required"`                                        // periods that are not used, by reason
	CityRule       *string           `json:"city_rule" extensions:"x-nullable" enums:"mean,median,max,sum,none"` // how the sites make a figure of the city; null for one site
	LeastSites     *int              `json:"min_sites" extensions:"x-nullable"`
	Tested         *int              `json:"sites_tested" extensions:"x-nullable"` // the family over which p is adjusted
	Sites          []SiteTrendView   `json:"sites" binding:"required"`             // each by itself
	Figures        []TrendFigureView `json:"figures" binding:"required"`           // what the headline stands on, oldest first
	Reasons        []string          `json:"reasons" binding:"required"`           // why a number is null
	Warnings       []string          `json:"warnings" binding:"required"`
	Sources        []string          `json:"sources" binding:"required"`
	Uploads        []string          `json:"uploads" binding:"required"` // of the figures as published, and the last one of each finer series
	Links          map[string]string `json:"links" binding:"required"`
}

// TrendEstimate is one answer on the same figures.
type TrendEstimate struct {
	N         int           `json:"n"`
	Slope     *float64      `json:"slope_per_year" extensions:"x-nullable"`
	Interval  *IntervalView `json:"interval" extensions:"x-nullable"`
	P         *float64      `json:"p" extensions:"x-nullable"` // two-sided
	Exact     bool          `json:"p_exact"`                   // from all orders of the figures, not from the normal approximation
	S         float64       `json:"s"`
	Variance  float64       `json:"s_variance"`
	Z         *float64      `json:"z" extensions:"x-nullable"`
	Tau       *float64      `json:"tau" extensions:"x-nullable"`
	TauB      *float64      `json:"tau_b" extensions:"x-nullable"`
	Ties      int           `json:"ties"`                              // figures that share their value with another
	Intercept *float64      `json:"intercept" extensions:"x-nullable"` // at year 0
}

// IntervalView is the interval of a slope, ends included.
type IntervalView struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence_percent" binding:"required"` // reached; an exact interval overshoots the one asked for
	Exact      bool    `json:"exact"`
}

// TrendBreakView is a known change of method.
type TrendBreakView struct {
	At     string   `json:"at" binding:"required" example:"2021"`
	Change string   `json:"change" binding:"required"`
	Source string   `json:"source" binding:"required"`
	Step   *float64 `json:"step" extensions:"x-nullable"` // of the values, in the unit; positive upward
}

// TrendPartView is the figures between two breaks.
type TrendPartView struct {
	Period PeriodView `json:"period" binding:"required"`
	TrendEstimate
}

// TrendSeasonView is the figures of one month or quarter of the year.
type TrendSeasonView struct {
	Season int `json:"season" binding:"required" example:"1"` // of the year, from 1
	TrendEstimate
}

// TestView is a χ² test.
type TestView struct {
	ChiSquare float64  `json:"chi_square"`
	DF        int      `json:"df"`
	P         *float64 `json:"p" extensions:"x-nullable"`
}

// CorrelationView is how far neighbouring figures hang together.
type CorrelationView struct {
	Lag1       *float64 `json:"lag1" extensions:"x-nullable"`        // of ranks, after slope, season and steps are taken out
	EffectiveN *float64 `json:"effective_n" extensions:"x-nullable"` // independent figures that these are worth
	P          *float64 `json:"p_corrected" extensions:"x-nullable"` // of the headline when that is allowed for
	Method     *string  `json:"method" extensions:"x-nullable" enums:"hamed-rao/1,correlated-seasons/1"`
}

// QuestionView is a place where the method may have changed without notice.
type QuestionView struct {
	Before PeriodView `json:"before" binding:"required"` // the last figure before
	After  PeriodView `json:"after" binding:"required"`
	Step   float64    `json:"step" binding:"required"`
	P      float64    `json:"p" binding:"required"` // of Pettitt's test
}

// SiteTrendView is the trend at one site.
type SiteTrendView struct {
	Site       string                 `json:"site" binding:"required"`
	Series     []string               `json:"series" binding:"required"`
	Period     *PeriodView            `json:"period" extensions:"x-nullable"`
	Verdict    string                 `json:"verdict" binding:"required" enums:"increasing,decreasing,no_clear_trend,unclear,cannot_be_assessed"`
	AdjustedP  *float64               `json:"p_adjusted" extensions:"x-nullable"`       // Benjamini and Hochberg, over the sites tested; null for one site
	Coverage   *float64               `json:"coverage_percent" extensions:"x-nullable"` // of the periods used; null: not stated by the source
	LeftOut    map[string]int         `json:"left_out" binding:"required"`
	Warnings   []string               `json:"warnings" binding:"required"`
	Provenance *indicators.Provenance `json:"provenance" extensions:"x-nullable"` // of the last observation's file, for figures made from finer ones; null where each figure has its own
	TrendEstimate
}

// TrendFigureView is one figure that the headline stands on.
type TrendFigureView struct {
	Period     PeriodView             `json:"period" binding:"required"`
	Value      float64                `json:"value" binding:"required"`
	Qualifier  string                 `json:"qualifier" enums:",<,>"`
	Computed   bool                   `json:"computed"`                                 // by us, from finer observations or over sites
	Coverage   *float64               `json:"coverage_percent" extensions:"x-nullable"` // null: not stated by the source, or over sites
	Sites      *int                   `json:"sites" extensions:"x-nullable"`            // that it stands on; null for one site
	Upload     *string                `json:"upload" extensions:"x-nullable"`
	Line       *int                   `json:"line" extensions:"x-nullable"`
	Source     *string                `json:"source" extensions:"x-nullable"`
	Provenance *indicators.Provenance `json:"provenance" extensions:"x-nullable"` // null for a computed figure: see sites
}

// trendView words a trend with everything it stands on.
func (c *call) trendView(q indicators.TrendQuery, a indicators.TrendAnswer) (Trend, error) {
	calendar, t := c.api.Catalogue.Calendar(q.City), a.City
	v := Trend{City: q.City, Site: strings.Join(a.Asked, ","), Indicator: q.Indicator.ID, Unit: q.Indicator.Unit, Direction: string(q.Indicator.Direction),
		Statistic: a.Statistic, Aggregate: a.Aggregate, Window: a.Window.String(), Zone: calendar.Zone.String(), Method: t.Method, Confidence: *tidy(new(100 * t.Confidence)),
		Period: spanView(calendar, t.Span, t.N), Verdict: t.Verdict, Desired: desired(q.Indicator.Direction, t.Verdict), TrendEstimate: estimateView(t.Estimate),
		Smallest: tidy(t.Smallest), Censored: t.Censored, Breaks: []TrendBreakView{}, Segments: []TrendPartView{}, Seasons: []TrendSeasonView{}, LeftOut: t.LeftOut,
		Sites: []SiteTrendView{}, Figures: []TrendFigureView{}, Reasons: t.Reasons, Warnings: t.Warnings, Sources: []string{}, Uploads: []string{},
		PercentPerYear: tidy(t.PercentPerYear(a.Points)),
		Correlation:    CorrelationView{tidy(t.Autocorrelation.Lag1), tidy(t.Autocorrelation.EffectiveN), tidy(t.Autocorrelation.P), textOrNil(t.Autocorrelation.Of)}}
	for _, b := range t.Breaks {
		v.Breaks = append(v.Breaks, TrendBreakView{b.Break.At, b.Break.Change, b.Break.Source, tidy(b.Step)})
	}
	if t.Respecting != nil {
		v.Respecting, v.Ignoring = new(estimateView(*t.Respecting)), new(estimateView(*t.Ignoring))
	}
	for _, s := range t.Segments {
		v.Segments = append(v.Segments, TrendPartView{*spanView(calendar, s.Span, s.N), estimateView(s.TrendEstimate)})
	}
	for _, s := range t.Seasons {
		v.Seasons = append(v.Seasons, TrendSeasonView{s.Season, estimateView(s.TrendEstimate)})
	}
	if h := t.Heterogeneity; h != nil {
		v.Heterogeneity = &TestView{*tidy(&h.ChiSquare), h.DF, tidy(h.P)}
	}
	if question := t.Question; question != nil {
		v.Question = &QuestionView{periodView(calendar, question.Before, a.Window), periodView(calendar, question.After, a.Window), *tidy(&question.Step), *tidy(&question.P)}
	}
	if a.Rule != "" {
		v.CityRule, v.LeastSites, v.Tested = &a.Rule, &a.Least, &a.Tested
	}
	for _, s := range a.Sites {
		v.Sites = append(v.Sites, siteTrendView(calendar, s))
	}
	err := c.trendFigures(&v, calendar, a)
	if err != nil {
		return v, err
	}
	v.Links = trendLinks(v, a)
	v.Sentence = c.trendSentence(q, a, calendar)
	v.SentenceNote = c.sentenceNote()
	return v, nil
}

// spanView is from the first figure to the last, null without any.
func spanView(calendar indicators.Calendar, span indicators.Period, n int) *PeriodView {
	if n == 0 {
		return nil
	}
	return new(periodView(calendar, span, indicators.Resolution{}))
}

func estimateView(e indicators.TrendEstimate) TrendEstimate {
	return TrendEstimate{N: e.N, Slope: tidy(e.Slope), Interval: intervalView(e), P: tidy(e.P), Exact: e.Exact, S: e.S, Variance: *tidy(&e.Variance),
		Z: tidy(e.Z), Tau: tidy(e.Tau), TauB: tidy(e.TauB), Ties: e.Ties, Intercept: tidy(e.Intercept)}
}

func intervalView(e indicators.TrendEstimate) *IntervalView {
	i := e.Interval
	if i == nil {
		return nil
	}
	low, high := tidy(&i.Low), tidy(&i.High)
	if low == nil || high == nil {
		return nil
	}
	return &IntervalView{*low, *high, *tidy(new(100 * i.Confidence)), i.Exact}
}

// desired tells whether a change goes the better way.
func desired(direction indicators.Direction, verdict string) *bool {
	isUp := verdict == indicators.Increasing
	if !isUp && verdict != indicators.Decreasing || direction == indicators.Band {
		return nil
	}
	return new(isUp == (direction == indicators.Increase))
}

func siteTrendView(calendar indicators.Calendar, s indicators.SiteTrend) SiteTrendView {
	v := SiteTrendView{Site: s.Site, Series: []string{}, Period: spanView(calendar, s.Trend.Span, s.Trend.N), Verdict: s.Trend.Verdict, AdjustedP: tidy(s.AdjustedP),
		LeftOut: s.Trend.LeftOut, Warnings: s.Trend.Warnings, TrendEstimate: estimateView(s.Trend.Estimate)}
	for _, series := range s.Series {
		v.Series = append(v.Series, series.String())
	}
	v.Coverage = coverageOf(s.Points)
	slices.Sort(v.Series)
	return v
}
