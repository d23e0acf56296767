package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Each sealed encoding begins with its kind and version. A change of an encoding changes
// every seal made with it and needs a new version.
const (
	pageSeal     = "leakprint/seal/page/1"
	documentSeal = "leakprint/seal/document/1"
)

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
	s := newSealer(pageSeal)
	s.whole(p.Number)
	s.real(p.Width, p.Height)
	s.text(p.Text)
	s.flag(p.Recognised)
	s.text(p.Note)
	s.whole(p.Print.Length)
	s.text(p.Print.Absent)
	s.whole(len(p.Print.Images))
	for _, m := range p.Print.Images {
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
	s.bytes(drawn)
	quality := max(p.Print.LooksQuality, 0)
	s.whole(quality)
	if quality > 0 {
		s.bits(p.Print.Looks[:]...)
	}
	return s.sum(), nil
}

// SealDocument returns the digest of everything that a store keeps of a document whose
// pages have these seals, in order. The encoding is that of Seal; notes and metadata are
// encoded as JSON, in which bytes that are not UTF-8 become U+FFFD.
func SealDocument(doc dossier.Document, pages []dossier.Digest) dossier.Digest {
	s := newSealer(documentSeal)
	s.bytes(doc.SHA256[:])
	s.bytes(doc.SHA512[:])
	s.text(doc.Name)
	s.text(doc.Dossier)
	s.text(doc.MediaType)
	s.bits(uint64(doc.Size))
	s.whole(doc.Pages)
	s.bytes(settled(doc.Notes))
	s.bytes(settled(doc.Metadata))
	s.whole(len(pages))
	for _, page := range pages {
		s.bytes(page[:])
	}
	return s.sum()
}

// settled returns the JSON of strings as it is after being read and written once more:
// json.Marshal escapes the U+FFFD that it puts in place of bytes that are not UTF-8, but
// not a U+FFFD that was there before. Neither step can fail for strings.
func settled[T []string | map[string]string](strings T) []byte {
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
