package ingest

import (
	"sync"
	"sync/atomic"

	"github.com/aspro-cities/aspro/indicators"
)

// Progress is how far the checking of an upload has come. Bytes of Of are read, and Rows rows of the file; both stand
// still at 0 while it waits for the upload before it.
type Progress struct {
	Bytes int64 `json:"bytes"`
	Of    int64 `json:"of"`
	Rows  int64 `json:"rows"`
} // @name UploadProgress

// underWay is the progress of every upload that is being checked. The zero value is ready.
type underWay struct{ uploads sync.Map }

type counters struct {
	bytes, rows atomic.Int64
	of          int64
}

// begin follows an upload until the function that it gives is called; a dry run has no number and is not followed.
func (w *underWay) begin(upload indicators.Upload) (c *counters, end func()) {
	c = &counters{of: upload.Bytes}
	if upload.ID == 0 {
		return c, func() {}
	}
	w.uploads.Store(upload.ID, c)
	return c, func() { w.uploads.Delete(upload.ID) }
}

// Progress tells how far an upload has come; ok is false for one that is not being checked.
func (im *Importer) Progress(id indicators.UploadID) (p Progress, ok bool) {
	found, ok := im.underWay.uploads.Load(id)
	if !ok {
		return p, false
	}
	c := found.(*counters)
	return Progress{Bytes: c.bytes.Load(), Of: c.of, Rows: c.rows.Load()}, true
}
