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
	p := htmlPage{flow: newFlow(), content: Content{Metadata: map[string]string{}}, seen: map[string]bool{}}
	p.walk(root)
	p.content.Text = p.finish()
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
	content Content
	seen    map[string]bool // sources of pictures
	kept    int             // elements open in which white space counts
	linked  int             // pictures that stand elsewhere
	damaged int             // pictures that stand in the page and cannot be decoded
}

// walk visits a tree of nodes. The parser bounds its depth.
func (p *htmlPage) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if p.kept > 0 {
			p.write(n.Data)
		} else {
			p.writeCollapsed(n.Data)
		}
		return
	case html.ElementNode:
		p.property(n)
		if isHidden(n) {
			return
		}
	}
	block := isBlock[n.DataAtom]
	if block {
		p.breakLine()
	}
	style := styleOf(n)
	if breaksPage(style, "before") {
		p.beginPage()
	}
	keeps := n.DataAtom == atom.Pre || n.DataAtom == atom.Textarea
	if keeps {
		p.kept++
	}
	switch n.DataAtom {
	case atom.Br:
		p.write("\n")
	case atom.Img:
		p.picture(attributeOf(n, "src"))
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		p.walk(child)
	}
	if keeps {
		p.kept--
	}
	if block {
		p.breakLine()
	}
	if breaksPage(style, "after") {
		p.beginPage()
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

// styleOf is an element's own style, without spaces.
func styleOf(n *html.Node) string {
	return strings.ToLower(strings.Join(strings.Fields(attributeOf(n, "style")), ""))
}

// breaksPage reports whether a style begins a page before or after the element.
func breaksPage(style, where string) bool {
	return strings.Contains(style, "break-"+where+":page") || strings.Contains(style, "break-"+where+":always")
}

func isHidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Title, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Datalist:
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	style := styleOf(n)
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
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
