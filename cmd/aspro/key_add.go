package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
)

func (s shell) keyAddCommand() *cobra.Command {
	return s.command("key-add", &cobra.Command{
		Use: "add --role ROLE", Short: "Make a key and print it, this once", Args: cobra.NoArgs,
		Long:    "Prints the key alone on standard output. Only its HMAC is kept: a key that is lost cannot be shown again, only revoked.",
		Example: "  aspro key add --role uploader --city surabaya --note 'Environment office' --expires 2027-01-01",
	}, func(ctx context.Context, given config, _ []string) (err error) {
		c, err := loadCatalogue(given)
		if err != nil {
			return err
		}
		key, err := s.askedKey(given, c)
		if err != nil {
			return err
		}
		db, err := s.openBeside(ctx, given)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		text, err := addKey(ctx, given.word("data"), db, key)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, text)
		return err
	})
}

// addKey mints the key under the server's secret, keeps it and gives its text.
func addKey(ctx context.Context, dir string, ledger indicators.Ledger, key indicators.Key) (string, error) {
	secret, err := serverSecret(dir)
	if err != nil {
		return "", err
	}
	key, text := indicators.MintKey(secret, key)
	return text, ledger.AddKey(ctx, key)
}

// askedKey reads the settings of a key. A key that could do nothing, or more than its scope says, is refused.
func (s shell) askedKey(given config, c *indicators.Catalogue) (indicators.Key, error) {
	key := indicators.Key{Role: indicators.Role(given.word("role")), Cities: given.list("city"), Sites: given.list("site"), Note: given.word("note"), CreatedAt: s.now()}
	if key.Role == "" {
		return key, misused("--role is missing").Try("It says what the key may do: sensor, uploader, editor, reviewer or admin.")
	}
	scoped := len(key.Cities)+len(key.Sites) > 0
	if key.Role == indicators.RoleAdmin && scoped {
		return key, misused("an admin key is for every city: it takes neither --city nor --site").Try("%s", given.sources("city", "site"))
	}
	if key.Role != indicators.RoleAdmin && !scoped {
		return key, misused("a key of role %s needs --city or --site", key.Role)
	}
	for _, city := range key.Cities {
		if err := knownCity(c, city); err != nil {
			return key, err
		}
	}
	for _, place := range key.Sites {
		city, site, ok := strings.Cut(place, "/")
		if !ok {
			return key, misused("--site is %q; it must be CITY/SITE", place)
		}
		if err := knownCity(c, city); err != nil {
			return key, err
		}
		if err := knownSite(c, city, site); err != nil {
			return key, err
		}
	}
	if text := given.word("expires"); text != "" {
		at, err := indicators.ParseBound(text, time.UTC)
		if err != nil {
			return key, misused("--expires: %w", err)
		}
		if !key.CreatedAt.Before(at) {
			return key, misused("--expires is %s, which has passed", text)
		}
		key.ExpiresAt = at
	}
	return key, nil
}
