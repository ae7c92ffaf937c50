package indicators

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// guide is docs/methods.md, whose examples are computed here.
func guide(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "methods.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheGuidesExampleOfABreak(t *testing.T) {
	points := annual(2001, 71.0, 72.4, 72.1, 73.5, 74.2, 73.9, 58.8, 59.9, 59.4, 61.0, 61.3, 62.5)
	got := trendOf(points, func(in *TrendInput) { in.Breaks = []MethodBreak{breakAt("2007")} })
	row := func(name string, e TrendEstimate) string {
		return fmt.Sprintf("| %s | %.3f | %.3f to %.3f | %.4f |", name, *e.Slope, e.Interval.Low, e.Interval.High, *e.P)
	}
	question := trendOf(points, nil).Question
	for _, line := range []string{row("the change ignored", *got.Ignoring), row("the change respected", got.Estimate), fmt.Sprintf("The step is %.2f.", *got.Breaks[0].Step),
		fmt.Sprintf("between %d and %d (p of Pettitt's test %.3f)", question.Before.From.Year(), question.After.From.Year(), question.P)} {
		if !strings.Contains(guide(t), line) {
			t.Errorf("docs/methods.md lacks: %s", line)
		}
	}
}

func TestTheGuidesExampleOfPercentiles(t *testing.T) {
	ten := []float64{15, 20, 35, 40, 50, 55, 60, 61, 70, 90}
	of := func(p float64, rule stat.QuantileRule) string {
		value, _ := stat.Quantile(ten, p, rule)
		return fmt.Sprintf("%.4g", value)
	}
	line := fmt.Sprintf("the 98th percentile is %s by type 7 and %s by the EU rank, and the 90th is %s by type 7, %s by the EU rank and %s by the EPA rank",
		of(0.98, stat.Type7), of(0.98, stat.EURank), of(0.9, stat.Type7), of(0.9, stat.EURank), of(0.9, stat.EPARank))
	if !strings.Contains(guide(t), line) {
		t.Errorf("docs/methods.md lacks: %s", line)
	}
}

func TestTheGuidesExampleOfAFallingLimit(t *testing.T) {
	var file struct {
		Trends []struct {
			T, Value []float64
			Censored []bool
		}
	}
	vectors(t, "censored.json", &file)
	c := file.Trends[0]
	half, sides := make([]float64, len(c.T)), make([]int8, len(c.T))
	for i, v := range c.Value {
		if half[i] = v; c.Censored[i] {
			half[i], sides[i] = v/2, stat.Below
		}
	}
	replaced := stat.TheilSen(c.T, half, 0.95)
	line := fmt.Sprintf("gives a fall of %.1f per year with p = %.3f; the censored test gives p = %.3f", -*replaced.Slope, *replaced.P, *stat.CensoredKendall(c.T, c.Value, sides).P)
	if !strings.Contains(guide(t), line) {
		t.Errorf("docs/methods.md lacks: %s", line)
	}
}
