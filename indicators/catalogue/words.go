package catalogue

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"
)

var (
	slug      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	utcOffset = regexp.MustCompile(`^[+-](0\d|1[0-4]):[0-5]\d$`)
	quantile  = regexp.MustCompile(`^p[1-9]\d?$`)
)

// newValidate is the validator with the words of the catalogue: slug, iana, zone and statistic.
func newValidate() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(yamlName)
	for tag, isValid := range map[string]func(string) bool{
		"slug": slug.MatchString, "iana": isZoneName, "statistic": isStatistic,
		"zone": func(text string) bool { return isZoneName(text) || utcOffset.MatchString(text) },
	} {
		if err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return isValid(f.Field().String()) }); err != nil {
			panic(err) // a tag without a name: not a matter of input
		}
	}
	return v
}

func isZoneName(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func isStatistic(word string) bool {
	return slices.Contains([]string{"mean", "gmean", "median", "min", "max", "sum", "count", "instant"}, word) || quantile.MatchString(word)
}

const statistics = "mean, gmean, median, min, max, sum, count, instant or a percentile such as p98"

// checkTags checks one row by the tags of its type.
func checkTags[T any](v *validator.Validate, r row[T], faults *faults) {
	err := v.Struct(r.value)
	wrong, _ := errors.AsType[validator.ValidationErrors](err)
	for _, one := range wrong {
		_, path, _ := strings.Cut(one.Namespace(), ".")
		faults.add(r.spot.at(path), "%s %s", path, saying(one))
	}
}

// saying is what is wrong with a field, and what is allowed.
func saying(e validator.FieldError) string {
	is := "is " + shown(e.Value()) + "; "
	switch e.Tag() {
	case "required":
		return "is missing; every such row has one"
	case "required_if", "required_unless":
		name, value, _ := strings.Cut(e.Param(), " ")
		word := map[string]string{"required_if": " is ", "required_unless": " is not "}[e.Tag()]
		return "is missing; it is needed where " + yamlWord(name) + word + value
	case "required_without":
		return "is missing; it is needed where there is no " + yamlWord(e.Param())
	case "oneof":
		allowed := strings.Fields(e.Param())
		for i, word := range allowed {
			if !slug.MatchString(word) { // a mark, which needs quotes in YAML
				allowed[i] = strconv.Quote(word)
			}
		}
		return is + "allowed are " + strings.Join(allowed, ", ")
	case "slug":
		return is + "allowed are lower-case letters, digits and single hyphens between them, such as cebu-city"
	case "iana":
		return is + "allowed is an IANA name such as Asia/Jakarta"
	case "zone":
		return is + "allowed is an IANA name such as Asia/Jakarta, or an offset such as +07:00"
	case "statistic":
		return is + "allowed are " + statistics
	case "iso3166_1_alpha2":
		return is + "allowed are the two-letter codes of ISO 3166, such as ID"
	case "latitude":
		return is + "allowed are degrees from -90 to 90"
	case "longitude":
		return is + "allowed are degrees from -180 to 180"
	case "min":
		return is + "allowed is " + e.Param() + " or more"
	case "max":
		return is + "allowed is " + e.Param() + " or less"
	case "gt":
		return is + "allowed is more than " + e.Param()
	}
	return is + "allowed is " + e.Tag() + " " + e.Param()
}

// yamlWord is the YAML name of a field in the condition of a tag: BandLow is band_low.
func yamlWord(goName string) string {
	var word strings.Builder
	for i, c := range goName {
		if c >= 'A' && c <= 'Z' && i > 0 {
			word.WriteByte('_')
		}
		word.WriteRune(c)
	}
	return strings.ToLower(word.String())
}

func shown(value any) string {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	default:
		return "not that"
	}
}
