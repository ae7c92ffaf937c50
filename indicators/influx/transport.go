package influx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	influxhttp "github.com/influxdata/influxdb-client-go/v2/api/http"

	"github.com/aspro-cities/aspro/indicators"
)

// post sends one request and gives the whole answer to read; the body is always closed. Requests are bounded
// in time by the options.
func (s *Store) post(ctx context.Context, path string, body []byte, contentType string, read func(io.Reader) error) error {
	return s.send(ctx, http.MethodPost, path, body, contentType, read)
}

func (s *Store) send(ctx context.Context, method, path string, body []byte, contentType string, read func(io.Reader) error) error {
	if err := s.pass(s.options.Now(), s.options.Timeout); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, s.options.URL+path, bytes.NewReader(body))
	if err != nil {
		return indicators.Errorf(indicators.Internal, "the address of InfluxDB: %w", err)
	}
	failed := s.service.DoHTTPRequest(request, func(r *http.Request) {
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Idempotency-Key", "aspro") // Go repeats the request when a kept connection has gone: writes are repeatable
		r.Header["X-Idempotency-Key"] = nil
		if s.near.Load() {
			r.Header.Set("Accept-Encoding", "identity")
		}
	}, func(answer *http.Response) error {
		defer func() {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}()
		if read == nil {
			return nil
		}
		return read(answer.Body)
	})
	s.tell(s.options.Now(), failed == nil || failed.StatusCode != 0 || errors.Is(ctx.Err(), context.Canceled) || errors.Is(ctx.Err(), context.DeadlineExceeded) && s.pings())
	if failed == nil {
		return nil
	}
	return wrap(failed)
}

// pings reports whether the server is alive: what took too long may have been the question.
func (s *Store) pings() bool {
	ctx, cancel := context.WithTimeout(context.Background(), pingTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.options.URL+"/ping", nil)
	if err != nil {
		return false
	}
	return s.service.DoHTTPRequest(request, nil, func(answer *http.Response) error { return answer.Body.Close() }) == nil
}

// pingTime is how long a server that is alive may take to say so.
const pingTime = time.Second

// wrap makes an error of the domain. Everything but a clear no is Unavailable: a 5xx or a time-out is
// unknown, and the same bytes may be sent again. The server's text stays in the cause, for the log.
func wrap(failed *influxhttp.Error) error {
	if e, ok := errors.AsType[*indicators.Error](failed.Err); ok {
		return e
	}
	cause := fmt.Errorf("InfluxDB: status %d, code %q: %s", failed.StatusCode, failed.Code, failed.Message)
	if failed.StatusCode == 0 {
		cause = fmt.Errorf("InfluxDB: %w", failed.Err)
	}
	switch failed.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return indicators.Errorf(indicators.Unavailable, "the store refuses this server's token: %w", cause).Coded("store_token_refused")
	case http.StatusNotFound: // a token that was switched off does not see its bucket
		return indicators.Errorf(indicators.Unavailable, "the store does not find the bucket: %w", cause).Coded("store_bucket_missing")
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusMethodNotAllowed:
		return indicators.Errorf(indicators.Internal, "the store refuses what it was sent: %w", cause).Coded("store_refused")
	}
	return indicators.Errorf(indicators.Unavailable, "the store does not answer: %w", cause).Coded("store_unavailable")
}

// get reads a JSON answer.
func (s *Store) get(ctx context.Context, path string, into any) error {
	return s.send(ctx, http.MethodGet, path, nil, "application/json", func(body io.Reader) error {
		return json.NewDecoder(io.LimitReader(body, 4<<20)).Decode(into)
	})
}
