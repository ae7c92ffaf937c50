package sqlite

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// A packed row is: version byte · body · CRC-32C of both, little-endian. Numbers in the body are varints.
//
// A week of version 2 has beside a flag that a check has given the quality of the row itself. Version 1 had no room for
// it: what was flagged then stays so, as if the row had said it.
const (
	packedVersion = 1 // of days
	chunkVersion  = 2 // of weeks
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errDamaged = errors.New("the packed row is damaged")

// seal ends a packed row that was begun with its version byte.
func seal(row []byte) []byte {
	return binary.LittleEndian.AppendUint32(row, crc32.Checksum(row, castagnoli))
}

// unseal checks the sum and that the version is not beyond the newest, and gives the body.
func unseal(row []byte, newest byte) (unpacker, error) {
	if len(row) < 5 {
		return unpacker{}, errDamaged
	}
	body := row[:len(row)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(row[len(body):]) || body[0] == 0 || body[0] > newest {
		return unpacker{}, errDamaged
	}
	return unpacker{rest: body[1:]}, nil
}

// unpacker reads numbers from a body; once one is missing, bad stays set and all that follow are 0.
type unpacker struct {
	rest []byte
	bad  bool
}

func (u *unpacker) byte() byte {
	if len(u.rest) == 0 {
		u.bad = true
		return 0
	}
	b := u.rest[0]
	u.rest = u.rest[1:]
	return b
}

func (u *unpacker) uint() uint64 {
	if len(u.rest) > 0 && u.rest[0] < 0x80 {
		v := uint64(u.rest[0])
		u.rest = u.rest[1:]
		return v
	}
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.bad, u.rest = true, nil
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

func (u *unpacker) int() int64 {
	v := u.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (u *unpacker) float() float64 {
	if len(u.rest) < 8 {
		u.bad, u.rest = true, nil
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(u.rest))
	u.rest = u.rest[8:]
	return v
}

// length reads a count that cannot exceed what is left to read, so that a damaged one costs no memory.
func (u *unpacker) length(limit uint64) int {
	n := u.uint()
	if n > limit {
		u.bad, u.rest = true, nil
		return 0
	}
	return int(n)
}
