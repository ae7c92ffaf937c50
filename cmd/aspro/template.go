package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/ingest"
	"github.com/aspro-cities/aspro/words"
)

func (s shell) templateCommand() *cobra.Command {
	return s.command("template", &cobra.Command{
		Use: "template CITY", Short: "Print the file that a city fills in, as CSV or XLSX", Args: cobra.ExactArgs(1),
		Long: "Prints the header and a row for every indicator. Rows left without a value count as missing, so a file that is half filled in imports.\n" +
			"The workbook (--format xlsx) offers the allowed codes in lists, and explains them on a second sheet in the language of --lang.",
		Example: "  aspro template surabaya > surabaya.csv\n  aspro template surabaya --format xlsx --lang id > surabaya.xlsx",
	}, func(_ context.Context, given config, args []string) error {
		c, err := loadCatalogue(given)
		if err != nil {
			return err
		}
		if _, ok := c.City(args[0]); !ok {
			return unknownCity(c, args[0])
		}
		var file []byte
		if given.word("format") == "xlsx" {
			l := s.language(given)
			file, err = ingest.TemplateBook(c, args[0], func(format string, args ...any) string { return words.Say(l, format, args...) })
		} else {
			file, err = ingest.Template(c, args[0])
		}
		if err != nil {
			return err
		}
		_, err = s.out.Write(file)
		return err
	})
}
