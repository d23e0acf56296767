package alteration

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// What is drawn without a space is one word: of a text set on other lines few are the same, of
// one with a changed line all others.
func TestTextWithoutSpacesOnOtherLines(t *testing.T) {
	const text = "兩國代表團於五月四日在會議廳討論關稅文件存於資料夾內供各方查閱代表團要求把配額提高並立即公布下一輪談判定於七月第一週舉行"
	lines := func(text string, length int) []dossier.Word {
		var words []dossier.Word
		for runes := []rune(text); len(runes) > 0; {
			n := min(length, len(runes))
			words = append(words, dossier.Word{Text: string(runes[:n]), Box: dossier.Box{Y: 20 * float64(len(words)), W: 10 * float64(n), H: 10}})
			runes = runes[n:]
		}
		return words
	}
	known := lines(text, 12)
	changed := lines(text, 12)
	changed[1].Text = "鯨魚" + changed[1].Text
	for name, tt := range map[string]struct {
		query []dossier.Word
		want  bool
	}{
		"on other lines":        {lines(text, 10), true},
		"with a changed line":   {changed, false},
		"another text":          {lines("人類社會所有成員的固有尊嚴及其平等的和不移的權利的承認乃是世界自由正義與和平的基礎鑑於對人權的無視和侮蔑", 10), false},
		"in words that are set": {[]dossier.Word{{Text: "herons"}, {Text: "pier"}}, false},
	} {
		c := Comparison{words: align(tt.query, known)}
		if got := c.onOtherLines(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
