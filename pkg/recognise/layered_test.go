package recognise

import (
	"bytes"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
)

// What others' OCR laid invisibly over a scan may be misread: by itself it makes no edit of
// the text, on whichever side it stands and whatever it is compared with.
func TestLayersOfRecognisedTextMakeNoEdits(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	document := forge.Dossier(5)[0].Cut(1, 3)
	data, err := document.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	text := document.Text()
	known := map[string]string{
		"PDF": write("known.pdf", data), "layered": write("layered.pdf", layered(t, document, data)), "text": write("known.txt", []byte(text)),
		"quote": write("quote.txt", []byte(document.Pages[1].Text())),
	}
	for _, tt := range []struct{ known, asked string }{
		{"PDF", "layered"}, {"layered", "PDF"}, {"layered", "text"}, {"text", "layered"}, {"layered", "quote"},
	} {
		t.Run(tt.asked+" against "+tt.known, func(t *testing.T) {
			in := askAbout(t, []string{known[tt.known]}, []string{known[tt.asked]})[0]
			if !in.Verdict.Found() || in.Verdict == dossier.Altered {
				t.Errorf("the answer is %s", in.Verdict)
			}
			for _, m := range in.Matches {
				for _, a := range m.Alterations {
					if a.Kind == dossier.TextEdited || a.Kind == dossier.TextRedacted {
						t.Errorf("%s: %q became %q (%s)", a.Kind, a.Before, a.After, a.Basis)
					}
				}
			}
		})
	}
}

// layered is a scan of a document with its words as OCR reads them, some wrongly.
func layered(t *testing.T, document forge.Document, data []byte) []byte {
	t.Helper()
	var numbers []int
	var words [][]forge.Word
	for i, p := range document.Noise(.01, rand.New(rand.NewPCG(1, 2))).Pages {
		numbers, words = append(numbers, i+1), append(words, p.Words)
	}
	pages := make([]*image.Gray, len(numbers))
	source := extract.Source{Name: "known.pdf", MediaType: "application/pdf", Data: bytes.NewReader(data), Size: int64(len(data))}
	err := pool().Render(t.Context(), source, numbers, fingerprint.DPI, func(n int, raster *image.Gray) error {
		pages[n-1] = raster
		return nil
	})
	if err != nil || slices.Contains(pages, nil) {
		t.Fatal("the pages cannot be drawn:", err)
	}
	scan, err := forge.Recognised(pages, fingerprint.DPI, 80, words)
	if err != nil {
		t.Fatal(err)
	}
	return scan
}
