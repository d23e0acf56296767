package extract

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// real returns a pool of the default workers, that is, of this program. The
// compiled renderer is kept from one run of the tests to the next.
func real(t *testing.T, workers int) *Pool {
	t.Helper()
	p := NewPool(Options{Workers: workers, CacheDir: realCache()})
	t.Cleanup(func() { p.Close() })
	return p
}

func realCache() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "leakprint", "renderer")
}

// makePDF returns a PDF whose pages say which they are; password may be "".
func makePDF(t *testing.T, pages int, password string) string {
	t.Helper()
	f := fpdf.New("P", "pt", "A4", "")
	f.SetCreationDate(time.Unix(0, 0))
	f.SetModificationDate(time.Unix(0, 0))
	f.SetTitle("Numbered pages", false)
	f.SetFont("Helvetica", "", 12)
	if password != "" {
		f.SetProtection(0, password, password)
	}
	for n := 1; n <= pages; n++ {
		f.AddPage()
		for line := range 12 {
			f.Text(72, 72+float64(line)*16, fmt.Sprintf("Line %d of page %d, which is not to be taken for page %d.", line, n, n+1))
		}
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRealDocument(t *testing.T) {
	const n = splitFrom + 6
	document := makePDF(t, n, "")
	head, pages, err := readAll(real(t, 1), document, Want{Words: true, RenderDigests: true})
	if err != nil {
		t.Fatal(err)
	}
	if head.Pages != n || len(pages) != n || head.Structure.Info["Title"] != "Numbered pages" || head.Notes != nil {
		t.Errorf("got %d pages and %+v, want %d", len(pages), head, n)
	}
	if len(head.RenderDigests) != n || slices.ContainsFunc(head.RenderDigests, dossier.Digest.IsZero) || head.RenderDigests[0] == head.RenderDigests[1] {
		t.Errorf("render digests %v", head.RenderDigests)
	}
	for i, pg := range pages {
		if !strings.HasPrefix(pg.Text, fmt.Sprintf("Line 0 of page %d,", i+1)) || len(pg.Words) < 12*14 || len(pg.Print.Marks) == 0 {
			t.Errorf("page %d is %+v", i+1, pg)
		}
	}

	again, side, err := readAll(real(t, 3), document, Want{Words: true, RenderDigests: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(head, again) + cmp.Diff(pages, side); diff != "" {
		t.Errorf("one worker (-), three (+):\n%s", diff)
	}
}

func TestRealRefusals(t *testing.T) {
	p := real(t, 1)
	document := makePDF(t, 5, "")
	for name, test := range map[string]struct {
		document string
		want     error
	}{
		"empty":     {"", pdf.ErrNotPDF},
		"text":      {"Dear colleague,\n", pdf.ErrNotPDF},
		"truncated": {document[:len(document)/2], pdf.ErrDamaged},
		"password":  {makePDF(t, 1, "open sesame"), pdf.ErrPassword},
	} {
		if _, _, err := readAll(p, test.document, Want{}); !errors.Is(err, test.want) || hint(err) == "" {
			t.Errorf("%s: got error %v, want %v and a hint", name, err, test.want)
		}
	}
	if _, pages, err := readAll(p, document, Want{}); err != nil || len(pages) != 5 {
		t.Errorf("then a sound one: got %d pages, error %v", len(pages), err)
	}
	if len(p.live) != 1 {
		t.Errorf("%d workers, want the one that refused", len(p.live))
	}
}

func TestText(t *testing.T) {
	p := real(t, 1)
	read := func(text string) (Head, []PageContent, error) {
		var pages []PageContent
		head, err := p.Read(t.Context(), Source{Name: "a.txt", MediaType: intake.Text, Data: strings.NewReader(text), Size: int64(len(text))}, Want{}, func(page PageContent) error {
			pages = append(pages, page)
			return nil
		})
		return head, pages, err
	}
	head, pages, err := read("Gen\xe8ve\fThe parties agreed on what each of them had said before.\f")
	if err != nil || head.Pages != 2 || len(head.Notes) > 0 || pages[0].Text != "Genève" || pages[1].Print.Length == 0 {
		t.Errorf("%+v, %+v, %v", head, pages, err)
	}
	head, _, err = read(strings.Repeat("The parties agreed. ", 1000))
	if err != nil || head.Pages < 2 || !slices.Equal(head.Notes, []string{fmt.Sprintf("long text, read as %d pages", head.Pages)}) {
		t.Errorf("%+v, %v", head, err)
	}
	for text, want := range map[string]error{
		strings.Repeat("a\f", 1<<20):              ErrPages,
		strings.Repeat("\x81\x82", 100):           intake.ErrEncoding,
		"a\x00b":                                  intake.ErrNotText,
		strings.Repeat("a line of text\n", 5<<20): ErrSize,
	} {
		_, pages, err := read(text)
		told, ok := errors.AsType[*dossier.Error](err)
		if !errors.Is(err, want) || !ok || told.Hint == "" || len(pages) > 0 {
			t.Errorf("%d bytes of %.8q: %v, want %v", len(text), text, err, want)
		}
	}
}
