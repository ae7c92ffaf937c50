package stat

import (
	"encoding/json"
	"testing"
)

func TestSeasonalReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID          string
			Year        []float64
			Season      []int
			Y           []*float64
			Independent map[string]json.RawMessage `json:"expected_envstats_independent"`
			Correlated  map[string]*float64        `json:"expected_envstats_serial_correlation"`
		}
	}
	vectors(t, "seasonal_mk.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			var year, y []float64
			var season []int
			for i, v := range c.Y {
				if v != nil {
					year, season, y = append(year, c.Year[i]), append(season, c.Season[i]), append(y, *v)
				}
			}
			got := SeasonalKendall(year, season, y, 0.95)
			plain := NormalTwoSided(value(got.ZPlain))
			expect(t, file.Tolerance, numbers(t, c.Independent), map[string]*float64{
				"S": &got.S, "varS": &got.Variance, "tau_weighted": got.Tau, "slope_per_year": got.Slope, "intercept": got.Intercept,
				"z_continuity": got.Z, "p_continuity": got.P, "z_no_continuity": got.ZPlain, "p_no_continuity": &plain,
				"chi2_heterogeneity": &got.Heterogeneity.ChiSquare, "p_heterogeneity": got.Heterogeneity.P,
			})
			pair(t, "95 %", file.Tolerance, decode[[]*float64](t, c.Independent["ci95_gilbert_interpolated"]), got.Interval)
			s, variance := decode[[]float64](t, c.Independent["per_season_S"]), decode[[]float64](t, c.Independent["per_season_varS"])
			for i, season := range got.Seasons {
				if season.S != s[i] || !near(&season.Variance, variance[i], file.Tolerance) {
					t.Errorf("season %d: %v %v, want %v %v", season.Season, season.S, season.Variance, s[i], variance[i])
				}
			}
			if c.Correlated != nil {
				expect(t, file.Tolerance, c.Correlated, map[string]*float64{
					"varS": &got.Correlated.Variance, "z_continuity": got.Correlated.Z, "p_continuity": got.Correlated.P,
				})
			}
		})
	}
}

func TestOppositeSeasons(t *testing.T) {
	var year, y []float64
	var season []int
	for i := range 20 {
		year, season, y = append(year, float64(i), float64(i)), append(season, 1, 2), append(y, float64(i), float64(-i))
	}
	got := SeasonalKendall(year, season, y, 0.95)
	if got.S != 0 || *got.P != 1 || got.Heterogeneity.P == nil || *got.Heterogeneity.P > 1e-6 {
		t.Errorf("%+v %+v", got.Trend, got.Heterogeneity)
	}
	if len(got.Warnings) == 0 || got.Warnings[0] != GroupsDiffer {
		t.Error("what cancels is not said:", got.Warnings)
	}
}
