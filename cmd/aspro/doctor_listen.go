package main

import (
	"context"
	"net"
	"net/http"
	"time"
)

// listener asks the server that owns the folder whether it is ready; without one, whether the address is free.
func (c *checkup) listener(ctx context.Context) {
	listen := c.given.word("listen")
	if c.owned {
		c.ready(ctx, listen)
		return
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		c.fail("Choose another with --listen, or stop what listens there.", "the address %s cannot be listened on", listen)
		return
	}
	_ = l.Close()
	c.ok("the address %s is free", listen)
}

func (c *checkup) ready(ctx context.Context, listen string) {
	address, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil || address.Port == 0 {
		return // nobody can tell where the server listens
	}
	url := "http://" + reachable(address)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return
	}
	answer, err := http.DefaultClient.Do(request)
	if err == nil {
		_ = answer.Body.Close()
	}
	switch _, asked := c.given.origin["listen"]; {
	case err == nil && answer.StatusCode == http.StatusOK:
		c.ok("the server at %s is ready", url)
	case err == nil:
		c.fail("Look into its log; while it stops that is as it should be.", "the server at %s is not ready (status %d)", url, answer.StatusCode)
	case asked:
		c.fail("Look into its log, or name its own address with --listen.", "a process owns the data folder and none answers at %s", url)
	default:
		c.warn("Name its own address with --listen.", "a process owns the data folder and none answers at %s", url)
	}
}
