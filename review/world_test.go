package review

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// world is an examiner on a store of its own, with the published figures.
type world struct {
	*Examiner
	t        *testing.T
	ctx      context.Context
	db       *sqlite.DB
	importer *ingest.Importer
	now      time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, ctx: context.Background(), now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	rows, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return w.now }
	if w.db, err = sqlite.Open(w.ctx, sqlite.Options{Dir: t.TempDir(), Zone: rows.Zone, Check: rows.CheckOf, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Examiner = &Examiner{Catalogue: rows, Store: w.db, Ledger: w.db, Now: now, Software: "test"}
	w.importer = &ingest.Importer{Catalogue: rows, Ledger: w.db, Intake: w.db, Now: now, SpoolDir: t.TempDir()}
	return w
}

func (w *world) withSample() *world {
	w.t.Helper()
	for _, s := range docs.SampleUploads() {
		w.load(string(s.Content), indicators.UploadRequest{City: s.City, Profile: s.Profile, FileName: s.Name, OnConflict: indicators.OnConflict(s.OnConflict), Reason: s.Reason})
	}
	return w
}

const header = "city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n"

func (w *world) load(file string, r indicators.UploadRequest) indicators.Upload {
	w.t.Helper()
	r.KeyID = "cli"
	done, err := w.importer.Import(w.ctx, bytes.NewReader([]byte(file)), ingest.Options{Request: r})
	if err != nil || done.Upload.State != indicators.Committed {
		w.t.Fatalf("%v %+v", err, done.Upload.Receipt)
	}
	return done.Upload
}

// correct replaces one figure of Cebu.
func (w *world) correct(row, reason string) indicators.Upload {
	w.t.Helper()
	return w.load(header+row+"\n", indicators.UploadRequest{City: "cebu", Profile: "aspro", FileName: "correction.csv", OnConflict: indicators.Correct, Reason: reason})
}

func (w *world) draft(programme, milestone string) indicators.Review {
	w.t.Helper()
	r, err := w.db.AddReview(w.ctx, indicators.Review{Programme: programme, Milestone: milestone, PreparedBy: "KITA", KeyID: "cli", CreatedAt: w.now})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) examine(programme, milestone string) Content {
	w.t.Helper()
	c, err := w.Examine(w.ctx, indicators.Review{Programme: programme, Milestone: milestone, Version: 1, PreparedBy: "KITA"})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// freeze freezes the next version, with a reason where one is given.
func (w *world) freeze(programme, milestone, override string) (indicators.Review, Content) {
	w.t.Helper()
	draft := w.draft(programme, milestone)
	frozen, objections, err := w.Freeze(w.ctx, draft.ID(), Freezing{ApprovedBy: "IGES", Override: override, KeyID: "cli"})
	if err != nil || len(objections) > 0 {
		w.t.Fatalf("%v %v", err, objections)
	}
	c, err := Read(frozen)
	if err != nil {
		w.t.Fatal(err)
	}
	return frozen, c
}

func rowOf(t *testing.T, c Content, city, indicator string) Row {
	t.Helper()
	for _, row := range c.Rows {
		if row.City == city && row.Indicator == indicator {
			return row
		}
	}
	t.Fatalf("no row of %s in %s", indicator, city)
	return Row{}
}

func codes(list []Statement) string {
	var all []string
	for _, s := range list {
		all = append(all, s.Code)
	}
	return strings.Join(all, " ")
}
