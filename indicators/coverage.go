package indicators

import "math"

// Coverage tells how many of the expected observations a figure stands on. Expected comes from the calendar,
// never from the rows present.
type Coverage struct {
	Expected int            `json:"expected"`
	Valid    int            `json:"valid"`                           // good or not evaluated, no projection; censored values included
	Percent  *float64       `json:"percent" extensions:"x-nullable"` // 100 × valid ÷ expected; nil when nothing is expected
	Required float64        `json:"required"`                        // percent below which there is no figure; 0 for no rule
	Censored int            `json:"censored"`                        // of the valid ones, how many are below or above a limit
	Excluded map[string]int `json:"excluded"`                        // not counted, by reason: suspect, fail, projected; never nil
}

// IsEnough reports whether valid ≥ ceil(required % of expected): 18 of 23, 18 of 24, 19 of 25 hours at 75 %.
func (c Coverage) IsEnough() bool {
	const scale = 1e6 // parts of a percent, so that the comparison is one of whole numbers
	return int64(c.Valid)*100*scale >= int64(math.Round(c.Required*scale))*int64(c.Expected)
}

// newCoverage counts the observations of a tally against what is expected.
func newCoverage(t *tally, expected int, required float64) Coverage {
	c := Coverage{
		Expected: expected, Valid: int(t.Count + t.Censored), Censored: int(t.Censored),
		Required: max(0, required), Excluded: map[string]int{},
	}
	if expected > 0 {
		percent := 100 * float64(c.Valid) / float64(expected)
		c.Percent = &percent
	}
	c.exclude("suspect", t.Suspect)
	c.exclude("fail", t.Failed)
	c.exclude("projected", t.Projected)
	return c
}

func (c *Coverage) exclude(reason string, n int32) {
	if n > 0 {
		c.Excluded[reason] = int(n)
	}
}
