package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crypto"
	"crypto/hmac"
	"crypto/sha256"
)

// issuer is an OpenID Connect provider with one key.
type issuer struct {
	*httptest.Server
	key  *rsa.PrivateKey
	away atomic.Bool // its keys are not to be had
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		own := "http://" + r.Host
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": own, "jwks_uri": own + "/keys", "authorization_endpoint": own, "token_endpoint": own,
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		if i.away.Load() {
			http.Error(w, "maintenance", http.StatusBadGateway)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": segment(key.N.Bytes()), "e": segment(big.NewInt(int64(key.E)).Bytes())}}})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func segment(bytes []byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }

// token signs claims; those that are given stand over the usual ones.
func (i *issuer) token(t *testing.T, algorithm string, given map[string]any) string {
	t.Helper()
	claims := map[string]any{"iss": i.URL, "aud": "aspro", "sub": "officer@surabaya", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(), "aspro_role": "editor", "aspro_cities": []string{"surabaya"}}
	for name, value := range given {
		claims[name] = value
	}
	head, _ := json.Marshal(map[string]string{"alg": algorithm, "kid": "1", "typ": "JWT"})
	body, _ := json.Marshal(claims)
	text := segment(head) + "." + segment(body)
	sum := sha256.Sum256([]byte(text))
	switch algorithm {
	case "RS256":
		signature, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + segment(signature)
	case "HS256":
		hash := hmac.New(sha256.New, i.key.N.Bytes())
		hash.Write([]byte(text))
		return text + "." + segment(hash.Sum(nil))
	}
	return text + "."
}

// TestAnIssuerWithoutItsKeys: what cannot be checked is not refused, or a whole office behind one address would be locked out.
func TestAnIssuerWithoutItsKeys(t *testing.T) {
	i := newIssuer(t)
	i.away.Store(true)
	s := start(t, "--data", filepath.Join(t.TempDir(), "data"), "--oidc-issuer", i.URL, "--oidc-audience", "aspro")
	token := i.token(t, "RS256", nil)
	ask := func(key string) int {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1/uploads", nil)
		r.Header.Set("Authorization", "Bearer "+key)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		return answer.StatusCode
	}
	for range 30 {
		if got := ask(token); got != http.StatusServiceUnavailable {
			t.Fatalf("a token that nobody can check: %d", got)
		}
	}
	if got := ask("a.b.c"); got != http.StatusUnauthorized {
		t.Errorf("no token at all: %d", got)
	}
	if got := ask(s.key); got != http.StatusOK {
		t.Errorf("a key from the same address: %d", got)
	}
	i.away.Store(false)
	if got := ask(token); got != http.StatusOK {
		t.Errorf("the issuer is back: %d", got)
	}
	i.away.Store(true)
	if got := ask(token); got != http.StatusOK {
		t.Errorf("the issuer is away again and its keys are known: %d", got)
	}
}

func TestTokensOfAnIssuer(t *testing.T) {
	i := newIssuer(t)
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "--data", data, "--oidc-issuer", i.URL, "--oidc-audience", "aspro")
	row := "city,site,indicator,period,value,unit\n%s,citywide,recycling-rate,%d,11.5,%%\n"
	year := 2000
	send := func(token, city string) int {
		year++
		status, _ := s.upload(t, token, "profile=aspro&city="+city, fmt.Sprintf(row, city, year))
		return status
	}
	for name, c := range map[string]struct {
		token, city string
		status      int
	}{
		"ItsCity":            {i.token(t, "RS256", nil), "surabaya", http.StatusCreated},
		"AnotherCity":        {i.token(t, "RS256", nil), "cebu", http.StatusForbidden},
		"AnAdmin":            {i.token(t, "RS256", map[string]any{"aspro_role": []string{"viewer", "admin"}, "aspro_cities": nil}), "cebu", http.StatusCreated},
		"WordsInOneText":     {i.token(t, "RS256", map[string]any{"aspro_role": "uploader", "aspro_cities": "cebu surabaya"}), "cebu", http.StatusCreated},
		"ARoleThatReads":     {i.token(t, "RS256", map[string]any{"aspro_role": "reviewer"}), "surabaya", http.StatusForbidden},
		"NoRole":             {i.token(t, "RS256", map[string]any{"aspro_role": "janitor"}), "surabaya", http.StatusUnauthorized},
		"NoCity":             {i.token(t, "RS256", map[string]any{"aspro_cities": []string{"atlantis"}}), "surabaya", http.StatusUnauthorized},
		"Expired":            {i.token(t, "RS256", map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}), "surabaya", http.StatusUnauthorized},
		"ForSomebodyElse":    {i.token(t, "RS256", map[string]any{"aud": "another"}), "surabaya", http.StatusUnauthorized},
		"OfAnotherIssuer":    {i.token(t, "RS256", map[string]any{"iss": "https://issuer.example"}), "surabaya", http.StatusUnauthorized},
		"Unsigned":           {i.token(t, "none", nil), "surabaya", http.StatusUnauthorized},
		"SignedByAPublicKey": {i.token(t, "HS256", nil), "surabaya", http.StatusUnauthorized},
		"Tampered":           {strings.Replace(i.token(t, "RS256", nil), ".", ".e", 1), "surabaya", http.StatusUnauthorized},
		"OfNobody":           {i.token(t, "RS256", map[string]any{"sub": ""}), "surabaya", http.StatusUnauthorized},
		"Nonsense":           {"a.b.c", "surabaya", http.StatusUnauthorized},
	} {
		if got := send(c.token, c.city); got != c.status {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
	}
	t.Run("KeysGoOnWorking", func(t *testing.T) {
		if got := send(s.key, "cebu"); got != http.StatusCreated {
			t.Error(got)
		}
	})
	t.Run("TheAuditLogNamesThePerson", func(t *testing.T) {
		has(t, must(t, done, "audit", "list", "--data", data).out, `"who":"oidc:officer@surabaya","what":"upload.committed"`)
	})
	t.Run("AnIssuerThatIsAwayStopsTheStart", func(t *testing.T) {
		has(t, must(t, refused, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--oidc-issuer", "http://127.0.0.1:1", "--oidc-audience", "aspro").words, "cannot be asked for its keys")
		has(t, must(t, wrongUse, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--oidc-issuer", i.URL).words, "--oidc-audience")
	})
}
