package influxtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"
)

const callTime = 30 * time.Second

// Call sends a request of the server's API with the token that may do everything and gives status and body. A body that
// is text goes as it is, another as JSON, nil as none. A server that does not answer within 30 s fails the test.
func (s *Server) Call(method, path string, body any) (int, []byte) {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	status, answer, err := s.Try(ctx, method, path, body)
	if err != nil {
		s.tb.Fatal("influxtest: ", err)
	}
	return status, answer
}

// Try is Call for a server that may be away: what keeps it from an answer is returned.
func (s *Server) Try(ctx context.Context, method, path string, body any) (int, []byte, error) {
	kind, sent := "application/json", []byte(nil)
	if text, ok := body.(string); ok {
		kind, sent = "text/plain; charset=utf-8", []byte(text)
	} else if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return 0, nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, s.URL+path, bytes.NewReader(sent))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", "Token "+s.Token)
	answer, err := s.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	received, err := io.ReadAll(answer.Body)
	return answer.StatusCode, received, err
}

// Write writes line protocol with times in seconds, straight into the bucket.
func (s *Server) Write(lines string) {
	s.tb.Helper()
	s.expect(http.StatusNoContent, "/api/v2/write?precision=s&org="+url.QueryEscape(s.Org)+"&bucket="+url.QueryEscape(s.Bucket), lines)
}

// Query asks a Flux query, straight, and gives the answer as CSV without annotations.
func (s *Server) Query(flux string) string {
	s.tb.Helper()
	dialect := map[string]any{"header": true, "delimiter": ",", "annotations": []string{}}
	return string(s.expect(http.StatusOK, "/api/v2/query?org="+url.QueryEscape(s.Org), map[string]any{"type": "flux", "query": flux, "dialect": dialect}))
}

// expect posts and gives the answer; another status than the one wanted fails the test.
func (s *Server) expect(want int, path string, body any) []byte {
	s.tb.Helper()
	status, answer := s.Call(http.MethodPost, path, body)
	if status != want {
		s.tb.Fatalf("influxtest: POST %s answers %d: %s", path, status, answer)
	}
	return answer
}
