package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/ingest"
)

// shownFigures is how many figures of a sample are shown in words.
const shownFigures = 5

func (s shell) profileTestCommand() *cobra.Command {
	return s.command("profile-test", &cobra.Command{
		Use: "test FILE SAMPLE", Short: "Check a profile and show what it makes of a sample", Args: cobra.ExactArgs(2),
		Long: "FILE is a YAML file with the profile, beside the catalogue; its faults are named with their lines. SAMPLE is a file as it would be sent.\n" +
			"The first figures are shown in words, then the counts and what is wrong. Nothing is stored; the exit status is 1 when a row is wrong.",
		Example: "  aspro profile test logger.yaml today.csv --city surabaya",
	}, func(ctx context.Context, given config, args []string) error {
		c, err := catalogue.Load(append(slices.Clone(given.list("catalogue")), args[0])...)
		if err != nil {
			return err
		}
		id, err := profileMeant(given, args[0])
		if err != nil {
			return err
		}
		file, err := openSample(args[1])
		if err != nil {
			return err
		}
		defer file.Close()
		im := &ingest.Importer{Catalogue: c, Now: s.now}
		v, err := im.Preview(ctx, file, ingest.Options{Request: sampleRequest(given, id, args[1])}, shownFigures)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(s.out, previewText(v, c, speakerOf(s.language(given)))); err != nil {
			return err
		}
		if v.Counts.Rejected > 0 {
			return indicators.Errorf(indicators.Invalid, "%d of %d values are wrong", v.Counts.Rejected, v.Counts.Received).Coded("rows_refused")
		}
		return nil
	})
}

// profileMeant is the one profile of a file, or the one that is named.
func profileMeant(given config, path string) (string, error) {
	ids, err := catalogue.ProfilesIn(path)
	if err != nil {
		return "", err
	}
	named := given.word("profile")
	switch {
	case len(ids) == 0:
		return "", misused("%s holds no profile", path)
	case named == "" && len(ids) == 1:
		return ids[0], nil
	case slices.Contains(ids, named):
		return named, nil
	}
	return "", misused("%s holds %s", path, strings.Join(ids, ", ")).Try("Say which is meant with --profile.")
}

func openSample(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, misused("the sample cannot be read: %w", err)
	}
	return file, nil
}

// readBeginning is as much of a file as a profile is looked for in.
func readBeginning(file io.Reader) ([]byte, error) {
	beginning, err := io.ReadAll(io.LimitReader(file, ingest.DetectBytes))
	if err != nil {
		return nil, misused("the sample cannot be read: %w", err)
	}
	return beginning, nil
}

func sampleRequest(given config, profile, path string) indicators.UploadRequest {
	return indicators.UploadRequest{Profile: profile, City: given.word("city"), Site: given.word("site"), Encoding: given.word("encoding"),
		Sheet: given.word("sheet"), Conditions: given.word("conditions"), FileName: sentName(path)}
}

// previewText is a preview as a person reads it.
func previewText(v ingest.Preview, c *indicators.Catalogue, say speaker) string {
	var b strings.Builder
	v.Problems, v.Warnings = say.told(v.Problems), say.told(v.Warnings)
	fmt.Fprintf(&b, "%s: %s\n", v.Profile.ID, v.Profile.Name)
	for _, row := range v.Rows {
		fmt.Fprintf(&b, "  %s: %s\n", say("line %d", row.Observation.Line), inWords(row, c, say))
	}
	n := v.Counts
	b.WriteString("  " + say("%d rows; %d values received = %d right + %d wrong + %d missing", n.Rows, n.Received, n.Created, n.Rejected, n.Missing))
	if n.NotMeasured > 0 || n.Faulty > 0 {
		b.WriteString(say(" (%d not measured, %d faulty)", n.NotMeasured, n.Faulty))
	}
	b.WriteString("\n")
	if len(v.Ignored) > 0 {
		fmt.Fprintf(&b, "  %s\n", say("columns not read: %s", strings.Join(v.Ignored, ", ")))
	}
	for _, w := range v.Warnings {
		fmt.Fprintf(&b, "  %s: %s\n", severity(w.Severity, say), problemText(w, say))
	}
	for _, p := range v.Problems[:min(len(v.Problems), shownProblems)] {
		fmt.Fprintf(&b, "  %s\n", problemText(p, say))
	}
	if more := n.Rejected - int64(min(len(v.Problems), shownProblems)); more > 0 {
		fmt.Fprintf(&b, "  %s\n", say("and %d more", more))
	}
	return b.String()
}

// inWords is one figure as a sentence: what is written → when · what at where = how much.
func inWords(row ingest.PreviewRow, c *indicators.Catalogue, say speaker) string {
	s, o := row.Series, row.Observation
	indicator, _ := c.Indicator(s.Indicator)
	written := ""
	if sent, known := c.UnitByText(row.Unit); row.Text != "" && (strings.TrimSpace(row.Text) != row.Value() || row.Unit != "" && (!known || sent.ID != indicator.Unit)) {
		written = say(" (written %s)", strings.TrimSpace(row.Text+" "+row.Unit))
	}
	flags := ""
	if o.Quality != indicators.NotEvaluated {
		flags += say(", quality %d", o.Quality)
	}
	if o.Status != indicators.Observed {
		flags += ", " + o.Status.String()
	}
	when := c.Calendar(s.City).PeriodInWords(o.Start, s.Resolution)
	return say("%s → %s · %s (%s) at %s = %s %s", row.When, when, indicator.Name, s.Statistic, row.Place(c), row.Value(), indicator.Unit) + written + flags
}

// sentName is the name that a file is sent under: its last folders too, for profiles that read the time in them.
func sentName(path string) string {
	parts := strings.Split(strings.ReplaceAll(path, `\`, "/"), "/")
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" || p == "." || p == ".." })
	return strings.Join(parts[max(0, len(parts)-5):], "/")
}
