package sqlite

import (
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// randomWeek is a sorted week of observations of every shape.
func randomWeek(r *rand.Rand, week int64) []indicators.Observation {
	var held []indicators.Observation
	at := week*weekSeconds + r.Int64N(4000)
	step := []int64{1, 60, 3600, 86400}[r.IntN(4)]
	for n := r.IntN(200); n > 0 && at < (week+1)*weekSeconds; n-- {
		v := float64(r.IntN(1000)-300) / powersOfTen[r.IntN(4)]
		switch r.IntN(40) {
		case 0:
			v = r.NormFloat64()
		case 1:
			v = math.Copysign(0, -1)
		case 2:
			v = 1e300
		}
		held = append(held, indicators.Observation{Start: at, Value: v, Upload: indicators.UploadID(r.IntN(3)), Line: int32(r.IntN(3) + 2*len(held)),
			Quality: []indicators.Quality{1, 2, 3, 4}[r.IntN(4)], Status: indicators.Status(1 + r.IntN(5)), Censored: indicators.Censored(r.IntN(3) - 1)})
		at += step * (1 + r.Int64N(2)*r.Int64N(3))
	}
	return held
}

func sameBits(a, b []indicators.Observation) bool {
	return slices.EqualFunc(a, b, func(a, b indicators.Observation) bool {
		return a == b && math.Signbit(a.Value) == math.Signbit(b.Value)
	})
}

func TestChunkGivesBackEveryBit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		week := r.Int64N(5000) - 2000
		held := randomWeek(r, week)
		row := appendChunk(nil, week, held)
		back, err := unpackChunk(nil, week, row)
		if err != nil || !sameBits(held, back) {
			t.Fatalf("week %d: %v\n%v\n%v", week, err, held, back)
		}
		if len(held) == 0 {
			continue
		}
		at := r.IntN(len(row))
		row[at] ^= 1 << r.IntN(8)
		if _, err := unpackChunk(nil, week, row); err == nil {
			t.Fatalf("a flipped bit in byte %d of %d was not seen", at, len(row))
		}
	}
}

func TestHourlyWeekIsSmall(t *testing.T) {
	var held []indicators.Observation
	for i := range 168 {
		held = append(held, indicators.Observation{Start: int64(i) * 3600, Value: float64(200+i%37) / 10, Upload: 7, Line: int32(2 + i), Quality: 2, Status: 1})
	}
	if n := len(appendChunk(nil, 0, held)); n > 300 { // one or two bytes an hour and a few runs
		t.Errorf("168 hours take %d bytes", n)
	}
}

func TestDayYearGivesBackEveryBit(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var days []indicators.Day
		for date := int32(10000 + r.IntN(20)); len(days) < r.IntN(366); date += 1 + int32(r.IntN(2)) {
			days = append(days, indicators.Day{Date: date, Count: int32(r.IntN(25)), Sum: r.NormFloat64(), Min: float64(r.IntN(100)) / 10, Max: 3,
				Censored: int32(r.IntN(2)) * int32(r.IntN(9))})
		}
		back, err := unpackDayYear(nil, appendDayYear(nil, days), indicators.AllOfDay)
		if err != nil || !slices.Equal(days, back) {
			t.Fatalf("%v\n%v\n%v", err, days, back)
		}
		for needed := range indicators.AllOfDay {
			used := slices.Repeat([]indicators.Day{{Date: 1, Count: 2, Sum: 3, Min: 4, Max: 5, Censored: 6, Suspect: 7, Failed: 8, Projected: 9}}, 366)
			part, err := unpackDayYear(used[:0], appendDayYear(nil, days), needed)
			if want := only(days, needed); err != nil || !slices.Equal(want, part) {
				t.Fatalf("%v of %d\n%v\n%v", err, needed, want, part)
			}
		}
	}
}

// only is days with the numbers that are needed.
func only(days []indicators.Day, needed indicators.DayNumbers) []indicators.Day {
	var part []indicators.Day
	for _, d := range days {
		if needed&indicators.DaySum == 0 {
			d.Sum = 0
		}
		if needed&indicators.DayMin == 0 {
			d.Min = 0
		}
		if needed&indicators.DayMax == 0 {
			d.Max = 0
		}
		part = append(part, d)
	}
	return part
}

// FuzzUnpackChunk: no row makes it fail in any other way than by an error, and what is read packs again.
func FuzzUnpackChunk(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 8 {
		row := appendChunk(nil, 3, randomWeek(r, 3))
		f.Add(row[:len(row)-4])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		held, err := unpackChunk(nil, 3, seal(slices.Clone(body)))
		if err != nil || len(held) > 1000 {
			return
		}
		back, err := unpackChunk(nil, 3, appendChunk(nil, 3, held))
		if err != nil || len(back) != len(held) {
			t.Fatalf("%d observations came back as %d: %v", len(held), len(back), err)
		}
	})
}

// TestAWeekOfVersion1IsRead: a flag that was stored before the row's own quality was kept beside it is the row's own.
func TestAWeekOfVersion1IsRead(t *testing.T) {
	old, err := hex.DecodeString("010380d21f901c02019a03966aa56d1201070200011401070300012100070400017ade7e48")
	if err != nil {
		t.Fatal(err)
	}
	want := []indicators.Observation{{Start: 1714521600, Value: 20.5, Upload: 7, Line: 2, Quality: 2, Status: 1}, {Start: 1714525200, Value: 700, Upload: 7, Line: 3, Quality: 4, Status: 1},
		{Start: 1714528800, Value: 0.5, Upload: 7, Line: 4, Quality: 1, Status: 2, Censored: indicators.Below}}
	held, err := unpackChunk(nil, weekOf(want[0].Start), old)
	if err != nil || !slices.Equal(held, want) {
		t.Fatalf("%+v %v", held, err)
	}
	row := appendChunk(nil, weekOf(want[0].Start), held)
	if row[0] != chunkVersion {
		t.Errorf("it is written again in version %d", row[0])
	}
	row[0] = chunkVersion + 1
	if _, err := unpackChunk(nil, weekOf(want[0].Start), seal(row[:len(row)-4])); err == nil {
		t.Error("a week of a later version is read")
	}
}
