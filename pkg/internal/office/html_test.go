package office

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestVisibleInHTML(t *testing.T) {
	differ(t, []pair{
		{"struck", "pay <s>10 now</s>", "pay 10 now", "pay 1̶0̶ n̶o̶w̶"},
		{"struck of old", "<strike>x</strike>", "x", "x̶"},
		{"deleted is shown struck", "a <del>b</del> <ins>c</ins>", "a b c", "a b̶ c"},
		{"struck by its style", "<span style='text-decoration: red line-through'>x</span>", "<span style='text-decoration: underline'>x</span>", "x̶"},
		{"struck by a class", "<style>.off { text-decoration-line: line-through }</style><p class='a off'>x", "<style>.of { text-decoration-line: line-through }</style><p class='a off'>x", "x̶"},
		{"struck within", "<s>a<b>b</b></s>", "<s>a</s><b>b</b>", "a̶b̶"},
		{"struck no more", "<style>del { text-decoration: none }</style><del>x</del>", "<del>x</del>", "x"},
		{"numbered", "<ol><li>a<li>b</ol>", "<ul><li>a<li>b</ul>", "1. a\n2. b"},
		{"start", "<ol start=5><li>a</ol>", "<ol><li>a</ol>", "5. a"},
		{"type", "<ol type=a><li>a</ol>", "<ol type=A><li>a</ol>", "a. a"},
		{"roman", "<ol type=i start=4><li>a</ol>", "<ol type=I start=4><li>a</ol>", "iv. a"},
		{"reversed", "<ol reversed><li>a<li>b</ol>", "<ol><li>a<li>b</ol>", "2. a\n1. b"},
		{"value", "<ol><li>a<li value=9>b<li>c</ol>", "<ol><li>a<li>b<li>c</ol>", "1. a\n9. b\n10. c"},
		{"nested", "<ol><li>a<ol type=a><li>b</ol><li>c</ol>", "<ol><li>a<li>b<li>c</ol>", "1. a\na. b\n2. c"},
		{"nested bullets", "<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", "<ul><li>a<li>b<li>c</ul>", "• a\n◦ b\n▪ c"},
		{"list style", "<ol style='list-style: lower-greek inside'><li>a</ol>", "<ol><li>a</ol>", "α. a"},
		{"no bullets", "<style>ul.nav{list-style:none}</style><ul class=nav><li>a</ul>", "<ul class=nav><li>a</ul>", "a"},
		{"a sign of its own", `<ul style='list-style-type:"– "'><li>a</ul>`, "<ul><li>a</ul>", "– a"},
		{"leading zero", "<ol style='list-style-type:decimal-leading-zero'><li>a</ol>", "<ol><li>a</ol>", "01. a"},
		{"beyond z", "<ol type=a start=27><li>a</ol>", "<ol type=a start=28><li>a</ol>", "aa. a"},
		{"paragraphs in an item", "<ol><li><p>a</p><p>b</p></ol>", "<ul><li><p>a</p><p>b</p></ul>", "1. a\nb"},
		{"an item that holds nothing", "<ol><li></li><li>b</ol>", "<ol><li>b</ol>", "1. \n2. b"},
		{"superscript", "10<sup>5</sup>", "105", "10⁵"},
		{"subscript", "H<sub>2</sub>O", "H2O", "H₂O"},
		{"superscript by style", "10<span style='vertical-align:super'>5</span>", "10<span>5</span>", "10⁵"},
		{"superscript without a form", "x<sup>Q 1</sup>y", "xQ 1y", "x^(Q 1)y"},
		{"subscript without a form", "x<sub>d</sub>", "xd", "x_(d)"},
		{"fraction", "<sup>1</sup>&frasl;<sub>2</sub>", "12", "1/2"},
		{"fraction after a whole", "2<sup>1</sup>/<sub>2</sub> m", "21/2 m", "2 1/2 m"},
		{"formula of a fraction", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "<math><mn>1</mn><mn>2</mn></math>", "1/2"},
		{"formula of sums", "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "<math><mi>a</mi><mo>+</mo><mfrac><mi>b</mi><mi>c</mi></mfrac></math>", "(a+b)/c"},
		{"power", "<math><msup><mi>x</mi><mn>2</mn></msup></math>", "<math><mi>x</mi><mn>2</mn></math>", "x²"},
		{"index and power", "<math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>", "<math><mi>x</mi><mn>12</mn></math>", "x₁²"},
		{"root", "<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", "<math><mi>x</mi><mo>+</mo><mn>1</mn></math>", "√(x+1)"},
		{"formula said twice", "<math><semantics><mi>x</mi><annotation>\\x</annotation></semantics></math>", "<math><mi>y</mi></math>", "x"},
		{"check box", "<input type=checkbox checked>yes", "<input type=checkbox>yes", "☑ yes"},
		{"radio button", "<input type=radio checked> yes", "<input type=radio> yes", "◉ yes"},
		{"field", "Sum<input value=10>", "Sum<input value=11>", "Sum 10"},
		{"field to be filled in", "<input placeholder=Name>", "<input>", "Name"},
		{"button", "<input type=submit value=Agree>", "<input type=submit>", "Agree"},
		{"text area", "<textarea>a\n b</textarea>", "<textarea>a b</textarea>", "a\n b"},
		{"select", "<select><option>a<option selected>b</select>", "<select><option>a<option>b</select>", "b"},
		{"several chosen", "<select multiple><option>a<option selected>b</select>", "<select multiple><option selected>a<option>b</select>", "☐ a\n☑ b"},
		{"progress", "<progress value=70 max=100>no</progress>", "<progress value=7 max=100>no</progress>", "70/100"},
		{"meter", "<meter value=0.4></meter>", "<meter value=0.5></meter>", "0.4"},
		{"capitals", "<span style='text-transform: uppercase'>us</span>", "<span>us</span>", "US"},
		{"small letters", "<span style='text-transform: lowercase'>US</span>", "<span>US</span>", "us"},
		{"quoted", "he <q>said <q>so</q></q>.", "he said so.", "he “said ‘so’”."},
		{"br", "a<br>b", "a<wbr>b", "a\nb"},
		{"entities", "&sect;&nbsp;5&minus;3", "5-3", "§\u00a05−3"},
		{"details that are closed", "<details><summary>a</summary>b</details>", "<details><summary>a</summary></details>", "a\nb"},
		{"white space that counts", "<p style='white-space:pre'>a  b", "<p>a  b", "a  b"},
		{"visible within invisible", "<p style='visibility:hidden'>a<b style='visibility:visible'>b</b>", "<p style='visibility:hidden'>a<b>b</b>", "b"},
	}, func(body string) string { return read(t, []byte(body), HTML).Text })
}

func TestHiddenInHTML(t *testing.T) {
	byMark := func(texts ...string) []dossier.Hidden { return hides(dossier.HiddenByMark, texts...) }
	white := func(texts ...string) []dossier.Hidden { return hides(dossier.HiddenWhite, texts...) }
	tinyText, off := hides(dossier.HiddenTiny, "x"), hides(dossier.HiddenOffPage, "x")
	conceals(t, []hiding{
		{"display", "a<div style='display:none'>x<p>y</div>b", "ab", byMark("x y")},
		{"display, important", "<style>p{display:none!important}</style><p style='display:block'>x</p>a", "a", byMark("x")},
		{"display, not important", "<style>p{display:none}</style><p style='display:block'>x", "x", nil},
		{"visibility", "a <b style='visibility: hidden'>x</b> b", "a b", byMark("x")},
		{"attribute", "<p hidden>x</p>a", "a", byMark("x")},
		{"attribute undone", "<p hidden style='display:block'>x", "x", nil},
		{"opacity", "<p style='opacity:0.0'>x</p>a", "a", byMark("x")},
		{"opacity of a half is seen", "<p style='opacity:.5'>x", "x", nil},
		{"a dialog that is closed", "<dialog>x</dialog>a", "a", byMark("x")},
		{"a dialog that is open", "<dialog open>x</dialog>", "x", nil},
		{"size", "<span style='font-size:0'>x</span>a", "a", tinyText},
		{"size in points", "<span style='font-size: 1pt'>x</span>a", "a", tinyText},
		{"size by parts", "<p style='font-size:10%'>a<span style='font-size:.5em'>x</span>", "", hides(dossier.HiddenTiny, "ax")},
		{"size set again", "<div style='font-size:0'><p style='font-size:12px'>x</p></div>", "x", nil},
		{"size in font", "<span style='font: bold 1px/2 serif'>x</span>a", "a", tinyText},
		{"white", "a <font color=white>x</font>", "a", white("x")},
		{"white by its style", "a <span style='color:#FFF'>x</span>", "a", white("x")},
		{"near white", "a <span style='color: rgb(250, 250, 250)'>x</span>", "a", white("x")},
		{"transparent", "a <span style='color:transparent'>x</span>", "a", white("x")},
		{"transparent by alpha", "a <span style='color:rgba(0,0,0,0)'>x</span>", "a", white("x")},
		{"white on black is seen", "<p style='background:#000'><span style='color:white'>x</span>", "x", nil},
		{"black on black", "<p style='background:#000 none;color:#000'>x</p>a", "a", white("x")},
		{"the colour of the cell", "<table><tr><td bgcolor=navy><font color=#000080>x</font></table>a", "a", white("x")},
		{"white on a picture is seen", "<div style='background:url(a.png)'><b style='color:#fff'>x</b></div>", "x", nil},
		{"the colour of the page", "<body style='background:black;color:white'>a<i style='color:black'>x</i>", "a", white("x")},
		{"a colour that is not known is seen", "<b style='color:var(--x)'>x</b>", "x", nil},
		{"a rule for an element", "<style>i { color : white }</style>a<i>x</i>", "a", white("x")},
		{"a rule for a class", "<style>/* } */ .k, b{display:none}</style>a<i class='j k'>x</i>", "a", byMark("x")},
		{"a rule for an id", "<style>#k{display:none}</style>a<i id=k>x</i>", "a", byMark("x")},
		{"a rule for both", "<style>i.k{display:none}</style>a<b class=k>b</b><i class=k>x</i>", "ab", byMark("x")},
		{"a rule for what is within", "<style>div .k b{display:none}</style>a<div><p class=k><i><b>x</b></i></p></div>", "a", byMark("x")},
		{"a rule for children", "<style>div > b{display:none}</style><div><b>x</b><i><b>a</b></i></div>", "a", byMark("x")},
		{"a rule for everything within", "<style>.k *{display:none}</style>a<p class=k>b<i>x</i>", "a\nb", byMark("x")},
		{"the more special rule", "<style>#k{display:inline} i.j{display:none} i{display:none}</style><i id=k class=j>x</i>", "x", nil},
		{"the later rule", "<style>.j{display:none} .k{display:inline}</style><i class='k j'>x</i>", "x", nil},
		{"a rule for printers", "<style>@media print{i{display:none}}</style><i>x</i>", "x", nil},
		{"a rule for screens", "<style>@import url('a.css'); @media screen { i{display:none} } b{color:red}</style>a<i>x</i>", "a", byMark("x")},
		{"a style sheet for printers", "<style media=print>i{display:none}</style><i>x</i>", "x", nil},
		{"a selector that is not known", "<style>i:hover, i[a], i+b, i::before {display:none}</style><b>a</b><i>x</i>", "ax", nil},
		{"commas in a selector that is not known", "<style>i:not(.a, .k, .b){display:none}</style><i class=k>x</i>", "x", nil},
		{"braces in strings", `<style>b:before{content:"}"} i{display:none}</style>a<i>x</i>`, "a", byMark("x")},
		{"off the page", "a<div style='position:absolute; left:-9999px'>x</div>", "a", off},
		{"off the page by its text", "a<div style='text-indent:-999em'>x</div>", "a", off},
		{"moved a little", "<div style='position:relative; left:-5px'>x</div>", "x", nil},
		{"cut off", "a<span style='position:absolute;width:1px;height:1px;overflow:hidden'>x</span>", "a", byMark("x")},
		{"clipped", "a<span style='position:absolute;clip:rect(0,0,0,0)'>x</span>", "a", byMark("x")},
		{"a hidden item is not counted", "<ol><li style='display:none'>x<li>a</ol>", "1. a", byMark("x")},
		{"pieces", "<i hidden>x</i>a<i hidden>y</i><i hidden>z</i>", "a", byMark("x", "yz")},
		{"of two kinds", "<i hidden>x</i><i style='color:#fff'>y</i>a", "a", append(byMark("x"), white("y")...)},
		{"what nobody reads", "<script>a()</script><!-- x --><noscript>x</noscript><template>x</template><input type=hidden value=x>a", "a", nil},
	}, func(body string) Content { return read(t, []byte(body), HTML) })
}

// A rule that is not followed is noted where it may hide something.
func TestDoubtfulStyles(t *testing.T) {
	for style, noted := range map[string]bool{
		"i:nth-child(2) { display: none }":   true,
		"p > i:not(.a, .b) { opacity: 0 }":   true,
		"i[lang=en] { visibility: hidden }":  true,
		"b:nth-child(2) { display: none }":   false, // there is none
		"i:nth-child(2) { color: red }":      false,
		"i:hover { display: none }":          false,
		"i::before { display: none }":        false,
		"p i { display: inline }":            false,
		"i:nth-child(2) { display: inline }": false,
	} {
		got := read(t, []byte("<style>"+style+"</style><p>a <i>x</i></p>"), HTML)
		if got.Text != "a x" && got.Text != "a x\n" || len(got.Hidden) > 0 || len(got.Notes) > 0 != noted {
			t.Errorf("%s: text %q, hidden %v, notes %q", style, got.Text, got.Hidden, got.Notes)
		}
	}
}

// TestStylesAreBounded reads pages on which following every rule would take hours.
func TestStylesAreBounded(t *testing.T) {
	var page strings.Builder
	page.WriteString("<style>")
	for range 5000 {
		page.WriteString("div b div b div b div b b *{display:none}")
	}
	page.WriteString(strings.Repeat("a{", 10_000) + "</style>" + strings.Repeat("<div>", 200))
	for range 5000 {
		page.WriteString("<b>x</b>")
	}
	got := read(t, []byte(page.String()), HTML)
	if len(got.Notes) != 1 {
		t.Errorf("notes %q", got.Notes)
	}
}
