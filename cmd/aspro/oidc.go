package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/aspro-cities/aspro/indicators"
)

// tokens takes the bearer tokens of an OpenID Connect issuer in place of keys: people of a city's own directory. What
// they may do stands in two claims.
type tokens struct {
	issuer               string
	verifier             *oidc.IDTokenVerifier
	roleClaim, cityClaim string
	cities               []string // that there are
}

// issuerTime is how long the issuer may take to answer.
const issuerTime = 5 * time.Second

// openTokens asks the issuer where its keys are; nil when none is configured. Errors are Invalid (settings) or Unavailable.
func openTokens(ctx context.Context, given config, c *indicators.Catalogue) (*tokens, error) {
	issuer, audience := given.word("oidc-issuer"), given.word("oidc-audience")
	if issuer == "" {
		return nil, nil
	}
	if audience == "" {
		return nil, misused("--oidc-issuer needs --oidc-audience: whom the tokens are made for")
	}
	ctx = oidc.ClientContext(ctx, &http.Client{Timeout: issuerTime})
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, silentIssuer(issuer, err).At("oidc-issuer")
	}
	t := &tokens{issuer: issuer, verifier: provider.VerifierContext(context.WithoutCancel(ctx), &oidc.Config{ClientID: audience}), roleClaim: given.word("oidc-role-claim"), cityClaim: given.word("oidc-cities-claim")}
	for _, city := range c.Cities {
		t.cities = append(t.cities, city.ID)
	}
	return t, nil
}

func silentIssuer(issuer string, err error) *indicators.Error {
	return indicators.Errorf(indicators.Unavailable, "the issuer %s cannot be asked for its keys: %w", issuer, err)
}

// Key checks a token and gives what its holder may do, as a key of its own. Unauthorized for a token that is not the
// issuer's, not for us, expired, or without a subject, a role and, but for an admin, a city that we know. Unavailable
// when the issuer has to be asked for its keys and does not answer: the token may be right.
func (t *tokens) Key(ctx context.Context, token string) (indicators.Key, error) {
	refused := indicators.Errorf(indicators.Unauthorized, "this token is not accepted").Coded("key_refused")
	checked, err := t.verifier.Verify(ctx, token)
	if err != nil && strings.Contains(err.Error(), "fetching keys ") { // go-oidc has no type for it
		return indicators.Key{}, silentIssuer(t.issuer, err)
	}
	if err != nil || checked.Subject == "" {
		refused.Err = err
		return indicators.Key{}, refused
	}
	var claims map[string]any
	if err := checked.Claims(&claims); err != nil {
		refused.Err = err
		return indicators.Key{}, refused
	}
	k := indicators.Key{ID: "oidc:" + checked.Subject, CreatedAt: checked.IssuedAt, ExpiresAt: checked.Expiry}
	for _, role := range indicators.Roles { // of several the last, which may most
		if slices.Contains(wordsOf(claims[t.roleClaim]), string(role)) {
			k.Role = role
		}
	}
	for _, place := range wordsOf(claims[t.cityClaim]) {
		city, site, isSite := strings.Cut(place, "/")
		switch {
		case !slices.Contains(t.cities, city):
		case isSite && site != "":
			k.Sites = append(k.Sites, place)
		case !isSite:
			k.Cities = append(k.Cities, place)
		}
	}
	if k.Role == "" || k.Role != indicators.RoleAdmin && len(k.Cities)+len(k.Sites) == 0 {
		return indicators.Key{}, refused
	}
	return k, nil
}

// wordsOf is a claim as words: a text of words between blanks, or a list of texts.
func wordsOf(claim any) []string {
	switch claim := claim.(type) {
	case string:
		return strings.Fields(claim)
	case []any:
		var all []string
		for _, one := range claim {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}
