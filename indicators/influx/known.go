package influx

import (
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// knownAge bounds how long a count is taken for known, as others may write into the bucket too.
const knownAge = 10 * time.Minute

// known remembers of each series how many observations of any kind it holds: to count them reads the whole history, and
// the answer is the same whatever is asked. It is forgotten when this process writes the series, as its revision tells,
// and when its extent, which is asked for each time, is another one. A count that another process has made wrong shows
// where days count another number of observations; only what it wrote and what does not count may go untold, for knownAge.
type known struct {
	mu sync.Mutex
	of map[indicators.Series]knownSeries
}

type knownSeries struct {
	indicators.SeriesInfo
	counted  bool                // Count is known
	revision indicators.Revision // at which it was read
	at       time.Time           // when it was read
}

// recall gives what is known of a series and still holds.
func (s *Store) recall(series indicators.Series) (knownSeries, bool) {
	revision, now := s.Revision(indicators.FilterOf(series)), s.options.Now()
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	k, ok := s.known.of[series]
	return k, ok && k.revision == revision && now.Sub(k.at) < knownAge
}

// remember notes what was read, unless the series was written since before: the revision of all series at that time.
func (s *Store) remember(k knownSeries, before indicators.Revision) {
	k.revision, k.at = s.Revision(indicators.FilterOf(k.Series)), s.options.Now()
	if k.revision > before {
		return
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if s.known.of == nil {
		s.known.of = map[indicators.Series]knownSeries{}
	}
	s.known.of[k.Series] = k
}

// held is how many observations the series hold in [from, to), as far as that is known, and the series of which it is
// not. Who asks for those gives all to keep.
func (s *Store) held(series []indicators.Series, from, to time.Time) (known map[indicators.Series]int64, unknown []indicators.Series, keep func(map[indicators.Series]int64)) {
	known, before := map[indicators.Series]int64{}, s.Revision(indicators.SeriesFilter{})
	var whole []knownSeries // not counted yet, and all of it is in the range
	for _, one := range series {
		k, ok := s.recall(one)
		isWhole := ok && from.Unix() <= k.First && k.Last < to.Unix()
		if isWhole && k.counted {
			known[one] = k.Count
			continue
		}
		unknown = append(unknown, one)
		if isWhole {
			whole = append(whole, k)
		}
	}
	return known, unknown, func(held map[indicators.Series]int64) {
		for _, k := range whole {
			k.Count, k.counted = held[k.Series], true
			s.remember(k, before)
		}
	}
}
