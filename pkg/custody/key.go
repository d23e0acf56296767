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

// A Key signs the heads of one log (Ed25519, as golang.org/x/mod/sumdb/note has it).
// Its name, "leakprint/" and 16 random hexadecimal digits, is the log's origin.
type Key struct {
	signer   note.Signer
	secret   string
	verifier string
}

// SecretPrefix begins the text of every key.
const SecretPrefix = "PRIVATE+KEY+"

// NewKey makes a key.
func NewKey() (*Key, error) {
	var id [8]byte
	rand.Read(id[:])
	secret, _, err := note.GenerateKey(rand.Reader, "leakprint/"+hex.EncodeToString(id[:]))
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return ParseKey(secret)
}

// ParseKey reads what Secret gave. No error quotes the text.
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

// Secret is the whole key in note's form, PRIVATE+KEY+..., to be kept: who has it can
// sign another log.
func (k *Key) Secret() string { return k.secret }

// String is the public key, so that the secret is never printed in passing.
func (k *Key) String() string { return k.verifier }

// ID is the random part of the key's name, which can be part of a file's.
func (k *Key) ID() string { return path.Base(k.signer.Name()) }

// Verifier is the public key in note's form: what signatures are checked by.
func (k *Key) Verifier() string { return k.verifier }
