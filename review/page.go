package review

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// pageTemplate is parsed with functions that do not speak yet; every page brings its own.
var pageTemplate = template.Must(template.New("review").Funcs(pageWords(words.English)).Parse(pageText))

// pageView is what the page shows.
type pageView struct {
	Document
	Language  words.Language
	Languages []words.Language
	Style     template.CSS
	Foot      template.CSS // on every printed page: the citation and the hash
}

// WritePage writes the review as a page of HTML that needs no script, reads in black and white and prints on A4 with
// the citation and the hash on every sheet.
func (d Document) WritePage(to io.Writer, l words.Language) error {
	page, err := pageTemplate.Clone()
	if err == nil {
		foot := d.Citation
		if d.SHA256 != "" {
			foot += " SHA-256 " + d.SHA256
		}
		err = page.Funcs(pageWords(l)).Execute(to, pageView{d, l, words.Languages(), template.CSS(pageStyle), cssString(foot)})
	}
	if err != nil {
		return indicators.Errorf(indicators.Internal, "the page: %w", err)
	}
	return nil
}

// cssString is a text as a string of CSS: everything but letters, digits and blanks is escaped by its number.
func cssString(text string) template.CSS {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r == ' ' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x `, r) // the blank ends the number and is not shown
		}
	}
	b.WriteByte('"')
	return template.CSS(b.String())
}

// pageWords are the functions of the template in a language.
func pageWords(l words.Language) template.FuncMap {
	return template.FuncMap{
		"t":  func(label string) string { return words.Say(l, label) },
		"in": func(s Statement) string { return s.In(l) },
		"status": func(status string) string {
			label := statusWords(status)
			return words.Say(l, label)
		},
		"said":     func(text string) string { return knownWord(l, text) },
		"shape":    shapeOf,
		"pct":      func(p *float64) string { return percent(*p) },
		"short":    func(p *float64) string { return strconv.FormatFloat(*p, 'g', 2, 64) },
		"days":     func(days float64) string { return strconv.FormatFloat(days, 'f', 0, 64) },
		"amount":   func(r Row, v *float64) string { return amountOf(*v, r.Decimals, r.Unit) },
		"baseline": shownBaseline,
		"target":   shownTarget,
		"latest":   shownLatest,
		"other": func(o OtherFigure) string {
			return o.Figure.Qualifier + exactly(o.Figure.Value) + " " + o.Unit + " (" + o.Figure.Period + ")"
		},
		"chart": func(r Row) template.HTML { return chartOf(r, l) },
	}
}

// statusWords are the words of a status: the code with blanks.
func statusWords(status string) string { return strings.ReplaceAll(status, "_", " ") }

// knownWord translates "unknown", the stakeholder kinds and the statuses of figures; names stay as they are.
func knownWord(l words.Language, text string) string {
	switch text {
	case indicators.Unknown, "citizens", "ngo", "company", "university", "government", "igo", "observed", "provisional", "estimated", "projected", "modelled":
		return words.Say(l, text)
	}
	return text
}

// shapeOf tells a status by a shape, beside the word.
func shapeOf(status string) string {
	switch indicators.ProgressStatus(status) {
	case indicators.Achieved, indicators.Maintained:
		return "●"
	case indicators.AchievedButWorsening:
		return "◐"
	case indicators.OnTrack:
		return "▲"
	case indicators.AccelerationNeeded:
		return "◆"
	case indicators.Limited:
		return "◇"
	case indicators.MovingAway:
		return "▼"
	case indicators.Lost, indicators.Missed:
		return "✕"
	case indicators.CannotBeAssessed:
	}
	return "○"
}

func shownBaseline(r Row) string {
	if r.Baseline.Value == nil || r.Baseline.Period == nil {
		return ""
	}
	return r.Baseline.Qualifier + amountOf(*r.Baseline.Value, r.Decimals, r.Unit) + " (" + *r.Baseline.Period + ")"
}

func shownTarget(r Row) string {
	t, by := r.Target, " ("+r.Target.Period+")"
	switch {
	case t.Value != nil && t.ChangePercent != nil:
		return percent(*t.ChangePercent) + ": " + amountOf(*t.Value, r.Decimals, r.Unit) + by
	case t.Value != nil:
		return amountOf(*t.Value, r.Decimals, r.Unit) + by
	case t.Low != nil && t.High != nil:
		return shown(*t.Low, r.Decimals) + " – " + amountOf(*t.High, r.Decimals, r.Unit) + by
	case t.ChangePercent != nil:
		return percent(*t.ChangePercent) + by
	}
	return ""
}

func shownLatest(r Row) string {
	if r.Latest == nil {
		return ""
	}
	return r.Latest.Qualifier + amountOf(r.Latest.Value, r.Decimals, r.Unit) + " (" + r.Latest.Period + ")"
}
