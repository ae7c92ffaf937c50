package indicators_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// paper is an audit log that can be tampered with.
type paper struct {
	acts   []indicators.Act
	newest int64
}

func (p *paper) Audit(ctx context.Context, act indicators.Act) error {
	var before indicators.Act
	if n := len(p.acts); n > 0 {
		before = p.acts[n-1]
	}
	act = act.By(ctx).Sealed(before)
	p.acts, p.newest = append(p.acts, act), act.ID
	return nil
}

func (p *paper) Acts(_ context.Context, f indicators.ActFilter) ([]indicators.Act, error) {
	at := slices.IndexFunc(p.acts, func(a indicators.Act) bool { return a.ID > f.After })
	if at < 0 {
		return nil, nil
	}
	return p.acts[at:min(len(p.acts), at+2)], nil // two a page
}

func (p *paper) LastAct(context.Context) (int64, error) { return p.newest, nil }

func TestVerifyAudit(t *testing.T) {
	ctx := indicators.WithActor(t.Context(), indicators.Actor{Who: "key1", RequestID: "r1", SourceIP: "192.0.2.1"})
	written := func() *paper {
		p := &paper{}
		for _, what := range []string{"key.added", "upload.committed", "upload.reverted", "key.revoked", "review.frozen"} {
			_ = p.Audit(ctx, indicators.Act{What: what, Object: "o", At: time.Unix(1e9, 123456789)})
		}
		return p
	}
	t.Run("Unbroken", func(t *testing.T) {
		p := written()
		n, last, err := indicators.VerifyAudit(ctx, p)
		if err != nil || n != 5 || last != p.acts[4].Hash || p.acts[0].Who != "key1" || p.acts[0].SourceIP != "192.0.2.1" {
			t.Errorf("%d %s %v", n, last, err)
		}
	})
	t.Run("Empty", func(t *testing.T) {
		if n, last, err := indicators.VerifyAudit(ctx, &paper{}); err != nil || n != 0 || last != "" {
			t.Errorf("%d %q %v", n, last, err)
		}
	})
	for name, c := range map[string]struct {
		tamper func(p *paper)
		says   string
	}{
		"AChangedWord":     {func(p *paper) { p.acts[2].Who = "key2" }, "entry 3 is not as it was written"},
		"AChangedTime":     {func(p *paper) { p.acts[1].At = p.acts[1].At.Add(time.Second) }, "entry 2 is not as it was written"},
		"SealedAnew":       {func(p *paper) { p.acts[2].What = "x"; p.acts[2] = p.acts[2].Sealed(p.acts[1]) }, "entry 4 does not follow"},
		"AnEntryTakenOut":  {func(p *paper) { p.acts = slices.Delete(p.acts, 1, 2) }, "entry 2 is gone"},
		"TheFirstTakenOut": {func(p *paper) { p.acts = p.acts[1:] }, "entry 1 is gone"},
		"TheLastTakenOut":  {func(p *paper) { p.acts = p.acts[:4] }, "entry 5 is gone"},
		"AllTakenOut":      {func(p *paper) { p.acts = nil }, "entry 1 is gone"},
		"TwoChangedPlaces": {func(p *paper) { p.acts[1], p.acts[2] = p.acts[2], p.acts[1] }, "entry 2 is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			p := written()
			c.tamper(p)
			_, _, err := indicators.VerifyAudit(ctx, p)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestTheServiceActsWhereNobodyIsNamed(t *testing.T) {
	if got := (indicators.Act{}).By(t.Context()).Who; got != "aspro" {
		t.Error(got)
	}
	if got := (indicators.Act{Who: "key9"}).By(indicators.WithActor(t.Context(), indicators.Actor{Who: "key1"})).Who; got != "key9" {
		t.Error(got)
	}
}
