package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
)

// desk is where reviews are worked on: a running server, or a data folder.
type desk interface {
	list(ctx context.Context, programme string) ([]api.ReviewHead, error)
	begin(ctx context.Context, asked api.NewReview) (api.ReviewHead, error)
	freeze(ctx context.Context, id string, asked api.FreezeReview) (api.ReviewHead, error)
	verify(ctx context.Context, id string) (review.Verification, error)
	export(ctx context.Context, to io.Writer, id, format, language string) error
	close() error
}

func (s shell) reviewCommand() *cobra.Command {
	c := &cobra.Command{Use: "review", Short: "Begin, read, freeze, verify and export reviews", Args: cobra.NoArgs, RunE: needsCommand,
		Long: "A review is what is known of a programme at a milestone. A draft shows what is on record now; frozen it never changes, and its hash proves that.\n" +
			"With --server it asks a running server, with the key in ASPRO_KEY; without, the folder itself. Where observations lie in InfluxDB, ask the server."}
	c.AddCommand(
		s.command("review-list", &cobra.Command{Use: "list", Short: "List reviews, newest first", Args: cobra.NoArgs}, s.atDesk(s.reviewList)),
		s.command("review-begin", &cobra.Command{Use: "begin PROGRAMME MILESTONE", Short: "Begin a draft and print its id", Args: cobra.ExactArgs(2),
			Example: "  aspro review begin kitaq-composting 2012 --prepared-by 'Cebu City Environment Office'"}, s.atDesk(s.reviewBegin)),
		s.command("review-show", &cobra.Command{Use: "show ID", Short: "Print a review in a few lines", Args: cobra.ExactArgs(1)}, s.atDesk(s.reviewShow)),
		s.command("review-freeze", &cobra.Command{Use: "freeze ID", Short: "Freeze a draft and print its hash", Args: cobra.ExactArgs(1),
			Long: "Refused, with the reasons, while an upload of its cities is not committed, a figure has too few observations or no row has any figure,\n" +
				"unless --override gives a written reason, which prints as a footnote."}, s.atDesk(s.reviewFreeze)),
		s.command("review-verify", &cobra.Command{Use: "verify ID", Short: "Recompute the hash of a frozen review", Args: cobra.ExactArgs(1),
			Long: "Prints the hash; the exit status is 1 when the document is not the one that was frozen."}, s.atDesk(s.reviewVerify)),
		s.command("review-export", &cobra.Command{Use: "export ID", Short: "Write a review to standard output", Args: cobra.ExactArgs(1),
			Long:    "canonical gives the very bytes that the hash is of, for sha256sum.",
			Example: "  aspro review export kitaq-composting-aims-2012-v1 --format html > review.html"}, s.atDesk(s.reviewExport)),
	)
	return c
}

// atDesk opens the desk that is asked for and closes it.
func (s shell) atDesk(do func(context.Context, desk, config, []string) error) func(context.Context, config, []string) error {
	return func(ctx context.Context, given config, args []string) (err error) {
		at, err := s.openDesk(ctx, given)
		if err != nil {
			return err
		}
		defer func() {
			if ended := at.close(); err == nil {
				err = ended
			}
		}()
		return do(ctx, at, given, args)
	}
}

func (s shell) openDesk(ctx context.Context, given config) (desk, error) {
	if address := given.word("server"); address != "" {
		key, err := given.secret("ASPRO_KEY")
		if err != nil {
			return nil, err
		}
		return newServerDesk(address, key)
	}
	return s.newFolderDesk(ctx, given)
}

func (s shell) reviewList(ctx context.Context, at desk, given config, _ []string) error {
	heads, err := at.list(ctx, given.word("programme"))
	if err != nil {
		return err
	}
	if given.yes("json") {
		return json.NewEncoder(s.out).Encode(heads)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tFROZEN AT\tPREPARED BY\tSHA-256")
	for _, h := range heads {
		frozen, sum := "–", "–"
		if h.FrozenAt != nil && h.SHA256 != nil {
			frozen, sum = *h.FrozenAt, *h.SHA256
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", h.ID, h.State, frozen, h.PreparedBy, sum)
	}
	return w.Flush()
}

func (s shell) reviewBegin(ctx context.Context, at desk, given config, args []string) error {
	if given.word("prepared-by") == "" {
		return misused("--prepared-by is missing").Try("It is how the review is signed.")
	}
	head, err := at.begin(ctx, api.NewReview{Programme: args[0], At: args[1], PreparedBy: given.word("prepared-by"), Licence: given.word("licence"), Preface: given.word("preface")})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, head.ID)
	return err
}

func (s shell) reviewShow(ctx context.Context, at desk, _ config, args []string) error {
	var text strings.Builder
	if err := at.export(ctx, &text, args[0], "json", ""); err != nil {
		return err
	}
	var v api.ReviewView
	if err := json.Unmarshal([]byte(text.String()), &v); err != nil {
		return indicators.Errorf(indicators.Invalid, "the answer is no review: %w", err).At("server")
	}
	_, err := io.WriteString(s.out, reviewText(v))
	return err
}

// reviewText is a review in a few lines.
func reviewText(v api.ReviewView) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n", v.ID, v.State, v.Content.Citation)
	if v.SHA256 != nil {
		fmt.Fprintf(&b, "SHA-256 %s\n", *v.SHA256)
	}
	fmt.Fprintf(&b, "%s\n", v.Content.Summary.Text)
	for _, r := range v.Content.Rows {
		fmt.Fprintf(&b, "\n%s, %s, %s: %s\n  %s\n", r.CityName, r.SiteName, r.IndicatorName, strings.ReplaceAll(r.Status, "_", " "), r.Sentence.Text)
		for _, m := range r.Missing {
			fmt.Fprintf(&b, "  missing: %s\n", m.Text)
		}
	}
	for _, o := range v.Objections {
		fmt.Fprintf(&b, "\nagainst freezing: %s", o.Text)
	}
	for _, e := range v.Errata {
		fmt.Fprintf(&b, "\nerratum %d, %s, %s: %s", e.Number, e.By, e.At, e.Text)
	}
	if v.Since != nil {
		fmt.Fprintf(&b, "\n%s", v.Since.Banner.Text)
		for _, d := range v.Since.Data {
			fmt.Fprintf(&b, "\n  %s/%s/%s %s: %s → %s", d.City, d.Site, d.Indicator, d.What, orNone(d.Old), orNone(d.New))
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func orNone(text *string) string {
	if text == nil {
		return "none"
	}
	return *text
}

func (s shell) reviewFreeze(ctx context.Context, at desk, given config, args []string) error {
	if given.word("approved-by") == "" {
		return misused("--approved-by is missing").Try("It is how the approval is signed.")
	}
	head, err := at.freeze(ctx, args[0], api.FreezeReview{ApprovedBy: given.word("approved-by"), PreparedBy: given.word("prepared-by"), Override: given.word("override")})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s  %s\n", orNone(head.SHA256), head.ID)
	return err
}

func (s shell) reviewVerify(ctx context.Context, at desk, _ config, args []string) error {
	v, err := at.verify(ctx, args[0])
	if err != nil {
		return err
	}
	if !v.Valid {
		return notAsFrozen(v)
	}
	_, err = fmt.Fprintf(s.out, "%s  %s  valid\n", v.SHA256, v.Review)
	return err
}

// notAsFrozen names a review whose bytes are no longer those of its hash.
func notAsFrozen(v review.Verification) error {
	return indicators.Errorf(indicators.Conflicting, "%s is not as it was frozen: its hash was %s and is %s", v.Review, v.SHA256, v.Computed).Coded("not_valid").
		Try("Compare the data file with a backup.")
}

func (s shell) reviewExport(ctx context.Context, at desk, given config, args []string) error {
	return at.export(ctx, s.out, args[0], given.word("format"), given.word("lang"))
}
