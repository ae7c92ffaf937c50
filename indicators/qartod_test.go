package indicators_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

type qartodCase struct {
	Test   string
	Params struct {
		FailSpan     [2]float64 `json:"fail_span"`
		SuspectSpan  [2]float64 `json:"suspect_span"`
		Suspect      float64    `json:"suspect_threshold"`
		Fail         float64    `json:"fail_threshold"`
		SuspectAfter float64    `json:"suspect_threshold_s"`
		FailAfter    float64    `json:"fail_threshold_s"`
		Tolerance    float64    `json:"tolerance"`
		PerSecond    float64    `json:"threshold_per_s"`
		Step         float64    `json:"step_s"`
		Low, High    float64
	}
	Values   []*float64
	Vectors  [][]indicators.Quality
	Expected []indicators.Quality
}

func (c qartodCase) run(t *testing.T) []indicators.Quality {
	readings := make([]indicators.Reading, len(c.Values))
	for i, v := range c.Values {
		if readings[i].Missing = v == nil; v != nil {
			readings[i].Value = *v
		}
	}
	p := c.Params
	thresholds := indicators.Thresholds{Suspect: p.Suspect, Fail: p.Fail}
	switch c.Test {
	case "gross_range":
		return indicators.GrossRange(readings, indicators.Span{Low: p.FailSpan[0], High: p.FailSpan[1]}, indicators.Span{Low: p.SuspectSpan[0], High: p.SuspectSpan[1]})
	case "spike_average":
		return indicators.SpikeAverage(readings, thresholds)
	case "spike_differential":
		return indicators.SpikeDifferential(readings, thresholds)
	case "rate_of_change":
		return indicators.RateOfChange(readings, p.Step, p.PerSecond)
	case "flat_line":
		return indicators.FlatLine(readings, p.Step, p.Tolerance, indicators.Thresholds{Suspect: p.SuspectAfter, Fail: p.FailAfter})
	case "aggregate":
		return indicators.MergeFlags(c.Vectors...)
	case "percentile_range":
		return indicators.PercentileRange(readings, p.Low, p.High)
	}
	t.Fatalf("unknown test %q", c.Test)
	return nil
}

// Reference flags: ioos_qc, qartod.py, commit 9c1853a4, and its own published tests.
func TestQARTODReference(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "shared", "vectors", "qartod.json"))
	if os.IsNotExist(err) {
		t.Skip("the reference vectors are not beside the repository")
	}
	var file struct {
		Cases     []qartodCase
		Published []qartodCase `json:"published_ioos_qc_tests"`
	}
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil || len(file.Cases) == 0 || len(file.Published) == 0 {
		t.Fatal("the reference file cannot be read", err)
	}
	for _, c := range append(file.Cases, file.Published...) {
		t.Run(c.Test, func(t *testing.T) {
			if got := c.run(t); !slices.Equal(got, c.Expected) {
				t.Errorf("flags %v, want %v", got, c.Expected)
			}
		})
	}
}

func TestQARTOD(t *testing.T) {
	there := func(values ...float64) []indicators.Reading {
		readings := make([]indicators.Reading, len(values))
		for i, v := range values {
			readings[i].Value = v
		}
		return readings
	}
	missing := indicators.Reading{Missing: true}
	is := func(name string, got []indicators.Quality, want ...indicators.Quality) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: flags %v, want %v", name, got, want)
		}
	}
	is("nothing", indicators.SpikeAverage(nil, indicators.Thresholds{Suspect: 1, Fail: 2}))
	is("one reading has no neighbours", indicators.SpikeDifferential(there(1), indicators.Thresholds{Suspect: 1, Fail: 2}), 2)
	is("a limit itself is inside", indicators.GrossRange(there(0, 10, 11), indicators.Span{Low: 0, High: 10}, indicators.Span{Low: 0, High: 10}), 1, 1, 4)
	is("tolerance 0 never fires", indicators.FlatLine(there(5, 5, 5, 5), 1, 0, indicators.Thresholds{Suspect: 1, Fail: 2}), 1, 1, 1, 1)
	is("a constant line", indicators.FlatLine(there(5, 5, 5, 5), 1, 0.01, indicators.Thresholds{Suspect: 1, Fail: 2}), 1, 3, 4, 4)
	// One value behind a long gap is no constant line.
	gap := append(there(5), missing, missing, missing, indicators.Reading{Value: 5})
	is("a window of gaps", indicators.FlatLine(gap, 1, 0.01, indicators.Thresholds{Suspect: 3, Fail: 4}), 1, 9, 9, 9, 1)
	is("behind a gap", indicators.RateOfChange([]indicators.Reading{{Value: 1}, missing, {Value: 100}}, 1, 1), 1, 9, 1)
	is("no values", indicators.PercentileRange([]indicators.Reading{missing}, 5, 95), 9)
	is("no tests", indicators.MergeFlags())
}
