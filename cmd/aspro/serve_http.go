package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
)

// lastRequests is how long requests under way may take after the server was told to stop.
const lastRequests = 20 * time.Second

// serveUntil answers requests until the context ends, then finishes those under way. The API itself bounds how
// long a request may take to be read and answered, each route by its own time.
func serveUntil(ctx context.Context, listener net.Listener, handler *api.API, log *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: api.HeaderTime, IdleTimeout: api.IdleTime, MaxHeaderBytes: api.HeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	broken := make(chan error, 1)
	go func() { broken <- server.Serve(listener) }()
	select {
	case err := <-broken:
		return indicators.Errorf(indicators.Unavailable, "serving ended: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping", "seconds_at_most", lastRequests.Seconds())
	handler.Drain()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRequests)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		log.Warn("requests were cut off", "err", err)
		if err := server.Close(); err != nil {
			log.Warn("closing connections", "err", err)
		}
	}
	if err := <-broken; !errors.Is(err, http.ErrServerClosed) {
		return indicators.Errorf(indicators.Unavailable, "serving ended: %w", err)
	}
	return nil
}
