package custody

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Staging names a document's new contents that are kept beside the current ones until
// they are adopted. Its signature says that the holder of the key staged them, to replace
// what the log says is there: it is void once that has been replaced.
type Staging struct {
	Document dossier.Digest
	Columns  dossier.Columns // the versions that made it
	Replaces dossier.Digest  // the document's seal in the log
	Seal     dossier.Digest  // of all that is staged of it
	Data     dossier.Digest  // of the bytes that it is staged as
	// Recognised is how OCR read its pages again; "" where it did not.
	Recognised string
}

// message returns the text that is signed. It is not a note, because notes end in a line
// feed: a signature of one can never pass for a signature of the other.
func (s Staging) message() []byte {
	c := s.Columns
	if s.Recognised != "" {
		return fmt.Appendf(nil, "leakprint/staging/2\n%s\n%d %d %d %d %d\n%s\n%s\n%s\n%q",
			s.Document, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts, s.Replaces, s.Seal, s.Data, s.Recognised)
	}
	return fmt.Appendf(nil, "leakprint/staging/1\n%s\n%d %d %d %d %d\n%s\n%s\n%s",
		s.Document, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts, s.Replaces, s.Seal, s.Data)
}

// SignStaging signs what is staged. It returns an error if k is nil.
func (k *Key) SignStaging(s Staging) ([]byte, error) {
	if k == nil {
		return nil, errors.New("sign what is staged: no key to sign with")
	}
	return k.signer.Sign(s.message())
}

// SignedStaging reports whether the signature is the key's, and of exactly s.
func (k *Key) SignedStaging(s Staging, signature []byte) bool {
	if k == nil {
		return false
	}
	verifier, err := note.NewVerifier(k.verifier)
	return err == nil && verifier.Verify(s.message(), signature)
}
