package storetest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// CheckOf is the check that the suite expects of a store: hours of NO2 are doubted, nothing else.
func CheckOf(series indicators.Series) (indicators.Check, bool) {
	return doubting, series.Indicator == doubtful.Indicator
}

func threshold(v float64) *float64 { return &v }

var doubting = indicators.Check{ID: "no2-hourly", Indicator: "no2", Resolution: "PT1H", Above: threshold(90), Rate: threshold(40),
	Spike: indicators.Doubt{Suspect: threshold(10), Fail: threshold(30)}, Flat: indicators.FlatDoubt{Within: 0.5, Suspect: 4, Fail: 7}, Source: "ASPRO default"}

// doubtful is a series with that check.
var doubtful = indicators.Series{City: "surabaya", Site: "citywide", Indicator: "no2", Resolution: indicators.PT1H, Statistic: "mean"}

// judged is what a store promises of a series with a check: all of it, judged at once.
func judged(held []indicators.Observation) []indicators.Observation {
	w := doubting.Watch(indicators.PT1H)
	judged := make([]indicators.Observation, 0, len(held))
	for _, o := range held {
		if before, _, ok := w.Next(o); ok {
			judged = append(judged, before)
		}
	}
	if last, _, ok := w.End(); ok {
		judged = append(judged, last)
	}
	return judged
}

// hoursOf makes consecutive hours with these values.
func hoursOf(from time.Time, values ...float64) (made []indicators.Observation) {
	for i, v := range values {
		made = append(made, seen(from.Add(time.Duration(i)*time.Hour), v))
	}
	return made
}

// flagged compares the flags of the doubtful series, and what its days come to.
func flagged(ctx context.Context, store indicators.Store, want ...indicators.Quality) error {
	held, err := store.Select(ctx, doubtful, always)
	if err != nil {
		return err
	}
	var got []indicators.Quality
	for _, o := range held {
		got = append(got, o.Quality)
	}
	if !slices.Equal(got, want) {
		return differ("qualities", want, got)
	}
	return daysMatch(ctx, store, held)
}

// daysMatch compares days and latest value of the doubtful series with its observations.
func daysMatch(ctx context.Context, store indicators.Store, held []indicators.Observation) error {
	zone := zoneOf("Asia/Jakarta")
	days, err := store.Days(ctx, []indicators.Series{doubtful}, always, zone, indicators.AllOfDay)
	if err != nil {
		return err
	}
	if want := summed(held, always, zone); !slices.Equal(days[0].Days, want) {
		return differ("Days", want, days[0].Days)
	}
	latest, err := store.Latest(ctx, []indicators.Series{doubtful})
	if err != nil {
		return err
	}
	want := indicators.LatestObservation{Series: doubtful}
	for _, o := range held {
		if o.IsValid() {
			want.Observation, want.OK = o, true
		}
	}
	if latest[0] != want && (latest[0].OK || want.OK) {
		return differ("Latest", want, latest[0])
	}
	return nil
}

// doubtsAcrossUploads cuts a spike, the step back from it and a flat line into three uploads.
func doubtsAcrossUploads(ctx context.Context, house House) error {
	begin := at("2024-05-01T22:00:00Z") // a week ends at midnight
	a, err := taken(ctx, house, indicators.RejectConflict, "a", batch(doubtful, hoursOf(begin, 20, 70)...)...)
	if err != nil {
		return err
	}
	if err := flagged(ctx, house, 2, 3); err != nil { // a step, as far as anybody knows
		return err
	}
	b, err := taken(ctx, house, indicators.RejectConflict, "bb", batch(doubtful, hoursOf(begin.Add(2*time.Hour), 20, 20)...)...)
	if err != nil {
		return err
	}
	if err := flagged(ctx, house, 2, 4, 2, 2); err != nil {
		return err
	}
	c, err := taken(ctx, house, indicators.RejectConflict, "ccc", batch(doubtful, hoursOf(begin.Add(4*time.Hour), 20, 20, 95)...)...)
	if err != nil {
		return err
	}
	if err := flagged(ctx, house, 2, 4, 2, 2, 2, 3, 3); err != nil {
		return err
	}
	held, err := house.Select(ctx, doubtful, always)
	if err != nil {
		return err
	}
	if held[1].Own != indicators.NotEvaluated || held[0].Own != 0 || held[1].Upload != a.ID || held[2].Upload != b.ID {
		return differ("what a row said stays known", "own quality 2 of the spike, none of the others", held)
	}
	if b, err = house.Revert(ctx, b.ID, backed); err != nil || b.Reversion.Flags != 2 {
		return differ("Revert tells of other flags", "the spike is a step again, and the flat line shorter: 2", fmt.Sprint(b.Reversion, err))
	}
	if err := flagged(ctx, house, 2, 3, 2, 2, 3); err != nil {
		return err
	}
	good := hoursOf(begin, 20, 70)[1:]
	good[0].Quality = indicators.Good
	d, err := taken(ctx, house, indicators.Correct, "dddd", batch(doubtful, good...)...)
	if err != nil || d.Receipt.Counts.Updated != 1 {
		return differ("a doubted reading that is sent again as good", "updated", fmt.Sprint(d.Receipt.Counts, err))
	}
	if err := flagged(ctx, house, 2, 1, 2, 2, 3); err != nil {
		return err
	}
	for _, u := range []indicators.Upload{d, c} {
		u, err := house.Revert(ctx, u.ID, backed)
		if err != nil || u.Reversion.Flags != 0 {
			return differ("Revert of what is restored, or has nothing behind it", "no flag of another upload", fmt.Sprint(u.Reversion, err))
		}
	}
	return flagged(ctx, house, 2, 3)
}

// doubtsFollowDeletion deletes the reading behind a spike, and the beginning of a flat line.
func doubtsFollowDeletion(ctx context.Context, store indicators.Store) error {
	made := judged(hoursOf(at("2024-05-01T20:00:00Z"), 20, 70, 20, 35, 50, 50, 50, 50, 50))
	if err := store.Append(ctx, batch(doubtful, made...)); err != nil {
		return err
	}
	if err := flagged(ctx, store, 2, 4, 3, 2, 2, 2, 2, 3, 3); err != nil {
		return err
	}
	if _, err := store.Delete(ctx, doubtful, indicators.Period{From: made[2].Time(), To: made[5].Time()}); err != nil {
		return err
	}
	return flagged(ctx, store, 2, 3, 2, 2, 2, 3)
}

// doubtedIsUnchanged sends again what the checks have flagged: as it came, and as it is exported.
func doubtedIsUnchanged(ctx context.Context, house House) error {
	made := hoursOf(at("2024-05-01T22:00:00Z"), 20, 70, 20)
	if _, err := taken(ctx, house, indicators.RejectConflict, "a", batch(doubtful, made...)...); err != nil {
		return err
	}
	stored, err := house.Select(ctx, doubtful, always)
	if err != nil {
		return err
	}
	exported := slices.Clone(made)
	for i := range exported {
		exported[i].Quality = stored[i].Quality
	}
	for i, again := range [][]indicators.Observation{made, exported, made[1:2], exported[1:2]} {
		u, err := taken(ctx, house, indicators.RejectConflict, fmt.Sprint("again", i), batch(doubtful, again...)...)
		if err != nil || u.Receipt.Counts.Unchanged != int64(len(again)) {
			return differ("the same again", "unchanged", fmt.Sprint(u.Receipt.Counts, err))
		}
	}
	return selected(ctx, house, doubtful, always, stored)
}

// doubtsAreTold says what Judge finds, in a dry run as in an upload, and that batches which are right as they are need no word.
func doubtsAreTold(ctx context.Context, house House) error {
	begin := at("2024-05-01T22:00:00Z")
	if _, err := taken(ctx, house, indicators.RejectConflict, "a", batch(doubtful, hoursOf(begin, 20, 70)...)...); err != nil {
		return err
	}
	next := hoursOf(begin.Add(2*time.Hour), 20, 20, 95, 20)
	for i := range next {
		next[i].Line = int32(i + 2)
	}
	upload, err := receive(ctx, house, indicators.RejectConflict, "b")
	if err != nil {
		return err
	}
	for _, u := range []indicators.Upload{{UploadRequest: request(indicators.RejectConflict)}, upload} {
		m, err := house.Begin(ctx, u)
		if err != nil {
			return err
		}
		defer m.Rollback()
		if _, _, err := m.Put(ctx, indicators.Batch{Series: doubtful, Observations: judged(next), Watched: true}); err != nil {
			return err
		}
		found, err := m.Judge(ctx)
		if err != nil || len(found) != 1 || found[0].Series != doubtful || found[0].Others != 1 ||
			found[0].Findings[indicators.SpikeTest].Count != 1 || found[0].Findings[indicators.SpikeTest].First.Line != 4 || found[0].Findings[indicators.RateTest].Count != 0 {
			return differ("Judge", "one spike, and another flag of one reading of the first upload", fmt.Sprintf("%+v %v", found, err))
		}
		if u.ID == 0 {
			m.Rollback()
			if err := flagged(ctx, house, 2, 3); err != nil {
				return fmt.Errorf("after a dry run: %w", err)
			}
			continue
		}
		if _, err := m.Commit(ctx, indicators.Receipt{}, nil); err != nil {
			return err
		}
	}
	if err := flagged(ctx, house, 2, 4, 2, 2, 4, 2); err != nil {
		return err
	}
	far := judged(hoursOf(begin.AddDate(0, 1, 0), 20, 95, 20))
	m, err := begun(ctx, house, indicators.RejectConflict, "c")
	if err != nil {
		return err
	}
	defer m.Rollback()
	if _, _, err := m.Put(ctx, indicators.Batch{Series: doubtful, Observations: far, Watched: true}); err != nil {
		return err
	}
	if found, err := m.Judge(ctx); err != nil || len(found) != 0 {
		return differ("Judge of what lies apart", "nothing", fmt.Sprintf("%+v %v", found, err))
	}
	if _, err := m.Commit(ctx, indicators.Receipt{}, nil); err != nil {
		return err
	}
	return flagged(ctx, house, 2, 4, 2, 2, 4, 2, 2, 4, 2)
}

// doubtsFollowAnything puts, corrects and reverts pieces of any size, and compares each time with what the whole series gives.
func doubtsFollowAnything(ctx context.Context, house House) error {
	random := rand.New(rand.NewPCG(12, 13))
	begin := at("2024-05-01T12:00:00Z")
	model := map[int64]indicators.Observation{}
	var uploads []indicators.Upload
	var before []map[int64]indicators.Observation
	compare := func(what string) error {
		held, err := house.Select(ctx, doubtful, always)
		if err != nil {
			return err
		}
		var rows []indicators.Observation
		for _, o := range judged(sorted(model)) {
			o.Upload = 0
			rows = append(rows, o)
		}
		got := slices.Clone(held)
		for i := range got {
			got[i].Upload = 0
		}
		if !slices.Equal(got, rows) {
			return differ("observations after "+what, rows, got)
		}
		return daysMatch(ctx, house, held)
	}
	for step := range 8 {
		piece := map[int64]indicators.Observation{}
		for range 1 + random.IntN(4) {
			from := random.IntN(80)
			for i := range 1 + random.IntN(9) {
				o := seen(begin.Add(time.Duration(from+i)*time.Hour), []float64{20, 20, 20, 34, 47, 95}[random.IntN(6)])
				o.Quality = []indicators.Quality{1, 2, 2, 2, 3, 4}[random.IntN(6)]
				if random.IntN(12) == 0 {
					o.Censored = indicators.Below
				}
				piece[o.Start] = o
			}
		}
		rows := slices.Collect(maps.Values(piece)) // in any order
		slices.SortFunc(rows, func(a, b indicators.Observation) int { return cmp.Compare(a.Start*7919%1009, b.Start*7919%1009) })
		before = append(before, maps.Clone(model))
		u, err := taken(ctx, house, indicators.Correct, fmt.Sprint("piece ", step), batch(doubtful, rows...)...)
		if err != nil {
			return err
		}
		uploads = append(uploads, u)
		for _, held := range judged(sorted(model)) { // as the store holds it when the upload comes
			if o, ok := piece[held.Start]; ok {
				if outcome, _ := indicators.Judge(held, o, false, indicators.Correct); outcome != indicators.Updated {
					piece[held.Start] = model[held.Start]
				}
			}
		}
		maps.Copy(model, piece)
		if err := compare(fmt.Sprint("upload ", step)); err != nil {
			return err
		}
	}
	for i, u := range slices.Backward(uploads) {
		if _, err := house.Revert(ctx, u.ID, backed); err != nil {
			return err
		}
		model = before[i]
		if err := compare(fmt.Sprint("the revert of upload ", i)); err != nil {
			return err
		}
	}
	return nil
}

// doubtsAcrossPosts posts a spike one reading at a time, late ones among them.
func doubtsAcrossPosts(ctx context.Context, house PostHouse) error {
	begin := at("2024-05-01T22:00:00Z")
	post := func(dry bool, hour int, values ...float64) (indicators.PostResult, error) {
		p := indicators.Post{KeyID: "k1", City: "surabaya", At: postedAt, OnError: indicators.RejectUpload, OnConflict: indicators.Keep, DryRun: dry}
		for i, v := range values {
			p.Rows = append(p.Rows, postedRow(doubtful, begin.Add(time.Duration(hour+i)*time.Hour), v))
		}
		return house.Post(ctx, p)
	}
	for _, c := range []struct {
		hour   int
		values []float64
		found  indicators.CheckTest
		others int64
		want   []indicators.Quality
	}{
		{0, []float64{20}, indicators.NoTest, 0, []indicators.Quality{2}},
		{1, []float64{70}, indicators.RateTest, 0, []indicators.Quality{2, 3}},
		{3, []float64{20}, indicators.NoTest, 0, []indicators.Quality{2, 3, 2}},
		{2, []float64{20}, indicators.NoTest, 1, []indicators.Quality{2, 4, 2, 2}},
		{4, []float64{20, 20, 95}, indicators.FlatTest, 0, []indicators.Quality{2, 4, 2, 2, 2, 3, 3}},
	} {
		for _, dry := range []bool{true, false} {
			got, err := post(dry, c.hour, c.values...)
			if err != nil || len(got.Judged) != 1 || got.Judged[0].Others != c.others || c.found != indicators.NoTest && got.Judged[0].Findings[c.found].Count != 1 {
				return differ(fmt.Sprintf("a post of hour %d, dry run %v", c.hour, dry), c, fmt.Sprintf("%+v %v", got, err))
			}
		}
		if err := flagged(ctx, house, c.want...); err != nil {
			return fmt.Errorf("hour %d: %w", c.hour, err)
		}
	}
	held, err := house.Select(ctx, doubtful, always)
	if err != nil {
		return err
	}
	if _, err := house.Revert(ctx, held[0].Upload, backed); err != nil {
		return err
	}
	return flagged(ctx, house)
}
