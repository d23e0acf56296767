package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// What begins each encoding that is sealed: its kind and version. A change of the
// encoding makes every seal another one, and takes a new version; the earlier ones are
// computed for good, for what was sealed by them.
//
//	page/1, document/1: first
//	page/2:     absences as types, render digests, versions of columns
//	document/2: without name and dossier, which people may change and the log tells of;
//	            with SHA-1, attachments and versions of columns
const (
	pageSeal1     = "leakprint/seal/page/1"
	pageSeal2     = "leakprint/seal/page/2"
	documentSeal1 = "leakprint/seal/document/1"
	documentSeal2 = "leakprint/seal/document/2"
)

// sealedFirst reports whether pages of these versions, and their document, are sealed by
// the first encodings.
func sealedFirst(c dossier.Columns) bool { return c.Facts < 2 }

// Seal returns the digest of everything that a store keeps of a page, its layout
// included. It is the same for a page as it is inserted and as it is read back, with the
// layout from Pages.Layout.
//
// The digest is the SHA-256 of the encoding's name and the fields one after another: a
// whole number as eight bytes, big-endian, in two's complement; a real number as its IEEE
// 754 bits, zero without sign; text and bytes as their length in bytes and themselves.
// What a store does not keep (a layout without words, looks of quality 0) counts as
// nothing. Marks are left out, for they follow from the text. An error means that the
// layout cannot be encoded.
func Seal(p KeptPage) (dossier.Digest, error) {
	var drawn []byte
	if len(p.Print.Layout.Words) > 0 {
		var err error
		if drawn, err = p.Print.Layout.MarshalBinary(); err != nil {
			return dossier.Digest{}, err
		}
	}
	first := sealedFirst(p.Columns)
	kind := pageSeal2
	if first {
		kind = pageSeal1
	}
	s := newSealer(kind)
	if !first {
		s.columns(p.Columns)
	}
	s.whole(p.Number)
	s.real(p.Width, p.Height)
	s.text(p.Text)
	s.flag(p.Recognised)
	s.text(p.Note)
	s.whole(p.Print.Length)
	if first {
		s.text(absence(p))
	} else {
		s.text(string(p.Print.Absent))
		s.bytes(p.Render[:])
	}
	s.pictures(p.Print.Images)
	s.bytes(drawn)
	quality := max(p.Print.LooksQuality, 0)
	s.whole(quality)
	if quality > 0 {
		s.bits(p.Print.Looks[:]...)
	}
	return s.sum(), nil
}

// absence is why a page carries no fingerprint as pages were first sealed: in words, its
// note among them.
func absence(p KeptPage) string {
	if p.Print.Absent == dossier.PartlyUnread {
		return string(dossier.Unread) + ": " + p.Note
	}
	return string(p.Print.Absent)
}

// SealDocument is the digest of all that a store keeps of a document whose pages have these
// seals, in order, but for what the log alone tells of: from document/2 on, its name and
// its dossier. It is encoded as a page is; notes, metadata and attachments are encoded as
// JSON, in which what is not UTF-8 has become U+FFFD.
func SealDocument(doc dossier.Document, pages []dossier.Digest) dossier.Digest {
	first := sealedFirst(doc.Columns)
	kind := documentSeal2
	if first {
		kind = documentSeal1
	}
	s := newSealer(kind)
	s.bytes(doc.SHA256[:])
	s.bytes(doc.SHA512[:])
	if first {
		s.text(doc.Name)
		s.text(doc.Dossier)
	} else {
		s.columns(doc.Columns)
		s.bytes(doc.SHA1[:])
	}
	s.text(doc.MediaType)
	s.bits(uint64(doc.Size))
	s.whole(doc.Pages)
	s.bytes(settled(doc.Notes))
	s.bytes(settled(doc.Metadata))
	if !first {
		s.bytes(settled(doc.Attachments))
	}
	s.whole(len(pages))
	for _, page := range pages {
		s.bytes(page[:])
	}
	return s.sum()
}

// settled returns the JSON of strings as it is after being read and written once more:
// json.Marshal escapes the U+FFFD that it puts in place of bytes that are not UTF-8, but
// not a U+FFFD that was there before. Neither step can fail for strings.
func settled[T []string | map[string]string | []dossier.Attachment](strings T) []byte {
	var again T
	data, _ := json.Marshal(strings)
	_ = json.Unmarshal(data, &again)
	data, _ = json.Marshal(again)
	return data
}

// A sealer digests values. No two sequences of values have the same encoding.
type sealer struct {
	hash   hash.Hash
	number [8]byte
}

func newSealer(kind string) *sealer {
	s := &sealer{hash: sha256.New()}
	s.text(kind)
	return s
}

func (s *sealer) bits(words ...uint64) {
	for _, w := range words {
		binary.BigEndian.PutUint64(s.number[:], w)
		s.hash.Write(s.number[:])
	}
}

func (s *sealer) whole(numbers ...int) {
	for _, n := range numbers {
		s.bits(uint64(int64(n)))
	}
}

// real writes zero without its sign, which databases do not keep.
func (s *sealer) real(numbers ...float64) {
	for _, x := range numbers {
		if x == 0 {
			x = 0
		}
		s.bits(math.Float64bits(x))
	}
}

func (s *sealer) columns(c dossier.Columns) {
	s.whole(c.Text, c.Layout, c.Pictures, c.Looks, c.Facts)
}

func (s *sealer) pictures(images []fingerprint.Image) {
	s.whole(len(images))
	for _, m := range images {
		s.real(m.Box.X, m.Box.Y, m.Box.W, m.Box.H)
		s.whole(m.Width, m.Height)
		s.text(m.Format)
		s.bytes(m.SHA256[:])
		s.bytes(m.Trimmed[:])
		s.whole(m.Quality)
		s.bits(m.PHash, m.DHash, m.AHash)
		s.bits(m.PHash256[:]...)
		s.bits(m.PDQ[:]...)
	}
}

func (s *sealer) flag(set bool) {
	if set {
		s.whole(1)
	} else {
		s.whole(0)
	}
}

func (s *sealer) bytes(data []byte) {
	s.whole(len(data))
	s.hash.Write(data)
}

func (s *sealer) text(text string) { s.bytes([]byte(text)) }

func (s *sealer) sum() (d dossier.Digest) {
	s.hash.Sum(d[:0])
	return d
}
