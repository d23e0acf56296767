package report

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Files give text without spaces by the line; what is shown is the change and a little around.
func TestChangesAreShownByTheUnitsOfTheScript(t *testing.T) {
	for name, tt := range map[string]struct{ lead, before, after, trail, want string }{
		"words":            {"met in", "private", "public", "on Thursday", `"met in [-private-]{+public+} on Thursday"`},
		"Chinese":          {"第四条", "任何人不得使为奴隶或奴役;一切形式的奴隶制度和奴隶买卖,均应予以禁止。", "任何人不得使为自由民或奴役;一切形式的奴隶制度和奴隶买卖,均应予以 禁止。", "第五条", `"第四条任何人不得使为[-奴隶-]{+自由民+}或奴役;一切形式的奴隶制"`},
		"put in":           {"", "任何人得使为奴隶", "任何人不得使为奴隶", "", `"任何人{+不+}得使为奴隶"`},
		"figures whole":    {"", "于2018年签订", "于2019年签订", "", `"于[-2018-]{+2019+}年签订"`},
		"Thai":             {"", "บุคคลใดจะถูกยึดเป็นทาสไม่ได้", "บุคคลใดจะถูกยึดเป็นที่ไม่ได้", "", `"ลใดจะถูกยึดเป็น[-ทาส-]{+ที่+}ไม่ได้"`},
		"Devanagari":       {"न्याय और", "स्वतन्त्रता", "स्वतन्त्रताएँ", "की बुनियाद", `"न्याय और [-स्वतन्त्रता-]{+स्वतन्त्रताएँ+} की बुनियाद"`},
		"Hebrew":           {"", "שָׁלוֹם", "שְׁלוֹם", "", `"[-שָׁלוֹם-]{+שְׁלוֹם+}"`},
		"Khmer subscripts": {"", "ស្វក", "ស្លក", "", `"[-ស្វ-]{+ស្ល+}ក"`},
		"mixed":            {"the word", "自由", "freedom", "is here", `"the word [-自由-]{+freedom+} is here"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := &sheet{}
			got := s.wordDiff(dossier.Alteration{Kind: dossier.TextEdited, Lead: tt.lead, Before: tt.before, After: tt.after, Trail: tt.trail})
			if got != tt.want {
				t.Errorf("is   %s\nwant %s", got, tt.want)
			}
		})
	}
}

// However text is shortened, no character loses its marks.
func TestShortenedTextKeepsCharactersWhole(t *testing.T) {
	text := strings.Repeat("กี่ที่กำ", 100) + strings.Repeat("स्त्रि", 100) + strings.Repeat("שָׁ", 100)
	whole := map[string]bool{}
	for _, c := range clusters(text) {
		whole[c] = true
	}
	for most := 10; most < 80; most++ {
		for _, short := range []string{cut(text, most), cutMiddle(text, most)} {
			short = strings.ReplaceAll(short, " ... ", "")
			for g := uniseg.NewGraphemes(strings.TrimSuffix(short, " ...")); g.Next(); {
				if !whole[g.Str()] {
					t.Fatalf("%q in %q is no character of the text", g.Str(), short)
				}
			}
		}
	}
}
