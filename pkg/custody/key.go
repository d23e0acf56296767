package custody

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"path"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Key signs the heads of one log (Ed25519, as in golang.org/x/mod/sumdb/note). Its name,
// "leakprint/" and 16 random hexadecimal digits, is the log's origin.
type Key struct {
	signer   note.Signer
	secret   string
	verifier string
}

// SecretPrefix begins the text of every secret key.
const SecretPrefix = "PRIVATE+KEY+"

// NewKey generates a key.
func NewKey() (*Key, error) {
	var id [8]byte
	rand.Read(id[:])
	secret, _, err := note.GenerateKey(rand.Reader, "leakprint/"+hex.EncodeToString(id[:]))
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return ParseKey(secret)
}

// ParseKey reads the text that Secret returns. Its errors never quote that text.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	// PRIVATE+KEY+name+hash+base64, which may have a plus of its own, of one byte
	// for the algorithm and the seed.
	fields := strings.SplitN(text, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(fields[4])
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return &Key{signer: signer, secret: text, verifier: verifier}, nil
}

// Secret returns the whole key in note's form, PRIVATE+KEY+.... Whoever has it can sign
// another log.
func (k *Key) Secret() string { return k.secret }

// String returns the public key, so that the secret is never printed by accident.
func (k *Key) String() string { return k.verifier }

// ID returns the random part of the key's name, which is safe in a file name.
func (k *Key) ID() string { return path.Base(k.signer.Name()) }

// Verifier returns the public key in note's form, which checks signatures.
func (k *Key) Verifier() string { return k.verifier }
