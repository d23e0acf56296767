package office

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	textStyles = `<style:style style:name="Struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>` +
		`<style:style style:name="Typed" style:family="text"><style:text-properties style:text-line-through-type="double"/></style:style>` +
		`<style:style style:name="NotStruck" style:family="text" style:parent-style-name="Struck"><style:text-properties style:text-line-through-style="none" style:text-line-through-type="none"/></style:style>` +
		`<style:style style:name="Child" style:family="text" style:parent-style-name="Struck"/>` +
		`<style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>` +
		`<style:style style:name="Raised" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>` +
		`<style:style style:name="Down" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>` +
		`<style:style style:name="Sunk" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>` +
		`<style:style style:name="Flat" style:family="text"><style:text-properties style:text-position="0% 100%"/></style:style>` +
		`<style:style style:name="Caps" style:family="text"><style:text-properties fo:text-transform="uppercase"/></style:style>` +
		`<style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/></style:style>` +
		`<style:style style:name="White" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>` +
		`<style:style style:name="Pale" style:family="text"><style:text-properties fo:color="#f0f0f0"/></style:style>` +
		`<style:style style:name="Grey" style:family="text"><style:text-properties fo:color="#888888"/></style:style>` +
		`<style:style style:name="Negative" style:family="text"><style:text-properties fo:color="#ffffff" fo:background-color="#000000"/></style:style>` +
		`<style:style style:name="Bar" style:family="text"><style:text-properties fo:color="#000000" fo:background-color="#000000"/></style:style>` +
		`<style:style style:name="Chosen" style:family="text"><style:text-properties fo:color="#ffffff" style:use-window-font-color="true"/></style:style>` +
		`<style:style style:name="Tiny" style:family="text"><style:text-properties fo:font-size="1pt"/></style:style>` +
		`<style:style style:name="Small" style:family="text"><style:text-properties fo:font-size="5pt"/></style:style>` +
		`<style:style style:name="PStruck" style:family="paragraph"><style:text-properties style:text-line-through-style="solid"/></style:style>` +
		`<style:style style:name="PDark" style:family="paragraph"><style:paragraph-properties fo:background-color="#000000"/></style:style>` +
		`<style:style style:name="PBreak" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>` +
		`<style:style style:name="PNoBreak" style:family="paragraph" style:parent-style-name="PBreak"><style:paragraph-properties fo:break-before="auto"/></style:style>` +
		`<style:style style:name="PList" style:family="paragraph" style:list-style-name="L1"/>` +
		`<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:background-color="#203864"/></style:style>` +
		`<style:style style:name="Box" style:family="graphic"><style:graphic-properties draw:fill="solid" draw:fill-color="#203864"/></style:style>` +
		`<style:style style:name="Clear" style:family="graphic"><style:graphic-properties draw:fill="none" draw:fill-color="#203864"/></style:style>` +
		`<text:list-style style:name="L1">` +
		`<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>` +
		`<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>` +
		`<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3" text:start-value="4"/></text:list-style>` +
		`<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/><text:list-level-style-bullet text:level="2" text:bullet-char="–"/><text:list-level-style-image text:level="3"/></text:list-style>` +
		`<text:list-style style:name="L3"><text:list-level-style-number text:level="1" style:num-format="I" style:num-prefix="(" style:num-suffix=")"/>` +
		`<text:list-level-style-number text:level="2" style:num-format="i" style:num-list-format="§%1%-%2%"/></text:list-style>` +
		`<text:list-style style:name="L4"><text:list-level-style-number text:level="1" style:num-format="a" style:num-letter-sync="true" text:start-value="28"/></text:list-style>` +
		`<text:list-style style:name="L5"><text:list-level-style-number text:level="1" style:num-format="A" text:start-value="28"/></text:list-style>` +
		`<text:list-style style:name="L6"><text:list-level-style-number text:level="1" style:num-format=""/></text:list-style>`
	outlineStyle = `<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>`
)

func fullODT(t testing.TB, body string) []byte {
	styles := `<office:document-styles ` + odfNamespaces + `><office:styles>` + outlineStyle + `</office:styles></office:document-styles>`
	content := func(object string) string {
		return `<math xmlns="urn:math"><semantics><mrow>` + object + `</mrow><annotation>no</annotation></semantics></math>`
	}
	data := `<office:document-content ` + odfNamespaces + ` xmlns:form="urn:form" xmlns:field="urn:field"><office:automatic-styles>` + textStyles +
		`</office:automatic-styles><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`
	return zipped(t, "content.xml", data, "styles.xml", styles,
		"Half/content.xml", content("<mfrac><mn>1</mn><mn>2</mn></mfrac>"), "Twelve/content.xml", content("<mn>12</mn>"), "Sheet/content.xml", "<office:x xmlns:office='urn:o'>no</office:x>")
}

func tp(text string) string { return "<text:p>" + text + "</text:p>" }
func span(style, text string) string {
	return `<text:span text:style-name="` + style + `">` + text + `</text:span>`
}
func list(style string, items ...string) string {
	return `<text:list text:style-name="` + style + `">` + strings.Join(items, "") + `</text:list>`
}
func ti(content string) string { return "<text:list-item>" + content + "</text:list-item>" }

func formOf(control string) string {
	return `<office:forms><form:form>` + control + `</form:form></office:forms>` + tp(`a <draw:control draw:control="c1"/> b`)
}

func fieldmark(kind, parameters string) string {
	return tp(`<field:fieldmark field:type="vnd.oasis.opendocument.field.` + kind + `">` + parameters + `</field:fieldmark>`)
}

func parameter(name, value string) string {
	return `<field:param field:name="` + name + `" field:value="` + value + `"/>`
}

func TestVisibleInODT(t *testing.T) {
	note := func(citation string) string {
		return `<text:note><text:note-citation>` + citation + `</text:note-citation><text:note-body>` + tp("see below") + `</text:note-body></text:note>`
	}
	differ(t, []pair{
		{"struck", tp("pay " + span("Struck", "10 now")), tp("pay 10 now"), "pay 1̶0̶ n̶o̶w̶"},
		{"struck by type", tp(span("Typed", "x")), tp("x"), "x̶"},
		{"struck by a parent", tp(span("Child", "x")), tp("x"), "x̶"},
		{"struck no more", tp(span("NotStruck", "x")), tp(span("Struck", "x")), "x"},
		{"not struck in struck", tp(span("Struck", "a"+span("NotStruck", "b"))), tp(span("Struck", "ab")), "a̶b"},
		{"struck paragraph", `<text:p text:style-name="PStruck">x</text:p>`, tp("x"), "x̶"},
		{"struck heading", `<text:h text:style-name="PStruck" text:is-list-header="true">x</text:h>`, tp("x"), "x̶"},
		{"numbered", list("L1", ti(tp("a")), ti(tp("b"))), tp("a") + tp("b"), "1. a\n2. b"},
		{"start of an item", list("L1", `<text:list-item text:start-value="5">`+tp("a")+`</text:list-item>`, ti(tp("b"))), list("L1", ti(tp("a")), ti(tp("b"))), "5. a\n6. b"},
		{"letters", list("L1", ti(tp("a")+list("", ti(tp("b")), ti(tp("c"))))), list("L1", ti(tp("a")), ti(tp("b")), ti(tp("c"))), "1. a\na) b\nb) c"},
		{"levels shown", list("L1", ti(tp("a")+list("", ti(tp("b")+list("", ti(tp("c"))))))), list("L1", ti(tp("a")+list("", ti(tp("b")+list("L2", ti(tp("c"))))))), "1. a\na) b\n1.a.4 c"},
		{"levels set back", list("L1", ti(tp("a")+list("", ti(tp("b")))), ti(tp("c")+list("", ti(tp("d"))))), list("L1", ti(tp("a")+list("", ti(tp("b")), ti(tp("c")))), ti(tp("d"))), "1. a\na) b\n2. c\na) d"},
		{"an item for depth only", list("L1", ti(list("", ti(tp("a"))))), list("L1", ti(tp("a"))), "a) a"},
		{"bullets", list("L2", ti(tp("a"))), list("L1", ti(tp("a"))), "• a"},
		{"bullets within", list("L2", ti(list("", ti(tp("a"))))), list("L2", ti(tp("a"))), "– a"},
		{"pictures for bullets", list("L2", ti(list("", ti(list("", ti(tp("a"))))))), list("L2", ti(list("", ti(tp("a"))))), "• a"},
		{"roman in brackets", list("L3", ti(tp("a")), ti(tp("b"))), list("L3", ti(tp("a")), tp("b")), "(I) a\n(II) b"},
		{"a format of LibreOffice", list("L3", ti(tp("a")+list("", ti(tp("b"))))), list("L3", ti(tp("a")), ti(tp("b"))), "(I) a\n§I-i b"},
		{"letters doubled", list("L4", ti(tp("a"))), list("L5", ti(tp("a"))), "bb a"},
		{"letters counted on", list("L5", ti(tp("a"))), list("L5", ti(tp("x")), ti(tp("a"))), "AB a"},
		{"no numbers", list("L6", ti(tp("a"))), list("L1", ti(tp("a"))), "a"},
		{"continued", list("L1", ti(tp("a"))) + tp("x") + strings.Replace(list("L1", ti(tp("b"))), ">", ` text:continue-numbering="true">`, 1), list("L1", ti(tp("a"))) + tp("x") + list("L1", ti(tp("b"))), "1. a\nx\n2. b"},
		{"continued after another style", list("L1", ti(tp("a"))) + list("L2", ti(tp("x"))) + strings.Replace(list("L1", ti(tp("b"))), ">", ` text:continue-numbering="true">`, 1),
			list("L1", ti(tp("a")), ti(tp("x")), ti(tp("b"))), "1. a\n• x\n1. b"},
		{"another continued", strings.Replace(list("L1", ti(tp("a"))), ">", ` xml:id="l7">`, 1) + list("L1", ti(tp("x"))) + strings.Replace(list("L1", ti(tp("b"))), ">", ` text:continue-list="l7">`, 1),
			list("L1", ti(tp("a"))) + list("L1", ti(tp("x"))) + list("L1", ti(tp("b"))), "1. a\n1. x\n2. b"},
		{"several paragraphs", list("L1", ti(tp("a")+tp("b")), ti(tp("c"))), list("L1", ti(tp("a")), ti(tp("b")), ti(tp("c"))), "1. a\nb\n2. c"},
		{"a header of a list", list("L1", `<text:list-header>`+tp("a")+`</text:list-header>`, ti(tp("b"))), list("L1", ti(tp("a")), ti(tp("b"))), "a\n1. b"},
		{"list of the paragraph's style", list("", ti(`<text:p text:style-name="PList">a</text:p>`)), list("", ti(tp("a"))), "1. a"},
		{"number written for others", list("L1", `<text:list-item><text:number>9.</text:number>`+tp("a")+`</text:list-item>`), list("L2", ti(tp("a"))), "1. a"},
		{"headings", `<text:h text:outline-level="1">a</text:h><text:h text:outline-level="2">b</text:h><text:h text:outline-level="1">c</text:h>`, tp("a") + tp("b") + tp("c"), "1 a\n1.1 b\n2 c"},
		{"heading counted anew", `<text:h text:outline-level="1" text:restart-numbering="true" text:start-value="4">a</text:h>`, `<text:h text:outline-level="1">a</text:h>`, "4 a"},
		{"superscript", tp("10" + span("Up", "5")), tp("105"), "10⁵"},
		{"raised", tp("10" + span("Raised", "5")), tp("10" + span("Flat", "5")), "10⁵"},
		{"subscript", tp("H" + span("Down", "2") + "O"), tp("H2O"), "H₂O"},
		{"sunk", tp("H" + span("Sunk", "2") + "O"), tp("H" + span("Up", "2") + "O"), "H₂O"},
		{"superscript without a form", tp("x" + span("Up", "Q")), tp("xQ"), "x^(Q)"},
		{"subscript without a form", tp("x" + span("Down", "d")), tp("xd"), "x_(d)"},
		{"raised over lowered", tp(span("Up", "1") + "⁄" + span("Down", "2")), tp("12"), "1/2"},
		{"formula", tp(`<draw:frame><draw:object xlink:href="./Half"/></draw:frame>`), tp(`<draw:frame><draw:object xlink:href="./Twelve"/></draw:frame>`), "1/2"},
		{"formula within", tp(`<draw:object><math><msup><mi>x</mi><mn>2</mn></msup></math></draw:object>`), tp(`<draw:object><math><mi>x</mi><mn>2</mn></math></draw:object>`), "x²"},
		{"check box", formOf(`<form:checkbox xml:id="c1" form:current-state="checked"/>`), formOf(`<form:checkbox xml:id="c1" form:current-state="unchecked"/>`), "a ☑ b"},
		{"check box at first", formOf(`<form:checkbox xml:id="c1" form:state="checked"/>`), formOf(`<form:checkbox xml:id="c1"/>`), "a ☑ b"},
		{"radio button", formOf(`<form:radio xml:id="c1" form:current-selected="true"/>`), formOf(`<form:radio xml:id="c1"/>`), "a ◉ b"},
		{"field", formOf(`<form:text form:id="c1" form:current-value="10"/>`), formOf(`<form:text form:id="c1" form:value="11"/>`), "a 10 b"},
		{"list to choose from", formOf(`<form:listbox form:id="c1"><form:option form:label="yes"/><form:option form:label="no" form:current-selected="true"/></form:listbox>`), formOf(`<form:listbox form:id="c1"><form:option form:label="yes" form:current-selected="true"/><form:option form:label="no"/></form:listbox>`), "a no b"},
		{"label", formOf(`<form:button form:id="c1" form:label="Agree"/>`), formOf(`<form:button form:id="c1" form:label="Refuse"/>`), "a Agree b"},
		{"field mark ticked", fieldmark("FORMCHECKBOX", parameter("Checkbox_Checked", "true")), fieldmark("FORMCHECKBOX", parameter("Checkbox_Checked", "false")), "☑"},
		{"field mark chosen", fieldmark("FORMDROPDOWN", parameter("Dropdown_ListEntry", "yes")+parameter("Dropdown_ListEntry", "no")+parameter("Dropdown_Selected", "1")),
			fieldmark("FORMDROPDOWN", parameter("Dropdown_ListEntry", "yes")+parameter("Dropdown_ListEntry", "no")), "no"},
		{"field in the text", tp(`<text:drop-down><text:label text:value="x"/>no</text:drop-down>`), tp(`<text:drop-down><text:label text:value="no"/>x</text:drop-down>`), "no"},
		{"capitals", tp(span("Caps", "us")), tp("us"), "US"},
		{"footnote moved", tp("one" + note("1") + " two"), tp("one two" + note("1")), "one¹ two\n¹see below"},
		{"footnote renamed", tp("one" + note("*")), tp("one" + note("1")), "one^(*)\n^(*)see below"},
		{"page break undone", `<text:p>a</text:p><text:p text:style-name="PNoBreak">b</text:p>`, `<text:p>a</text:p><text:p text:style-name="PBreak">b</text:p>`, "a\nb"},
		{"a field, not a title", tp(`<text:title>Minutes</text:title>`), tp(`<draw:frame><x:title xmlns:x="urn:oasis:svg">Minutes</x:title></draw:frame>`), "Minutes"},
		{"hidden text that is shown", tp(`<text:hidden-text text:string-value="x" text:is-hidden="false">x</text:hidden-text>`), tp(`<text:hidden-text text:string-value="x" text:is-hidden="true"/>`), "x"},
	}, func(body string) string { return read(t, fullODT(t, body), ODT).Text })
}

func TestHiddenInODT(t *testing.T) {
	cell := func(style, text string) string {
		return `<table:table><table:table-row><table:table-cell table:style-name="` + style + `">` + tp(text) + `</table:table-cell></table:table-row></table:table>`
	}
	box := func(style, text string) string {
		return tp(`a<draw:frame draw:style-name="` + style + `"><draw:text-box>` + tp(text) + `</draw:text-box></draw:frame>`)
	}
	byMark, white := hides(dossier.HiddenByMark, "x"), hides(dossier.HiddenWhite, "x")
	conceals(t, []hiding{
		{"nothing", tp("a"), "a", nil},
		{"display", tp("a " + span("Gone", "x") + " b"), "a b", byMark},
		{"section", `<text:section text:display="none">` + tp("x") + `<text:section>` + tp("y") + `</text:section></text:section>` + tp("a"), "\n\na", hides(dossier.HiddenByMark, "x", "y")},
		{"section that is shown", `<text:section text:display="true">` + tp("x") + `</text:section>`, "x", nil},
		{"hidden text", tp(`a<text:hidden-text text:condition="ooow:1" text:string-value="x" text:is-hidden="true"/>b`), "ab", byMark},
		{"hidden paragraph", tp(`<text:hidden-paragraph text:is-hidden="true"/>x`) + tp("a"), "\na", byMark},
		{"white", tp("a" + span("White", "x")), "a", white},
		{"near white", tp("a" + span("Pale", "x")), "a", white},
		{"grey is seen", tp(span("Grey", "x")), "x", nil},
		{"white on black is seen", tp(span("Negative", "x")), "x", nil},
		{"black on black", tp("a" + span("Bar", "x")), "a", white},
		{"a colour that the program chooses is seen", tp(span("Chosen", "x")), "x", nil},
		{"white in a dark paragraph is seen", `<text:p text:style-name="PDark">` + span("White", "x") + `</text:p>`, "x", nil},
		{"white after a dark paragraph", `<text:p text:style-name="PDark">a</text:p>` + tp(span("White", "x")), "a\n", white},
		{"white in a dark cell is seen", cell("Cell", span("White", "x")), "x", nil},
		{"white in a cell", cell("", span("White", "x")), "", white},
		{"white in a dark box is seen", box("Box", span("White", "x")), "a\nx", nil},
		{"white in a clear box", box("Clear", span("White", "x")), "a\n", white},
		{"white in a shape that may be dark is seen", tp(`a<draw:custom-shape>` + tp(span("White", "x")) + `</draw:custom-shape>`), "ax\n", nil},
		{"white in a box that may lie on a dark one is seen", box("Box", "b") + box("Clear", span("White", "x")), "a\nb\na\nx", nil},
		{"tiny", tp("a" + span("Tiny", "x")), "a", hides(dossier.HiddenTiny, "x")},
		{"small is seen", tp(span("Small", "x")), "x", nil},
		{"comment", tp(`a<office:annotation><dc:creator>C. Lerk</dc:creator><dc:date>2019</dc:date>` + tp("Who says") + tp("so?") + `</office:annotation>b`), "ab", hides(dossier.HiddenComment, "Who says so?")},
		{"deleted", `<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>C. Lerk</dc:creator></office:change-info>` + tp("not") +
			`</text:deletion></text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>` + tp("shall pay"), "shall pay", hides(dossier.HiddenDeleted, "not")},
		{"a hidden item", `<text:section text:display="none">` + list("L1", ti(tp("x"))) + `</text:section>`, "", hides(dossier.HiddenByMark, "1. x")},
		{"a note on hidden text", tp("a" + span("Gone", `x<text:note><text:note-citation>1</text:note-citation><text:note-body>`+tp("y")+`</text:note-body></text:note>`)), "a", hides(dossier.HiddenByMark, "x¹", "¹y")},
	}, func(body string) Content { return read(t, fullODT(t, body), ODT) })
}

func TestObjectsOfODT(t *testing.T) {
	got := read(t, fullODT(t, tp(`<draw:object xlink:href="./Sheet"/><draw:object xlink:href="./None"/>`)), ODT)
	if got.Text != "\n" || len(got.Notes) != 1 {
		t.Errorf("%q, notes %q", got.Text, got.Notes)
	}
}
