package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/ingest"
)

func (s shell) templateCommand() *cobra.Command {
	return s.command("template", &cobra.Command{
		Use: "template CITY", Short: "Print the CSV file that a city fills in", Args: cobra.ExactArgs(1),
		Long: "Prints the header and a row for every indicator. Rows left without a value count as missing, so a file that is half filled in imports.",
	}, func(_ context.Context, given config, args []string) error {
		c, err := loadCatalogue(given)
		if err != nil {
			return err
		}
		if _, ok := c.City(args[0]); !ok {
			return unknownCity(c, args[0])
		}
		file, err := ingest.Template(c, args[0])
		if err != nil {
			return err
		}
		_, err = s.out.Write(file)
		return err
	})
}
