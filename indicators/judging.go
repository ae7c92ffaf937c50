package indicators

// Judging is what a store knows, while it writes a series, of the flags that may have to change. The zero value is of a
// series without a check.
type Judging struct {
	Check   Check
	Checks  bool    // there is one
	Changed Changes // starts that were written and not judged since

	newest int64 // the last start that was put
	loose  bool  // the batches are not Watched, not in the order of time, or not all of them new
	put    bool
}

// JudgingOf begins to follow a series; checkOf may be nil.
func JudgingOf(checkOf func(Series) (Check, bool), series Series) (j Judging) {
	if checkOf != nil {
		j.Check, j.Checks = checkOf(series)
	}
	return j
}

// Note tells that something has been written or removed at a start.
func (j *Judging) Note(start int64) {
	if j.Checks {
		j.Changed.Add(start)
	}
}

// Took tells what became of an observation of a batch; watched is the batch's word.
func (j *Judging) Took(watched bool, start int64, outcome Outcome) {
	if !watched || outcome != Created || j.put && start <= j.newest {
		j.loose = true
	}
	j.put, j.newest = true, start
}

// Owes reports whether what was put of the series has to be judged: there is a check, and the flags of the batches may be
// wrong, for they are not Watched, or something stood in [first, last], the extent of what was stored before, that lies near.
func (j *Judging) Owes(r Resolution, stored bool, first, last int64) bool {
	if !j.Checks || !j.put || j.loose {
		return j.Checks && j.put
	}
	from, to := j.Changed.Extent()
	return stored && j.Check.Touches(r, from, to, first, last)
}
