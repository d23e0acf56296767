package office

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A stylesheet is the rules of a page that say what is seen of it. Selectors of
// elements, classes and ids are known, by themselves, together and within one another
// (Selectors Level 3); rules with any other selector, and those for media other than
// screens, are not followed.
type stylesheet struct {
	rules []cssRule
	byKey map[string][]int // places in rules, by what the element itself must be
	left  int              // comparisons that may still be made
	// doubtful is how often a rule that is not followed may hide an element.
	doubtful int
}

// Limits on style sheets.
const (
	maxRules       = 50_000
	maxCompounds   = 12         // elements that a selector names
	maxComparisons = 20_000_000 // of elements with selectors, in one page
)

// A cssRule is one selector with its declarations.
type cssRule struct {
	selector     []compound // the element itself last
	declarations []declaration
	specificity  int
	doubtful     bool // it holds under conditions that are not evaluated, and so is not followed
}

// A compound is what a selector says of one element.
type compound struct {
	tag, id string
	classes []string
	child   bool // of the compound before, not just within it
}

type declaration struct {
	property, value string
	important       bool
}

// hides reports whether a declaration hides an element by itself.
func (d declaration) hides() bool {
	switch d.property {
	case "display":
		return d.value == "none"
	case "visibility":
		return d.value == "hidden" || d.value == "collapse"
	case "opacity", "font-size":
		return strings.Trim(d.value, "0.%") == "" || d.value == "0px"
	}
	return false
}

// maxNested is how deep rules of media may stand in one another.
const maxNested = 8

// parse adds the rules of CSS text, and is as lenient as browsers are: what it does not
// know it passes over.
func (s *stylesheet) parse(css string, depth int) {
	for css != "" && depth < maxNested {
		prelude, rest, isBlock := cutCSS(css, "{;")
		if !isBlock {
			css = rest
			continue
		}
		body, after := cutBlock(rest)
		css = after
		prelude = strings.TrimSpace(prelude)
		if strings.HasPrefix(prelude, "@") {
			if isForScreens(prelude) {
				s.parse(body, depth+1)
			}
			continue
		}
		declarations := parseDeclarations(body)
		if len(declarations) == 0 {
			continue
		}
		for prelude != "" {
			var selector string
			selector, prelude, _ = cutCSS(prelude, ",")
			s.add(selector, declarations)
		}
	}
}

// isForScreens reports whether the rules within an at-rule hold for any screen.
func isForScreens(prelude string) bool {
	name, query, _ := strings.Cut(strings.ToLower(prelude), " ")
	query = strings.Join(strings.Fields(query), " ")
	return name == "@media" && (query == "all" || query == "screen" || query == "only screen") || name == "@layer"
}

// cutCSS cuts text at the first of the signs outside strings and brackets, and reports
// whether it is a brace.
func cutCSS(s, signs string) (before, after string, isBrace bool) {
	var quote byte
	brackets := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote || c == '\n' {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			brackets++
		case c == ')':
			brackets--
		case strings.IndexByte(signs, c) >= 0 && (brackets <= 0 || c == '{' || c == '}'):
			return s[:i], s[i+1:], c == '{'
		}
	}
	return s, "", false
}

// cutBlock cuts text after a block whose brace was opened already.
func cutBlock(s string) (body, after string) {
	rest := s
	for depth := 1; ; {
		_, next, isBrace := cutCSS(rest, "{}")
		if next == "" && !strings.HasSuffix(rest, "}") {
			return s, ""
		}
		rest = next
		if depth++; !isBrace {
			depth -= 2
		}
		if depth == 0 {
			return s[:len(s)-len(rest)-1], rest
		}
	}
}

// withoutComments removes comments, and the signs that hid style sheets from browsers
// that knew none.
func withoutComments(css string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(css, "/*")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteByte(' ')
		_, css, _ = strings.Cut(rest, "*/")
	}
	return strings.NewReplacer("<!--", " ", "-->", " ").Replace(b.String())
}

// parseDeclarations reads what stands between the braces of a rule, or in an attribute.
func parseDeclarations(s string) []declaration {
	var found []declaration
	for s != "" {
		var one string
		one, s, _ = cutCSS(s, ";")
		property, value, ok := strings.Cut(one, ":")
		if !ok {
			continue
		}
		property, value = strings.ToLower(strings.TrimSpace(property)), strings.ToLower(strings.Join(strings.Fields(value), " "))
		value, important := strings.CutSuffix(strings.ReplaceAll(value, "! important", "!important"), "!important")
		for _, d := range expand(property, strings.TrimSpace(value)) {
			d.important = important
			found = append(found, d)
		}
	}
	return found
}

// conditions are the parts of a selector that are not evaluated: attributes, and classes that
// follow from where an element stands.
var conditions = regexp.MustCompile(`\[[^\]]*\]|:(not|is|where|has|lang|dir|root|empty|(first|last|only)-(child|of-type)|nth-[a-z-]+)(\([^()]*\))?`)

// add adds a rule. One with conditions that are not evaluated is kept if it hides what it
// holds for, to be counted.
func (s *stylesheet) add(text string, declarations []declaration) {
	selector, ok := parseSelector(text)
	doubtful := !ok && slices.ContainsFunc(declarations, declaration.hides)
	if doubtful {
		selector, ok = parseSelector(conditions.ReplaceAllString(text, ""))
	}
	if !ok || len(s.rules) == maxRules {
		return
	}
	rule := cssRule{selector: selector, declarations: declarations, doubtful: doubtful}
	for _, c := range selector {
		if c.id != "" {
			rule.specificity += 1 << 20
		}
		rule.specificity += len(c.classes) << 10
		if c.tag != "" {
			rule.specificity++
		}
	}
	own := selector[len(selector)-1]
	key := own.tag
	if len(own.classes) > 0 {
		key = "." + own.classes[0]
	}
	if own.id != "" {
		key = "#" + own.id
	}
	s.byKey[key] = append(s.byKey[key], len(s.rules))
	s.rules = append(s.rules, rule)
}

// parseSelector reads a selector; it reports false for one of a kind that is not known.
func parseSelector(text string) ([]compound, bool) {
	if strings.ContainsAny(text, ":[]+~|&\\()@%\"'") {
		return nil, false
	}
	var selector []compound
	child := false
	for _, word := range strings.Fields(strings.ReplaceAll(text, ">", " > ")) {
		if word == ">" {
			child = true
			continue
		}
		c := compound{child: child && len(selector) > 0}
		child = false
		for word != "" {
			end := strings.IndexAny(word[1:], ".#") + 1
			if end == 0 {
				end = len(word)
			}
			switch part := word[:end]; {
			case part == "." || part == "#":
				return nil, false
			case part[0] == '.':
				c.classes = append(c.classes, part[1:])
			case part[0] == '#':
				c.id = part[1:]
			case part != "*":
				c.tag = strings.ToLower(part)
			}
			word = word[end:]
		}
		selector = append(selector, c)
	}
	return selector, len(selector) > 0 && len(selector) <= maxCompounds && !child
}

// declarationsFor returns what the rules say of an element, by property, with its own
// style attribute (CSS Cascading and Inheritance Level 3).
func (s *stylesheet) declarationsFor(n *html.Node) map[string]string {
	var places []int
	keys := []string{"", n.Data}
	for _, class := range strings.Fields(attributeOf(n, "class")) {
		keys = append(keys, "."+class)
	}
	if id := attributeOf(n, "id"); id != "" {
		keys = append(keys, "#"+id)
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		for _, place := range s.byKey[key] {
			switch rule := s.rules[place]; {
			case !s.matches(n, rule.selector):
			case rule.doubtful:
				s.doubtful++
			default:
				places = append(places, place)
			}
		}
	}
	slices.SortFunc(places, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.rules[a].specificity, s.rules[b].specificity), cmp.Compare(a, b))
	})
	own := parseDeclarations(withoutComments(attributeOf(n, "style")))
	if len(places) == 0 && len(own) == 0 {
		return nil
	}
	values := map[string]string{}
	for _, important := range []bool{false, true} {
		for _, place := range places {
			take(values, s.rules[place].declarations, important)
		}
		take(values, own, important)
	}
	return values
}

func take(values map[string]string, declarations []declaration, important bool) {
	for _, d := range declarations {
		if d.important == important {
			values[d.property] = d.value
		}
	}
}

// matches reports whether a selector means the element. None does once the comparisons
// are used up.
func (s *stylesheet) matches(n *html.Node, selector []compound) bool {
	if n.Type != html.ElementNode {
		return false
	}
	class := attributeOf(n, "class")
	const read = 64 // bytes and attributes that cost as much as a comparison
	if s.left -= 1 + len(class)/read + len(n.Attr)/read; s.left < 0 {
		return false
	}
	last := len(selector) - 1
	if !selector[last].means(n, class) {
		return false
	}
	if last == 0 {
		return true
	}
	for above := n.Parent; above != nil; above = above.Parent {
		if s.matches(above, selector[:last]) {
			return true
		}
		if selector[last].child {
			break
		}
	}
	return false
}

func (c compound) means(n *html.Node, class string) bool {
	if c.tag != "" && c.tag != n.Data || c.id != "" && c.id != attributeOf(n, "id") {
		return false
	}
	if len(c.classes) == 0 {
		return true
	}
	classes := strings.Fields(class)
	return !slices.ContainsFunc(c.classes, func(class string) bool { return !slices.Contains(classes, class) })
}
