package indicators

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

var keyAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// MintKey gives k an id and a secret of 32 random bytes. The text, aspro_<id>_<secret>, is what its owner
// keeps; the key itself holds only the HMAC of the secret under the server secret.
func MintKey(server []byte, k Key) (minted Key, text string) {
	id, secret := make([]byte, 10), make([]byte, 32)
	_, _ = rand.Read(id) // never fails: crypto/rand ends the process instead
	_, _ = rand.Read(secret)
	k.ID = keyAlphabet.EncodeToString(id)
	word := keyAlphabet.EncodeToString(secret)
	k.Hash = keyHash(server, word)
	return k, "aspro_" + k.ID + "_" + word
}

// SplitKey takes the text of a key apart; ok is false when it does not have its form.
func SplitKey(text string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(text, "aspro_")
	id, secret, cut := strings.Cut(rest, "_")
	return id, secret, ok && cut && len(id) == 16 && len(secret) == 52
}

// Proves reports whether the secret is the key's own, in a time that does not depend on the secret.
func (k Key) Proves(server []byte, secret string) bool {
	return hmac.Equal(k.Hash, keyHash(server, secret))
}

func keyHash(server []byte, secret string) []byte {
	hash := hmac.New(sha256.New, server)
	hash.Write([]byte(secret))
	return hash.Sum(nil)
}
