package ingest

import "strings"

// Nearest lists the three names that are most like text, the likest first, with commas between, for a hint.
func Nearest(text string, names []string) string {
	type candidate struct {
		name     string
		distance int
	}
	best := make([]candidate, 0, 4)
	for _, name := range names {
		c := candidate{name, editDistance(strings.ToLower(text), name)}
		if len(text) >= 4 && strings.Contains(name, strings.ToLower(text)) { // mahiga of mahiga-river-upstream
			c.distance = min(c.distance, 2)
		}
		at := len(best)
		for at > 0 && best[at-1].distance > c.distance {
			at--
		}
		best = append(best[:at], append([]candidate{c}, best[at:]...)...)
		best = best[:min(len(best), 3)]
	}
	var found []string
	for _, c := range best {
		found = append(found, c.name)
	}
	return strings.Join(found, ", ")
}

// editDistance is Levenshtein's, by bytes, on texts cut at 64.
func editDistance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
