package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
)

// keyView is a key without anything that proves it.
type keyView struct {
	ID        string     `json:"id"`
	Role      string     `json:"role"`
	State     string     `json:"state"` // usable, expired or revoked
	Cities    []string   `json:"cities"`
	Sites     []string   `json:"sites"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	RevokedAt *time.Time `json:"revoked_at"`
	LastUsed  *time.Time `json:"last_used"` // as a server has noted it, some seconds late; null: never
	Note      string     `json:"note"`
}

func (s shell) keyListCommand() *cobra.Command {
	return s.command("key-list", &cobra.Command{Use: "list", Short: "List the keys, oldest first", Args: cobra.NoArgs},
		func(ctx context.Context, given config, _ []string) (err error) {
			views, err := s.listKeys(ctx, given)
			if err != nil {
				return err
			}
			if given.yes("json") {
				return json.NewEncoder(s.out).Encode(views)
			}
			w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tROLE\tSTATE\tSCOPE\tCREATED\tEXPIRES\tLAST USED\tNOTE")
			for _, v := range views {
				scope := strings.Join(append(append([]string{}, v.Cities...), v.Sites...), " ")
				if v.Role == string(indicators.RoleAdmin) {
					scope = "every city"
				}
				expires := "never"
				if v.ExpiresAt != nil {
					expires = v.ExpiresAt.Format(time.RFC3339)
				}
				used := "never"
				if v.LastUsed != nil {
					used = v.LastUsed.Format(time.RFC3339)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.ID, v.Role, v.State, scope, v.CreatedAt.Format(time.RFC3339), expires, used, v.Note)
			}
			return w.Flush()
		})
}

func (s shell) listKeys(ctx context.Context, given config) (views []keyView, err error) {
	if err := mustExist(given); err != nil {
		return nil, err
	}
	db, err := s.openBeside(ctx, given)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	keys, err := db.Keys(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(keys))
	for _, key := range keys {
		ids = append(ids, key.ID)
	}
	seen, err := db.Sightings(ctx, ids...)
	views = make([]keyView, 0, len(keys))
	for _, key := range keys {
		view := s.keyView(key)
		if last := seen[key.ID].LastUsed; !last.IsZero() {
			view.LastUsed = &last
		}
		views = append(views, view)
	}
	return views, err
}

func (s shell) keyView(key indicators.Key) keyView {
	v := keyView{ID: key.ID, Role: string(key.Role), State: key.State(s.now()), Cities: append([]string{}, key.Cities...), Sites: append([]string{}, key.Sites...),
		CreatedAt: key.CreatedAt, Note: key.Note}
	if !key.ExpiresAt.IsZero() {
		v.ExpiresAt = &key.ExpiresAt
	}
	if !key.RevokedAt.IsZero() {
		v.RevokedAt = &key.RevokedAt
	}
	return v
}
