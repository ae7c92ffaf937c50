package bench

import (
	"slices"
	"testing"
	"time"
)

// timing keeps how long each of several things took, so that they are told beside each other from one run.
type timing map[string][]time.Duration

// take does something and notes how long it took.
func (t timing) take(what string, do func()) {
	begin := time.Now()
	do()
	t[what] = append(t[what], time.Since(begin))
}

// median is the middle of the times taken: a machine that is shared now and then has a bad second.
func (t timing) median(what string) time.Duration {
	return quantile(t[what], 0.5)
}

// quantile is the least of the times that a share of them does not exceed; 0 for none.
func quantile(times []time.Duration, share float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// perSecond is n things in the median time.
func (t timing) perSecond(what string, n int) float64 { return float64(n) / t.median(what).Seconds() }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// report prints one figure and how many times better it is than the number that the design asks for: 1 and more is
// reached, whether more or less is better. Times say nothing alone; read them against the yardstick of the same run.
func report(b *testing.B, got, asked float64, unit string, lessIsBetter bool) {
	b.Helper()
	b.ReportMetric(got, unit)
	share := got / asked
	if lessIsBetter {
		share = asked / got
	}
	b.ReportMetric(share, "×reached-"+unit)
}
