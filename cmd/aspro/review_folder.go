package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/review"
	"github.com/aspro-cities/aspro/words"
)

// folderDesk works on the data folder that this process owns.
type folderDesk struct {
	review.Examiner
	db *sqlite.DB
}

func (s shell) newFolderDesk(ctx context.Context, given config) (desk, error) {
	if err := mustExist(given); err != nil {
		return nil, err
	}
	c, err := loadCatalogue(given)
	if err != nil {
		return nil, err
	}
	db, err := s.open(ctx, given, c)
	if err != nil {
		return nil, ownedElsewhere(err)
	}
	return folderDesk{review.Examiner{Catalogue: c, Store: db, Ledger: db, Now: s.now, Software: "aspro " + version()}, db}, nil
}

func (d folderDesk) close() error { return d.db.Close() }

func (d folderDesk) list(ctx context.Context, programme string) ([]api.ReviewHead, error) {
	heads := []api.ReviewHead{}
	for before := int64(0); ; {
		found, err := d.db.Reviews(ctx, indicators.ReviewFilter{Programme: programme, Before: before})
		if err != nil || len(found) == 0 {
			return heads, err
		}
		for _, r := range found {
			heads = append(heads, api.ReviewHeadOf(r))
		}
		before = found[len(found)-1].Number
	}
}

func (d folderDesk) begin(ctx context.Context, asked api.NewReview) (api.ReviewHead, error) {
	if err := asked.Check(); err != nil {
		return api.ReviewHead{}, err
	}
	programme, milestone, err := d.Place(asked.Programme, asked.At)
	if err != nil {
		return api.ReviewHead{}, err
	}
	r, err := d.db.AddReview(ctx, indicators.Review{Programme: programme.ID, Milestone: milestone.ID, PreparedBy: asked.PreparedBy, Licence: asked.Licence,
		Note: asked.Preface, KeyID: "cli", CreatedAt: d.Now()})
	return api.ReviewHeadOf(r), err
}

func (d folderDesk) freeze(ctx context.Context, id string, asked api.FreezeReview) (api.ReviewHead, error) {
	if err := asked.Check(); err != nil {
		return api.ReviewHead{}, err
	}
	frozen, objections, err := d.Freeze(ctx, id, review.Freezing{PreparedBy: asked.PreparedBy, ApprovedBy: asked.ApprovedBy, Override: asked.Override, KeyID: "cli"})
	if err != nil {
		return api.ReviewHead{}, err
	}
	if len(objections) > 0 {
		var texts []string
		for _, o := range objections {
			texts = append(texts, o.Text)
		}
		return api.ReviewHead{}, indicators.Errorf(indicators.Conflicting, "the review cannot be frozen as it is: %s", strings.Join(texts, " ")).Coded(objections[0].Code).
			Try("Mend that, or give --override, a written reason, which prints as a footnote.")
	}
	return api.ReviewHeadOf(frozen), nil
}

func (d folderDesk) verify(ctx context.Context, id string) (review.Verification, error) {
	r, err := d.db.Review(ctx, id)
	if err != nil {
		return review.Verification{}, err
	}
	return review.Verify(r)
}

func (d folderDesk) export(ctx context.Context, to io.Writer, id, format, language string) error {
	r, err := d.db.Review(ctx, id)
	if err != nil {
		return err
	}
	if format == "canonical" {
		if r.Frozen == nil {
			return indicators.Errorf(indicators.Conflicting, "the review %s is a draft", id).Coded("not_frozen").Try("A draft has no hash: freeze it first.")
		}
		_, err := to.Write(r.Frozen.Content)
		return err
	}
	document, err := d.Document(ctx, r)
	if err != nil {
		return err
	}
	switch format {
	case "csv":
		return document.WriteCSV(to)
	case "xlsx":
		return document.WriteWorkbook(to)
	case "html":
		l, ok := words.Parse(language)
		if !ok && language != "" {
			return misused("--lang is %q; it must be en, id, ceb or ja", language)
		}
		return document.WritePage(to, l)
	}
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(api.ReviewViewOf(r, document))
}
