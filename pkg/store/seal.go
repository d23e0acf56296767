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

// Each sealed encoding begins with its kind and version. Changing an encoding changes every
// seal, so it takes a new version; earlier ones are kept for ever, for what they sealed.
//
//	page/1, document/1: first
//	page/2:     absences as types, render digests, versions of columns
//	page/3:     page/2 with the language that the text was recognised in, where there is one
//	document/2: without name and dossier, which may change and are in the log;
//	            with SHA-1, attachments and versions of columns
const (
	pageSeal1     = "leakprint/seal/page/1"
	pageSeal2     = "leakprint/seal/page/2"
	pageSeal3     = "leakprint/seal/page/3"
	documentSeal1 = "leakprint/seal/document/1"
	documentSeal2 = "leakprint/seal/document/2"
)

// sealedFirst reports whether pages of these versions, and their document, are sealed by the
// first encodings.
func sealedFirst(c dossier.Columns) bool { return c.Facts < 2 }

// Seal returns the digest of everything that a store keeps of a page, its layout
// included. A page has the same seal when inserted and when read back, with the layout from
// Pages.Layout.
//
// The digest is the SHA-256 of the encoding's name and the fields one after another: a
// whole number as eight bytes, big-endian, in two's complement; a real number as its IEEE
// 754 bits, zero without sign; text and bytes as their length in bytes and themselves.
// What a store does not keep (a layout without words, looks of quality 0) is encoded as empty.
// Marks are left out, because they follow from the text. Seal returns an error if the layout
// cannot be encoded.
func Seal(p KeptPage) (dossier.Digest, error) {
	var drawn []byte
	if len(p.Print.Layout.Words) > 0 {
		var err error
		if drawn, err = p.Print.Layout.MarshalBinary(); err != nil {
			return dossier.Digest{}, err
		}
	}
	first := sealedFirst(p.Columns) && p.Language == ""
	kind := pageSeal2
	switch {
	case p.Language != "":
		kind = pageSeal3
	case first:
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
	if kind == pageSeal3 {
		s.text(p.Language)
	}
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

// absence returns why a page carries no fingerprint, in words that include its note, as in
// page/1.
func absence(p KeptPage) string {
	if p.Print.Absent == dossier.PartlyUnread {
		return string(dossier.Unread) + ": " + p.Note
	}
	return string(p.Print.Absent)
}

// SealDocument returns the digest of everything that a store keeps of a document whose
// pages have these seals, in order. From document/2 on it leaves out name and dossier,
// which are only in the log. The encoding is like that of a page; notes, metadata and
// attachments are encoded as JSON, in which bytes that are not UTF-8 have become U+FFFD.
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

// settled returns the JSON of strings after encoding, decoding and encoding again: json.Marshal
// escapes a U+FFFD that it substitutes for bytes that are not UTF-8, but not one that was
// there before. No step can fail for strings.
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
