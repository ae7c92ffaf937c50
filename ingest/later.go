package ingest

import (
	"context"
	"io"

	"github.com/aspro-cities/aspro/indicators"
)

// later is the intake of an upload that cannot be compared now: it takes every row that is right in itself,
// counts it as pending, and leaves the upload Spooled.
type later struct{ ledger indicators.Ledger }

// begin opens a merge that stores nothing.
func (l later) begin(_ context.Context, upload indicators.Upload) (indicators.Merge, error) {
	return &laterMerge{ledger: l.ledger, upload: upload}, nil
}

type laterMerge struct {
	ledger   indicators.Ledger
	upload   indicators.Upload
	outcomes []indicators.Outcome
}

func (m *laterMerge) Put(_ context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	m.outcomes = m.outcomes[:0]
	for range b.Observations {
		m.outcomes = append(m.outcomes, indicators.Created)
	}
	return m.outcomes, nil, nil
}

// Judge knows nothing of what is stored.
func (m *laterMerge) Judge(context.Context) ([]indicators.Judged, error) { return nil, nil }

func (m *laterMerge) Commit(ctx context.Context, receipt indicators.Receipt, problems []indicators.RowProblem) (indicators.Upload, error) {
	receipt.Counts.Pending, receipt.Counts.Created = receipt.Counts.Created, 0
	m.upload.State, m.upload.Receipt = indicators.Spooled, receipt
	return m.upload, m.ledger.Stage(context.WithoutCancel(ctx), m.upload, problems, nil, nil)
}

func (m *laterMerge) Rollback() {}

// Replay ends an upload that is Spooled or Committing, from its kept bytes: what was decided stays decided,
// what was only checked is now compared. One that is Reverting is taken back to its end. Unavailable when the store
// is still away.
func (im *Importer) Replay(ctx context.Context, upload indicators.Upload) (indicators.Upload, error) {
	if upload.State == indicators.Reverting {
		return im.Intake.Revert(ctx, upload.ID, *upload.Reversion)
	}
	profile, ok := im.Catalogue.Profile(upload.Profile)
	if !ok {
		return upload, indicators.Errorf(indicators.Internal, "the profile %q of upload %s is gone from the catalogue", upload.Profile, upload.ID)
	}
	again := func() (io.ReadCloser, error) { return im.Ledger.Content(ctx, upload.ID) }
	return im.merge(ctx, upload, profile, Options{Request: upload.UploadRequest}, again, im.Intake.Begin)
}
