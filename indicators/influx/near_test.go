package influx

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestAnswersOfANearServerAreNotCompressed: from the second request on the store knows where the server is; one that is
// far away may compress, as Go asks it to unless told otherwise.
func TestAnswersOfANearServerAreNotCompressed(t *testing.T) {
	var accepted []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		accepted = append(accepted, r.Header.Get("Accept-Encoding"))
	}))
	defer server.Close()
	store, err := Open(Options{URL: server.URL, Org: "cities", Bucket: "near", Token: "token", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for range 2 {
		if err := store.post(t.Context(), "/", nil, "text/plain", nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(accepted) != 2 || accepted[1] != "identity" {
		t.Errorf("asked for %q", accepted)
	}
}

// far is a connection to somewhere.
type far struct {
	net.Conn
	address string
}

func (f far) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(f.address), Port: 8086} }

func TestNearIsThisMachineAndThisNetwork(t *testing.T) {
	for address, near := range map[string]bool{"127.0.0.1": true, "::1": true, "10.1.2.3": true, "172.17.0.2": true, "192.168.1.5": true, "fd00::5": true,
		"203.0.113.7": false, "2001:db8::1": false} {
		store := &Store{}
		dial := store.dial(func(context.Context, string, string) (net.Conn, error) { return far{address: address}, nil })
		if _, err := dial(t.Context(), "tcp", "influx:8086"); err != nil {
			t.Fatal(err)
		}
		if got := store.near.Load(); got != near {
			t.Errorf("%s: near is %v", address, got)
		}
	}
}
