package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestReady(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Error("asked for ", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	address := server.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	for _, listen := range []string{address, "0.0.0.0:" + port, ":" + port} {
		if err := ready(context.Background(), listen); err != nil {
			t.Errorf("%s: %v", listen, err)
		}
	}
	status = http.StatusServiceUnavailable
	if ready(context.Background(), address) == nil {
		t.Error("a server that is stopping is ready")
	}
	server.Close()
	if ready(context.Background(), address) == nil {
		t.Error("no server is ready")
	}
	if ready(context.Background(), "") == nil {
		t.Error("no address is ready")
	}
}
