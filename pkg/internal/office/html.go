package office

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// readHTML reads what a browser without scripts and without a network would show.
// label is the character set that came with the page, "" for none.
func readHTML(data []byte, label string) (Content, error) {
	if len(data) > MaxHTML {
		return Content{}, fmt.Errorf("%w: a web page of more than %d MB", ErrTooLarge, MaxHTML>>20)
	}
	decoded, err := decodeHTML(data, label)
	if err != nil {
		return Content{}, err
	}
	root, err := html.Parse(bytes.NewReader(decoded))
	if err != nil { // the parser puts up with all else
		return Content{}, fmt.Errorf("%w: elements nested too deep: %w", ErrTooLarge, err)
	}
	p := htmlPage{
		content: Content{Metadata: map[string]string{}}, seen: map[string]bool{},
		sheet: stylesheet{byKey: map[string][]int{}, left: maxComparisons},
	}
	p.flow = newFlow(&p.concealed)
	p.readStyles(root)
	p.walk(root, firstStyle)
	p.content.Text = p.finish()
	p.content.conceal(&p.concealed)
	if p.sheet.left < 0 {
		p.content.Notes = append(p.content.Notes, "style sheets too large to be followed throughout")
	}
	if p.sheet.doubtful > 0 {
		p.content.Notes = append(p.content.Notes, "text is shown that style rules which are not followed may hide")
	}
	if p.linked > 0 {
		p.content.Notes = append(p.content.Notes, fmt.Sprintf("pictures only linked, and not fetched: %d", p.linked))
	}
	if p.damaged > 0 {
		p.content.Notes = append(p.content.Notes, fmt.Sprintf("pictures within the page that could not be read: %d", p.damaged))
	}
	return p.content, nil
}

// decodeHTML turns a page into UTF-8, as the HTML standard says (13.2.3.2), but
// takes one that declares nothing and is valid UTF-8 throughout for that.
func decodeHTML(data []byte, label string) ([]byte, error) {
	const sniffed = 1024
	contentType := HTML
	if label != "" {
		contentType = mime.FormatMediaType(HTML, map[string]string{"charset": label})
	}
	encoding, _, certain := charset.DetermineEncoding(data[:min(len(data), sniffed)], contentType)
	if certain || !utf8.Valid(data) {
		var err error
		if data, err = encoding.NewDecoder().Bytes(data); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

// An htmlPage is a page being read.
type htmlPage struct {
	*flow
	content   Content
	concealed concealed
	sheet     stylesheet
	lists     []*htmlList     // that are open
	quotes    int             // elements open whose text is quoted
	seen      map[string]bool // sources of pictures
	linked    int             // pictures that stand elsewhere
	damaged   int             // pictures that stand in the page and cannot be decoded
}

// readStyles reads the style sheets that stand in the page.
func (p *htmlPage) readStyles(n *html.Node) {
	if n.DataAtom == atom.Style && n.Namespace == "" {
		if media := strings.ToLower(strings.TrimSpace(attributeOf(n, "media"))); media == "" || isForScreens("@media "+media) {
			p.sheet.parse(withoutComments(textOf(n)), 0)
		}
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		p.readStyles(child)
	}
}

// walk visits a tree of nodes. The parser bounds its depth.
func (p *htmlPage) walk(n *html.Node, around htmlStyle) {
	switch n.Type {
	case html.TextNode:
		p.text(n.Data, around)
		return
	case html.ElementNode:
		p.property(n)
		if isUnread[n.DataAtom] {
			return
		}
		s := p.styleOf(n, around)
		if s.gone != "" {
			p.walkHidden(n, s)
		} else {
			p.walkShown(n, s)
		}
		return
	}
	p.walkWithin(n, around)
}

func (p *htmlPage) walkWithin(n *html.Node, s htmlStyle) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		p.walk(child, s)
	}
}

func (p *htmlPage) text(text string, s htmlStyle) {
	if s.lower {
		text = strings.ToLower(text)
	}
	if s.kept {
		p.show(s.look(), text)
	} else {
		p.showCollapsed(s.look(), text)
	}
}

// walkHidden puts aside what an element holds: it takes no part in the lines and pages.
func (p *htmlPage) walkHidden(n *html.Node, s htmlStyle) {
	if isBlock[n.DataAtom] || n.DataAtom == atom.Br {
		p.concealed.add(s.gone, " ")
	}
	p.walkWithin(n, s)
	if isBlock[n.DataAtom] {
		p.concealed.add(s.gone, " ")
	}
}

// walkShown writes an element with its lines and pages.
func (p *htmlPage) walkShown(n *html.Node, s htmlStyle) {
	block := isBlock[n.DataAtom]
	if block {
		p.breakLine()
	}
	if breaksPage(s.values["break-before"]) {
		p.beginPage()
	}
	p.element(n, s)
	if block {
		p.breakLine()
	}
	if breaksPage(s.values["break-after"]) {
		p.beginPage()
	}
}

// element writes what an element shows.
func (p *htmlPage) element(n *html.Node, s htmlStyle) {
	if n.Namespace == "math" && n.Data == "math" {
		p.showCollapsed(s.look(), formulaOf(n).String())
		return
	}
	if show := controls[n.DataAtom]; show != nil {
		p.showApart(s.look(), show(n))
		return
	}
	switch n.DataAtom {
	case atom.Br:
		p.show(s.look(), "\n")
	case atom.Img:
		p.picture(attributeOf(n, "src"))
	case atom.Ol, atom.Ul, atom.Menu, atom.Dir:
		p.lists = append(p.lists, newHTMLList(n))
		p.walkWithin(n, s)
		p.lists = p.lists[:len(p.lists)-1]
	case atom.Li:
		p.markItem(n, s)
		p.walkWithin(n, s)
		p.endMark()
	case atom.Q:
		marks := [][2]string{{"“", "”"}, {"‘", "’"}}[p.quotes%2]
		p.quotes++
		p.showCollapsed(s.look(), marks[0])
		p.walkWithin(n, s)
		p.show(s.look(), marks[1])
		p.quotes--
	default:
		p.walkWithin(n, s)
	}
}

// property takes what an element says about the page.
func (p *htmlPage) property(n *html.Node) {
	switch n.DataAtom {
	case atom.Title:
		if n.FirstChild != nil && n.Namespace == "" {
			p.describe("Title", n.FirstChild.Data)
		}
	case atom.Meta:
		key := map[string]string{
			"author": "Author", "keywords": "Keywords", "generator": "Producer", "date": "CreationDate",
		}[strings.ToLower(attributeOf(n, "name"))]
		p.describe(key, attributeOf(n, "content"))
	}
}

// describe keeps the first value of a key.
func (p *htmlPage) describe(key, value string) {
	value = strings.Join(strings.Fields(value), " ")
	if _, known := p.content.Metadata[key]; key != "" && value != "" && !known {
		p.content.Metadata[key] = value
	}
}

// picture takes the picture that a source holds itself (RFC 2397).
func (p *htmlPage) picture(source string) {
	if source == "" || p.seen[source] {
		return
	}
	p.seen[source] = true
	scheme, rest, _ := strings.Cut(source, ":")
	if !strings.EqualFold(strings.TrimSpace(scheme), "data") {
		p.linked++
		return
	}
	header, body, ok := strings.Cut(rest, ",")
	header, isBase64 := strings.CutSuffix(header, ";base64")
	unescaped, err := url.PathUnescape(body)
	data := []byte(unescaped)
	if err == nil && isBase64 {
		noSpace := strings.Join(strings.Fields(unescaped), "")
		data, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(noSpace, "="))
	}
	if !ok || err != nil || len(data) == 0 {
		p.damaged++
		return
	}
	_, kind, _ := strings.Cut(header, "/")
	kind, _, _ = strings.Cut(kind, ";")
	kind, _, _ = strings.Cut(kind, "+")
	name := fmt.Sprintf("image%d.%s", len(p.content.Pictures)+1, kind)
	p.content.Pictures = append(p.content.Pictures, Picture{Name: name, Data: data})
}

func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// breaksPage reports whether a value of break-before or break-after begins a page.
func breaksPage(value string) bool { return value == "page" || value == "always" }

// isUnread holds the elements that show nothing of what they hold.
var isUnread = map[atom.Atom]bool{
	atom.Title: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true,
	atom.Datalist: true, atom.Audio: true, atom.Video: true, atom.Canvas: true, atom.Noframes: true, atom.Noembed: true, atom.Rp: true,
}

// isBlock holds the elements that stand on lines of their own.
var isBlock = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true,
	atom.Center: true, atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Div: true, atom.Dl: true, atom.Dt: true,
	atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true,
	atom.Hgroup: true, atom.Hr: true, atom.Legend: true, atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true,
	atom.Ol: true, atom.Option: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true,
	atom.Td: true, atom.Th: true, atom.Tr: true, atom.Ul: true,
}
