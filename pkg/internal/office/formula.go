package office

import (
	"encoding/xml"
	"slices"
	"strings"
)

// A formula is an element of mathematics, of Office Open XML (OMML) or MathML.
type formula struct {
	name       string // local
	attributes map[string]string
	text       string // of the element itself
	children   []*formula
}

// A formulaReader takes the elements of a formula in turn.
type formulaReader struct{ open []*formula }

func (r *formulaReader) isOpen() bool { return len(r.open) > 0 }

func (r *formulaReader) start(element xml.StartElement) {
	f := newFormula(element)
	if r.isOpen() {
		above := r.open[len(r.open)-1]
		above.children = append(above.children, f)
	}
	r.open = append(r.open, f)
}

func (r *formulaReader) text(s string) { r.open[len(r.open)-1].text += s }

// end ends the element begun last. It returns the formula when that is whole.
func (r *formulaReader) end() string {
	whole := r.open[0]
	if r.open = r.open[:len(r.open)-1]; r.isOpen() {
		return ""
	}
	return whole.String()
}

func newFormula(element xml.StartElement) *formula {
	f := &formula{name: element.Name.Local, attributes: map[string]string{}}
	for _, a := range element.Attr {
		f.attributes[a.Name.Local] = a.Value
	}
	return f
}

// String writes the formula on a line, in the order in which it is read: fractions as
// a/b, roots as √(a), raised and lowered parts in characters of their own.
func (f *formula) String() string {
	if f == nil {
		return ""
	}
	if write := formulas[f.name]; write != nil {
		return write(f)
	}
	if strings.HasSuffix(f.name, "Pr") { // how it looks
		return ""
	}
	if len(f.children) == 0 {
		return strings.TrimSpace(f.text)
	}
	return f.joined("")
}

// formulas are the elements that are more than their parts in turn. They are filled in
// by init, since what they write holds others of them.
var formulas map[string]func(*formula) string

func init() {
	nothing := func(*formula) string { return "" }
	token := func(f *formula) string { return invisible.Replace(strings.Join(strings.Fields(f.text), " ")) }
	raise := func(base, sup string) func(*formula) string {
		return func(f *formula) string {
			return f.part(base, 0).String() + scripted(superscript, f.part(sup, 1).String())
		}
	}
	lower := func(base, sub string) func(*formula) string {
		return func(f *formula) string { return f.part(base, 0).String() + scripted(lowered, f.part(sub, 1).String()) }
	}
	both := func(f *formula) string {
		return f.part("e", 0).String() + scripted(lowered, f.part("sub", 1).String()) + scripted(superscript, f.part("sup", 2).String())
	}
	over := func(f *formula) string { return fraction(f.part("num", 0).String(), f.part("den", 1).String()) }
	formulas = map[string]func(*formula) string{
		"del": nothing, "moveFrom": nothing, "annotation": nothing, "annotation-xml": nothing, "mphantom": nothing, "delText": nothing,
		"t": func(f *formula) string { return invisible.Replace(f.text) },
		"f": over, "mfrac": over,
		"sSup": raise("e", "sup"), "msup": raise("e", "sup"), "mover": raise("e", "sup"),
		"sSub": lower("e", "sub"), "msub": lower("e", "sub"), "munder": lower("e", "sub"),
		"limLow": lower("e", "lim"), "limUpp": raise("e", "lim"),
		"sSubSup": both, "msubsup": both, "munderover": both,
		"rad":   func(f *formula) string { return root(f.part("deg", -1).String(), f.part("e", 0).String()) },
		"msqrt": func(f *formula) string { return root("", f.joined("")) },
		"mroot": func(f *formula) string { return root(f.part("", 1).String(), f.part("", 0).String()) },
		"nary":  (*formula).sum,
		"d":     func(f *formula) string { return f.fenced("dPr") },
		"mfenced": func(f *formula) string {
			return f.attribute("open", "(") + f.joined(f.attribute("separators", ",")) + f.attribute("close", ")")
		},
		"mr": func(f *formula) string { return f.joined(" ") }, "mtr": func(f *formula) string { return f.joined(" ") },
		"m": func(f *formula) string { return f.joined("; ") }, "mtable": func(f *formula) string { return f.joined("; ") },
		"eqArr": func(f *formula) string { return f.joined("; ") },
		"func":  func(f *formula) string { return f.part("fName", 0).String() + " " + f.part("e", 1).String() },
		"acc": func(f *formula) string {
			return f.part("e", 0).String() + f.property("accPr", "chr", "\u0302")
		},
		"mi": token, "mn": token, "mo": token, "mtext": token, "ms": token,
	}
}

// invisible removes the operators that say how a formula is meant and are not seen.
var invisible = strings.NewReplacer("\u2061", "", "\u2062", "", "\u2063", "", "\u2064", "")

// part returns a part by its name, as OMML has it, or by its place, as MathML has it;
// nil where there is none.
func (f *formula) part(name string, place int) *formula {
	i := slices.IndexFunc(f.children, func(c *formula) bool { return c.name == name })
	if i >= 0 {
		return f.children[i]
	}
	if place >= 0 && place < len(f.children) && strings.HasPrefix(f.name, "m") {
		return f.children[place]
	}
	return nil
}

// joined writes the parts in turn.
func (f *formula) joined(by string) string {
	var parts []string
	for _, c := range f.children {
		if !strings.HasSuffix(c.name, "Pr") {
			parts = append(parts, c.String())
		}
	}
	return strings.Join(parts, by)
}

func (f *formula) attribute(name, otherwise string) string {
	if v, ok := f.attributes[name]; ok {
		return v
	}
	return otherwise
}

// property returns what an element's properties say of it.
func (f *formula) property(properties, name, otherwise string) string {
	if of := f.part(properties, -1); of != nil {
		if said := of.part(name, -1); said != nil {
			return said.attribute("val", otherwise)
		}
	}
	return otherwise
}

// sum writes an operator with its limits, such as a sum or an integral.
func (f *formula) sum() string {
	return f.property("naryPr", "chr", "∫") + scripted(lowered, f.part("sub", -1).String()) +
		scripted(superscript, f.part("sup", -1).String()) + f.part("e", -1).String()
}

func (f *formula) fenced(properties string) string {
	return f.property(properties, "begChr", "(") + f.joined(f.property(properties, "sepChr", "|")) + f.property(properties, "endChr", ")")
}

func root(degree, of string) string { return scripted(superscript, degree) + "√" + bracketed(of) }
