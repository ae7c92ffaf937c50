package stat

import (
	"math"
	"slices"
)

// held is how many numbers a selection keeps at once; more are counted in passes instead.
const held = 1 << 19

// selectRanks gives the values of the ranks (1 the smallest) among count numbers that each visits, in the same order
// every time. It keeps no more than held of them: passes over the numbers count by the next 16 bits until few are left.
func selectRanks(each func(visit func(float64)), count int, ranks []int) []float64 {
	groups := []rankGroup{{count: count, ranks: ranks}}
	found := make(map[int]float64, len(ranks))
	for fixed := uint(0); len(groups) > 0; fixed += 16 {
		total := 0
		for _, g := range groups {
			total += g.count
		}
		if total <= held || fixed == 64 {
			collect(each, groups, fixed, found)
			break
		}
		groups = narrow(each, groups, fixed)
	}
	values := make([]float64, len(ranks))
	for i, r := range ranks {
		values[i] = found[r]
	}
	return values
}

// rankGroup is the ranks whose numbers begin with the same bits.
type rankGroup struct {
	prefix       uint64
	below, count int // numbers smaller than the group's, and in it
	ranks        []int
}

// narrow splits the groups by the next 16 bits, keeping the parts that hold a rank.
func narrow(each func(func(float64)), groups []rankGroup, fixed uint) []rankGroup {
	counts := make([][]uint32, len(groups))
	for i := range counts {
		counts[i] = make([]uint32, 1<<16)
	}
	each(func(x float64) {
		key := sortable(x)
		for i := range groups {
			if fixed == 0 || key>>(64-fixed) == groups[i].prefix {
				counts[i][uint16(key>>(48-fixed))]++
				break
			}
		}
	})
	var parts []rankGroup
	for i, g := range groups {
		below := g.below
		for bucket, c := range counts[i] {
			part := rankGroup{prefix: g.prefix<<16 | uint64(bucket), below: below, count: int(c)}
			for _, r := range g.ranks {
				if r > below && r <= below+int(c) {
					part.ranks = append(part.ranks, r)
				}
			}
			if part.ranks != nil {
				parts = append(parts, part)
			}
			below += int(c)
		}
	}
	return parts
}

// collect sorts what is left of each group and reads its ranks; with all 64 bits fixed the prefix is the number.
func collect(each func(func(float64)), groups []rankGroup, fixed uint, found map[int]float64) {
	if fixed == 64 {
		for _, g := range groups {
			for _, r := range g.ranks {
				found[r] = unsortable(g.prefix)
			}
		}
		return
	}
	left := make([][]float64, len(groups))
	for i, g := range groups {
		left[i] = make([]float64, 0, g.count)
	}
	each(func(x float64) {
		key := sortable(x)
		for i := range groups {
			if fixed == 0 || key>>(64-fixed) == groups[i].prefix {
				left[i] = append(left[i], x)
				break
			}
		}
	})
	for i, g := range groups {
		begin := 0 // all before it are smaller than those behind
		for _, r := range slices.Sorted(slices.Values(g.ranks)) {
			k := r - g.below - 1
			if k >= begin {
				nth(left[i][begin:], k-begin)
				begin = k
			}
			found[r] = left[i][k]
		}
	}
}

// sortable maps a number to bits that sort as the number does; −0 as 0.
func sortable(x float64) uint64 {
	bits := math.Float64bits(x + 0)
	return bits ^ (uint64(int64(bits)>>63) | 1<<63)
}

func unsortable(key uint64) float64 {
	if key>>63 == 1 {
		return math.Float64frombits(key ^ 1<<63)
	}
	return math.Float64frombits(^key)
}

// rankList gathers the ranks that a median and interpolated positions need.
type rankList struct{ ranks []int }

func (l *rankList) median(n int) { l.ranks = append(l.ranks, (n+1)/2, n/2+1) }

// position asks for the two ranks around a position in 1…n.
func (l *rankList) position(at float64, n int) {
	low := int(math.Floor(at))
	l.ranks = append(l.ranks, low, min(low+1, n))
}

// between interpolates between the numbers at two neighbouring ranks, at − ⌊at⌋ of the way.
func between(low, high, at float64) float64 { return low + (at-math.Floor(at))*(high-low) }
