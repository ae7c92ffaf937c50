// Package storetest is the contract that every store, ledger and intake passes. A new promise is first a case here.
package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Case is one promise: Check gives an error that says what was promised and what came.
type Case struct {
	Name  string
	Check func(ctx context.Context, store indicators.Store) error
}

// Cases are the promises of indicators.Store. Each is checked on an empty store.
func Cases() []Case {
	return []Case{
		{"an empty store answers empty lists", emptyAnswers},
		{"what was appended is selected, oldest first", selectsInOrder},
		{"every bit of every field comes back", everyBit},
		{"a period is half-open on the start", halfOpen},
		{"the last write wins, also inside one batch", lastWins},
		{"weeks, years and 1900 are no borders", farApart},
		{"series do not mix", noMixing},
		{"days are local, with their 23 and 25 hours", localDays},
		{"days count what is left out, by reason", leftOut},
		{"days have the numbers that are asked for, and the counts always", askedNumbers},
		{"days of many series stand in the order asked for", daysOfMany},
		{"a day that the period cuts counts only what lies inside", cutDay},
		{"days follow corrections and deletions", daysFollow},
		{"days sum in the order of time, exactly", exactSums},
		{"latest is the last valid one", latestValid},
		{"latest steps back when the last is deleted or no longer counts", latestStepsBack},
		{"good becomes not counted, and back", goodToFail},
		{"delete removes starts in the period and tells how many", deletes},
		{"what stands beside a deleted reading is flagged anew", doubtsFollowDeletion},
		{"the list of series has extent and count", seriesList},
		{"concurrent appends are all kept", concurrent},
		{"a revision follows every change of its series, and no other", revisions},
		{"NaN and infinity are refused and store nothing", notFinite},
		{"it agrees with a map after any sequence of writes", agreesWithMap},
	}
}

// Run checks every promise on a store of its own; open gives an empty one, closed by the test's cleanup.
func Run(t *testing.T, open func(t *testing.T) indicators.Store) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Check(t.Context(), open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// hourly is a series of Surabaya, whose zone is +07:00 all year.
var hourly = indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// seen makes an observed, not evaluated observation.
func seen(start time.Time, value float64) indicators.Observation {
	return indicators.Observation{Start: start.Unix(), Value: value, Quality: indicators.NotEvaluated, Status: indicators.Observed}
}

// hours makes n consecutive hours with values first, first+1, …
func hours(from time.Time, n int, first float64) []indicators.Observation {
	var made []indicators.Observation
	for i := range n {
		made = append(made, seen(from.Add(time.Duration(i)*time.Hour), first+float64(i)))
	}
	return made
}

func batch(series indicators.Series, observations ...indicators.Observation) []indicators.Batch {
	return []indicators.Batch{{Series: series, Observations: observations}}
}

// always is a period that holds everything the suite writes.
var always = indicators.Period{From: at("1800-01-01T00:00:00Z"), To: at("2200-01-01T00:00:00Z")}

func differ(what string, want, got any) error {
	return fmt.Errorf("%s: promised %+v, came %+v", what, want, got)
}
