package api

import (
	"math"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// trendWords says a trend in the asker's language.
type trendWords struct {
	*call
	indicator indicators.Indicator
	place     string
	calendar  indicators.Calendar
	step      indicators.Resolution
	trend     indicators.Trend
}

// trendSentence is what a reviewer can quote: what changes, where, between when, by how much, how sure that is, and what
// qualifies it. Numbers have three significant digits.
func (c *call) trendSentence(q indicators.TrendQuery, a indicators.TrendAnswer, calendar indicators.Calendar) string {
	w := trendWords{c, q.Indicator, c.trendPlace(q, a), calendar, a.Window, a.City}
	sentences := []string{w.headline()}
	sentences = append(sentences, w.qualified()...)
	if len(a.Sites) > 1 {
		alpha := 1 - w.trend.Confidence + 1e-12
		shown := 0
		for _, site := range a.Sites {
			if site.AdjustedP != nil && *site.AdjustedP <= alpha {
				shown++
			}
		}
		sentences = append(sentences, w.say("By itself, %d of %d sites show a trend (p adjusted for the number of tests).", shown, len(a.Sites)))
	}
	return strings.Join(sentences, w.between(" ", ""))
}

// between is what stands between sentences or parts, in Japanese another.
func (w trendWords) between(usual, japanese string) string {
	if w.language() == words.Japanese {
		return japanese
	}
	return usual
}

// sentenceNote says of Cebuano that it needs a native reader.
func (c *call) sentenceNote() *string {
	if c.language() != words.Cebuano {
		return nil
	}
	return textOrNil(c.say("The Cebuano words have not been checked by a native reader."))
}

// trendPlace names the site, or the sites, with the city.
func (c *call) trendPlace(q indicators.TrendQuery, a indicators.TrendAnswer) string {
	city, _ := c.api.Catalogue.City(q.City)
	if len(a.Sites) > 1 {
		switch a.Rule {
		case "mean":
			return c.say("mean of %d sites in %s", len(a.Sites), city.Name)
		case "median":
			return c.say("median of %d sites in %s", len(a.Sites), city.Name)
		case "max":
			return c.say("highest of %d sites in %s", len(a.Sites), city.Name)
		case "sum":
			return c.say("sum of %d sites in %s", len(a.Sites), city.Name)
		}
		return c.say("%d sites in %s", len(a.Sites), city.Name)
	}
	site, _ := c.api.Catalogue.Site(q.City, a.Sites[0].Site)
	if site.Name == city.Name || site.ID == indicators.Citywide {
		return city.Name
	}
	return site.Name + ", " + city.Name
}

// headline is the first sentence.
func (w trendWords) headline() string {
	t, e, unit := w.trend, w.trend.Estimate, w.indicator.Unit
	if t.Verdict == indicators.TrendNotJudged {
		return w.notJudged()
	}
	slope := "–"
	if e.Slope != nil {
		slope = w.number(*e.Slope)
	}
	from, to := w.ends()
	switch t.Verdict {
	case indicators.Increasing:
		return w.say("%s, %s: rising by %s %s per year from %s to %s (%s).", w.indicator.Name, w.place, slope, unit, from, to, w.doubt())
	case indicators.Decreasing:
		return w.say("%s, %s: falling by %s %s per year from %s to %s (%s).", w.indicator.Name, w.place, strings.TrimPrefix(slope, "−"), unit, from, to, w.doubt())
	case indicators.Unclear:
		return w.say("%s, %s: it is unclear whether there is a trend from %s to %s: the slope is %s %s per year (%s), but p %s when the dependence between neighbouring figures is allowed for.",
			w.indicator.Name, w.place, from, to, slope, unit, w.doubt(), w.chance(*t.Autocorrelation.P))
	}
	return w.say("%s, %s: no clear trend from %s to %s (slope %s %s per year; %s).", w.indicator.Name, w.place, from, to, slope, unit, w.doubt())
}

func (w trendWords) notJudged() string {
	t := w.trend
	switch {
	case t.N >= 4 && t.Estimate.P != nil:
		return w.say("%s, %s: %d figures are too few to tell: even a steady change would not be significant at %s %%, so that \"no trend\" would say nothing.",
			w.indicator.Name, w.place, t.N, w.number(100*t.Confidence))
	case t.N >= 4:
		return w.say("%s, %s: no trend can be given, as too little is known of the order of the %d figures.", w.indicator.Name, w.place, t.N)
	}
	return w.say("%s, %s: no trend can be given (figures: %d, at least 4 are needed).", w.indicator.Name, w.place, t.N)
}

// doubt is what stands in brackets: interval, p, number of figures, method.
func (w trendWords) doubt() string {
	t, e := w.trend, w.trend.Estimate
	var parts []string
	if i := e.Interval; i != nil {
		parts = append(parts, w.say("%s %% interval %s to %s", w.number(100*i.Confidence), w.number(i.Low), w.number(i.High)))
	}
	parts = append(parts, w.say("p %s", w.chance(*e.P)), w.say("%d figures", e.N))
	switch t.Method {
	case indicators.MannKendall:
		parts = append(parts, w.say("Mann–Kendall test, Theil–Sen slope"))
	case indicators.SeasonalKendall:
		parts = append(parts, w.say("seasonal Mann–Kendall test, seasonal Sen slope"))
	case indicators.HamedRao:
		parts = append(parts, w.say("Mann–Kendall test corrected for autocorrelation (Hamed and Rao), Theil–Sen slope"))
	case indicators.CensoredKendall:
		parts = append(parts, w.say("Kendall test for censored values, Akritas–Theil–Sen slope"))
	}
	return strings.Join(parts, w.between("; ", "；"))
}

// qualified are the sentences that say what to know beside the headline.
func (w trendWords) qualified() []string {
	t, unit := w.trend, w.indicator.Unit
	var more []string
	add := func(sentence string) { more = append(more, sentence) }
	if is := desired(w.indicator.Direction, t.Verdict); is != nil {
		if *is {
			add(w.say("That is the desired direction."))
		} else {
			add(w.say("That is against the desired direction."))
		}
	}
	if (t.Verdict == indicators.NoClearTrend || t.Verdict == indicators.Unclear) && t.Smallest != nil {
		add(w.say("A steady change of less than about %s %s per year could easily have gone unseen in these figures.", w.number(*t.Smallest), unit))
	}
	more = append(more, w.breaks()...)
	if t.Heterogeneity != nil && *t.Heterogeneity.P < 0.05 && t.Verdict != indicators.TrendNotJudged {
		if t.Method == indicators.SeasonalKendall {
			add(w.say("The seasons do not share one trend."))
		} else {
			add(w.say("The parts between the changes of method do not share one trend."))
		}
	}
	if q := t.Question; q != nil {
		add(w.say("Between %s and %s the level may have changed by %s %s at once: did the way of measuring change? This is a question, not a finding.",
			w.period(q.Before), w.period(q.After), w.number(q.Step), unit))
	}
	if t.Censored > 0 {
		add(w.say("%d of %d figures are only known to lie below or above a limit.", t.Censored, t.N))
	}
	if n := t.LeftOut[indicators.AggregateInsufficient] + t.LeftOut["few_sites"]; n > 0 {
		add(w.say("Periods with too few data, which are not used: %d.", n))
	}
	return more
}

// breaks says how known changes of method were treated.
func (w trendWords) breaks() []string {
	t, unit := w.trend, w.indicator.Unit
	if len(t.Breaks) == 0 || t.Verdict == indicators.TrendNotJudged && t.Estimate.P == nil {
		return nil
	}
	var more, at []string
	for _, b := range t.Breaks {
		at = append(at, b.Break.At)
		if b.Step != nil {
			more = append(more, w.say("The method changed in %s; the step there is %s %s and is no part of the trend.", b.Break.At, w.number(*b.Step), unit))
		} else {
			more = append(more, w.say("The method changed in %s; the trend is the one before and after.", b.Break.At))
		}
	}
	slope := func(e *indicators.TrendEstimate) string {
		if e.Slope == nil {
			return "–"
		}
		return w.number(*e.Slope)
	}
	for _, code := range t.Warnings {
		if code == "break_ignored" {
			return []string{w.say("This runs across the change of method in %s; within each method the slope is %s %s per year.", strings.Join(at, ", "), slope(t.Respecting), unit)}
		}
	}
	return append(more, w.say("If that were ignored, the slope would be %s %s per year.", slope(t.Ignoring), unit))
}

// ends are the first and the last period.
func (w trendWords) ends() (from, to string) {
	span := w.trend.Span
	last := w.step.Add(span.To, -1, w.calendar.Zone)
	return w.period(indicators.Period{From: span.From, To: w.step.Add(span.From, 1, w.calendar.Zone)}), w.period(indicators.Period{From: last, To: span.To})
}

func (w trendWords) period(p indicators.Period) string {
	if w.step.IsZero() || w.step.End(p.From.Unix(), w.calendar.Zone) != p.To.Unix() {
		return p.From.In(w.calendar.Zone).Format("2006-01-02")
	}
	return w.calendar.FormatPeriod(p.From.Unix(), w.step)
}

// number has three significant digits, a true minus sign and the decimal mark of the language.
func (w trendWords) number(x float64) string {
	if x == 0 {
		return "0"
	}
	digits := 2 - int(math.Floor(math.Log10(math.Abs(x))))
	text := strconv.FormatFloat(x, 'f', min(max(digits, 0), 12), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	text = strings.Replace(text, "-", "−", 1)
	if w.language() == words.Indonesian {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// chance is "= 0.012" or "< 0.001".
func (w trendWords) chance(p float64) string {
	if p < 0.001 {
		return "< " + w.number(0.001)
	}
	return "= " + w.number(math.Round(p*1000)/1000)
}
