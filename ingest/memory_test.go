package ingest

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// memory is a ledger and an intake in maps: just enough of both to show what ingest asks of them.
type memory struct {
	indicators.Ledger
	indicators.Intake
	zones    *indicators.Catalogue
	uploads  []indicators.Upload
	bytes    map[indicators.UploadID][]byte
	problems map[indicators.UploadID][]indicators.RowProblem
	stored   map[indicators.Series]map[int64]indicators.Observation
}

func newMemory(c *indicators.Catalogue) *memory {
	return &memory{zones: c, bytes: map[indicators.UploadID][]byte{}, problems: map[indicators.UploadID][]indicators.RowProblem{},
		stored: map[indicators.Series]map[int64]indicators.Observation{}}
}

func (m *memory) Receive(_ context.Context, u indicators.Upload, body io.Reader) (indicators.Upload, error) {
	content, err := io.ReadAll(body)
	u.ID = indicators.UploadID(len(m.uploads) + 1)
	m.uploads, m.bytes[u.ID] = append(m.uploads, u), content
	return u, err
}

func (m *memory) Known(_ context.Context, sum string, r indicators.UploadRequest) (indicators.Upload, bool, error) {
	for _, u := range m.uploads {
		if u.SHA256 == sum && u.State == indicators.Committed && u.City == r.City && u.Profile == r.Profile &&
			u.OnError == r.OnError && u.OnConflict == r.OnConflict {
			return u, true, nil
		}
	}
	return indicators.Upload{}, false, nil
}

func (m *memory) Settle(_ context.Context, u indicators.Upload, problems []indicators.RowProblem) error {
	u.State = indicators.Refused
	m.uploads[u.ID-1], m.problems[u.ID] = u, problems
	return nil
}

func (m *memory) Upload(_ context.Context, id indicators.UploadID) (indicators.Upload, error) {
	if id < 1 || int(id) > len(m.uploads) {
		return indicators.Upload{}, indicators.Errorf(indicators.NotFound, "no upload")
	}
	return m.uploads[id-1], nil
}

func (m *memory) Content(_ context.Context, id indicators.UploadID) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(m.bytes[id])), nil
}

func (m *memory) Lines(_ context.Context, id indicators.UploadID, lines []int32) (map[int32]string, error) {
	all := strings.SplitAfter(string(m.bytes[id]), "\n")
	found := map[int32]string{}
	for _, n := range lines {
		for at := int(n) - 1; at < len(all); at++ {
			found[n] += all[at]
			if strings.Count(found[n], `"`)%2 == 0 {
				break
			}
		}
	}
	return found, nil
}

func (m *memory) Begin(_ context.Context, u indicators.Upload) (indicators.Merge, error) {
	return &memoryMerge{m: m, upload: u, taken: map[indicators.Series]map[int64]indicators.Observation{}}, nil
}

type memoryMerge struct {
	m      *memory
	upload indicators.Upload
	taken  map[indicators.Series]map[int64]indicators.Observation
}

func (g *memoryMerge) Put(_ context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	outcomes := make([]indicators.Outcome, len(b.Observations))
	var conflicts []indicators.MergeConflict
	if g.taken[b.Series] == nil {
		g.taken[b.Series] = map[int64]indicators.Observation{}
	}
	for i, o := range b.Observations {
		code := ""
		old, inFile := g.taken[b.Series][o.Start]
		stored, inStore := g.m.stored[b.Series][o.Start]
		if !inFile {
			old = stored
		}
		if inFile || inStore {
			outcomes[i], code = indicators.Judge(old, o, inFile, g.upload.OnConflict)
		}
		switch outcomes[i] {
		case indicators.Unchanged:
			g.taken[b.Series][o.Start] = stored
		case indicators.Created, indicators.Updated:
			g.taken[b.Series][o.Start] = o
		case indicators.Conflict, indicators.Repeated:
		}
		if code != "" {
			outcomes[i] = indicators.Conflict
			conflicts = append(conflicts, indicators.MergeConflict{Index: i, Code: code, Old: old})
		}
	}
	return outcomes, conflicts, nil
}

// Judge flags everything of the series anew.
func (g *memoryMerge) Judge(context.Context) (all []indicators.Judged, err error) {
	for series, taken := range g.taken {
		check, ok := g.m.zones.CheckOf(series)
		if !ok {
			continue
		}
		around := maps.Clone(g.m.stored[series])
		if around == nil {
			around = map[int64]indicators.Observation{}
		}
		var changes indicators.Changes
		for start, o := range taken {
			around[start] = o
			changes.Add(start)
		}
		j := indicators.Judged{Series: series}
		first, last := changes.Extent()
		held := slices.SortedFunc(maps.Values(around), func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) })
		for _, o := range j.Judge(check, indicators.Stretch{From: first - 1e9, To: last + 1e9}, held, func(o indicators.Observation) bool { return o.Upload == g.upload.ID }) {
			taken[o.Start] = o
		}
		all = append(all, j)
	}
	return all, nil
}

func (g *memoryMerge) Commit(_ context.Context, r indicators.Receipt, problems []indicators.RowProblem) (indicators.Upload, error) {
	for series, taken := range g.taken {
		if g.m.stored[series] == nil {
			g.m.stored[series] = map[int64]indicators.Observation{}
		}
		for start, o := range taken {
			g.m.stored[series][start] = o
		}
	}
	g.upload.State, g.upload.Receipt = indicators.Committed, r
	g.m.uploads[g.upload.ID-1], g.m.problems[g.upload.ID] = g.upload, problems
	return g.upload, nil
}

func (g *memoryMerge) Rollback() {}
