package api

import (
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// refusalTime is how long a refused key takes at least: looking up an id that there is takes longer than one that there is
// not, and the time would tell them apart.
const refusalTime = 2 * time.Millisecond

// authenticate finds the key of the request. Bearer and Token are the same: Telegraf and InfluxDB clients send
// the second. What was wrong with a key is not told.
func (c *call) authenticate() error {
	if n := len(c.Request.Header.Values("Authorization")); n > 1 { // a proxy may have looked at another one than we would
		return indicators.Errorf(indicators.Invalid, "%s is given %d times", "Authorization", n).Coded("repeated_parameter").At("Authorization").Try("Give it once.")
	}
	scheme, text, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if text = strings.TrimSpace(text); text == "" || !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "Token") {
		return indicators.Errorf(indicators.Unauthorized, "this needs a key").Coded("key_missing").
			Try("Send it as Authorization: Bearer KEY; `aspro key add` makes one.")
	}
	refused := indicators.Errorf(indicators.Unauthorized, "this key is not known here, has expired or was revoked").Coded("key_refused")
	leastTime := time.NewTimer(refusalTime)
	defer leastTime.Stop()
	id, secret, ok := indicators.SplitKey(text)
	if !ok {
		if c.api.Tokens == nil {
			return refused
		}
		key, err := c.api.Tokens.Key(c.Request.Context(), text)
		if err == nil {
			c.holds(key)
		}
		return err
	}
	key, err := c.api.Ledger.Key(c.Request.Context(), id)
	if err != nil && indicators.KindOf(err) != indicators.NotFound {
		return err
	}
	if key.Hash == nil {
		key.Hash = make([]byte, 32) // an unknown key costs the same time as a wrong secret
	}
	if !key.Proves(c.api.Secret, secret) || err != nil || !key.Usable(c.api.Now()) {
		if tooMany := c.badSecrets(id); tooMany != nil {
			return tooMany
		}
		select {
		case <-leastTime.C:
		case <-c.Request.Context().Done():
		}
		return refused
	}
	c.holds(key)
	return nil
}

// holds makes the request that of the key's holder.
func (c *call) holds(key indicators.Key) {
	c.key = key
	c.api.lookout.used(key.ID, c.api.Now())
	c.Request = c.Request.WithContext(indicators.WithActor(c.Request.Context(), indicators.Actor{Who: key.ID, RequestID: c.requestID(), SourceIP: c.ClientIP()}))
}

// mayUpload refuses keys that do not upload files, and corrections by those that may not correct.
func (c *call) mayUpload(r indicators.UploadRequest) error {
	allowed := []indicators.Role{indicators.RoleUploader, indicators.RoleEditor, indicators.RoleAdmin}
	if r.OnConflict == indicators.Correct {
		allowed = allowed[1:]
	}
	if !slices.Contains(allowed, c.key.Role) {
		return indicators.Errorf(indicators.Forbidden, "a key of role %s may not do this", c.key.Role).Coded("role_insufficient")
	}
	if r.City != "" && !c.key.Knows(r.City) {
		return indicators.Errorf(indicators.Forbidden, "this key may not store figures of %s", r.City).Coded("foreign_city").At("city")
	}
	return nil
}

// myCities narrows a list of uploads to the key's cities; nil means all.
func (c *call) myCities() []string {
	if c.key.Role == indicators.RoleAdmin {
		return nil
	}
	cities := slices.Clone(c.key.Cities)
	for _, site := range c.key.Sites {
		city, _, _ := strings.Cut(site, "/")
		cities = append(cities, city)
	}
	slices.Sort(cities)
	return append([]string{}, slices.Compact(cities)...)
}
