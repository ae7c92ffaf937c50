package main

import (
	"context"
	"errors"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// here takes files into the data folder, which this process owns meanwhile.
type here struct {
	importer *ingest.Importer
	db       *sqlite.DB
	say      speaker
}

func (s shell) openHere(ctx context.Context, given config, c *indicators.Catalogue) (counter, error) {
	if err := notMoved(given); err != nil {
		return nil, err
	}
	db, err := s.open(ctx, given, c)
	if err != nil {
		return nil, err
	}
	im, err := s.importer(given, c, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return here{im, db, speakerOf(s.language(given))}, nil
}

func (h here) close() error { return h.db.Close() }

func (h here) take(ctx context.Context, file parcel, progress func(done, total int64)) (receipt, error) {
	result, err := h.importer.Import(ctx, file.body, ingest.Options{Request: file.UploadRequest, DryRun: file.dryRun, Progress: progress})
	if err != nil {
		return receipt{}, err
	}
	r := receipt{UploadView: viewOf(result), refused: result.Refuses()}
	r.Problems, r.Warnings = h.say.told(r.Problems), h.say.told(r.Warnings)
	if isStored(r.UploadView) {
		all, err := indicators.Summarize(ctx, h.db, h.importer.Catalogue.Calendar, result.Upload)
		if err != nil {
			return r, err
		}
		r.summary = api.UploadSummaryOf(h.importer.Catalogue, result.Upload, all)
	}
	return r, nil
}

// viewOf is the receipt as a server answers it, without its links: there is no server.
func viewOf(r ingest.Result) api.UploadView {
	v := api.UploadViewOf(r.Upload)
	v.Known, v.DryRun, v.Links = r.Known, r.DryRun, map[string]string{}
	return v
}
