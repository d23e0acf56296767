package custody

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Staging names a document made anew that is kept beside what is there until it is
// adopted. Its signature says that whoever holds the key put it there, to replace what the
// log says is there: it is void once that was replaced.
type Staging struct {
	Document dossier.Digest
	Columns  dossier.Columns // by which it was made anew
	Replaces dossier.Digest  // the document's seal in the log
	Seal     dossier.Digest  // of all that is staged of it
	Data     dossier.Digest  // of the bytes that it is staged as
}

// message is what is signed. It is no note, for those end in a line feed: no signature of
// a head passes for one of this, nor the other way round.
func (s Staging) message() []byte {
	c := s.Columns
	return fmt.Appendf(nil, "leakprint/staging/1\n%s\n%d %d %d %d %d\n%s\n%s\n%s",
		s.Document, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts, s.Replaces, s.Seal, s.Data)
}

// SignStaging signs what is staged.
func (k *Key) SignStaging(s Staging) ([]byte, error) {
	if k == nil {
		return nil, errors.New("sign what is staged: no key to sign with")
	}
	return k.signer.Sign(s.message())
}

// SignedStaging reports whether the signature is the key's, of just this.
func (k *Key) SignedStaging(s Staging, signature []byte) bool {
	if k == nil {
		return false
	}
	verifier, err := note.NewVerifier(k.verifier)
	return err == nil && verifier.Verify(s.message(), signature)
}
