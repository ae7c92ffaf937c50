package indicators

// Judge says what becomes of an observation for whose start another is held. inFile: the held one is of the same upload,
// or was named by it before. code tells why the outcome is Conflict, as MergeConflict does.
//
// What the checks doubt never makes a conflict: the figure is the same when the row says the held one's own quality, or the
// one that is shown and exported. A row that is not evaluated says nothing of the quality, and does not
// contradict a held one that is suspect or fails.
func Judge(held, sent Observation, inFile bool, policy OnConflict) (outcome Outcome, code string) {
	own := sent.OwnQuality()
	if own == held.Quality || own == NotEvaluated && (held.Quality == Suspect || held.Quality == Fail) {
		sent.Quality, sent.Own = held.Quality, held.Own
	}
	switch {
	case held.SameFigure(sent):
		if inFile {
			return Repeated, ""
		}
		return Unchanged, ""
	case inFile:
		return Conflict, "duplicate_in_file"
	case sent.Status == Projected && held.Status != Projected:
		return Conflict, "projection_over_observation"
	case policy != Correct:
		return Conflict, "conflict"
	}
	return Updated, ""
}

// Reach is the longest that one period of the resolution can be, in seconds: what lies further apart cannot overlap.
func (r Resolution) Reach() int64 {
	if !r.IsCalendar() {
		return int64(r.Seconds)
	}
	return (int64(r.Months)*31 + int64(r.Days) + 2) * secondsPerDay
}
