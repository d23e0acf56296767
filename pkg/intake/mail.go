package intake

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/htmlindex"
)

const (
	mailHeader  = 1 << 20 // limit on a message's header, in bytes
	mailNesting = 20      // multiparts within one another
	mailParts   = 10_000  // parts looked at to choose the bodies
)

var (
	errNesting     = errors.New("parts nested more deeply than any mail program would")
	errHeaderLarge = errors.New("a header without end")
)

// headersByPrograms are fields that nobody types at the top of a memorandum.
var headersByPrograms = []string{
	"Message-Id", "Mime-Version", "Received", "Return-Path", "Delivered-To", "Dkim-Signature", "X-Mailer", "X-Originating-Ip", "User-Agent",
}

// headersByPeople are fields that both messages and memoranda have.
var headersByPeople = []string{"From", "To", "Cc", "Subject", "Date", "Reply-To", "Sender"}

// isMail requires a header by RFC 5322: lines of "Name: value", with at least two known names,
// one of which a program must have written. A typed memorandum also has "From", "To",
// "Subject" and "Date", but is plain text.
func isMail(head []byte) bool {
	known, byProgram := 0, false
	seen := map[string]bool{}
	lines := bytes.SplitAfter(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	for i, line := range lines {
		if i == len(lines)-1 && len(head) == headSize {
			break // cut off by the sample
		}
		line := bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break // the end of the header
		}
		if line[0] == ' ' || line[0] == '\t' {
			if i == 0 {
				return false
			}
			continue // continues the previous field
		}
		name, value, ok := cutField(line)
		if !ok {
			return false
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		machine := slices.Contains(headersByPrograms, name)
		if name == "Date" {
			_, err := mail.ParseDate(value)
			machine = err == nil
		}
		byProgram = byProgram || machine
		if machine || slices.Contains(headersByPeople, name) {
			known++
		}
	}
	return known >= 2 && byProgram
}

// cutField splits a header field into name and value (RFC 5322, 3.6.8).
func cutField(line []byte) (name, value string, ok bool) {
	before, after, ok := bytes.Cut(line, []byte(":"))
	if !ok || len(before) == 0 || slices.ContainsFunc(before, func(b byte) bool { return b <= ' ' || b > '~' }) {
		return "", "", false
	}
	return textproto.CanonicalMIMEHeaderKey(string(before)), string(bytes.TrimSpace(after)), true
}

// mailMembers gives the bodies of a message and its attachments. A body in both plain text and
// HTML is given only as plain text. An attached message is a member that is a container.
func mailMembers(_ Input, r *io.SectionReader, _ flow) (nextMember, error) {
	bodies, err := chooseBodies(io.NewSectionReader(r, 0, r.Size()))
	if err != nil {
		return nil, err
	}
	parts, err := openMail(r)
	if err != nil {
		return nil, err
	}
	return func() (member, error) {
		p, err := parts.next()
		if err != nil {
			return member{}, err
		}
		m := member{name: p.fileName(), size: -1}
		content := p.decoded()
		if m.name == "" {
			m.name = fmt.Sprintf("part-%d%s", p.number, extensionOf(p.mediaType))
			switch {
			case p.number == bodies.first:
				m.name = "body" + extensionOf(p.mediaType)
			case bodies.leftOut[p.number]:
				m.notAFile = true
			}
			if p.isBody() {
				text := bufio.NewReader(content)
				m.notAFile = m.notAFile || isBlank(text)
				content = p.inUTF8(text)
			}
		}
		m.open = func() (io.ReadCloser, error) { return io.NopCloser(content), nil }
		return m, nil
	}, nil
}

// isBlank skips white space and reports whether nothing follows.
func isBlank(r *bufio.Reader) bool {
	for {
		c, _, err := r.ReadRune()
		switch {
		case err != nil:
			return err == io.EOF
		case c != '\ufeff' && !unicode.IsSpace(c):
			_ = r.UnreadRune() // it was read just now
			return false
		}
	}
}

// chosen says which of the unnamed text parts are used, by number.
type chosen struct {
	first   int // the body; 0 for none
	leftOut map[int]bool
}

// chooseBodies reads a message to see which texts it has. Of each group of alternatives it
// chooses plain text or else HTML.
func chooseBodies(r io.Reader) (chosen, error) {
	parts, err := openMail(r)
	if err != nil {
		return chosen{}, err
	}
	type text struct {
		number int
		plain  bool
	}
	best := map[int]text{} // of each group
	var numbers []int
	choice := chosen{leftOut: map[int]bool{}}
	for range mailParts {
		p, err := parts.next()
		if err != nil {
			break // reported when the parts are read
		}
		if !p.isBody() || p.fileName() != "" {
			continue
		}
		this := text{p.number, p.mediaType == Text}
		numbers = append(numbers, this.number)
		if p.group == 0 {
			continue
		}
		other, ok := best[p.group]
		switch {
		case !ok:
			best[p.group] = this
		case this.plain && !other.plain:
			choice.leftOut[other.number] = true
			best[p.group] = this
		default:
			choice.leftOut[this.number] = true
		}
	}
	for _, number := range numbers {
		if !choice.leftOut[number] {
			choice.first = number
			break
		}
	}
	return choice, nil
}

// A part is a leaf in the tree of a message's parts (RFC 2046).
type part struct {
	number    int // from 1, in order
	group     int // the multipart/alternative that it is in; 0 for none
	header    textproto.MIMEHeader
	mediaType string
	params    map[string]string
	raw       io.Reader
}

// parts iterates over the leaves of a message in order.
type parts struct {
	root   *part // the message itself, until next has read it
	open   []branch
	number int
	groups int
}

// A branch is a multipart whose parts are being read.
type branch struct {
	*multipart.Reader
	group int
}

func openMail(r io.Reader) (*parts, error) {
	buffered := bufio.NewReader(r)
	header, err := readHeader(buffered)
	if err != nil {
		return nil, err
	}
	return &parts{root: &part{header: header, raw: buffered}}, nil
}

// readHeader reads up to the blank line. It skips lines that are not fields, as mail programs
// do.
func readHeader(r *bufio.Reader) (textproto.MIMEHeader, error) {
	header := textproto.MIMEHeader{}
	name, value := "", []string(nil) // the field that the next line may continue, and its lines
	add := func() {
		if name != "" {
			header.Add(name, strings.Join(value, " "))
		}
	}
	for size := 0; size < mailHeader; {
		line, err := readLine(r, mailHeader-size)
		if err != nil && err != io.EOF {
			return nil, err
		}
		size += len(line)
		text := bytes.TrimRight(line, "\r\n")
		if len(text) == 0 {
			add()
			return header, nil
		}
		if text[0] == ' ' || text[0] == '\t' {
			value = append(value, string(bytes.TrimSpace(text)))
			continue
		}
		add()
		first := ""
		name, first, _ = cutField(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))) // no name if it is no field
		value = append(value[:0], first)
	}
	return nil, errHeaderLarge
}

// readLine reads a line of at most limit bytes with its end.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		line = append(line, piece...)
		if len(line) > limit {
			return nil, errHeaderLarge
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

func (m *parts) next() (part, error) {
	if m.root != nil {
		p := *m.root
		m.root = nil
		if leaf, err := m.enter(&p, 0); leaf || err != nil {
			return p, err
		}
	}
	for len(m.open) > 0 {
		inner := m.open[len(m.open)-1]
		raw, err := inner.NextRawPart()
		if err == io.EOF {
			m.open = m.open[:len(m.open)-1]
			continue
		}
		if err != nil {
			return part{}, err
		}
		p := part{header: raw.Header, raw: raw}
		if leaf, err := m.enter(&p, inner.group); leaf || err != nil {
			return p, err
		}
	}
	return part{}, io.EOF
}

// enter opens a multipart. It reports whether the part is a leaf instead.
func (m *parts) enter(p *part, group int) (leaf bool, err error) {
	p.mediaType, p.params, _ = mime.ParseMediaType(p.header.Get("Content-Type"))
	if p.mediaType == "" {
		p.mediaType = Text // the default by RFC 2045, 5.2
	}
	if boundary := p.params["boundary"]; strings.HasPrefix(p.mediaType, "multipart/") && boundary != "" {
		if len(m.open) == mailNesting {
			return false, errNesting
		}
		if p.mediaType == "multipart/alternative" {
			m.groups++
			group = m.groups
		}
		m.open = append(m.open, branch{multipart.NewReader(p.raw, boundary), group})
		return false, nil
	}
	m.number++
	p.number, p.group = m.number, group
	return true, nil
}

// isBody reports whether the part is text to be read with the message.
func (p part) isBody() bool {
	disposition, _, _ := strings.Cut(p.header.Get("Content-Disposition"), ";")
	return (p.mediaType == Text || p.mediaType == HTML) && !strings.EqualFold(strings.TrimSpace(disposition), "attachment")
}

// fileName returns the part's file name from Content-Disposition or Content-Type, encoded by
// RFC 2231 or, against the standard but commonly, RFC 2047.
func (p part) fileName() string {
	_, params, _ := mime.ParseMediaType(p.header.Get("Content-Disposition"))
	name := params["filename"]
	if name == "" {
		name = p.params["name"]
	}
	words := mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		encoding, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return encoding.NewDecoder().Reader(r), nil
	}}
	if decoded, err := words.DecodeHeader(name); err == nil {
		return decoded
	}
	return name
}

// decoded returns the content without its transfer encoding (RFC 2045, 6).
func (p part) decoded() io.Reader {
	switch strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.RawStdEncoding, &base64Only{r: bufio.NewReader(p.raw)})
	case "quoted-printable":
		return quotedprintable.NewReader(p.raw)
	}
	return p.raw
}

// base64Only drops characters outside the alphabet, as RFC 2045, 6.8 requires, and ends at the
// padding, because mailing lists append lines of their own.
type base64Only struct {
	r     *bufio.Reader
	ended bool
}

func (b *base64Only) Read(p []byte) (int, error) {
	for !b.ended {
		n, err := b.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c == '=' {
				b.ended = true
				break
			}
			if 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
	return 0, io.EOF
}

// inUTF8 converts the text r to UTF-8 if the message names its character set. Converted HTML
// gets a byte order mark, which overrides the character set that the page itself names.
func (p part) inUTF8(r io.Reader) io.Reader {
	charset := strings.ToLower(p.params["charset"])
	if charset == "" || charset == "utf-8" || charset == "us-ascii" {
		return r
	}
	encoding, err := htmlindex.Get(charset)
	if err != nil {
		return r // the bytes themselves may show it
	}
	r = encoding.NewDecoder().Reader(r)
	if p.mediaType == HTML {
		r = io.MultiReader(strings.NewReader("\ufeff"), r)
	}
	return r
}

// extensionOf returns the file extension for an unnamed part.
func extensionOf(mediaType string) string {
	switch mediaType {
	case Text:
		return ".txt"
	case HTML:
		return ".html"
	case PDF:
		return ".pdf"
	case PNG:
		return ".png"
	case JPEG:
		return ".jpg"
	case GIF:
		return ".gif"
	case typeMail:
		return ".eml"
	}
	return ""
}
