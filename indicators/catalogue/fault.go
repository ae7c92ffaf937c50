package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// listed is how many faults one error tells.
const listed = 20

// fault is one thing that is wrong, with its place.
type fault struct {
	order int // of the file
	line  int
	text  string // "file.yaml:12: what, and what is allowed"
}

// faults collects what is wrong in all files.
type faults struct{ list []fault }

func (f *faults) add(p place, format string, args ...any) {
	f.list = append(f.list, fault{p.order, p.line, fmt.Sprintf("%s:%d: ", p.file, p.line) + fmt.Sprintf(format, args...)})
}

// err is nil when nothing is wrong, else one Invalid error that lists the first faults in the order of the files.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b fault) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.line, b.line)) })
	var lines []string
	for _, one := range f.list[:min(len(f.list), listed)] {
		lines = append(lines, one.text)
	}
	if more := len(f.list) - listed; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return indicators.Errorf(indicators.Invalid, "the catalogue has faults:\n%s", strings.Join(lines, "\n")).Coded("bad_catalogue")
}
