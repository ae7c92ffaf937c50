package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// worked is how long the processors have worked for this process and for those that it has started and that still
// run. Beside a time it tells what a machine that others use as well would have done alone; 0 where the system
// has no /proc.
func worked() time.Duration {
	self, total := strconv.Itoa(os.Getpid()), time.Duration(0)
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		name := strings.LastIndexByte(string(text), ')') // a name may hold anything
		cells := strings.Fields(string(text)[name+1:])   // state, parent, …; proc(5)
		if len(cells) < 13 || cells[1] != self && filepath.Base(filepath.Dir(path)) != self {
			continue
		}
		for _, ticks := range cells[11:13] { // in user and in system mode, in hundredths of a second
			n, _ := strconv.Atoi(ticks)
			total += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return total
}

// takeBoth is take that notes the work as well, under the name with ", work".
func (t timing) takeBoth(what string, do func()) {
	before := worked()
	t.take(what, do)
	t[what+", work"] = append(t[what+", work"], worked()-before)
}

// reportWork prints how much work one side is beside the other; 1 and more is no more work.
func (t timing) reportWork(b *testing.B, ours, theirs string) {
	b.Helper()
	if work := t.median(ours + ", work"); work > 0 {
		b.ReportMetric(float64(t.median(theirs+", work"))/float64(work), "×work-of-"+theirs)
	}
}
