package indicators

// Finding is what one test has found: how many readings, and the one of them that stands first in its file.
type Finding struct {
	Count int64
	First Observation
}

// Findings are the findings of the tests, by test.
type Findings [VerifiedTest + 1]Finding

// Note counts a reading that a test doubts.
func (f *Findings) Note(test CheckTest, o Observation) {
	if f[test].Count++; f[test].Count == 1 || o.Line < f[test].First.Line {
		f[test].First = o
	}
}

// Judged is what the check of one series makes of an upload, when all that is stored around it is known.
type Judged struct {
	Series   Series
	Findings Findings // in what the upload has stored
	Others   int64    // how many observations of earlier uploads have another flag now
}

// Judge flags the observations of a stretch anew. held is all of the series that lies in [Since, Until], oldest first; mine tells
// which are of the upload. What is found is added to j; the observations whose flag is another now are given, oldest first.
func (j *Judged) Judge(check Check, at Stretch, held []Observation, mine func(Observation) bool) (changed []Observation) {
	w := check.Watch(j.Series.Resolution)
	take := func(old, o Observation, by CheckTest) {
		if o.Start < at.From || o.Start > at.To {
			return
		}
		own := mine(o)
		if by != NoTest && own {
			j.Findings.Note(by, o)
		}
		if o != old {
			if changed = append(changed, o); !own {
				j.Others++
			}
		}
	}
	for i, o := range held {
		if judged, by, ok := w.Next(o); ok {
			take(held[i-1], judged, by)
		}
	}
	if judged, by, ok := w.End(); ok {
		take(held[len(held)-1], judged, by)
	}
	return changed
}
