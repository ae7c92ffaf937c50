package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// House is what an upload needs: where its observations, its bytes and its merge go.
type House interface {
	indicators.Store
	indicators.Ledger
	indicators.Intake
}

// IntakeCase is one promise of ledger and intake.
type IntakeCase struct {
	Name  string
	Check func(ctx context.Context, house House) error
}

// IntakeCases are the promises of indicators.Ledger and indicators.Intake. Each is checked on an empty house.
func IntakeCases() []IntakeCase {
	return []IntakeCase{
		{"an upload is visible entirely when committed, and not before", visibleWhole},
		{"a rolled back merge leaves nothing", rolledBack},
		{"a dry run compares and cannot be committed", dryRun},
		{"the same figure is unchanged and keeps where it was read", unchangedKeepsOrigin},
		{"on_conflict reject and keep leave the stored value", conflictLeaves},
		{"a correction keeps the old value, who, when and why", correctionKeeps},
		{"two values for one period in a file conflict", duplicateInFile},
		{"also when hundreds of thousands of rows lie between them", duplicateFarApart},
		{"overlapping periods of one series conflict", periodOverlap},
		{"a projection never replaces an observation", projection},
		{"a reverted upload leaves nothing, and its bytes may come again", revertRemoves},
		{"a reverted correction brings back what stood before", revertRestores},
		{"what a later upload has corrected is not reverted before it", revertInOrder},
		{"uploads reverted in any order leave the store as if they had never been", revertAny},
		{"a reading is doubted for what stands around it, whichever upload that came by", doubtsAcrossUploads},
		{"what is doubted comes again unchanged", doubtedIsUnchanged},
		{"what the checks find is told, also of a dry run", doubtsAreTold},
		{"flags follow any upload, correction and revert", doubtsFollowAnything},
		{"bytes come back, whole and by line", bytesBack},
		{"only committed uploads of the same bytes and policies are known", known},
		{"problems page in file order", problemPages},
		{"keys are found, listed and revoked", keys},
	}
}

// RunIntake checks every promise on a house of its own.
func RunIntake(t *testing.T, open func(t *testing.T) House) {
	for _, c := range IntakeCases() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Check(t.Context(), open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

var yearly = indicators.Series{City: "cebu", Site: "cebu-city", Indicator: "solid-waste-generated", Resolution: indicators.P1Y, Statistic: "mean"}

// year is the yearly figure of Cebu, whose year begins at 16:00 UTC the day before.
func year(y int, value float64) indicators.Observation {
	return seen(time.Date(y, 1, 1, 0, 0, 0, 0, zoneOf("Asia/Manila")), value)
}

func request(policy indicators.OnConflict) indicators.UploadRequest {
	return indicators.UploadRequest{City: "cebu", Profile: "aspro", FileName: "figures.csv", OnError: indicators.RejectUpload,
		OnConflict: policy, Reason: "a later edition", KeyID: "abcdefghijklmnop"}
}

func receive(ctx context.Context, house House, policy indicators.OnConflict, content string) (indicators.Upload, error) {
	return house.Receive(ctx, indicators.Upload{UploadRequest: request(policy), SHA256: sumOf(content), Bytes: int64(len(content)),
		ReceivedAt: at("2026-01-01T00:00:00Z")}, strings.NewReader(content))
}

func sumOf(content string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(content)))
}

// begun receives an upload and begins its merge, which the caller ends.
func begun(ctx context.Context, house House, policy indicators.OnConflict, content string) (indicators.Merge, error) {
	u, err := receive(ctx, house, policy, content)
	if err != nil {
		return nil, err
	}
	return house.Begin(ctx, u)
}

// upload merges one batch as an upload of its own and commits it.
func upload(ctx context.Context, house House, policy indicators.OnConflict, series indicators.Series, observations ...indicators.Observation) (indicators.Upload, []indicators.Outcome, []indicators.MergeConflict, error) {
	u, err := receive(ctx, house, policy, "figures")
	if err != nil {
		return u, nil, nil, err
	}
	m, err := house.Begin(ctx, u)
	if err != nil {
		return u, nil, nil, err
	}
	defer m.Rollback()
	outcomes, conflicts, err := m.Put(ctx, indicators.Batch{Series: series, Observations: observations})
	if err != nil {
		return u, nil, nil, err
	}
	outcomes = slices.Clone(outcomes)
	u, err = m.Commit(ctx, indicators.Receipt{Counts: indicators.Counts{Rows: int64(len(observations))}}, nil)
	return u, outcomes, conflicts, err
}

func visibleWhole(ctx context.Context, house House) error {
	m, err := begun(ctx, house, indicators.RejectConflict, "figures")
	if err != nil {
		return err
	}
	defer m.Rollback()
	many := 300_000
	if testing.Short() {
		many = 60_000 // the race detector has no room for more
	}
	made := hours(at("1990-01-01T00:00:00Z"), many, 1)
	for part := range slices.Chunk(made, 20_000) {
		if _, _, err := m.Put(ctx, indicators.Batch{Series: hourly, Observations: part}); err != nil {
			return err
		}
	}
	if list, err := house.SeriesList(ctx, indicators.SeriesFilter{}); err != nil || len(list) != 0 {
		return differ("SeriesList before the commit", "nothing", fmt.Sprint(list, err))
	}
	if err := selected(ctx, house, hourly, always, nil); err != nil {
		return err
	}
	u, err := m.Commit(ctx, indicators.Receipt{}, nil)
	if err != nil || u.State != indicators.Committed || u.SettledAt.IsZero() {
		return differ("Commit", "a committed upload", fmt.Sprint(u, err))
	}
	for i := range made {
		made[i].Upload = u.ID
	}
	if err := selected(ctx, house, hourly, always, made); err != nil {
		return fmt.Errorf("%d observations are not those that were put: %.300s", many, err.Error())
	}
	zone := zoneOf("Asia/Jakarta")
	return daysOf(ctx, house, always, zone, summed(made, always, zone))
}

func rolledBack(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	m, err := begun(ctx, house, indicators.Correct, "figures")
	if err != nil {
		return err
	}
	if _, _, err := m.Put(ctx, indicators.Batch{Series: yearly, Observations: []indicators.Observation{year(2010, 1), year(2011, 2)}}); err != nil {
		return err
	}
	m.Rollback()
	m.Rollback()
	o := year(2010, 470)
	o.Upload = 1
	if err := selected(ctx, house, yearly, always, []indicators.Observation{o}); err != nil {
		return err
	}
	if c, err := house.Corrections(ctx, yearly, always); err != nil || len(c) != 0 {
		return differ("Corrections", "none", fmt.Sprint(c, err))
	}
	return nil
}

func dryRun(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	m, err := house.Begin(ctx, indicators.Upload{UploadRequest: request(indicators.RejectConflict)})
	if err != nil {
		return err
	}
	defer m.Rollback()
	outcomes, _, err := m.Put(ctx, indicators.Batch{Series: yearly, Observations: []indicators.Observation{year(2010, 470), year(2010, 471), year(2011, 1), year(2011, 2)}})
	want := []indicators.Outcome{indicators.Unchanged, indicators.Conflict, indicators.Created, indicators.Conflict}
	if err != nil || !slices.Equal(outcomes, want) {
		return differ("outcomes", want, fmt.Sprint(outcomes, err))
	}
	if _, err := m.Commit(ctx, indicators.Receipt{}, nil); err == nil {
		return differ("Commit of a dry run", "an error", nil)
	}
	m.Rollback()
	if list, err := house.SeriesList(ctx, indicators.SeriesFilter{}); err != nil || len(list) != 1 || list[0].Count != 1 {
		return differ("SeriesList", "one observation", fmt.Sprint(list, err))
	}
	return nil
}

func bytesBack(ctx context.Context, house House) error {
	var text strings.Builder
	for i := 1; text.Len() < 3<<20; i++ {
		fmt.Fprintf(&text, "line %d,%s\r\n", i, strings.Repeat("x", i%97))
		if i%5000 == 0 {
			fmt.Fprintf(&text, "\"quoted\nline %d\",1\n", i)
		}
	}
	text.WriteString("no line end")
	u, err := receive(ctx, house, indicators.RejectConflict, text.String())
	if err != nil {
		return err
	}
	reader, err := house.Content(ctx, u.ID)
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }()
	if back, err := io.ReadAll(reader); err != nil || !bytes.Equal(back, []byte(text.String())) {
		return differ("Content", text.Len(), fmt.Sprint(len(back), err))
	}
	all := strings.SplitAfter(text.String(), "\n")
	last := int32(len(all))
	lines, err := house.Lines(ctx, u.ID, []int32{last, 1, 20_000, 5001, 1, last + 1})
	if err != nil {
		return err
	}
	want := map[int32]string{1: all[0], 5001: all[5000] + all[5001], 20_000: all[19_999], last: all[last-1]}
	for n, line := range want {
		if lines[n] != line {
			return differ(fmt.Sprintf("line %d", n), line, lines[n])
		}
	}
	if len(lines) != len(want) {
		return differ("Lines", len(want), len(lines))
	}
	return nil
}

func known(ctx context.Context, house House) error {
	if _, err := receive(ctx, house, indicators.RejectConflict, "figures"); err != nil {
		return err
	}
	sum := sumOf("figures")
	if _, ok, err := house.Known(ctx, sum, request(indicators.RejectConflict)); ok || err != nil {
		return differ("Known of a received upload", false, fmt.Sprint(ok, err))
	}
	u, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470))
	if err != nil {
		return err
	}
	got, ok, err := house.Known(ctx, sum, request(indicators.RejectConflict))
	if err != nil || !ok || got.ID != u.ID || got.Receipt.Counts != u.Receipt.Counts {
		return differ("Known", u, fmt.Sprint(got, ok, err))
	}
	if _, ok, err := house.Known(ctx, sum, request(indicators.Keep)); ok || err != nil {
		return differ("Known under another policy", false, fmt.Sprint(ok, err))
	}
	list, err := house.Uploads(ctx, indicators.UploadFilter{Cities: []string{"cebu"}, Limit: 1})
	if err != nil || len(list) != 1 || list[0].ID != u.ID {
		return differ("Uploads, newest first", u.ID, fmt.Sprint(list, err))
	}
	list, err = house.Uploads(ctx, indicators.UploadFilter{Before: u.ID})
	if err != nil || len(list) != 1 || list[0].State != indicators.Received {
		return differ("Uploads before the last", "the received one", fmt.Sprint(list, err))
	}
	if list, err = house.Uploads(ctx, indicators.UploadFilter{Cities: []string{"surabaya"}}); err != nil || len(list) != 0 {
		return differ("Uploads of another city", "none", fmt.Sprint(list, err))
	}
	return nil
}

func problemPages(ctx context.Context, house House) error {
	u, err := receive(ctx, house, indicators.RejectConflict, "figures")
	if err != nil {
		return err
	}
	var problems []indicators.RowProblem
	for i := range 25 {
		problems = append(problems, indicators.RowProblem{Severity: indicators.Fault, Line: i + 2, Column: "value", Code: "not_a_number", Text: "n/a", Message: "m", Hint: "h"})
	}
	u.SettledAt, u.Receipt.Counts.Rejected = at("2026-01-01T00:00:01Z"), 25
	if err := house.Settle(ctx, u, problems); err != nil {
		return err
	}
	if got, err := house.Problems(ctx, u.ID, 10, 5); err != nil || !slices.Equal(got, problems[10:15]) {
		return differ("Problems", problems[10:15], fmt.Sprint(got, err))
	}
	if got, err := house.Upload(ctx, u.ID); err != nil || got.State != indicators.Refused || got.Receipt.Counts.Rejected != 25 {
		return differ("Upload", "refused with 25 rejected", fmt.Sprint(got, err))
	}
	if _, err := house.Upload(ctx, 99); indicators.KindOf(err) != indicators.NotFound {
		return differ("Upload of no such id", indicators.NotFound, err)
	}
	return nil
}

func keys(ctx context.Context, house House) error {
	made := indicators.Key{ID: "abcdefghijklmnop", Hash: []byte{1, 2, 3}, Role: indicators.RoleUploader, Cities: []string{"cebu"}, Sites: []string{"surabaya/north"},
		Note: "the officer", CreatedAt: at("2026-01-01T00:00:00Z"), ExpiresAt: at("2027-01-01T00:00:00Z")}
	if err := house.AddKey(ctx, made); err != nil {
		return err
	}
	if err := house.AddKey(ctx, made); indicators.KindOf(err) != indicators.Conflicting {
		return differ("AddKey of a taken id", indicators.Conflicting, err)
	}
	for range 2 {
		if err := house.RevokeKey(ctx, made.ID, at("2026-06-01T00:00:00Z")); err != nil {
			return err
		}
	}
	got, err := house.Key(ctx, made.ID)
	made.RevokedAt = at("2026-06-01T00:00:00Z")
	if err != nil || fmt.Sprint(got) != fmt.Sprint(made) {
		return differ("Key", made, fmt.Sprint(got, err))
	}
	if all, err := house.Keys(ctx); err != nil || len(all) != 1 {
		return differ("Keys", 1, fmt.Sprint(all, err))
	}
	if _, err := house.Key(ctx, "nobody"); indicators.KindOf(err) != indicators.NotFound {
		return differ("Key of no such id", indicators.NotFound, err)
	}
	return nil
}
