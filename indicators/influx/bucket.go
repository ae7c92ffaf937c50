package influx

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"github.com/aspro-cities/aspro/indicators"
)

// shardSeconds is the span of a shard: 52 weeks. The server's own default, a week, makes 25 years of history
// 1,300 shards.
const shardSeconds = 52 * 7 * 86400

type bucketRow struct {
	ID             string          `json:"id"`
	Name           string          `json:"name"`
	RetentionRules []retentionRule `json:"retentionRules"`
}

type retentionRule struct {
	Type         string `json:"type"`
	EverySeconds int64  `json:"everySeconds"`
	ShardSeconds int64  `json:"shardGroupDurationSeconds,omitempty"`
}

// ensureBucket makes the bucket with infinite retention, or checks the one that is there: one that drops data
// by age is refused.
func (s *Store) ensureBucket(ctx context.Context) error {
	found, ok, err := s.bucket(ctx)
	if err != nil {
		return err
	}
	if ok {
		return checkRetention(found)
	}
	var orgs struct {
		Orgs []struct{ ID string } `json:"orgs"`
	}
	if err := s.get(ctx, "/api/v2/orgs?org="+url.QueryEscape(s.options.Org), &orgs); err != nil {
		return err
	}
	if len(orgs.Orgs) != 1 {
		return indicators.Errorf(indicators.Invalid, "InfluxDB has no organisation %q that this token may see", s.options.Org).Coded("influx_org")
	}
	body, err := json.Marshal(map[string]any{"orgID": orgs.Orgs[0].ID, "name": s.options.Bucket, "description": "observations of aspro",
		"retentionRules": []retentionRule{{Type: "expire", EverySeconds: 0, ShardSeconds: shardSeconds}}})
	if err != nil {
		return err
	}
	made := s.post(ctx, "/api/v2/buckets", body, "application/json", nil)
	if made == nil {
		return nil
	}
	if found, ok, err := s.bucket(ctx); err == nil && ok { // another process was faster
		return checkRetention(found)
	}
	return made
}

// bucket finds the bucket by its name.
func (s *Store) bucket(ctx context.Context) (bucketRow, bool, error) {
	var list struct {
		Buckets []bucketRow `json:"buckets"`
	}
	err := s.get(ctx, "/api/v2/buckets?name="+url.QueryEscape(s.options.Bucket)+"&org="+url.QueryEscape(s.options.Org), &list)
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "store_bucket_missing" {
		return bucketRow{}, false, nil
	}
	if err != nil || len(list.Buckets) == 0 {
		return bucketRow{}, false, err
	}
	return list.Buckets[0], true, nil
}

func checkRetention(b bucketRow) error {
	for _, rule := range b.RetentionRules {
		if rule.EverySeconds != 0 {
			return indicators.Errorf(indicators.Invalid, "the bucket %q drops data after %d s", b.Name, rule.EverySeconds).Coded("influx_retention").
				Try("Give it infinite retention: influx bucket update --id %s --retention 0", b.ID)
		}
	}
	return nil
}
