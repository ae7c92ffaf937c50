package api

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// call is one request with what has been found out about it.
type call struct {
	*gin.Context
	api        *API
	route      route
	params     url.Values
	key        indicators.Key // of a keyed route
	ended      func()         // called when the request has been answered; nil: nothing is to be done
	making     *kept          // the answer that will be kept; nil when none is
	retryAfter int            // seconds, for a refusal; 0: the usual
	members    []string       // of the JSON body that was read
	heavy      bool           // it holds a place among the heavy ones
	shared     bool           // the body lies in memory once, whoever asks
	next       string         // path of the next page, "" for none
	licences   []string       // addresses, sorted, of the terms under which the figures of the answer stand
	over       bool           // all that the answer tells of lies in the past
	frozen     bool           // the answer is one that never changes

	asked words.Language // by Accept-Language, "" while nobody has looked
}

// language is what the sentences of the answer are to be said in.
func (c *call) language() words.Language {
	if c.asked == "" {
		c.asked = words.Match(c.GetHeader("Accept-Language"))
	}
	return c.asked
}

// say words a sentence in that language, and marks the answer as depending on it.
func (c *call) say(format string, args ...any) string {
	c.spoken()
	return words.Say(c.language(), format, args...)
}

// spoken marks the answer as holding sentences in the asker's language.
func (c *call) spoken() {
	c.Header("Content-Language", string(c.language()))
	c.varies("Accept-Language")
}

// varies adds to what the answer depends on.
func (c *call) varies(header string) {
	if known := c.Writer.Header().Get("Vary"); known == "" {
		c.Header("Vary", header)
	} else if !strings.Contains(known+",", header+",") {
		c.Header("Vary", known+", "+header)
	}
}

// admit refuses parameters that the route does not take, or takes once and has twice, and checks the key.
func (c *call) admit() error {
	var err error
	if err := c.byAddress(); err != nil {
		return err
	}
	if c.params, err = url.ParseQuery(c.Request.URL.RawQuery); err != nil {
		return indicators.Errorf(indicators.Invalid, "the query cannot be read").Coded("bad_query").Try("Separate parameters with & and escape special characters.")
	}
	if !c.route.anyQuery {
		allowed := c.route.parameters()
		for name, values := range c.params {
			if !slices.Contains(allowed, name) {
				known := indicators.Phrasef("it takes none")
				if len(allowed) > 0 {
					known = indicators.Phrasef("it takes %s", strings.Join(allowed, ", "))
				}
				return indicators.Errorf(indicators.Invalid, "there is no parameter %q here; %s", name, known).Coded("unknown_parameter").At(name)
			}
			if len(values) > 1 {
				return indicators.Errorf(indicators.Invalid, "%s is given %d times", name, len(values)).Coded("repeated_parameter").At(name).Try("Give it once.")
			}
		}
	}
	if err := c.asDocumented(); err != nil {
		return err
	}
	if !c.route.keyed || c.route.keyInForm {
		return nil
	}
	return c.admitKey()
}

// findKey finds the key of the request, and counts refused ones on the address.
func (c *call) findKey() error {
	err := c.authenticate()
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "key_refused" {
		if tooMany := c.badKeys(1); tooMany != nil {
			return tooMany
		}
	}
	return err
}

// admitKey finds the key, and counts the request on it.
func (c *call) admitKey() error {
	if err := c.findKey(); err != nil {
		if tooMany := c.counted("address "+c.ClientIP(), `"address"`); tooMany != nil {
			return tooMany
		}
		return err
	}
	return c.byKey()
}

// text is a parameter, "" when it is absent.
func (c *call) text(name string) string { return c.params.Get(name) }

// flag is a boolean parameter.
func (c *call) flag(name string) (bool, error) {
	switch text := c.text(name); text {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, indicators.Errorf(indicators.Invalid, "%s is %q; it must be true or false", name, text).Coded("bad_parameter").At(name)
	}
}

// number is a decimal parameter; nil when it is absent.
func (c *call) number(name string) (*float64, error) {
	text := c.text(name)
	if text == "" {
		return nil, nil
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "+-.0123456789") != "" || len(text) > 30 {
		return nil, indicators.Errorf(indicators.Invalid, "%s is %q; it must be a decimal number such as 12.5", name, text).Coded("bad_parameter").At(name)
	}
	return &value, nil
}

// limit is the length of a page.
func (c *call) limit(usual, most int) (int, error) {
	text := c.text("limit")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, indicators.Errorf(indicators.Invalid, "limit is %q; it must be from 1 to %d", text, most).Coded("bad_parameter").At("limit").
			Try("Follow next_cursor for more.")
	}
	return n, nil
}

// city is the city of the path.
func (c *call) city() (indicators.City, error) {
	city, ok := c.api.Catalogue.City(c.Param("city"))
	if !ok {
		return city, c.noCity(c.Param("city"))
	}
	return city, nil
}

func (c *call) noCity(city string) error {
	return indicators.Errorf(indicators.NotFound, "there is no city %q", city).Coded("unknown_city").At("city").Try("See %s/cities.", base)
}

// indicator is the indicator of the path.
func (c *call) indicator() (indicators.Indicator, error) {
	indicator, ok := c.api.Catalogue.Indicator(c.Param("indicator"))
	if !ok {
		return indicator, c.noIndicator(c.Param("indicator"))
	}
	return indicator, nil
}

func (c *call) noIndicator(indicator string) error {
	return indicators.Errorf(indicators.NotFound, "there is no indicator %q", indicator).Coded("unknown_indicator").At("indicator").Try("See %s/indicators.", base)
}

// class is the class of water or area asked for, as the catalogue writes it; "" for all.
func (c *call) class() (string, error) {
	return oneOf(c, "class", c.api.Catalogue.Standards, func(s indicators.Standard) string { return s.Class })
}

// oneOf is a parameter that has to be what some row says; "" where it is absent.
func oneOf[T any](c *call, name string, rows []T, says func(T) string) (string, error) {
	asked := c.text(name)
	var known []string
	for _, row := range rows {
		if word := says(row); word != "" {
			known = append(known, word)
		}
	}
	if asked == "" || slices.Contains(known, asked) {
		return asked, nil
	}
	slices.Sort(known)
	return "", indicators.Errorf(indicators.Invalid, "%s is %q; it must be one of %s", name, asked, strings.Join(slices.Compact(known), ", ")).Coded("bad_parameter").At(name)
}

// site is the site asked for, citywide when none is.
func (c *call) site(city string) (string, error) {
	site := c.text("site")
	if site == "" {
		return indicators.Citywide, nil
	}
	if _, ok := c.api.Catalogue.Site(city, site); !ok {
		return "", c.noSite(city, site)
	}
	return site, nil
}

func (c *call) noSite(city, site string) error {
	return indicators.Errorf(indicators.NotFound, "there is no site %q in %s", site, city).Coded("unknown_site").At("site").
		Try("See %s/cities/%s/sites.", base, city)
}

// resolution is a duration parameter; zero when it is absent.
func (c *call) resolution(name string) (indicators.Resolution, error) {
	text := c.text(name)
	if text == "" {
		return indicators.Resolution{}, nil
	}
	r, err := indicators.ParseResolution(text)
	return r, atParameter(err, name)
}

// span is the period asked for in the city's zone; open ends are far away.
func (c *call) span(zone *time.Location) (indicators.Period, error) {
	p := indicators.Period{From: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1), To: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, to := range map[string]*time.Time{"from": &p.From, "to": &p.To} {
		if text := c.text(name); text != "" {
			at, err := indicators.ParseBound(text, zone)
			if err != nil {
				return p, atParameter(err, name)
			}
			*to = at
		}
	}
	if !p.From.Before(p.To) {
		return p, indicators.Errorf(indicators.Invalid, "from (%s) must be before to (%s)", cmp.Or(c.text("from"), "1900"), cmp.Or(c.text("to"), "2200")).Coded("empty_period").At("from").
			Try("The period is half-open: to is not included.")
	}
	return p, nil
}

// atParameter names the parameter in an error of the domain.
func atParameter(err error, name string) error {
	if e, ok := errors.AsType[*indicators.Error](err); ok {
		return e.At(name)
	}
	return err
}
