package indicators

import (
	"slices"
	"strings"
	"time"
)

// Role is what a key may do.
type Role string

// The roles, each with what the one before may do and more, but for reviewer, which only reads drafts.
const (
	RoleSensor   Role = "sensor"   // post readings
	RoleUploader Role = "uploader" // upload files
	RoleEditor   Role = "editor"   // correct and revert
	RoleReviewer Role = "reviewer" // prepare and freeze reviews
	RoleAdmin    Role = "admin"    // everything, in every city
)

// Roles lists them all.
var Roles = []Role{RoleSensor, RoleUploader, RoleEditor, RoleReviewer, RoleAdmin}

// Key is a key as the ledger keeps it: never the secret, only its HMAC.
type Key struct {
	ID        string // 16 characters of [a-z2-7], the part that may be shown
	Hash      []byte // HMAC-SHA-256 of the secret part under the server secret
	Role      Role
	Cities    []string // empty for an admin: all
	Sites     []string // "city/site"; each with all sites below it; empty: every site of the cities
	Note      string
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	RevokedAt time.Time // zero: not revoked
}

// Digest is the state of the key in the audit log: everything but what proves it.
func (k Key) Digest() string {
	k.Hash, k.Cities, k.Sites = nil, orEmpty(k.Cities), orEmpty(k.Sites)
	for _, at := range []*time.Time{&k.CreatedAt, &k.ExpiresAt, &k.RevokedAt} {
		*at = at.UTC().Truncate(time.Microsecond)
	}
	return Digest(k)
}

// Scope is role, cities and sites in words: "uploader of cebu surabaya/citywide".
func (k Key) Scope() string {
	if k.Role == RoleAdmin {
		return "admin of every city"
	}
	return string(k.Role) + " of " + strings.Join(slices.Concat(k.Cities, k.Sites), " ")
}

// Usable reports whether the key is neither expired nor revoked at now.
func (k Key) Usable(now time.Time) bool {
	return k.RevokedAt.IsZero() && (k.ExpiresAt.IsZero() || now.Before(k.ExpiresAt))
}

// State is usable, expired or revoked at now.
func (k Key) State(now time.Time) string {
	switch {
	case !k.RevokedAt.IsZero():
		return "revoked"
	case !k.Usable(now):
		return "expired"
	}
	return "usable"
}

// MayWrite reports whether the key may store figures of the site, a site of the city with all sites
// above it in path (itself first). An empty path asks about the city as a whole.
func (k Key) MayWrite(city string, path []string) bool {
	switch k.Role {
	case RoleAdmin:
		return true
	case RoleSensor, RoleUploader, RoleEditor:
	default:
		return false
	}
	if slices.Contains(k.Cities, city) {
		return true
	}
	for _, site := range path {
		if slices.Contains(k.Sites, city+"/"+site) {
			return true
		}
	}
	return false
}

// Knows reports whether the key has anything to do with the city, as a whole or by one of its sites.
func (k Key) Knows(city string) bool {
	if k.Role == RoleAdmin || slices.Contains(k.Cities, city) {
		return true
	}
	return slices.ContainsFunc(k.Sites, func(site string) bool { return len(site) > len(city) && site[:len(city)+1] == city+"/" })
}
