package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// foundFile is a file to import: where it lies, and what it is called.
type foundFile struct{ path, name string }

// filesIn gives the files named, and for a folder those in it and below it that look like uploads, by name. What
// begins with a point or ~$ (a lock of a spreadsheet) is passed over, and links to folders are not followed.
func filesIn(named []string) ([]foundFile, error) {
	var found []foundFile
	for _, path := range named {
		entries := len(found)
		isFolder := false
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil && file == path:
				return nil // what is no file is told when it is opened
			case err != nil:
				return misused("%s cannot be read: %w", file, err)
			case file == path:
				isFolder = entry.IsDir()
				return nil
			case strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "~$"):
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if !entry.IsDir() && isUpload(entry.Name()) {
				below, err := filepath.Rel(filepath.Dir(filepath.Clean(path)), file)
				if err != nil {
					below = entry.Name()
				}
				found = append(found, foundFile{file, filepath.ToSlash(below)})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !isFolder {
			found = append(found, foundFile{path, filepath.Base(path)})
		} else if len(found) == entries {
			return nil, misused("there is nothing to import in the folder %s", path).Try("Files that end in .csv, .xlsx, .gz or .zst are taken.")
		}
	}
	return found, nil
}

func isUpload(name string) bool {
	return slices.Contains([]string{".csv", ".xlsx", ".gz", ".zst"}, strings.ToLower(filepath.Ext(name)))
}

// importBatch takes one file after another and keeps count.
type importBatch struct {
	shell
	to                    counter
	request               indicators.UploadRequest
	dryRun, json          bool
	catalogue             *indicators.Catalogue
	say                   speaker
	brief                 bool // a folder: a file that is known already gets one line, and the end says how many there were
	stored, known, turned int
	waiting               int
}

// take imports one file and prints its receipt. A file that cannot be read as a whole is turned away as one
// whose rows refuse it is; what would be the same for every file ends the run.
func (b *importBatch) take(ctx context.Context, file foundFile) error {
	name := file.name
	if profile, _ := b.catalogue.Profile(b.request.Profile); len(profile.FileName) > 0 { // its folders are sent only where they are read
		name = sentName(file.path)
	}
	r, err := b.importOne(ctx, b.to, b.request, b.dryRun, file.path, name)
	if e, ours := asOurs(err); ours && concernsTheFile(e) && b.brief {
		b.turned++
		format, args := e.Words()
		fmt.Fprintf(b.words, "%s: %s: %s\n", file.path, e.FineCode(), b.say(format, args...))
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file.path, err)
	}
	switch {
	case r.refused:
		b.turned++
	case r.Known:
		b.known++
	case r.State == string(indicators.Spooled), r.State == string(indicators.Committing):
		b.waiting++
	default:
		b.stored++
	}
	if b.json {
		return json.NewEncoder(b.out).Encode(r.UploadView)
	}
	text := r.text(file.path, b.catalogue, b.say)
	if b.brief && r.Known {
		text = file.path + ": " + b.say("known already as upload %s: nothing changes", *r.ID) + "\n"
	}
	_, err = io.WriteString(b.out, text)
	return err
}

// concernsTheFile reports whether an error is of one file alone.
func concernsTheFile(e *indicators.Error) bool {
	switch e.Kind {
	case indicators.Invalid, indicators.TooLarge, indicators.Unsupported:
		return statusOf(e) != wrongUse && e.Field == ""
	default:
		return false
	}
}

// end says how the run went.
func (b *importBatch) end() error {
	if b.brief {
		format := "%d files: %d stored, %d known already, %d waiting, %d refused"
		if b.dryRun {
			format = "%d files, tried alone: %d would be stored, %d known already, %d waiting, %d would be refused"
		}
		fmt.Fprintln(b.words, b.say(format, b.stored+b.known+b.waiting+b.turned, b.stored, b.known, b.waiting, b.turned))
	}
	if b.turned > 0 {
		return indicators.Errorf(indicators.Invalid, "%d of %d files refused", b.turned, b.stored+b.known+b.waiting+b.turned).Coded("rows_refused")
	}
	return nil
}
