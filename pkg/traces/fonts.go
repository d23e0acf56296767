package traces

import (
	"bytes"
	"cmp"
	"regexp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// subset is the tag before the name of a font of which only some glyphs are there.
var subset = regexp.MustCompile(`^([A-Z]{6})\+(.*)$`)

// font adds the font that an object describes, if it does.
func (f *File) font(v pdf.Value) {
	name := v.Key("FontName").Name()
	if name == "" || len(f.Fonts) >= maxFonts || len(name) > maxValue {
		return
	}
	for _, key := range []string{"FontFile", "FontFile2", "FontFile3"} {
		program := v.Key(key)
		if !program.IsStream() {
			continue
		}
		data := program.Content(maxProgram)
		if data == nil {
			data = program.Stored()
		}
		font := Font{Family: name, Program: dossier.Sum(data)}
		if m := subset.FindStringSubmatch(name); m != nil {
			font.Tag, font.Family = m[1], m[2]
		}
		f.Fonts = append(f.Fonts, font)
	}
}

func compareFonts(a, b Font) int {
	return cmp.Or(cmp.Compare(a.Family, b.Family), cmp.Compare(a.Tag, b.Tag), bytes.Compare(a.Program[:], b.Program[:]))
}
