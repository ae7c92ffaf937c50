package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
)

func (s shell) importCommand() *cobra.Command {
	return s.command("import", &cobra.Command{
		Use: "import FILE...", Short: "Take CSV and XLSX files, or folders of them, into the store and print a receipt for each", Args: cobra.MinimumNArgs(1),
		Long: "Every row is checked; then all of a file is stored, or nothing, or with --on-error skip all good rows. Each file is an upload of its own:\n" +
			"when one is refused, the others are still taken, and the exit status is 1. The same file again stores nothing twice, so that a run that was cut is\n" +
			"simply repeated. Of a folder every .csv, .xlsx, .gz and .zst is taken, with those in the folders below, by name. FILE - is standard input.",
		Example: "  aspro import waste.csv --city surabaya --dry-run\n  ASPRO_KEY=... aspro import waste.csv --city surabaya --server https://aspro.example.org",
	}, s.importFiles)
}

// counter takes files: this process into a data folder, or a server. Progress is told in bytes, of all.
type counter interface {
	take(ctx context.Context, file parcel, progress func(done, total int64)) (receipt, error)
	close() error
}

// parcel is a file with what is asked of it.
type parcel struct {
	indicators.UploadRequest
	dryRun bool
	body   io.Reader
	size   int64 // -1: not known
}

func (s shell) importFiles(ctx context.Context, given config, files []string) (err error) {
	request := indicators.UploadRequest{City: given.word("city"), Profile: given.word("profile"), OnError: indicators.OnError(given.word("on-error")),
		OnConflict: indicators.OnConflict(given.word("on-conflict")), Reason: given.word("reason"), KeyID: "cli", Encoding: given.word("encoding"), Sheet: given.word("sheet"),
		Site: given.word("site"), Conditions: given.word("conditions")}
	if request.OnConflict == indicators.Correct && request.Reason == "" {
		return misused("--on-conflict correct needs --reason").Try("Say in a sentence why the stored values are to be replaced; it stays in the ledger.")
	}
	c, err := loadCatalogue(given)
	if err != nil {
		return err
	}
	to, err := s.counter(ctx, given, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.close()) }()
	found, err := filesIn(files)
	if err != nil {
		return err
	}
	batch := importBatch{shell: s, to: to, request: request, dryRun: given.yes("dry-run"), json: given.yes("json"), catalogue: c, say: speakerOf(s.language(given)), brief: len(found) != len(files)}
	for _, file := range found {
		if err := batch.take(ctx, file); err != nil {
			return err
		}
	}
	return batch.end()
}

// counter is a server where one is named, else the data folder.
func (s shell) counter(ctx context.Context, given config, c *indicators.Catalogue) (counter, error) {
	url := given.word("server")
	if url == "" {
		if err := knownCity(c, given.word("city")); err != nil {
			return nil, err
		}
		return s.openHere(ctx, given, c)
	}
	if given.origin["data"] == "--data" && given.origin["server"] == "--server" {
		return nil, misused("--server and --data contradict each other").Try("The file goes to a server or into a folder.")
	}
	key, err := given.secret("ASPRO_KEY")
	if err != nil {
		return nil, err
	}
	return newServer(url, key, string(s.language(given)))
}

// importOne takes one file, with a bar while a person looks on.
func (s shell) importOne(ctx context.Context, to counter, request indicators.UploadRequest, dryRun bool, path, name string) (receipt, error) {
	file := parcel{UploadRequest: request, dryRun: dryRun, body: s.in, size: -1}
	file.FileName = name
	if path == "-" {
		file.FileName = "standard input"
	} else {
		held, err := os.Open(path)
		if err != nil {
			return receipt{}, misused("the file cannot be read: %w", err)
		}
		defer held.Close()
		if info, err := held.Stat(); err != nil || info.IsDir() {
			return receipt{}, misused("%s is not a file", path)
		} else if info.Mode().IsRegular() {
			file.size = info.Size()
		}
		file.body = held
	}
	if !isatty.IsTerminal(s.words.Fd()) {
		return to.take(ctx, file, nil)
	}
	b := &bar{to: s.words, name: name, now: s.now}
	defer b.clear()
	return to.take(ctx, file, b.show)
}
