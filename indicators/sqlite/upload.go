package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const uploadColumns = "id, city, profile, file_name, on_error, on_conflict, reason, key_id, sha256, bytes, state, received_at, settled_at, receipt, asked, reversion"

// asked is what an upload may ask for beyond the first columns of its row.
type asked struct {
	Encoding   string `json:"encoding,omitempty"`
	Sheet      string `json:"sheet,omitempty"`
	Site       string `json:"site,omitempty"`
	Conditions string `json:"conditions,omitempty"`
	NamedTime  string `json:"named_time,omitempty"`
}

func askedOf(r indicators.UploadRequest) string {
	text, _ := json.Marshal(asked{r.Encoding, r.Sheet, r.Site, r.Conditions, r.NamedTime}) // texts alone: it never fails
	return string(text)
}

// Known finds the accepted upload of the same bytes, city, profile and policies.
func (db *DB) Known(ctx context.Context, sha256 string, r indicators.UploadRequest) (indicators.Upload, bool, error) {
	found, err := db.uploads(ctx, "WHERE sha256 = ? AND city = ? AND profile = ? AND on_error = ? AND on_conflict = ? AND asked = ? AND state IN (?, ?, ?) ORDER BY id LIMIT 1",
		sha256, r.City, r.Profile, r.OnError, r.OnConflict, askedOf(r), indicators.Committed, indicators.Committing, indicators.Spooled)
	if err != nil || len(found) == 0 {
		return indicators.Upload{}, false, err
	}
	return found[0], true, nil
}

// Upload finds one upload; NotFound.
func (db *DB) Upload(ctx context.Context, id indicators.UploadID) (indicators.Upload, error) {
	found, err := db.uploads(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		return indicators.Upload{}, indicators.Errorf(indicators.NotFound, "there is no upload %s", id)
	}
	if err != nil {
		return indicators.Upload{}, err
	}
	return found[0], nil
}

// Uploads lists uploads, newest first.
func (db *DB) Uploads(ctx context.Context, f indicators.UploadFilter) ([]indicators.Upload, error) {
	where, args := []string{"1"}, []any{}
	if f.Cities != nil {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(f.Cities)), ",")
		where = append(where, "city IN ("+marks+")")
		for _, city := range f.Cities {
			args = append(args, city)
		}
	}
	if f.State != "" {
		where, args = append(where, "state = ?"), append(args, f.State)
	}
	if f.KeyID != "" {
		where, args = append(where, "key_id = ?"), append(args, f.KeyID)
	}
	if f.SHA256 != "" {
		where, args = append(where, "sha256 = ?"), append(args, f.SHA256)
	}
	if f.Before != 0 {
		where, args = append(where, "id < ?"), append(args, f.Before)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	return db.uploads(ctx, "WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// WaitingBytes is how many bytes the uploads have that are accepted and wait for a store that is away.
func (db *DB) WaitingBytes(ctx context.Context) (int64, error) {
	s, err := db.query(ctx, "SELECT coalesce(sum(bytes), 0) FROM upload WHERE state IN ('spooled', 'committing')")
	if err != nil {
		return 0, wrap(err, "reading uploads")
	}
	var n int64
	return n, wrap(s.QueryRowContext(ctx).Scan(&n), "reading uploads")
}

func (db *DB) uploads(ctx context.Context, rest string, args ...any) ([]indicators.Upload, error) {
	found := []indicators.Upload{}
	s, err := db.query(ctx, "SELECT "+uploadColumns+" FROM upload "+rest)
	if err != nil {
		return nil, wrap(err, "reading uploads")
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, wrap(err, "reading uploads")
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scanUpload(rows)
		if err != nil {
			return nil, wrap(err, "reading uploads")
		}
		found = append(found, u)
	}
	return found, wrap(rows.Err(), "reading uploads")
}

func scanUpload(rows *sql.Rows) (indicators.Upload, error) {
	var u indicators.Upload
	var received int64
	var settled sql.NullInt64
	var receipt sql.NullString
	var more []byte
	var reversion sql.NullString
	if err := rows.Scan(&u.ID, &u.City, &u.Profile, &u.FileName, &u.OnError, &u.OnConflict, &u.Reason, &u.KeyID,
		&u.SHA256, &u.Bytes, &u.State, &received, &settled, &receipt, &more, &reversion); err != nil {
		return u, err
	}
	u.ReceivedAt = time.UnixMicro(received).UTC()
	if settled.Valid {
		u.SettledAt = time.UnixMicro(settled.Int64).UTC()
	}
	var a asked
	err := json.Unmarshal(more, &a)
	if err != nil {
		return u, err
	}
	u.Encoding, u.Sheet, u.Site, u.Conditions, u.NamedTime = a.Encoding, a.Sheet, a.Site, a.Conditions, a.NamedTime
	if reversion.Valid {
		u.Reversion = &indicators.Reversion{}
		if err := json.Unmarshal([]byte(reversion.String), u.Reversion); err != nil {
			return u, err
		}
	}
	if !receipt.Valid {
		return u, nil
	}
	u.Receipt, err = receiptOf(receipt.String)
	return u, err
}

// Settle ends an upload that stores nothing: its receipt and its problems are kept.
func (db *DB) Settle(ctx context.Context, u indicators.Upload, problems []indicators.RowProblem) error {
	u.State = indicators.Refused
	err := db.transact(ctx, func(ctx context.Context) error { return db.settle(ctx, u, problems) }, func() {})
	return wrap(err, "keeping the receipt")
}

// settle writes state, receipt and problems in the running transaction.
func (db *DB) settle(ctx context.Context, u indicators.Upload, problems []indicators.RowProblem) error {
	receipt, err := receiptText(u.Receipt)
	if err != nil {
		return err
	}
	result, err := db.exec(ctx, "UPDATE upload SET state = ?, settled_at = ?, receipt = ? WHERE id = ? AND state IN (?, ?)",
		u.State, microOrNull(u.SettledAt), receipt, u.ID, indicators.Received, indicators.Spooled)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, errors.New("the upload is settled already or was never received"))
	}
	if u.State != indicators.Committing { // that is half a step: Mark notes the whole
		if err := db.note(ctx, settled(ctx, u)); err != nil {
			return err
		}
	}
	return db.writeProblems(ctx, u.ID, problems)
}

// settled is the entry of the audit log about an upload that came to rest: its bytes before, its receipt after.
func settled(ctx context.Context, u indicators.Upload) indicators.Act {
	act := indicators.Act{What: "upload." + string(u.State), Object: u.ID.String(), Before: u.SHA256, After: indicators.Digest(u.Receipt), Detail: u.Reason}
	if u.State == indicators.Committed && u.Receipt.Counts.Updated > 0 {
		act.What = "upload.corrected"
	}
	if indicators.ActorOf(ctx).RequestID == "" { // replayed, or taken in by a command: it is its sender's all the same
		act.Who = u.KeyID
	}
	return act
}

// writeProblems lists the problems of an upload anew; the caller holds the turn.
func (db *DB) writeProblems(ctx context.Context, id indicators.UploadID, problems []indicators.RowProblem) error {
	if _, err := db.exec(ctx, "DELETE FROM problem WHERE k > ? AND k < ?", int64(id)<<32, int64(id+1)<<32); err != nil {
		return err
	}
	for i, p := range problems {
		if _, err := db.exec(ctx, `INSERT INTO problem (k, line, "column", code, text, message, hint, said, advised) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			int64(id)<<32|int64(i+1), p.Line, p.Column, p.Code, p.Text, p.Message, p.Hint, p.Said, p.Advised); err != nil {
			return err
		}
	}
	return nil
}

// refuseInterrupted settles uploads that a crash has left unsettled: nothing of them is stored but their bytes.
func (db *DB) refuseInterrupted(ctx context.Context) error {
	found, err := db.Uploads(ctx, indicators.UploadFilter{State: indicators.Received, Limit: 10_000})
	if err != nil {
		return err
	}
	for _, u := range found {
		u.SettledAt = db.options.Now()
		u.Receipt = indicators.Receipt{Series: []indicators.SeriesCount{}, Warnings: []indicators.RowProblem{}, Ignored: []string{},
			Problems: []indicators.RowProblem{indicators.NewRowProblem(0, "", "interrupted", "",
				indicators.Phrasef("The service stopped before this upload was stored; nothing of it is stored.")).Advise(indicators.Phrasef("Send the file again."))}}
		if err := db.Settle(ctx, u, u.Receipt.Problems); err != nil {
			return err
		}
	}
	return nil
}

// Problems gives the rejected and conflicting rows after the n-th, in file order.
func (db *DB) Problems(ctx context.Context, id indicators.UploadID, after, limit int) ([]indicators.RowProblem, error) {
	found := []indicators.RowProblem{}
	s, err := db.query(ctx, `SELECT line, "column", code, text, message, hint, said, advised FROM problem WHERE k > ? AND k < ? ORDER BY k LIMIT ?`)
	if err != nil {
		return nil, wrap(err, "reading problems")
	}
	rows, err := s.QueryContext(ctx, int64(id)<<32|int64(after), int64(id+1)<<32, limit)
	if err != nil {
		return nil, wrap(err, "reading problems")
	}
	defer rows.Close()
	for rows.Next() {
		p := indicators.RowProblem{Severity: indicators.Fault}
		if err := rows.Scan(&p.Line, &p.Column, &p.Code, &p.Text, &p.Message, &p.Hint, &p.Said, &p.Advised); err != nil {
			return nil, wrap(err, "reading problems")
		}
		found = append(found, p)
	}
	return found, wrap(rows.Err(), "reading problems")
}
