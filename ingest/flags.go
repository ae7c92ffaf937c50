package ingest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// flags reads quality, status and flags; a kind of the profile may stand for the status.
func (p *plan) flags(l *lane, w words) *indicators.RowProblem {
	for _, meaning := range p.profile.Meanings.Kinds {
		if meaning.Text == w.kind {
			l.status, _ = indicators.ParseStatus(meaning.Status)
		}
	}
	if w.status != "" {
		status, err := indicators.ParseStatus(w.status)
		if err != nil {
			return p.fault("status", "unknown_status", w.status, "%s.", err)
		}
		l.status = status
	}
	switch w.quality {
	case "":
	case "1", "2", "3", "4":
		l.quality = indicators.Quality(w.quality[0] - '0')
	case "9":
		l.missing = missing
	default:
		return try(p.fault("quality", "unknown_quality", w.quality, "%q is not a quality flag.", w.quality),
			"Write 1 good, 2 not evaluated, 3 suspect, 4 fail or 9 missing.")
	}
	for _, flag := range w.flags {
		if problem := p.flag(l, flag); problem != nil {
			return problem
		}
	}
	l.series.Resolution = p.resolution
	if w.resolution != "" {
		resolution, err := indicators.ParseResolution(w.resolution)
		if err != nil {
			return p.fault("resolution", "bad_duration", w.resolution, "%s.", err)
		}
		l.series.Resolution = resolution
	}
	return nil
}

// flag applies what the profile says of one flag; of several flags the worst quality holds.
func (p *plan) flag(l *lane, flag flagWord) *indicators.RowProblem {
	if flag.text == "" {
		return nil
	}
	meaning, ok := p.flagMeaning(flag)
	if !ok {
		return try(problemf(0, flag.column, "unknown_flag", flag.text, "The profile does not say what the flag %q means.", flag.text), "It knows: %s.", strings.Join(p.flagTexts(flag.column), ", "))
	}
	if meaning.Refuse != "" {
		return try(problemf(0, flag.column, "flagged", flag.text, "%s", meaning.Refuse), "Leave the row out.")
	}
	if meaning.Missing != "" {
		l.missing = markOf[meaning.Missing]
	}
	if meaning.Status != "" {
		l.status, _ = indicators.ParseStatus(meaning.Status)
	}
	if meaning.Quality != 0 && (l.quality == p.quality || meaning.Quality > l.quality) {
		l.quality = meaning.Quality
	}
	return nil
}

func (p *plan) flagMeaning(flag flagWord) (indicators.FlagMeaning, bool) {
	at := slices.IndexFunc(p.profile.Meanings.Flags, func(m indicators.FlagMeaning) bool {
		return m.Text == flag.text && (m.Column == "" || indicators.FoldHeader(m.Column) == indicators.FoldHeader(flag.column))
	})
	if at < 0 {
		return indicators.FlagMeaning{}, false
	}
	return p.profile.Meanings.Flags[at], true
}

func (p *plan) flagTexts(column string) (texts []string) {
	for _, m := range p.profile.Meanings.Flags {
		if m.Column == "" || indicators.FoldHeader(m.Column) == indicators.FoldHeader(column) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// suffix cuts off the flag that is written behind a value; "" when there is none.
func (p *plan) suffix(cell []byte) (value []byte, flag string) {
	for _, suffix := range p.profile.Suffixes {
		if suffix != "" && bytes.HasSuffix(cell, []byte(suffix)) {
			return bytes.TrimSpace(cell[:len(cell)-len(suffix)]), suffix
		}
	}
	return cell, ""
}
