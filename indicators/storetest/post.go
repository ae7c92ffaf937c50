package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// PostHouse is a house that takes posts.
type PostHouse interface {
	House
	indicators.Postbox
}

// PostCase is one promise of indicators.Postbox.
type PostCase struct {
	Name  string
	Check func(ctx context.Context, house PostHouse) error
}

// PostCases are the promises of indicators.Postbox. Each is checked on an empty house.
func PostCases() []PostCase {
	return []PostCase{
		{"a row leads back to its line", postedLine},
		{"posts of a key and a day are one upload that grows", postsGrow},
		{"the sum is that of the bytes, in whatever posts they came", postedSum},
		{"a buffer that is sent again changes nothing", postedAgain},
		{"another value is kept out, or refuses the post", postedConflict},
		{"one overlapping row refuses all, or is left out", postedOverlap},
		{"late rows are compared with what lies around them", postedLate},
		{"a dry run answers and stores nothing", postedDry},
		{"a reading is doubted for what stands around it, whichever post that came by", doubtsAcrossPosts},
		{"posts at the same time are all stored, once", postedTogether},
	}
}

// RunPosts checks every promise on a house of its own.
func RunPosts(t *testing.T, open func(t *testing.T) PostHouse) {
	for _, c := range PostCases() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Check(t.Context(), open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

var postedAt = at("2026-01-01T12:00:00Z")

// minutely is the series of a sensor.
var minutely = indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.Resolution{Seconds: 60}, Statistic: "mean"}

// postOf is a post of minutes from a start on, with these values.
func postOf(key string, start time.Time, values ...float64) indicators.Post {
	p := indicators.Post{KeyID: key, City: "surabaya", At: postedAt, OnError: indicators.RejectUpload, OnConflict: indicators.Keep}
	for i, value := range values {
		p.Rows = append(p.Rows, postedRow(minutely, start.Add(time.Duration(i)*time.Minute), value))
	}
	return p
}

func postedRow(series indicators.Series, start time.Time, value float64) indicators.PostRow {
	return indicators.PostRow{Series: series, Observation: seen(start, value),
		Line: fmt.Sprintf("%s,%s,%s,%s,%v,µg/m³,mean,1,observed,%s", series.City, series.Site, series.Indicator, start.UTC().Format(time.RFC3339), value, series.Resolution)}
}

func postAll(ctx context.Context, house PostHouse, posts ...indicators.Post) (last indicators.PostResult, err error) {
	for _, p := range posts {
		if last, err = house.Post(ctx, p); err != nil {
			return last, err
		}
	}
	return last, nil
}

func held(ctx context.Context, house PostHouse) ([]indicators.Observation, error) {
	return house.Select(ctx, minutely, indicators.Period{From: at("2000-01-01T00:00:00Z"), To: at("2030-01-01T00:00:00Z")})
}

func holds(ctx context.Context, house PostHouse, values ...float64) error {
	found, err := held(ctx, house)
	if err != nil {
		return err
	}
	var got []float64
	for _, o := range found {
		got = append(got, o.Value)
	}
	if fmt.Sprint(got) != fmt.Sprint(values) {
		return fmt.Errorf("stored are %v, not %v", got, values)
	}
	return nil
}

func postedLine(ctx context.Context, house PostHouse) error {
	got, err := house.Post(ctx, postOf("k1", at("2026-01-01T11:00:00Z"), 1.5, 2.5))
	if err != nil {
		return err
	}
	if got.State != indicators.Committed || got.Upload == 0 {
		return fmt.Errorf("answered %+v", got)
	}
	found, err := held(ctx, house)
	if err != nil || len(found) != 2 || found[1].Line != 3 || found[1].Upload != got.Upload || found[1].Value != 2.5 {
		return fmt.Errorf("stored %+v, %w", found, err)
	}
	lines, err := house.Lines(ctx, got.Upload, []int32{3})
	if err != nil || !strings.HasPrefix(lines[3], "surabaya,citywide,pm2-5,2026-01-01T11:01:00Z,2.5,") {
		return fmt.Errorf("line 3 is %q, %w", lines[3], err)
	}
	return nil
}

func postsGrow(ctx context.Context, house PostHouse) error {
	other, tomorrow := postOf("k2", at("2026-01-01T10:00:00Z"), 5), postOf("k1", at("2026-01-01T11:40:00Z"), 6)
	tomorrow.At = postedAt.Add(24 * time.Hour)
	if _, err := postAll(ctx, house, postOf("k1", at("2026-01-01T11:00:00Z"), 1), postOf("k1", at("2026-01-01T11:01:00Z"), 2, 3), other, tomorrow); err != nil {
		return err
	}
	uploads, err := house.Uploads(ctx, indicators.UploadFilter{Limit: 10})
	if err != nil || len(uploads) != 3 {
		return fmt.Errorf("%d uploads, not 3: %w", len(uploads), err)
	}
	first := uploads[2]
	n := first.Receipt.Counts
	if first.KeyID != "k1" || first.State != indicators.Committed || first.Profile != indicators.PostsProfile || n.Rows != 3 || n.Received != 3 || n.Created != 3 ||
		len(first.Receipt.Series) != 1 || first.Receipt.Series[0].Values != 3 || !first.Receipt.Series[0].Last.Equal(at("2026-01-01T11:02:00Z")) {
		return fmt.Errorf("the first upload is %+v", first)
	}
	return nil
}

func postedSum(ctx context.Context, house PostHouse) error {
	for i := range 400 { // longer than one part
		if _, err := house.Post(ctx, postOf("k1", at("2026-01-01T00:00:00Z").Add(time.Duration(i)*time.Minute), float64(i))); err != nil {
			return err
		}
	}
	u, err := house.Upload(ctx, 1)
	if err != nil {
		return err
	}
	content, err := house.Content(ctx, 1)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(content)
	sum := sha256.Sum256(text)
	if err != nil || u.SHA256 != hex.EncodeToString(sum[:]) || u.Bytes != int64(len(text)) || strings.Count(string(text), "\n") != 401 || !strings.HasPrefix(string(text), indicators.PostsHeader+"\n") {
		return fmt.Errorf("%d bytes are not what %+v says: %w", len(text), u, errors.Join(err, content.Close()))
	}
	lines, err := house.Lines(ctx, 1, []int32{2, 201, 401})
	if err != nil || !strings.Contains(lines[201], ",199,") || !strings.Contains(lines[401], ",399,") || !strings.Contains(lines[2], ",0,") {
		return fmt.Errorf("lines %q, %w", lines, err)
	}
	return nil
}

func postedAgain(ctx context.Context, house PostHouse) error {
	same := postOf("k1", at("2026-01-01T11:00:00Z"), 1, 2)
	got, err := postAll(ctx, house, same, same, postOf("k2", at("2026-01-01T11:01:00Z"), 2, 3))
	if err != nil {
		return err
	}
	if fmt.Sprint(got.Outcomes) != fmt.Sprint([]indicators.Outcome{indicators.Unchanged, indicators.Created}) {
		return fmt.Errorf("outcomes %v", got.Outcomes)
	}
	if again, err := house.Post(ctx, same); err != nil || again.Upload != 0 {
		return fmt.Errorf("the same again: %+v %w", again, err)
	}
	return holds(ctx, house, 1, 2, 3)
}

func postedConflict(ctx context.Context, house PostHouse) error {
	other := postOf("k1", at("2026-01-01T11:00:00Z"), 9, 2)
	got, err := postAll(ctx, house, postOf("k1", at("2026-01-01T11:00:00Z"), 1), other)
	if err != nil {
		return err
	}
	if got.State != indicators.Committed || got.Outcomes[0] != indicators.Conflict || got.Conflicts[0].Old.Value != 1 || got.Outcomes[1] != indicators.Created {
		return fmt.Errorf("kept: %+v", got)
	}
	strict := postOf("k1", at("2026-01-01T11:00:00Z"), 8, 2, 3)
	strict.OnConflict = indicators.RejectConflict
	if got, err = house.Post(ctx, strict); err != nil || got.State != indicators.Refused || got.Conflicts[0].Code != "conflict" || got.Upload != 0 {
		return fmt.Errorf("refused: %+v %w", got, err)
	}
	return holds(ctx, house, 1, 2)
}

func postedOverlap(ctx context.Context, house PostHouse) error {
	crossed := postOf("k1", at("2026-01-01T11:00:30Z"), 5, 6, 7) // the last begins when the stored has ended
	got, err := postAll(ctx, house, postOf("k1", at("2026-01-01T11:00:00Z"), 1, 2), crossed)
	if err != nil || got.State != indicators.Refused || len(got.Conflicts) != 2 || got.Conflicts[0].Code != "period_overlap" {
		return fmt.Errorf("refused: %+v %w", got, err)
	}
	if err := holds(ctx, house, 1, 2); err != nil {
		return err
	}
	crossed.OnError = indicators.SkipRow
	if got, err = house.Post(ctx, crossed); err != nil || got.State != indicators.Committed || got.Outcomes[2] != indicators.Created {
		return fmt.Errorf("skipped: %+v %w", got, err)
	}
	return holds(ctx, house, 1, 2, 7)
}

func postedLate(ctx context.Context, house PostHouse) error {
	late := postOf("k1", at("2026-01-01T09:59:30Z"), 7)
	got, err := postAll(ctx, house, postOf("k1", at("2025-06-01T00:00:00Z"), 1), postOf("k1", at("2026-01-01T10:00:00Z"), 2), postOf("k1", at("2025-09-01T00:00:00Z"), 3), late)
	if err != nil || got.State != indicators.Refused {
		return fmt.Errorf("the late row that overlaps: %+v %w", got, err)
	}
	if got, err = house.Post(ctx, postOf("k1", at("2025-06-01T00:00:00Z"), 8)); err != nil || got.Outcomes[0] != indicators.Conflict {
		return fmt.Errorf("the late row that differs: %+v %w", got, err)
	}
	return holds(ctx, house, 1, 3, 2)
}

func postedDry(ctx context.Context, house PostHouse) error {
	dry := postOf("k1", at("2026-01-01T11:00:00Z"), 1, 2)
	dry.DryRun = true
	got, err := house.Post(ctx, dry)
	if err != nil || got.State != indicators.Committed || got.Upload != 0 || len(got.Outcomes) != 2 {
		return fmt.Errorf("answered %+v %w", got, err)
	}
	uploads, err := house.Uploads(ctx, indicators.UploadFilter{})
	if err != nil || len(uploads) != 0 {
		return fmt.Errorf("%d uploads, %w", len(uploads), err)
	}
	return holds(ctx, house)
}

func postedTogether(ctx context.Context, house PostHouse) error {
	var wait sync.WaitGroup
	failed := make(chan error, 16)
	for sensor := range 16 {
		wait.Go(func() {
			series := minutely
			series.Statistic = fmt.Sprintf("p%d", 10+sensor)
			for i := range 10 {
				p := postOf(fmt.Sprintf("k%d", sensor%4), postedAt)
				p.Rows = append(p.Rows, postedRow(series, at("2026-01-01T00:00:00Z").Add(time.Duration(i)*time.Minute), float64(i)),
					postedRow(minutely, at("2026-01-01T00:00:00Z").Add(time.Duration(i)*time.Minute), float64(i))) // all of them name this one
				if got, err := house.Post(ctx, p); err != nil || got.State != indicators.Committed {
					failed <- fmt.Errorf("%+v %w", got, err)
					return
				}
			}
		})
	}
	wait.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return err
	}
	list, err := house.SeriesList(ctx, indicators.SeriesFilter{})
	if err != nil || len(list) != 17 {
		return fmt.Errorf("%d series, %w", len(list), err)
	}
	for _, info := range list {
		if info.Count != 10 {
			return fmt.Errorf("%s holds %d", info.Series, info.Count)
		}
	}
	uploads, err := house.Uploads(ctx, indicators.UploadFilter{})
	if err != nil || len(uploads) != 4 {
		return fmt.Errorf("%d uploads, not one a key: %w", len(uploads), err)
	}
	var created int64
	for _, u := range uploads {
		created += u.Receipt.Counts.Created
	}
	if created != 170 {
		return fmt.Errorf("%d created, not 170", created)
	}
	return nil
}
