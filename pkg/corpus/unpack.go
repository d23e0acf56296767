package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// UnpackedSchema names the JSON form of Unpacked.
const UnpackedSchema = "leakprint/extract/1"

// Unpacked is the index of what Unpack wrote, without its pages. File names are relative to its folder.
type Unpacked struct {
	Schema string         `json:"schema"`
	Path   string         `json:"path"`
	SHA256 dossier.Digest `json:"sha256"`
	Notes  []string       `json:"notes"`
}

// An UnpackedPage is one page's text and pictures.
type UnpackedPage struct {
	Page   int             `json:"page"`
	Width  float64         `json:"width"` // points
	Height float64         `json:"height"`
	Text   string          `json:"text"` // file
	Words  []UnpackedWord  `json:"words"`
	Images []UnpackedImage `json:"images"`
	Note   string          `json:"note,omitempty"`
}

// An UnpackedWord is a word and where it is shown.
type UnpackedWord struct {
	Text string      `json:"text"`
	Box  dossier.Box `json:"box"`
}

// An UnpackedImage is an embedded picture.
type UnpackedImage struct {
	ImageHashes
	Box    dossier.Box `json:"box"`
	Stored string      `json:"stored"` // file; the stream as stored
	PNG    string      `json:"png"`    // file; "" if it could not be decoded
}

// Unpack writes the text of each page and the embedded pictures, as stored and as PNG, into
// dir, which must be empty or not exist. It calls index with what there is; the files of a page are
// written before it is yielded. It returns an error wrapping ErrOutput if dir cannot be used, and an
// *UnreadError, with nothing written, if the input cannot be read. Unpack releases the input.
func Unpack(ctx context.Context, r recognise.Reader, in intake.Input, dir string, index func(Unpacked, iter.Seq2[UnpackedPage, error]) error) error {
	defer in.Release()
	root, err := emptyFolder(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	got := r.Read(ctx, r.Digest(ctx, in), extract.Want{Words: true, Pictures: true})
	defer got.Release()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if got.Err != nil {
		return &UnreadError{got.Err}
	}
	return index(Unpacked{UnpackedSchema, in.Path, got.SHA256, got.Notes}, func(yield func(UnpackedPage, error) bool) {
		for p, err := range got.Pages.All() {
			var page UnpackedPage
			if err == nil {
				if page, err = unpackPage(root, p); err != nil {
					err = &dossier.Error{Op: "write", Path: dir, Err: err}
				}
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	})
}

// emptyFolder opens dir, making it if need be. It must be empty.
func emptyFolder(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, &dossier.Error{Op: "make folder", Path: dir, Err: dossier.WithReason(err, ErrOutput)}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &dossier.Error{Op: "open folder", Path: dir, Err: dossier.WithReason(err, ErrOutput)}
	}
	there, err := fs.ReadDir(root.FS(), ".")
	if err == nil && len(there) > 0 {
		err = errors.New("the folder is not empty")
	}
	if err != nil {
		root.Close()
		return nil, &dossier.Error{Op: OpWriteTo, Path: dir, Err: dossier.WithReason(err, ErrOutput)}
	}
	return root, nil
}

func unpackPage(root *os.Root, p extract.PageContent) (UnpackedPage, error) {
	u := UnpackedPage{
		Page: p.Number, Width: hundredths(p.Width), Height: hundredths(p.Height), Note: p.Note,
		Text: fmt.Sprintf("page-%04d.txt", p.Number),
	}
	for _, w := range p.Words {
		u.Words = append(u.Words, UnpackedWord{w.Text, inHundredths(w.Box)})
	}
	if err := root.WriteFile(u.Text, []byte(p.Text), 0o644); err != nil {
		return u, err
	}
	for i, picture := range p.Pictures {
		image := UnpackedImage{ImageHashes: imageHashes(p.Print.Images[i]), Box: inHundredths(p.Images[i].Box)}
		name := fmt.Sprintf("page-%04d-image-%02d", p.Number, i+1)
		image.Stored = name + extension(p.Images[i].Format)
		if err := root.WriteFile(image.Stored, picture.Stored, 0o644); err != nil {
			return u, err
		}
		if picture.PNG != nil {
			image.PNG = name + ".png"
			if err := root.WriteFile(image.PNG, picture.PNG, 0o644); err != nil {
				return u, err
			}
		}
		u.Images = append(u.Images, image)
	}
	return u, nil
}

// hundredths rounds points to the precision that PDFium gives.
func hundredths(points float64) float64 { return math.Round(points*100) / 100 }

func inHundredths(b dossier.Box) dossier.Box {
	return dossier.Box{X: hundredths(b.X), Y: hundredths(b.Y), W: hundredths(b.W), H: hundredths(b.H)}
}

// extension returns the usual file extension of a format; ".bin" for streams that are not
// files in their own right.
func extension(format string) string {
	switch format {
	case "jpeg":
		return ".jpg"
	case "jpx":
		return ".jp2"
	default:
		return ".bin"
	}
}
