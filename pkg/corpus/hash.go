package corpus

import (
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// HashSchema names the JSON form of the hashes of some files.
const HashSchema = "leakprint/hash/1"

// FileHashes are the hashes of one file, its pages and their pictures.
type FileHashes struct {
	Path      string         `json:"path"`
	SHA256    dossier.Digest `json:"sha256"`
	SHA512    string         `json:"sha512"`
	SHA1      string         `json:"sha1"` // for joining with others' catalogues, not evidence
	Size      int64          `json:"size"`
	MediaType string         `json:"media_type"`
	Error     []string       `json:"error,omitempty"` // why it, or its pages, could not be read
	Notes     []string       `json:"notes"`

	PageCount int                          `json:"-"`
	Pages     iter.Seq2[PageHashes, error] `json:"-"` // up to the first error; it is to be used before the file is done with
}

// PageHashes are the hashes of one page.
type PageHashes struct {
	Page       int            `json:"page"`
	Characters int            `json:"characters"`  // letters of folded text: fingerprint.Letters
	TextSHA256 dossier.Digest `json:"text_sha256"` // of the folded text; zero if there is none
	Marks      []string       `json:"marks"`       // winnowed 48-bit hashes in hexadecimal, in order
	Absent     string         `json:"absent,omitempty"`
	Words      int            `json:"words"`         // seen on the page as drawn
	Chains     []string       `json:"chains"`        // of those words: 32-bit keys in hexadecimal, each once, sorted
	PDQ        string         `json:"pdq,omitempty"` // of the page as drawn, if it shows few words
	Images     []ImageHashes  `json:"images"`
}

// ImageHashes are the hashes of one embedded picture. Perceptual hashes are those of
// goimagehash, in hexadecimal; they are "" for a picture that was not decoded.
type ImageHashes struct {
	Width    int            `json:"width"`
	Height   int            `json:"height"`
	Format   string         `json:"format"`
	SHA256   dossier.Digest `json:"sha256"`  // of the stream as stored
	Trimmed  dossier.Digest `json:"trimmed"` // of a JPEG cut at its first end-of-image marker
	Quality  int            `json:"quality"` // 0 to 100; below fingerprint.MinQuality it is never matched
	AHash    string         `json:"ahash"`
	DHash    string         `json:"dhash"`
	PHash    string         `json:"phash"`
	PHash256 string         `json:"phash256"`
	PDQ      string         `json:"pdq"` // Meta's, 256 bits
}

// Hash computes every hash of the inputs and stores nothing. It calls made with those of each file,
// of several at once, and done with what that returned, in order.
func Hash[T any](ctx context.Context, r recognise.Reader, inputs iter.Seq[intake.Input], made func(FileHashes) T, done func(T) error) error {
	return hashEach(ctx, r, inputs, func(ctx context.Context, in intake.Input) recognise.Reading {
		return r.Read(ctx, r.Digest(ctx, in), extract.Want{})
	}, made, done)
}

// Digests is like Hash but does not read the files' contents: it computes their digests only.
func Digests[T any](ctx context.Context, r recognise.Reader, inputs iter.Seq[intake.Input], made func(FileHashes) T, done func(T) error) error {
	return hashEach(ctx, r, inputs, r.Digest, made, done)
}

func hashEach[T any](ctx context.Context, r recognise.Reader, inputs iter.Seq[intake.Input], of func(context.Context, intake.Input) recognise.Reading, made func(FileHashes) T, done func(T) error) error {
	return ordered.Do(ctx, inputs, r.Workers, func(ctx context.Context, in intake.Input) T {
		got := of(ctx, in)
		defer got.Release()
		return made(fileHashes(got))
	}, done)
}

func fileHashes(got recognise.Reading) FileHashes {
	f := FileHashes{
		Path: got.Input.Path, SHA256: got.SHA256, Size: got.Size, MediaType: got.MediaType, Notes: got.Notes, PageCount: got.Pages.Len(),
	}
	if !got.SHA256.IsZero() {
		f.SHA512 = hex.EncodeToString(got.SHA512[:])
		f.SHA1 = hex.EncodeToString(got.SHA1[:])
	}
	if got.Err != nil {
		f.Error = recognise.Reasons(got.Err)
	}
	f.Pages = func(yield func(PageHashes, error) bool) {
		for p, err := range got.Pages.All() {
			if !yield(pageHashes(p), err) {
				return
			}
		}
	}
	return f
}

func pageHashes(p extract.PageContent) PageHashes {
	h := PageHashes{Page: p.Number, Characters: p.Print.Length, Absent: recognise.AbsenceOf(p.Print, p.Note)}
	if folded := fingerprint.Fold(p.Text); len(folded) > 0 {
		h.TextSHA256 = dossier.Sum([]byte(string(folded)))
	}
	for _, m := range p.Print.Marks {
		h.Marks = append(h.Marks, fmt.Sprintf("%012x", m.Hash))
	}
	h.Words = len(p.Print.Layout.Words)
	for _, c := range p.Print.Layout.Chains() {
		h.Chains = append(h.Chains, fmt.Sprintf("%08x", c.Key))
	}
	slices.Sort(h.Chains)
	h.Chains = slices.Compact(h.Chains)
	if p.Print.LooksQuality > 0 {
		h.PDQ = p.Print.Looks.String()
	}
	for _, image := range p.Print.Images {
		h.Images = append(h.Images, imageHashes(image))
	}
	return h
}

func imageHashes(image fingerprint.Image) ImageHashes {
	h := ImageHashes{
		Width: image.Width, Height: image.Height, Format: image.Format,
		SHA256: image.SHA256, Trimmed: image.Trimmed, Quality: image.Quality,
	}
	if image.AHash|image.DHash|image.PHash != 0 || image.PHash256 != [4]uint64{} {
		h.AHash, h.DHash, h.PHash = hex64(image.AHash), hex64(image.DHash), hex64(image.PHash)
		for _, word := range image.PHash256 {
			h.PHash256 += hex64(word)
		}
		h.PDQ = image.PDQ.String()
	}
	return h
}

func hex64(h uint64) string { return fmt.Sprintf("%016x", h) }
