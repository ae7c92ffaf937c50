package catalogue

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// extend lays profiles that extend another upon it. What is extended may stand in any file.
func (r *rows) extend(faults *faults) {
	done := map[string]bool{}
	for i := range r.profiles {
		r.extendOne(i, nil, done, faults)
	}
}

// extendOne lays the i-th profile upon what it extends, that first; above are the profiles that wait for it.
func (r *rows) extendOne(i int, above []string, done map[string]bool, faults *faults) {
	own := &r.profiles[i]
	id, base := own.value.ID, own.value.Extends
	if base == "" || done[id] {
		return
	}
	done[id] = true
	at := slices.IndexFunc(r.profiles, func(p row[indicators.Profile]) bool { return p.value.ID == base })
	switch {
	case at < 0:
		faults.add(own.spot.at("extends"), "there is no profile %q to extend; allowed are %s", base,
			list(values(r.profiles), func(p indicators.Profile) string { return p.ID }))
		return
	case base == id || slices.Contains(above, base):
		faults.add(own.spot.at("extends"), "the profile %q extends itself; the profiles that one extends end with one that extends none", id)
		return
	}
	r.extendOne(at, append(above, id), done, faults)
	own.value = own.value.Extending(r.profiles[at].value)
}
