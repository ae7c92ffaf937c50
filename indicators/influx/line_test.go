package influx

import (
	"math"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestLine holds the schema: what is written once under another type or name can never be read with the rest.
func TestLine(t *testing.T) {
	series := indicators.Series{City: "surabaya", Site: "kenjeran", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	good := indicators.Observation{Start: 946_659_600, Value: 12.5, Quality: indicators.Good, Status: indicators.Observed, Upload: 7, Line: 3}
	const tags = "obs,city=surabaya,indicator=pm2-5,resolution=PT1H,site=kenjeran,statistic=mean "
	for name, c := range map[string]struct {
		but  func(*indicators.Observation)
		line string
	}{
		"CountedHasValueAndRaw":     {func(*indicators.Observation) {}, "value=12.5,raw=12.5,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"WholeNumbersAreFloats":     {func(o *indicators.Observation) { o.Value = -3 }, "value=-3,raw=-3,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"AllDigits":                 {func(o *indicators.Observation) { o.Value = 0.30000000000000004 }, "value=0.30000000000000004,raw=0.30000000000000004,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"Greatest":                  {func(o *indicators.Observation) { o.Value = math.MaxFloat64 }, "value=1.7976931348623157e+308,raw=1.7976931348623157e+308,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"NotEvaluatedCounts":        {func(o *indicators.Observation) { o.Quality = indicators.NotEvaluated }, "value=12.5,raw=12.5,l=3i,q=2i,s=1i,u=7i 946659600\n"},
		"FailedHasNoValue":          {func(o *indicators.Observation) { o.Quality = indicators.Fail }, "raw=12.5,l=3i,q=4i,s=1i,u=7i 946659600\n"},
		"BelowTheLimitHasCNotValue": {func(o *indicators.Observation) { o.Censored = indicators.Below }, "raw=12.5,c=-1i,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"AboveTheLimitHasCNotValue": {func(o *indicators.Observation) { o.Censored = indicators.Above }, "raw=12.5,c=1i,l=3i,q=1i,s=1i,u=7i 946659600\n"},
		"ProjectedHasNoValue":       {func(o *indicators.Observation) { o.Status = indicators.Projected }, "raw=12.5,l=3i,q=1i,s=4i,u=7i 946659600\n"},
		"BothReasons": {func(o *indicators.Observation) { o.Censored, o.Quality = indicators.Below, indicators.Suspect },
			"raw=12.5,c=-1i,l=3i,q=3i,s=1i,u=7i 946659600\n"},
		"DoubtedKeepsWhatItsRowSaid": {func(o *indicators.Observation) { o.Quality, o.Own = indicators.Fail, indicators.NotEvaluated },
			"raw=12.5,d=4i,l=3i,q=2i,s=1i,u=7i 946659600\n"},
		"BeforeTheEpoch": {func(o *indicators.Observation) { o.Start = -2_208_988_800 }, "value=12.5,raw=12.5,l=3i,q=1i,s=1i,u=7i -2208988800\n"},
	} {
		t.Run(name, func(t *testing.T) {
			o := good
			c.but(&o)
			if line := string(appendFields(appendSeries(nil, series), o)); line != tags+c.line {
				t.Errorf("\n%s, want\n%s", line, tags+c.line)
			}
		})
	}
}
