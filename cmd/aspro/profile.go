package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

func (s shell) profileCommand() *cobra.Command {
	profile := &cobra.Command{Use: "profile", Short: "List, show, test and propose import profiles: how files are read", Args: cobra.NoArgs, RunE: needsCommand,
		Long: "A profile is a row of the catalogue. docs/catalogue.md tells how one is written; `aspro profile test` shows in words what it makes of a sample."}
	profile.AddCommand(s.profileListCommand(), s.profileShowCommand(), s.profileTestCommand(), s.profileDetectCommand())
	return profile
}

func (s shell) profileListCommand() *cobra.Command {
	return s.command("profile-list", &cobra.Command{Use: "list", Short: "List the profiles of the catalogue", Args: cobra.NoArgs},
		func(_ context.Context, given config, _ []string) error {
			c, err := loadCatalogue(given)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tREADS\tNAME")
			for _, p := range c.Profiles {
				reads := p.Layout
				if p.Incomplete != "" {
					reads += ", to be extended"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", p.ID, reads, p.Name)
			}
			return w.Flush()
		})
}

func (s shell) profileShowCommand() *cobra.Command {
	return s.command("profile-show", &cobra.Command{Use: "show ID", Short: "Print a profile as YAML, with all that it takes from what it extends", Args: cobra.ExactArgs(1)},
		func(_ context.Context, given config, args []string) error {
			c, err := loadCatalogue(given)
			if err != nil {
				return err
			}
			p, ok := c.Profile(args[0])
			if !ok {
				return indicators.Errorf(indicators.Invalid, "there is no import profile %q", args[0]).Coded("unknown_profile").Try("`aspro profile list` lists all.")
			}
			text, err := profileText(p)
			if err != nil {
				return err
			}
			_, err = s.out.Write(text)
			return err
		})
}

// profileText is a profile as a file of a catalogue, without what it leaves unsaid.
func profileText(p indicators.Profile) ([]byte, error) {
	var document yaml.Node
	if err := document.Encode(map[string][]indicators.Profile{"profiles": {p}}); err != nil {
		return nil, err
	}
	prune(&document)
	return yaml.Marshal(&document)
}

// prune takes out the keys whose values say nothing; hour 0 does.
func prune(node *yaml.Node) {
	var kept []*yaml.Node
	for i, child := range node.Content {
		prune(child)
		if node.Kind != yaml.MappingNode || i%2 == 1 {
			continue
		}
		value := node.Content[i+1]
		prune(value)
		empty := value.Kind != yaml.ScalarNode && len(value.Content) == 0 || value.Tag == "!!null" ||
			value.Kind == yaml.ScalarNode && (value.Value == "" || value.Tag == "!!bool" && value.Value == "false" || value.Tag == "!!int" && value.Value == "0" && child.Value != "hour")
		if !empty {
			kept = append(kept, child, value)
		}
	}
	if node.Kind == yaml.MappingNode {
		node.Content = kept
	}
	if node.Kind == yaml.MappingNode && len(kept) > 0 && kept[0].Value == "header" { // columns on one line each
		node.Style = yaml.FlowStyle
	}
}

func (s shell) profileDetectCommand() *cobra.Command {
	return s.command("profile-detect", &cobra.Command{Use: "detect FILE", Short: "Propose profiles for a file; none is applied", Args: cobra.ExactArgs(1)},
		func(ctx context.Context, given config, args []string) error {
			c, err := loadCatalogue(given)
			if err != nil {
				return err
			}
			file, err := openSample(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			beginning, err := readBeginning(file)
			if err != nil {
				return err
			}
			im := &ingest.Importer{Catalogue: c, Now: s.now}
			found := im.Detect(ctx, beginning, sampleRequest(given, "", args[0]))
			if len(found) == 0 {
				return indicators.Errorf(indicators.Invalid, "no profile fits %s", args[0]).Coded("no_profile").
					Try("Write one: docs/catalogue.md shows how.")
			}
			w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
			for _, f := range found {
				note := ""
				if f.Profile.Incomplete != "" {
					note = " (to be extended: " + f.Profile.Incomplete + ")"
				}
				fmt.Fprintf(w, "%s\t%d columns\t%s%s\n", f.Profile.ID, f.Columns, f.Profile.Name, note)
			}
			return w.Flush()
		})
}
