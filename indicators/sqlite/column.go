package sqlite

import (
	"encoding/binary"
	"math"
)

// A column of float64 is packed as scaled decimals where that gives back every bit — one byte with the
// number of decimals, then zigzag differences — and as the eight bytes of each value otherwise.
const (
	maxDecimals = 9
	rawColumn   = 0xFF
	exactInt    = 1 << 53
)

var powersOfTen = [maxDecimals + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// mantissa is v × 10^decimals as an integer, if the division gives back the same bits.
func mantissa(v float64, decimals int) (int64, bool) {
	scaled := v * powersOfTen[decimals]
	if !(scaled > -exactInt && scaled < exactInt) {
		return 0, false
	}
	m := int64(math.Round(scaled))
	return m, math.Float64bits(float64(m)/powersOfTen[decimals]) == math.Float64bits(v)
}

// decimalsOf is the least number of decimals that holds each of n values, or rawColumn.
func decimalsOf(n int, at func(int) float64) int {
	decimals := 0
	for i := 0; i < n; {
		if _, ok := mantissa(at(i), decimals); ok {
			i++
			continue
		}
		if decimals++; decimals > maxDecimals {
			return rawColumn
		}
		i = 0
	}
	return decimals
}

// appendColumn packs n values.
func appendColumn(to []byte, n int, at func(int) float64) []byte {
	decimals := decimalsOf(n, at)
	to = append(to, byte(decimals))
	before := int64(0)
	for i := range n {
		if decimals == rawColumn {
			to = binary.LittleEndian.AppendUint64(to, math.Float64bits(at(i)))
			continue
		}
		m, _ := mantissa(at(i), decimals)
		to = binary.AppendVarint(to, m-before)
		before = m
	}
	return to
}

// skipColumn passes over n values.
func (u *unpacker) skipColumn(n int) {
	if u.byte() == rawColumn {
		n *= 8
		if len(u.rest) < n {
			u.bad, u.rest = true, nil
			return
		}
		u.rest = u.rest[n:]
		return
	}
	at := 0
	for ; n > 0 && at < len(u.rest); at++ {
		if u.rest[at] < 0x80 { // the last byte of a number
			n--
		}
	}
	u.rest, u.bad = u.rest[at:], u.bad || n > 0
}

// column reads n values.
func (u *unpacker) column(n int, set func(int, float64)) {
	decimals := u.byte()
	if decimals == rawColumn {
		for i := range n {
			set(i, u.float())
		}
		return
	}
	if decimals > maxDecimals {
		u.bad = true
		return
	}
	divisor, m := powersOfTen[decimals], int64(0)
	for i := range n {
		m += u.int()
		set(i, float64(m)/divisor)
	}
}
