package influx

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"syscall"
)

// oldestSupported is the oldest version that the suites pass on.
var oldestSupported = [3]int{2, 7, 12}

// versionForm is what a server may call its version; anything else is not repeated.
var versionForm = regexp.MustCompile(`^v?([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})([-+.][0-9A-Za-z.+-]{1,40})?$`)

// version judges what the server calls its version; false for one that does not speak as InfluxDB 2 does.
func (e *examination) version(text string) bool {
	part := versionForm.FindStringSubmatch(text)
	if part == nil {
		e.find(Warning, "Make sure that it is InfluxDB 2.7.12 or a later 2.x.", "InfluxDB does not tell its version")
		return true
	}
	var v [3]int
	for i := range v {
		v[i], _ = strconv.Atoi(part[i+1]) // at most four digits
	}
	switch {
	case v[0] != oldestSupported[0]:
		e.find(Failure, "Use InfluxDB 2.7.12 or a later 2.x.", "InfluxDB is of version %d.%d.%d, which has no Flux or none that will do", v[0], v[1], v[2])
		return false
	case v[1] < oldestSupported[1] || v[1] == oldestSupported[1] && v[2] < oldestSupported[2]:
		e.find(Warning, "Update it to 2.7.12 or later.", "InfluxDB is of version %d.%d.%d, older than the oldest that is tested", v[0], v[1], v[2])
	default:
		e.find(OK, "", "InfluxDB is of version %d.%d.%d", v[0], v[1], v[2])
	}
	return true
}

// address is a URL without user, password and query.
func address(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "the address given"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// reachProblem says why a connection failed, in words that hold nothing of the address.
func reachProblem(err error) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &name):
		return "there is no machine of this name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.As(err, &certificate):
		return "its certificate is not trusted here"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "it does not speak TLS"
	}
	return "the connection fails"
}
