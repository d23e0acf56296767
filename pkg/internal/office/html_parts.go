package office

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// listTypes are the values of list-style-type.
var listTypes = map[string]numeral{
	"none": noNumeral, "disc": bullet, "circle": bullet, "square": bullet, "decimal": decimal, "decimal-leading-zero": decimalZero,
	"lower-alpha": lowerLetters, "lower-latin": lowerLetters, "upper-alpha": upperLetters, "upper-latin": upperLetters,
	"lower-roman": lowerRoman, "upper-roman": upperRoman, "lower-greek": lowerGreek,
}

// listAttribute returns the list-style-type that an element's type attribute stands for.
func listAttribute(n *html.Node, otherwise string) string {
	kind := attributeOf(n, "type")
	if t, ok := map[string]string{"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}[kind]; ok {
		return t
	}
	if _, ok := listTypes[strings.ToLower(kind)]; ok {
		return strings.ToLower(kind)
	}
	return otherwise
}

// An htmlList is a list that is open.
type htmlList struct{ next, step int }

// newHTMLList begins to count the items of an element.
func newHTMLList(n *html.Node) *htmlList {
	l := &htmlList{next: 1, step: 1}
	if n.DataAtom != atom.Ol {
		return l
	}
	if hasAttribute(n, "reversed") {
		l.next, l.step = 0, -1
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Li {
				l.next++
			}
		}
	}
	l.next = counted(attributeOf(n, "start"), l.next)
	return l
}

// markItem sets the number or bullet of an item.
func (p *htmlPage) markItem(n *html.Node, s htmlStyle) {
	list := &htmlList{next: 1, step: 1}
	if len(p.lists) > 0 {
		list = p.lists[len(p.lists)-1]
	}
	number := counted(attributeOf(n, "value"), list.next)
	list.next = number + list.step
	if display := s.values["display"]; display != "" && display != "list-item" {
		return
	}
	l := s.look()
	l.struck = false
	switch format, known := listTypes[s.list]; {
	case s.list == "circle":
		p.mark(l, bullets[1])
	case s.list == "square":
		p.mark(l, bullets[2])
	case strings.HasPrefix(s.list, `"`) || strings.HasPrefix(s.list, "'"):
		p.mark(l, strings.TrimSpace(strings.Trim(s.list, `"'`)))
	case !known || format == bullet:
		p.mark(l, bullets[0])
	case format != noNumeral:
		p.mark(l, format.write(number)+".")
	}
}

// controls are the elements that show something else than what stands within them.
var controls = map[atom.Atom]func(n *html.Node) string{
	atom.Input: inputText, atom.Select: chosen, atom.Progress: gauge, atom.Meter: gauge,
}

// inputText is what a form field shows.
func inputText(n *html.Node) string {
	value := attributeOf(n, "value")
	checked := hasAttribute(n, "checked")
	switch strings.ToLower(attributeOf(n, "type")) {
	case "checkbox":
		return checkBox(checked)
	case "radio":
		return radioButton(checked)
	case "hidden", "file", "color", "image":
		return ""
	case "password":
		return strings.Repeat("•", min(len([]rune(value)), 64))
	case "submit":
		if !hasAttribute(n, "value") {
			return "Submit"
		}
	case "reset":
		if !hasAttribute(n, "value") {
			return "Reset"
		}
	case "button", "range":
	default:
		if value == "" {
			value = attributeOf(n, "placeholder")
		}
	}
	return value
}

func radioButton(isOn bool) string {
	if isOn {
		return "◉"
	}
	return "○"
}

// chosen is what a list to choose from shows: the option chosen, or, of a list that
// stands open, all options with those chosen marked.
func chosen(n *html.Node) string {
	options := optionsOf(n, nil)
	isOpen := hasAttribute(n, "multiple") || counted(attributeOf(n, "size"), 1) > 1
	var lines []string
	shown := ""
	for i, o := range options {
		label := attributeOf(o, "label")
		if label == "" {
			label = strings.Join(strings.Fields(textOf(o)), " ")
		}
		isChosen := hasAttribute(o, "selected")
		if i == 0 || isChosen {
			shown = label
		}
		lines = append(lines, checkBox(isChosen)+" "+label)
	}
	if isOpen {
		return strings.Join(lines, "\n")
	}
	return shown
}

func optionsOf(n *html.Node, found []*html.Node) []*html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Option {
			found = append(found, c)
		} else {
			found = optionsOf(c, found)
		}
	}
	return found
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}

// gauge writes a value, and what it is part of.
func gauge(n *html.Node) string {
	value, whole := strings.TrimSpace(attributeOf(n, "value")), strings.TrimSpace(attributeOf(n, "max"))
	if value == "" || whole == "" {
		return value
	}
	return value + "/" + whole
}

// formulaOf is a formula that stands in a page.
func formulaOf(n *html.Node) *formula {
	f := &formula{name: n.Data, attributes: map[string]string{}}
	for _, a := range n.Attr {
		f.attributes[a.Key] = a.Val
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			f.text += c.Data
		case html.ElementNode:
			f.children = append(f.children, formulaOf(c))
		}
	}
	if n.Data == "semantics" && len(f.children) > 0 { // the same again in other notations
		f.children = f.children[:1]
	}
	return f
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
