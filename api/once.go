package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/aspro-cities/aspro/indicators"
)

// mostAnswer bounds an answer that is kept; a receipt is far below it.
const mostAnswer = 4 << 20

// once runs a request that carries an Idempotency-Key once: when the same content comes again under the key, the first
// answer is given again, byte for byte, also when it was a refusal. Other content under the same key is Invalid,
// "idempotency_key_reused"; while the first request runs, a second is Conflicting, "request_running". Failures of
// ours and requests that broke off are not kept. Without the header it is do(content).
func (c *call) once(content io.Reader, do func(io.Reader) (int, any, error)) (int, any, error) {
	name, err := c.idempotencyKey()
	if err != nil {
		return 0, nil, err
	}
	if name == "" {
		return do(content)
	}
	kept, claimed, err := c.api.Ledger.Claim(c.Request.Context(), c.key.ID, name, c.api.Now())
	if err != nil {
		return 0, nil, err
	}
	hash := sha256.New()
	_, _ = io.WriteString(hash, c.Request.Method+" "+c.Request.URL.Path+"?"+c.params.Encode()+"\n") // a hash takes everything
	read := io.TeeReader(content, hash)
	if !claimed {
		if _, err := io.Copy(io.Discard, read); err != nil {
			return 0, nil, bodyError(err)
		}
		return c.answerAgain(kept, hex.EncodeToString(hash.Sum(nil)))
	}
	recorder := &recorder{ResponseWriter: c.Writer}
	c.Writer = recorder
	whole := false
	c.ended = func() {
		ctx := context.WithoutCancel(c.Request.Context())
		if err := c.keepAnswer(ctx, name, recorder, whole, hex.EncodeToString(hash.Sum(nil))); err != nil {
			c.api.Log.Error("the answer is not kept", "request_id", c.requestID(), "err", err)
		}
	}
	status, view, err := do(read)
	if _, failed := io.Copy(io.Discard, read); failed == nil {
		whole = true
	}
	return status, view, err
}

// keepAnswer keeps what was answered, or gives the name free.
func (c *call) keepAnswer(ctx context.Context, name string, r *recorder, whole bool, fingerprint string) error {
	status := r.Status()
	if !whole || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || r.body.Len() > mostAnswer {
		return c.api.Ledger.Disclaim(ctx, c.key.ID, name)
	}
	headers := map[string]string{}
	for _, header := range []string{"Content-Type", "Location", "Content-Language"} {
		if text := r.Header().Get(header); text != "" {
			headers[header] = text
		}
	}
	return c.api.Ledger.Keep(ctx, c.key.ID, name, indicators.KeptAnswer{Fingerprint: fingerprint, Status: status, Headers: headers, Body: r.body.Bytes()})
}

func (c *call) answerAgain(kept indicators.KeptAnswer, fingerprint string) (int, any, error) {
	if kept.Fingerprint != fingerprint {
		return 0, nil, indicators.Errorf(indicators.Invalid, "this Idempotency-Key was used for another request").Coded("idempotency_key_reused").
			At("Idempotency-Key").Try("Give every request a key of its own, and the same key only to repeat it.")
	}
	for name, text := range kept.Headers {
		c.Header(name, text)
	}
	c.Header("Idempotency-Replayed", "true")
	c.Header("Cache-Control", notKept)
	c.Data(kept.Status, kept.Headers["Content-Type"], kept.Body)
	return 0, handled{}, nil
}

// idempotencyKey is the name that the client gives its request: a quoted string, or the bare text; "" for none.
func (c *call) idempotencyKey() (string, error) {
	sent := c.Request.Header.Values("Idempotency-Key")
	if len(sent) == 0 {
		return "", nil
	}
	name, quoted := strings.CutPrefix(sent[0], `"`)
	if quoted {
		name, quoted = strings.CutSuffix(name, `"`)
		quoted = !quoted
	}
	wrong := func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }
	if len(sent) > 1 || quoted || name == "" || len(name) > 255 || strings.ContainsFunc(name, wrong) {
		return "", indicators.Errorf(indicators.Invalid, "Idempotency-Key must be one text of 1 to 255 visible characters").Coded("bad_idempotency_key").
			At("Idempotency-Key").Try(`Send for example Idempotency-Key: "%s".`, "8e03978e-40d5-43dd-bc93-6894a57f9324")
	}
	return name, nil
}

// recorder keeps what is answered beside sending it.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p[:min(len(p), max(0, mostAnswer+1-r.body.Len()))])
	return r.ResponseWriter.Write(p)
}

// Unwrap gives the writer below, whose deadlines can be set.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
