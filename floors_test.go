package aspro_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// floors are the oldest versions without a known fault that could reach us; Gin and influxdb-client-go ask for older ones.
var floors = map[string]string{
	"github.com/gin-gonic/gin": "v1.12.0", "github.com/quic-go/quic-go": "v0.65.0", "golang.org/x/net": "v0.62.0", "golang.org/x/crypto": "v0.58.0",
	"golang.org/x/text": "v0.43.0", "github.com/getkin/kin-openapi": "v0.144.0", "modernc.org/sqlite": "v1.61.1", "github.com/xuri/excelize/v2": "v2.11.1",
}

func TestDependencyFloors(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^\s+(\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		have[found[1]] = found[2]
	}
	for module, floor := range floors {
		if have[module] == "" || older(have[module], floor) {
			t.Errorf("%s is %q, under its floor %s", module, have[module], floor)
		}
	}
}

// older compares versions of three numbers.
func older(a, b string) bool {
	left, right := numbers(a), numbers(b)
	for i := range 3 {
		if left[i] != right[i] {
			return left[i] < right[i]
		}
	}
	return false
}

func numbers(version string) (n [3]int) {
	version, _, _ = strings.Cut(strings.TrimPrefix(version, "v"), "-")
	for i, part := range strings.SplitN(version, ".", 3) {
		n[i], _ = strconv.Atoi(part)
	}
	return n
}
