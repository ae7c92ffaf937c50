package sqlite

import (
	"context"

	"github.com/aspro-cities/aspro/indicators"
)

// keepCorrections writes the replaced values of one batch beside the series.
func (m *merge) keepCorrections(series int64) error {
	at := m.db.options.Now()
	for _, c := range m.corrections {
		c.KeyID, c.Reason, c.At = m.upload.KeyID, m.upload.Reason, at
		if err := m.db.insertCorrection(m.w.ctx, series, c); err != nil {
			return err
		}
	}
	m.corrections = m.corrections[:0]
	return nil
}

// Commit stores everything with the receipt and the problems. Internal for a dry run, which has nothing to commit.
func (m *merge) Commit(_ context.Context, receipt indicators.Receipt, problems []indicators.RowProblem) (indicators.Upload, error) {
	if m.ended || m.own < 0 {
		return m.upload, indicators.Errorf(indicators.Internal, "this merge cannot be committed")
	}
	var err error
	if !m.judged {
		_, err = m.Judge(m.w.ctx)
	}
	if err == nil {
		err = m.w.finish()
	}
	if err == nil {
		m.upload.State, m.upload.SettledAt, m.upload.Receipt = indicators.Committed, m.db.options.Now().UTC(), receipt
		err = m.db.settle(m.w.ctx, m.upload, problems)
	}
	if err == nil {
		_, err = m.db.exec(m.w.ctx, "COMMIT")
	}
	if err != nil {
		m.Rollback()
		return m.upload, wrap(err, "storing the upload")
	}
	m.ended = true
	m.db.publish(m.w.pages)
	m.db.release()
	return m.upload, nil
}

// Rollback leaves everything as it was; after Commit it does nothing.
func (m *merge) Rollback() {
	if m.ended {
		return
	}
	m.ended = true
	_, _ = m.db.exec(m.w.ctx, "ROLLBACK")
	m.db.release()
}
