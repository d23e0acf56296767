package office

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A pair is two documents that look different.
type pair struct {
	name       string
	one, other string
	want       string // the text of one
}

func differ(t *testing.T, pairs []pair, text func(body string) string) {
	t.Helper()
	for _, tt := range pairs {
		t.Run(tt.name, func(t *testing.T) {
			one, other := strings.TrimSuffix(text(tt.one), "\n"), strings.TrimSuffix(text(tt.other), "\n")
			if one != tt.want {
				t.Errorf("got %q, want %q", one, tt.want)
			}
			if one == other {
				t.Errorf("both are %q", one)
			}
		})
	}
}

// A hiding is a document that holds text which is not seen.
type hiding struct {
	name, body string
	want       string // what is seen
	hidden     []dossier.Hidden
}

func conceals(t *testing.T, hidings []hiding, content func(body string) Content) {
	t.Helper()
	for _, tt := range hidings {
		t.Run(tt.name, func(t *testing.T) {
			got := content(tt.body)
			if text := strings.TrimSuffix(got.Text, "\n"); text != tt.want {
				t.Errorf("text %q, want %q", text, tt.want)
			}
			if diff := cmp.Diff(tt.hidden, got.Hidden); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func hides(kind dossier.HiddenKind, texts ...string) []dossier.Hidden {
	var all []dossier.Hidden
	for _, text := range texts {
		all = append(all, dossier.Hidden{Kind: kind, Text: text})
	}
	return all
}

// as is a run with properties.
func as(properties, text string) string {
	return "<w:r><w:rPr>" + properties + "</w:rPr><w:t xml:space=\"preserve\">" + text + "</w:t></w:r>"
}

// item is a paragraph of a list.
func item(num, level, text string) string {
	return p(`<w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr>` + r(text))
}

func styled(style, text string) string {
	return p(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + r(text))
}

const (
	wordStyles = `<w:styles ` + wordNamespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading1"><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading2"><w:basedOn w:val="Heading1"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Plain"><w:basedOn w:val="Heading1"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Void"><w:basedOn w:val="Repealed"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Repealed"><w:rPr><w:strike/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Dark"><w:pPr><w:shd w:val="clear" w:fill="000000"/></w:pPr><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Whisper"><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Aside"><w:basedOn w:val="Whisper"/></w:style>` +
		`<w:style w:type="character" w:styleId="Loop"><w:basedOn w:val="Loop"/><w:rPr><w:caps/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Ref"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="Banded"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>` +
		`<w:style w:type="table" w:styleId="Grid"/>` +
		`</w:styles>`
	wordNumbering = `<w:numbering ` + wordNamespaces + `>` +
		`<w:abstractNum w:abstractNumId="0">` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="` + "\uf0b7" + `"/><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/><w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="` + "\uf0fc" + `"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2">` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="Article %1"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading2"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalZero"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>` +
		`<w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="27"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="(%1)"/></w:lvl></w:lvlOverride></w:num>` +
		`<w:num w:numId="6"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>`
)

// fullWord is a DOCX with styles, lists, notes and comments.
func fullWord(t testing.TB, body string) []byte {
	comments := ""
	if strings.Contains(body, "commentReference") {
		comments = `<w:comment w:id="1">` + p(`<w:r><w:annotationRef/></w:r>`+r("Who says")) + p(r("so?")) + `</w:comment>`
	}
	return word(t, body,
		"word/_rels/document.xml.rels", links("styles styles.xml", "numbering numbering.xml", "comments comments.xml", "footnotes footnotes.xml"),
		"word/styles.xml", wordStyles, "word/numbering.xml", wordNumbering,
		"word/comments.xml", `<w:comments `+wordNamespaces+`>`+comments+`</w:comments>`,
		"word/footnotes.xml", `<w:footnotes `+wordNamespaces+`><w:footnote w:id="1">`+p(`<w:r><w:footnoteRef/></w:r>`+r(" See below."))+`</w:footnote></w:footnotes>`)
}

func math(s string) string { return `<m:oMath xmlns:m="urn:math">` + s + `</m:oMath>` }
func mr(s string) string   { return "<m:r><m:rPr/><w:rPr><w:i/></w:rPr><m:t>" + s + "</m:t></m:r>" }

func sym(font, char string) string {
	return `<w:r><w:sym w:font="` + font + `" w:char="` + char + `"/></w:r>`
}

func legacy(field string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="n"/>` + field + `</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func TestVisibleInDOCX(t *testing.T) {
	raised, low := `<w:vertAlign w:val="superscript"/>`, `<w:vertAlign w:val="subscript"/>`
	one := item("1", "0", "a")
	differ(t, []pair{
		{"struck", p(r("pay ") + as("<w:strike/>", "10 now")), p(r("pay ") + r("10 now")), "pay 1̶0̶ n̶o̶w̶"},
		{"struck twice", p(as("<w:dstrike/>", "é")), p(r("é")), "é̶"},
		{"not struck after all", p(as(`<w:strike w:val="0"/>`, "no")), p(as(`<w:strike w:val="1"/>`, "no")), "no"},
		{"struck by style", styled("Repealed", "x"), p(r("x")), "x̶"},
		{"struck by a style's style", styled("Void", "x"), p(r("x")), "x̶"},
		{"not struck in a struck style", p(`<w:pPr><w:pStyle w:val="Void"/></w:pPr>` + as(`<w:strike w:val="false"/>`, "x")), styled("Void", "x"), "x"},
		{"numbered", one, p(r("a")), "1. a"},
		{"start overridden", item("3", "0", "a"), one, "7. a"},
		{"one item more before", item("1", "0", "x") + one, item("2", "0", "x") + one, "1. x\n2. a"},
		{"letters", item("1", "1", "a"), one, "a) a"},
		{"roman", item("1", "2", "a"), one, "i. a"},
		{"bullets", item("2", "0", "a"), p(r("a")), "• a"},
		{"a bullet of Courier", item("2", "1", "a"), item("2", "0", "a"), "◦ a"},
		{"a bullet of Wingdings", item("2", "2", "a"), item("2", "0", "a"), "✓ a"},
		{"headings numbered by style", styled("Heading1", "a") + styled("Heading2", "b") + styled("Heading2", "c") + styled("Heading1", "d") + styled("Heading2", "e"),
			styled("Plain", "a") + styled("Heading2", "b") + styled("Heading2", "c") + styled("Heading1", "d") + styled("Heading2", "e"),
			"Article I a\n1.1 b\n1.2 c\nArticle II d\n2.1 e"},
		{"no number after all", p(`<w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>` + r("a")), styled("Heading1", "a"), "a"},
		{"levels set back", item("1", "0", "a") + item("1", "1", "b") + item("1", "0", "c") + item("1", "1", "d"), item("1", "0", "a") + item("1", "1", "b") + item("1", "1", "c") + item("1", "1", "d"),
			"1. a\na) b\n2. c\na) d"},
		{"levels never set back", item("4", "2", "a") + item("4", "0", "b") + item("4", "2", "c"), item("4", "2", "a") + item("4", "2", "c"), "(1) a\nArticle I b\n(2) c"},
		{"lists that count together", item("1", "0", "a") + item("3", "0", "b") + item("1", "0", "c"), item("1", "0", "a") + item("1", "0", "b") + item("1", "0", "c"), "1. a\n7. b\n8. c"},
		{"letters beyond z", item("5", "0", "a"), item("1", "0", "a"), "(AA) a"},
		{"two digits", item("6", "0", "a"), item("1", "0", "a"), "01 a"},
		{"a number that says nothing", item("7", "0", "a"), one, "a"},
		{"items without text", p(`<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>`) + one, one, "1. \n2. a"},
		{"superscript", p(r("10") + as(raised, "5")), p(r("105")), "10⁵"},
		{"subscript", p(r("H") + as(low, "2") + r("O")), p(r("H2O")), "H₂O"},
		{"superscript in pieces", p(r("10") + as(raised, "-") + as(raised, "12") + r(" m")), p(r("10-12 m")), "10⁻¹² m"},
		{"superscript without a form", p(r("x") + as(raised, "Q") + as(raised, "1")), p(r("xQ1")), "x^(Q1)"},
		{"subscript without a form", p(r("x") + as(low, "d")), p(r("xd")), "x_(d)"},
		{"superscript by style", p(r("a") + as(`<w:rStyle w:val="Ref"/>`, "1")), p(r("a1")), "a¹"},
		{"raised by a length", p(r("10") + as(`<w:position w:val="8"/><w:sz w:val="16"/><w:vertAlign w:val="baseline"/>`, "5")), p(r("10") + as(`<w:position w:val="0"/>`, "5")), "10⁵"},
		{"lowered by a length", p(r("H") + as(`<w:position w:val="-2"/>`, "2")), p(r("H2")), "H₂"},
		{"raised over lowered", p(r("2") + as(raised, "1") + r("/") + as(low, "2")), p(r("21/2")), "2 1/2"},
		{"fraction", p(math("<m:f><m:fPr/><m:num>" + mr("1") + "</m:num><m:den>" + mr("2") + "</m:den></m:f>")), p(r("12")), "1/2"},
		{"fraction of sums", p(math("<m:f><m:num>" + mr("a+b") + "</m:num><m:den>" + mr("c") + "</m:den></m:f>")), p(math(mr("a") + "<m:f><m:num>" + mr("+b") + "</m:num><m:den>" + mr("c") + "</m:den></m:f>")), "(a+b)/c"},
		{"power", p(math("<m:sSup><m:e>" + mr("x") + "</m:e><m:sup>" + mr("2") + "</m:sup></m:sSup>")), p(math(mr("x2"))), "x²"},
		{"index", p(math("<m:sSub><m:e>" + mr("x") + "</m:e><m:sub>" + mr("2") + "</m:sub></m:sSub>")), p(math(mr("x2"))), "x₂"},
		{"both", p(math("<m:sSubSup><m:e>" + mr("x") + "</m:e><m:sub>" + mr("1") + "</m:sub><m:sup>" + mr("2") + "</m:sup></m:sSubSup>")), p(math(mr("x12"))), "x₁²"},
		{"root", p(math("<m:rad><m:deg>" + mr("3") + "</m:deg><m:e>" + mr("x+1") + "</m:e></m:rad>")), p(math(mr("3x+1"))), "³√(x+1)"},
		{"sum", p(math(`<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>` + mr("i=1") + "</m:sub><m:sup>" + mr("n") + "</m:sup><m:e>" + mr("i") + "</m:e></m:nary>")), p(math(mr("∑i=1ni"))), "∑ᵢ₌₁ⁿi"},
		{"brackets", p(math(`<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>` + mr("x") + "</m:e></m:d>")), p(math("<m:d><m:e>" + mr("x") + "</m:e></m:d>")), "[x]"},
		{"check box ticked", p(sym("Wingdings", "F0FE") + r(" yes")), p(sym("Wingdings", "F0A8") + r(" yes")), "☑ yes"},
		{"check box crossed", p(sym("Wingdings", "F0FD")), p(sym("Wingdings 2", "F052")), "☒"},
		{"check mark in its font", p(as(`<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>`, "ü")), p(r("ü")), "✓"},
		{"symbol that is not listed", p(sym("Wingdings", "F025")), p(sym("Wingdings", "F026")), "\uf025"},
		{"Greek in its font", p(sym("Symbol", "F06D") + r("g")), p(r("mg")), "μg"},
		{"content control", p(`<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr><w14:checkbox xmlns:w14="u"><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>` + r("☒") + `</w:sdtContent></w:sdt>`), p(r("☐")), "☒"},
		{"field ticked", p(legacy(`<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>`)), p(legacy(`<w:checkBox><w:default w:val="0"/></w:checkBox>`)), "☑"},
		{"field ticked by default", p(legacy(`<w:checkBox><w:default w:val="1"/></w:checkBox>`)), p(legacy(`<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>`)), "☑"},
		{"field chosen", p(legacy(`<w:ddList><w:result w:val="1"/><w:listEntry w:val="yes"/><w:listEntry w:val="no"/></w:ddList>`)), p(legacy(`<w:ddList><w:listEntry w:val="yes"/><w:listEntry w:val="no"/></w:ddList>`)), "no"},
		{"field filled in", p(`<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="0"/></w:textInput></w:ffData></w:fldChar></w:r>` + r("12")), p(r("13")), "12"},
		{"capitals", p(as("<w:caps/>", "us")), p(r("us")), "US"},
		{"capitals by a style of itself", p(as(`<w:rStyle w:val="Loop"/>`, "us")), p(r("us")), "US"},
		{"soft hyphen", p(r("re") + "<w:r><w:softHyphen/></w:r>" + r("sign")), p(r("re-sign")), "re\u00adsign"},
		{"footnote moved", p(r("one") + `<w:r><w:footnoteReference w:id="1"/></w:r>` + r(" two")), p(r("one two") + `<w:r><w:footnoteReference w:id="1"/></w:r>`), "one¹ two\n¹ See below."},
		{"page numbers in a table of contents are seen", p(r("A") + as("<w:webHidden/>", "12")), p(r("A")), "A12"},
	}, func(body string) string { return read(t, fullWord(t, body), DOCX).Text })
}

func TestHiddenInDOCX(t *testing.T) {
	slide := func(fill string) string {
		return p(r("a") + `<w:r><wps:wsp><wps:spPr><a:ln><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>` + fill + `</wps:spPr><wps:txbx><w:txbxContent>` +
			p(as(`<w:color w:val="FFFFFF"/>`, "boxed")) + `</w:txbxContent></wps:txbx></wps:wsp></w:r>`)
	}
	cell := func(properties, run string) string {
		return `<w:tbl><w:tr><w:tc><w:tcPr>` + properties + `</w:tcPr>` + p(run) + `</w:tc></w:tr></w:tbl>`
	}
	rows := func(properties string) string {
		row := func(properties, text string) string {
			return `<w:tr>` + properties + `<w:tc>` + p(r(text)) + `</w:tc></w:tr>`
		}
		return `<w:tbl>` + row("", "a") + row("<w:trPr>"+properties+"</w:trPr>", "x") + row("<w:trPr><w:cantSplit/></w:trPr>", "b") + `</w:tbl>`
	}
	whiteRun := as(`<w:color w:val="FFFFFF"/>`, "ghost")
	conceals(t, []hiding{
		{"nothing", p(r("a")), "a", nil},
		{"a comment in its place", p(r("a") + `<w:r><w:vanish/><w:commentReference w:id="1"/></w:r>` + as("<w:vanish/>", "b")),
			"a", append(hides(dossier.HiddenComment, "Who says so?"), hides(dossier.HiddenByMark, "b")...)},
		{"comments that no text refers to", p(r("a") + `<w:r><w:commentReference w:id="7"/></w:r>`), "a", hides(dossier.HiddenComment, "Who says so?")},
		{"deleted", p(r("shall ") + `<w:del w:id="1"><w:r><w:delText xml:space="preserve">not </w:delText></w:r><w:r><w:tab/><w:delText>ever</w:delText></w:r></w:del>` + r("pay")),
			"shall pay", hides(dossier.HiddenDeleted, "not ever")},
		{"moved away", p(`<w:moveFrom>` + r("gone") + `</w:moveFrom>` + r("here")), "here", hides(dossier.HiddenDeleted, "gone")},
		{"vanish", p(r("a ") + as("<w:vanish/>", "secret ") + as("<w:b/><w:vanish/>", "word") + r("b")), "a b", hides(dossier.HiddenByMark, "secret word")},
		{"vanish by style", p(r("a") + as(`<w:rStyle w:val="Secret"/>`, "x")), "a", hides(dossier.HiddenByMark, "x")},
		{"vanish by the style of the paragraph", p(r("a")) + styled("Whisper", "x"), "a\n", hides(dossier.HiddenByMark, "x")},
		{"vanish by a style that it is based on", p(r("a")) + styled("Aside", "x"), "a\n", hides(dossier.HiddenByMark, "x")},
		{"not vanished after all", p(as(`<w:rStyle w:val="Secret"/><w:vanish w:val="off"/>`, "x")), "x", nil},
		{"a row", rows("<w:hidden/>"), "a\nb", hides(dossier.HiddenByMark, "x")},
		{"a row deleted", rows(`<w:del w:id="1"/>`), "a\nb", hides(dossier.HiddenDeleted, "x")},
		{"a row put in is seen", rows(`<w:ins w:id="1"/>`), "a\nx\nb", nil},
		{"a row not hidden after all", rows(`<w:hidden w:val="0"/>`), "a\nx\nb", nil},
		{"a table in a row that is hidden", `<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + rows("<w:hidden/>") + `</w:tc></w:tr></w:tbl>` + p(r("c")), "c", hides(dossier.HiddenByMark, "a x b")},
		{"white", p(r("a") + whiteRun), "a", hides(dossier.HiddenWhite, "ghost")},
		{"near white", p(r("a") + as(`<w:color w:val="F2F2F2"/>`, "x")), "a", hides(dossier.HiddenWhite, "x")},
		{"white by theme", p(r("a") + as(`<w:color w:themeColor="background1"/>`, "x")), "a", hides(dossier.HiddenWhite, "x")},
		{"grey is seen", p(as(`<w:color w:val="999999"/>`, "x")), "x", nil},
		{"white on black is seen", p(as(`<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>`, "x")), "x", nil},
		{"white marked yellow is seen", p(as(`<w:color w:val="FFFFFF"/><w:highlight w:val="yellow"/>`, "x")), "x", nil},
		{"black on black", p(r("a") + as(`<w:color w:val="000000"/><w:highlight w:val="black"/>`, "x")), "a", hides(dossier.HiddenWhite, "x")},
		{"white in a dark paragraph is seen", styled("Dark", "x"), "x", nil},
		{"white in a dark cell is seen", cell(`<w:shd w:val="clear" w:fill="1F3864"/>`, whiteRun), "ghost", nil},
		{"white in a white cell", cell(`<w:shd w:val="clear" w:fill="auto"/>`, whiteRun), "", hides(dossier.HiddenWhite, "ghost")},
		{"white in a cell after a dark one", cell(`<w:shd w:val="clear" w:fill="1F3864"/>`, r("a")) + cell("", whiteRun), "a\n", hides(dossier.HiddenWhite, "ghost")},
		{"white in a table whose style paints is seen", strings.Replace(cell("", whiteRun), "<w:tbl>", `<w:tbl><w:tblPr><w:tblStyle w:val="Banded"/></w:tblPr>`, 1), "ghost", nil},
		{"white in a table whose style does not", strings.Replace(cell("", whiteRun), "<w:tbl>", `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>`, 1), "", hides(dossier.HiddenWhite, "ghost")},
		{"white in a dark box is seen", slide(`<a:solidFill><a:srgbClr val="203040"/></a:solidFill>`), "a\nboxed", nil},
		{"white in a box without a colour", slide("<a:noFill/>"), "a\n", hides(dossier.HiddenWhite, "boxed")},
		{"white in a box that may lie on a dark one is seen", slide(`<a:solidFill><a:srgbClr val="203040"/></a:solidFill>`) + slide("<a:noFill/>"), "a\nboxed\na\nboxed", nil},
		{"tiny", p(r("a") + as(`<w:sz w:val="2"/>`, "x")), "a", hides(dossier.HiddenTiny, "x")},
		{"small is seen", p(as(`<w:sz w:val="8"/>`, "x")), "x", nil},
		{"a hidden item", p(`<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>`+as("<w:vanish/>", "x")) + item("1", "0", "b"), "\n2. b", hides(dossier.HiddenByMark, "1. x")},
		{"two pieces, not one", p(as("<w:vanish/>", "x")+r("a")+as("<w:vanish/>", "y")) + p(as("<w:vanish/>", "z")), "a\n", hides(dossier.HiddenByMark, "x", "y", "z")},
		{"a formula", p(`<w:r><w:rPr><w:vanish/></w:rPr></w:r>`+r("a")) + p(`<w:del>`+math(mr("x"))+`</w:del>`), "a\n", hides(dossier.HiddenDeleted, "x")},
	}, func(body string) Content { return read(t, fullWord(t, body), DOCX) })
}

func TestHiddenIsBounded(t *testing.T) {
	many := strings.Repeat(p(as("<w:vanish/>", "x")+r("a")), MaxHidden+10)
	got := read(t, fullWord(t, many), DOCX)
	if len(got.Hidden) != MaxHidden || len(got.Notes) != 1 {
		t.Errorf("%d pieces, notes %q", len(got.Hidden), got.Notes)
	}
	long := p(as("<w:vanish/>", strings.Repeat("ä", MaxHiddenText)))
	got = read(t, fullWord(t, long), DOCX)
	if len(got.Hidden) != 1 || got.Hidden[0].Text != strings.Repeat("ä", MaxHiddenText/2) || len(got.Notes) != 1 {
		t.Errorf("%d pieces of %d bytes, notes %q", len(got.Hidden), len(got.Hidden[0].Text), got.Notes)
	}
}

func TestPageColourOfDOCX(t *testing.T) {
	body := `</w:body><w:background w:color="000080"/><w:body>` + p(as(`<w:color w:val="FFFFFF"/>`, "x"))
	for settings, want := range map[string]string{"<w:settings><w:displayBackgroundShape/></w:settings>": "x\n", "<w:settings/>": "\n"} {
		data := word(t, body, "word/_rels/document.xml.rels", links("settings settings.xml"), "word/settings.xml", strings.Replace(settings, "<w:settings", "<w:settings "+wordNamespaces, 1))
		if got := read(t, data, DOCX).Text; got != want {
			t.Errorf("%s: %q, want %q", settings, got, want)
		}
	}
}
