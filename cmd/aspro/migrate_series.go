package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	bigendian "encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// always is every time that a store may hold.
func always() indicators.Period {
	return indicators.Period{From: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// copySeries copies, piece by piece, what the other store does not hold, and tells how many observations it was. One
// that is there already, the same or another, is left alone.
func (r removal) copySeries(ctx context.Context, info indicators.SeriesInfo) (copied int64, err error) {
	for piece := range pieces(info, always()) {
		held, err := r.from.Select(ctx, info.Series, piece)
		if err != nil {
			return copied, err
		}
		there, err := r.to.Select(ctx, info.Series, piece)
		if err != nil {
			return copied, err
		}
		missing := held
		if len(there) > 0 {
			missing = slices.DeleteFunc(held, func(o indicators.Observation) bool {
				_, found := slices.BinarySearchFunc(there, o.Start, func(o indicators.Observation, start int64) int { return cmp.Compare(o.Start, start) })
				return found
			})
		}
		if len(missing) == 0 {
			continue
		}
		if err := r.to.Append(ctx, []indicators.Batch{{Series: info.Series, Observations: missing}}); err != nil {
			return copied, err
		}
		copied += int64(len(missing))
	}
	return copied, nil
}

// unite is the series of both, each over the extent that it has in either, sorted by id.
func unite(a, b []indicators.SeriesInfo) []indicators.SeriesInfo {
	extents := map[indicators.Series]indicators.SeriesInfo{}
	for _, info := range slices.Concat(a, b) {
		if known, ok := extents[info.Series]; ok {
			info.First, info.Last = min(info.First, known.First), max(info.Last, known.Last)
		}
		extents[info.Series] = info
	}
	all := make([]indicators.SeriesInfo, 0, len(extents))
	for _, info := range extents {
		all = append(all, info)
	}
	slices.SortFunc(all, func(a, b indicators.SeriesInfo) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return all
}

// compare reads a series from both stores and prints its line; n is how many observations the data folder holds.
func (r removal) compare(ctx context.Context, info indicators.SeriesInfo, copied int64) (same bool, n int64, err error) {
	here, err := digest(ctx, r.from, info)
	if err != nil {
		return false, 0, err
	}
	there, err := digest(ctx, r.to, info)
	if err != nil {
		return false, 0, err
	}
	if same = here == there; same {
		_, err = fmt.Fprintf(r.out, "same    %s  %d observations, %d copied now  sha256 %s\n", info.Series, here.count, copied, here.sum)
	} else {
		_, err = fmt.Fprintf(r.out, "DIFFERS %s  data folder: %d observations, sha256 %s  InfluxDB: %d observations, sha256 %s\n",
			info.Series, here.count, here.sum, there.count, there.sum)
	}
	return same, here.count, err
}

// digested is how many observations a series has and the SHA-256 over them, lower-case hex.
type digested struct {
	count int64
	sum   string
}

// digest reads a series within its extent, piece by piece, oldest first.
func digest(ctx context.Context, store indicators.Store, info indicators.SeriesInfo) (digested, error) {
	var d digested
	h := sha256.New()
	for piece := range pieces(info, always()) {
		held, err := store.Select(ctx, info.Series, piece)
		if err != nil {
			return d, err
		}
		for _, o := range held {
			hashObservation(h, o)
		}
		d.count += int64(len(held))
	}
	d.sum = hex.EncodeToString(h.Sum(nil))
	return d, nil
}

// hashObservation adds all of an observation, in 28 bytes; −0 counts as 0, which it equals.
func hashObservation(h hash.Hash, o indicators.Observation) {
	var b [28]byte
	bigendian.BigEndian.PutUint64(b[0:], uint64(o.Start))
	bigendian.BigEndian.PutUint64(b[8:], math.Float64bits(o.Value+0))
	bigendian.BigEndian.PutUint32(b[16:], uint32(o.Upload))
	bigendian.BigEndian.PutUint32(b[20:], uint32(o.Line))
	b[24], b[25], b[26], b[27] = byte(o.Quality), byte(o.Status), byte(o.Censored), byte(o.Own)
	_, _ = h.Write(b[:])
}
