package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// loadSamples takes the published figures that are built in. Those loaded before change nothing; where the store
// has other figures, these are left out, with a line in the log.
func loadSamples(ctx context.Context, im *ingest.Importer, log *slog.Logger) error {
	for _, sample := range docs.SampleUploads() {
		o := ingest.Options{Request: indicators.UploadRequest{City: sample.City, Profile: sample.Profile, FileName: sample.Name, KeyID: "cli",
			OnError: indicators.RejectUpload, OnConflict: indicators.OnConflict(sample.OnConflict), Reason: sample.Reason}}
		sum := sha256.Sum256(sample.Content)
		if _, known, err := im.Ledger.Known(ctx, hex.EncodeToString(sum[:]), o.Request); err != nil || known {
			if err != nil {
				return err
			}
			continue
		}
		for _, o.DryRun = range []bool{true, false} { // a refused upload would be kept again at every start
			result, err := im.Import(ctx, bytes.NewReader(sample.Content), o)
			if err != nil {
				return err
			}
			if result.Refuses() {
				first := result.Upload.Receipt.Problems[0]
				log.Warn("sample figures are left out: the store has others", "file", sample.Name, "line", first.Line, "code", first.Code)
				break
			}
			if !o.DryRun {
				log.Info("sample figures loaded", "file", sample.Name, "upload", result.Upload.ID.String(), "values", result.Upload.Receipt.Counts.Received)
			}
		}
	}
	return nil
}
