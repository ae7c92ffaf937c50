package indicators

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Reconciliation is what a comparison of ledger and store has found. Both agree when there is no fault; then
// Created − Reverted = Stored − ByNoUpload.
type Reconciliation struct {
	Uploads     int64        `json:"uploads"`
	Series      int64        `json:"series"`
	Created     int64        `json:"created"`       // by all uploads that were ever committed, by their receipts
	Reverted    int64        `json:"reverted"`      // of these, by uploads that were taken back
	Stored      int64        `json:"stored"`        // observations counted in the store
	ByNoUpload  int64        `json:"by_no_upload"`  // of these, that came by no upload
	Corrections int64        `json:"corrections"`   // that the ledger keeps
	Waiting     int64        `json:"waiting"`       // uploads that are not settled yet: nothing is said of their observations
	Entries     int64        `json:"audit_entries"` // of the audit log
	Faults      []Difference `json:"faults"`        // the first 1,000
	More        int64        `json:"more_faults"`   // that are not listed
}

// Difference is one thing in which ledger and store do not agree.
type Difference struct {
	Code   string `json:"code"`
	Object string `json:"object"` // an upload or a series
	Text   string `json:"text"`
}

// mostFaults bounds the list: a wrong bucket differs in everything.
const mostFaults = 1000

func (r *Reconciliation) differs(code, object, format string, args ...any) {
	if len(r.Faults) == mostFaults {
		r.More++
		return
	}
	r.Faults = append(r.Faults, Difference{code, object, fmt.Sprintf(format, args...)})
}

// Reconcile reads everything and compares: every receipt with its own sum and with the observations that are stored of it,
// every observation with its upload, every summary of a day with the observations of the day, the kept bytes with
// their hash, the audit log with its chain. It is exact while nothing is written. Errors are those of reading the
// ledger; what the store cannot read is a fault.
func Reconcile(ctx context.Context, store Store, ledger Ledger, zone func(city string) *time.Location) (Reconciliation, error) {
	r := reconciling{Reconciliation: Reconciliation{Faults: []Difference{}}, ctx: ctx, store: store, ledger: ledger, of: map[UploadID]*standing{}}
	if err := r.readUploads(); err != nil {
		return r.Reconciliation, err
	}
	all, err := store.SeriesList(ctx, SeriesFilter{})
	if err != nil {
		return r.Reconciliation, err
	}
	for _, info := range all {
		if err := r.readSeries(info, zone(info.Series.City)); err != nil {
			return r.Reconciliation, err
		}
	}
	r.compare()
	entries, _, err := VerifyAudit(ctx, ledger)
	if e, ok := errors.AsType[*Error](err); ok && e.Code == "audit_broken" {
		r.differs(e.Code, "audit", "%s", e.Message)
		err = nil
	}
	r.Entries = entries
	return r.Reconciliation, err
}

// standing is what is known of one upload: what its receipt promises, and what is stored of it.
type standing struct {
	upload   Upload
	found    int64
	replaced int64 // by later uploads
	restored int64 // of these, that reverts have brought back
}

type reconciling struct {
	Reconciliation
	ctx    context.Context
	store  Store
	ledger Ledger
	of     map[UploadID]*standing
	blind  bool // something could not be read, so that sums say nothing
}

func (r *reconciling) readUploads() error {
	for before := UploadID(0); ; {
		page, err := r.ledger.Uploads(r.ctx, UploadFilter{Before: before, Limit: 1000})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, u := range page {
			before = u.ID
			u.Receipt.Series, u.Receipt.Problems, u.Receipt.Warnings = nil, nil, nil
			r.of[u.ID] = &standing{upload: u}
			r.Uploads++
			if n := u.Receipt.Counts; n.Received != n.Outcomes() {
				r.differs("receipt_sum", u.ID.String(), "the receipt has %d values received, and outcomes of %d", n.Received, n.Outcomes())
			}
			if err := r.readBytes(u); err != nil {
				return err
			}
		}
	}
}

// readBytes compares the kept bytes with what was noted when they came.
func (r *reconciling) readBytes(u Upload) error {
	content, err := r.ledger.Content(r.ctx, u.ID)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	hash := sha256.New()
	n, err := io.Copy(hash, content)
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	if err != nil || n != u.Bytes || hex.EncodeToString(hash.Sum(nil)) != u.SHA256 {
		r.differs("bytes_differ", u.ID.String(), "the kept bytes are not those that came: %d of %d can be read", n, u.Bytes)
	}
	return nil
}

// readSeries counts the observations of a series by upload and sums its days, a stretch at a time.
func (r *reconciling) readSeries(info SeriesInfo, zone *time.Location) error {
	r.Series++
	corrections, err := r.ledger.Corrections(r.ctx, info.Series, Period{From: time.Unix(info.First, 0), To: time.Unix(info.Last+1, 0)})
	if err != nil {
		return err
	}
	for _, c := range corrections {
		r.Corrections++
		if c.Reverts {
			r.standing(c.New.Upload).restored++
		} else {
			r.standing(c.Old.Upload).replaced++
		}
	}
	count, last := int64(0), info.First-1
	for from := DateOf(time.Unix(info.First, 0), zone); ; {
		to := from + 366
		period := Period{From: DateStart(from, zone), To: DateStart(to, zone)}
		held, err := r.store.Select(r.ctx, info.Series, period)
		if err != nil {
			if KindOf(err) == Unavailable {
				return err
			}
			r.blind = true
			r.differs("unreadable", info.Series.String(), "from %s: %s", period.From.Format(time.DateOnly), err)
		} else {
			for _, o := range held {
				if o.Start <= last {
					r.differs("out_of_order", info.Series.String(), "%s stands behind a later start", o.Time().Format(time.RFC3339))
				}
				count, last = count+1, o.Start
				r.standing(o.Upload).found++
			}
			if err := r.readDays(info.Series, period, zone, held); err != nil {
				return err
			}
		}
		if from = to; DateStart(from, zone).Unix() > info.Last {
			break
		}
	}
	r.Stored += count
	if count != info.Count && !r.blind {
		r.differs("count_differs", info.Series.String(), "%d observations are listed, %d are stored", info.Count, count)
	}
	return nil
}

// readDays compares the summaries of the days with the observations.
func (r *reconciling) readDays(series Series, period Period, zone *time.Location, held []Observation) error {
	kept, err := r.store.Days(r.ctx, []Series{series}, period, zone, AllOfDay)
	if err != nil {
		return err
	}
	var days []Day
	for _, o := range held {
		date := DateOf(o.Time(), zone)
		if n := len(days); n == 0 || days[n-1].Date != date {
			days = append(days, Day{Date: date})
		}
		days[len(days)-1].Add(o)
	}
	for i, day := range days {
		if i >= len(kept[0].Days) || kept[0].Days[i] != day {
			r.differs("day_differs", series.String(), "the summary of %s is not that of its observations", DateStart(day.Date, zone).In(zone).Format(time.DateOnly))
			return nil
		}
	}
	if len(kept[0].Days) != len(days) {
		r.differs("day_differs", series.String(), "%d days have a summary, %d have observations", len(kept[0].Days), len(days))
	}
	return nil
}

// standing finds an upload; one that the ledger does not know is noted for the comparison.
func (r *reconciling) standing(id UploadID) *standing {
	if r.of[id] == nil {
		r.of[id] = &standing{}
	}
	return r.of[id]
}

// compare holds what is stored of every upload against its receipt.
func (r *reconciling) compare() {
	ids := make([]UploadID, 0, len(r.of))
	for id := range r.of {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		s := r.of[id]
		u := s.upload
		promised := int64(0)
		switch {
		case id == 0:
			r.ByNoUpload += s.found
			continue
		case u.ID == 0:
			r.differs("no_upload", id.String(), "%d observations are stored of an upload that the ledger does not know", s.found)
			continue
		case u.State == Received || u.State == Spooled || u.State == Committing || u.State == Reverting:
			r.Waiting++
			continue
		case u.State == Reverted:
			r.Created += u.Receipt.Counts.Created
			r.Reverted += u.Receipt.Counts.Created
		case u.State == Committed:
			r.Created += u.Receipt.Counts.Created
			promised = u.Standing() - s.replaced + s.restored
		}
		if s.found != promised && !r.blind {
			r.differs("upload_differs", id.String(), "%d observations are stored of the %s upload, its receipt and corrections say %d", s.found, u.State, promised)
		}
	}
}
