package custody

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint is a head of the log: how many records it held, and the root of the
// Merkle tree over them. Signed, it is a note whose text is three lines
// (https://c2sp.org/tlog-checkpoint): origin, size in decimal, root in base64.
type Checkpoint struct {
	Origin string // name of the log's key
	Size   int64  // records
	Root   tlog.Hash
}

// OpenCheckpoint reads a signed checkpoint and checks its signature by verifier, the public
// key of the log in note's form. It ignores signatures by other keys, such as those of
// witnesses.
func OpenCheckpoint(signed []byte, verifier string) (Checkpoint, error) {
	key, err := note.NewVerifier(strings.TrimSpace(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("public key: %w", err)
	}
	opened, err := note.Open(signed, note.VerifierList(key))
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		by := unverified.Note.UnverifiedSigs[0]
		return Checkpoint{}, fmt.Errorf("signed by %s+%08x, not by %s+%08x", by.Name, by.Hash, key.Name(), key.KeyHash())
	}
	if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
		return Checkpoint{}, fmt.Errorf("the signature by %s does not match what is signed", key.Name())
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("not a checkpoint: %w", err)
	}
	c, err := parseCheckpoint(opened.Text)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("not a checkpoint: %w", err)
	}
	if c.Origin != key.Name() {
		return Checkpoint{}, fmt.Errorf("a checkpoint of %q, not of %s", c.Origin, key.Name())
	}
	return c, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, errors.New("want three lines: origin, size and root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxInteger {
		return Checkpoint{}, fmt.Errorf("no log has the size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("root %q: %w", lines[2], err)
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if c.text() != text {
		return Checkpoint{}, errors.New("size or root is not in canonical form")
	}
	return c, nil
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// sign returns the checkpoint of a tree as a note signed by the key. Its origin is the
// key's name.
func (k *Key) sign(size int64, root tlog.Hash) ([]byte, error) {
	c := Checkpoint{Origin: k.signer.Name(), Size: size, Root: root}
	return note.Sign(&note.Note{Text: c.text()}, k.signer)
}
