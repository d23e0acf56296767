package inspect

import (
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// Text that lies across all pages in one place is told as a watermark, whatever the file calls it; what is on
// one page, or stands beside the text of all, is none.
func TestRepeatedAcross(t *testing.T) {
	across := func(says string, slant, size float64) func(int, *forge.Sheet) {
		return func(_ int, p *forge.Sheet) {
			p.Words = append(p.Words, forge.Word{Text: says, X: 100, Y: 500, Width: .6 * size * float64(len(says)), Size: size, Font: forge.Mono, Slant: slant, Gray: 220, End: forge.Paragraph})
		}
	}
	whole := forge.Dossier(1)[0]
	for _, c := range []struct {
		name  string
		mark  func(int, *forge.Sheet)
		pages int
		want  string
	}{
		{"at a slant", across("VARN-COPY-7", 40, 60), 2, "VARN-COPY-7"},
		{"small and at a slant", across("VARN-COPY-7", 40, 9), 2, "VARN-COPY-7"},
		{"large and level", across("VARN-COPY-7", 0, 50), 2, "VARN-COPY-7"},
		{"on one page of two", func(n int, p *forge.Sheet) {
			if n == 1 {
				across("VARN-COPY-7", 40, 60)(n, p)
			}
		}, 2, ""},
		{"of several words", func(_ int, p *forge.Sheet) {
			for i, says := range []string{"COPY", "SEVEN"} {
				across(says, 45, 20)(0, p)
				w := &p.Words[len(p.Words)-1]
				w.X, w.Y, w.End = w.X+float64(120*i), w.Y-float64(120*i), forge.Space
			}
		}, 2, "COPY SEVEN"},
		{"on a document of one page", across("VARN-COPY-7", 40, 60), 1, ""},
		{"tiled on one page", func(n int, p *forge.Sheet) {
			for i := range 4 {
				across("VARN-COPY-7", 40, 12)(n, p)
				p.Words[len(p.Words)-1].Y -= 100 * float64(i)
			}
		}, 1, "VARN-COPY-7"},
		{"up the margin", func(_ int, p *forge.Sheet) {
			p.Words = append(p.Words, forge.Word{Text: "VARN-COPY-7", X: 20, Y: 500, Width: 80, Size: 12, Slant: 90, End: forge.Paragraph})
		}, 2, ""},
		{"large in the margin", func(_ int, p *forge.Sheet) {
			p.Words = append(p.Words, forge.Word{Text: "VARN-COPY-7", X: 100, Y: 30, Width: 200, Size: 28, End: forge.Paragraph})
		}, 2, ""},
		{"none", func(int, *forge.Sheet) {}, 2, ""},
	} {
		d := whole.Cut(4, 4+c.pages-1)
		d.Pages = slices.Clone(d.Pages)
		for i := range d.Pages {
			d.Pages[i].Words = slices.Clone(d.Pages[i].Words)
			c.mark(i, &d.Pages[i])
		}
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		file, err := engine().Open(data)
		if err != nil {
			t.Fatal(err)
		}
		items := repeatedAcross(Open(data, intake.PDF, file, true))
		file.Close()
		var found []string
		for _, item := range items {
			if item.Kind != dossier.Watermark || item.Box == nil {
				t.Errorf("%s: %+v", c.name, item)
			}
			found = append(found, item.Value)
		}
		if c.want == "" && len(found) > 0 || c.want != "" && !slices.Equal(found, []string{c.want}) {
			t.Errorf("%s: found %q, want %q", c.name, found, c.want)
		}
	}
}
