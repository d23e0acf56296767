package intake

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const mailHead = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Talks\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"

// mime64 is content in base64, in lines.
func mime64(content string) string {
	all := base64.StdEncoding.EncodeToString([]byte(content))
	var lines strings.Builder
	for len(all) > 76 {
		lines.WriteString(all[:76] + "\r\n")
		all = all[76:]
	}
	return lines.String() + all + "\r\n"
}

// multi is a multipart of parts, each of them with its header.
func multi(subtype, boundary string, parts ...string) string {
	out := "Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + "\"\r\n\r\nfor programs of 1990\r\n"
	for _, p := range parts {
		out += "--" + boundary + "\r\n" + p + "\r\n"
	}
	return out + "--" + boundary + "--\r\n"
}

// members are the inputs of a message as "path type: beginning of the content".
func members(t *testing.T, content string) []string {
	t.Helper()
	var got []string
	for in := range Each(t.Context(), []string{"-"}, strings.NewReader(content), Limits{}) {
		line := strings.TrimPrefix(in.Path, "-") + " " + in.MediaType
		if in.Err != nil {
			line += fmt.Sprintf(" (%v)", in.Err)
		}
		if in.Err == nil {
			opened, err := in.Open()
			if err != nil {
				t.Fatal(err)
			}
			head, err := io.ReadAll(io.LimitReader(opened, 40))
			if err != nil {
				t.Fatal(err)
			}
			line += fmt.Sprintf(": %q", bytes.TrimSpace(head))
			opened.Close()
		}
		got = append(got, line)
		in.Release()
	}
	return got
}

func TestMail(t *testing.T) {
	const (
		plain = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe parties agreed.\r\n"
		html  = "Content-Type: text/html; charset=utf-8\r\n\r\n<html><p>The parties agreed.</html>\r\n"
		body  = `!body.txt text/plain: "The parties agreed."`
		page  = `!body.html text/html: "<html><p>The parties agreed.</html>"`
	)
	attached := func(disposition, content string) string {
		return "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " + disposition + "\r\n\r\n" + mime64(content)
	}
	pdf := func(name string) string { return "!" + name + ` application/pdf: "%PDF-1.7\n1 0 obj\n<<>>\nendobj"` }
	picture := "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <p1>\r\nContent-Disposition: inline\r\n\r\n" + mime64(jpegHead)
	forwarded := "Content-Type: message/rfc822\r\n\r\n" + mailHead + multi("mixed", "inner", plain, attached(`attachment; filename="a.pdf"`, pdfHead))
	tests := []struct {
		name, content string
		want          []string
	}{
		{"plain", mailHead + plain, []string{body}},
		{"page", mailHead + html, []string{page}},
		{"no type", mailHead + "\r\nThe parties agreed.\r\n", []string{body}},
		{"byte order mark", "\xef\xbb\xbf" + mailHead + plain, []string{body}},
		{"alternatives", mailHead + multi("alternative", "x", plain, html), []string{body}},
		{"alternatives the other way round", mailHead + multi("alternative", "x", html, plain), []string{body}},
		{"page with a picture", mailHead + multi("alternative", "x", multi("related", "y", html, picture)),
			[]string{page, `!part-2.jpg image/jpeg: "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"`}},
		{"two groups", mailHead + multi("mixed", "z", multi("alternative", "x", plain, html), multi("alternative", "y", html, plain)),
			[]string{body, `!part-4.txt text/plain: "The parties agreed."`}},
		{"blank body", mailHead + multi("mixed", "x", "Content-Type: text/plain\r\n\r\n \r\n\r\n", attached("attachment; filename=a.pdf", pdfHead)), []string{pdf("a.pdf")}},
		{"attached text", mailHead + multi("mixed", "x", plain, "Content-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment\r\n\r\nA note."),
			[]string{body, `!note.txt text/plain: "A note."`}},
		{"names", mailHead + multi("mixed", "x",
			attached(`attachment; filename="=?utf-8?B?R2Vuw6h2ZS5wZGY=?="`, pdfHead),
			attached(`attachment; filename="=?iso-8859-1?Q?Gen=E8ve.pdf?="`, pdfHead),
			attached(`attachment; filename*=utf-8''Gen%C3%A8ve.pdf`, pdfHead),
			attached("attachment; filename*0=\"Gen\";\r\n filename*1=\"eva.pdf\"", pdfHead),
			attached(`attachment; filename="../../a.pdf"`, pdfHead),
			attached("attachment", pdfHead)),
			[]string{pdf("Genève.pdf"), pdf("Genève.pdf"), pdf("Genève.pdf"), pdf("Geneva.pdf"), pdf("a.pdf"), pdf("part-6")}},
		{"forwarded", mailHead + multi("mixed", "x", plain, forwarded),
			[]string{body, `!part-2.eml!body.txt text/plain: "The parties agreed."`, pdf("part-2.eml!a.pdf")}},
		{"archive", mailHead + multi("mixed", "x", attached("attachment; filename=a.zip", zipOf(t, file{"b.pdf", pdfHead}))), []string{pdf("a.zip!b.pdf")}},
		{"quoted-printable", mailHead + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGen=E8ve, soft=\r\nly.\r\n",
			[]string{`!body.txt text/plain: "Genève, softly."`}},
		{"Cyrillic", mailHead + "Content-Type: text/plain; charset=koi8-r\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4\r\n", []string{`!body.txt text/plain: "Привет"`}},
		{"Cyrillic page", mailHead + "Content-Type: text/html; charset=koi8-r\r\n\r\n<meta charset=koi8-r><p>\xf0\xd2\xc9\xd7\xc5\xd4\r\n", []string{"!body.html text/html: \"\\ufeff<meta charset=koi8-r><p>Привет\""}},
		{"base64 with a footer", mailHead + "Content-Transfer-Encoding: base64\r\n\r\n" + mime64("The parties agree") + "_____\r\nThe list\r\n", []string{`!body.txt text/plain: "The parties agree"`}},
		{"nothing", mailHead + "\r\n\r\n", []string{" message/rfc822 (read -: it holds no files)"}},
		{"cut short", strings.TrimSuffix(mailHead+multi("mixed", "x", plain, "Content-Type: text/plain; name=b.txt\r\n\r\nMore"), "--x--\r\n"),
			[]string{body, "!b.txt  (read -!b.txt: it is cut short)", " message/rfc822 (read -: it is cut short)"}},
		{"damaged attachment", mailHead + multi("mixed", "x", "Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAAA", plain),
			[]string{"!a.pdf  (read -!a.pdf: it is damaged: illegal base64 data at input byte 0)", body}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, members(t, test.content)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWhatIsMail(t *testing.T) {
	tests := []struct {
		name, content string
		want          bool
	}{
		{"least", "From: a@example.org\nDate: Tue, 1 Jul 2003 10:52:37 +0200\n\nText", true},
		{"received", "Received: from x\n\tby y;\n Tue\nX-Any: z\nSubject: Talks\n\nText", true},
		{"long header", mailHead + "X-Long: " + strings.Repeat("x", 2*headSize), true},
		{"memorandum", "From: The director\nTo: All\nSubject: Talks\nDate: 1 July 2003\n\nText", false},
		{"one field", "Date: Tue, 1 Jul 2003 10:52:37 +0200\n\nText", false},
		{"one field twice", "Received: x\nReceived: y\n\nText", false},
		{"answer of a web server", "HTTP/1.1 200 OK\r\nDate: Tue, 1 Jul 2003 10:52:37 GMT\r\nFrom: x\r\n\r\nText", false},
		{"prose before", "As he wrote:\n" + mailHead + "\nText", false},
		{"prose between", "From: a@example.org\nwhich was known\nMessage-ID: <1@example.org>\n\nText", false},
		{"fields in the text", "Text: one\n\nFrom: a\nMessage-ID: <1@example.org>\n", false},
		{"patch", "From 1234abcd Mon Sep 17 00:00:00 2001\nFrom: a <a@example.org>\nDate: Tue, 1 Jul 2003 10:52:37 +0200\n\nText", false},
		{"goes on from nothing", " From: a@example.org\nMessage-ID: <1@example.org>\nTo: b\n\nText", false},
		{"empty", "", false},
	}
	for _, test := range tests {
		if got := isMail([]byte(test.content)[:min(len(test.content), headSize)]); got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
	}
}

func TestHostileMail(t *testing.T) {
	deep := "Content-Type: text/plain\r\n\r\nThe parties agreed."
	for n := range mailNesting + 1 {
		deep = multi("mixed", fmt.Sprintf("b%d-", n), deep)
	}
	tests := []struct{ name, content, want string }{
		{"nested without end", mailHead + deep, "it is damaged: " + errNesting.Error()},
		{"header without end", mailHead + strings.Repeat("X-Any: "+strings.Repeat("x", 1000)+"\r\n", mailHeader/1000), "it is damaged: " + errHeaderLarge.Error()},
		{"line without end", mailHead + "X-Any: " + strings.Repeat("x", mailHeader), "it is damaged: " + errHeaderLarge.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkErr(t, one(t, test.content, Limits{}, "-").Err, test.want, false)
		})
	}
	// A message of very many parts ends at the limit on members.
	many := mailHead + multi("mixed", "x", strings.Split(strings.Repeat("\r\nText,", 20), ",")...)
	got := members(t, many)
	if len(got) != 20 {
		t.Errorf("%d members, want 20", len(got))
	}
	n := 0
	for in := range Each(t.Context(), []string{"-"}, strings.NewReader(many), Limits{Members: 7}) {
		if n++; n == 8 {
			checkErr(t, in.Err, "it holds more than the limit of 7 files", false)
		}
	}
	if n != 8 {
		t.Errorf("%d inputs, want 8", n)
	}
}

// A line that continues a field must not have the whole field copied.
func TestLongHeadersAreReadInOneGo(t *testing.T) {
	const lines = 200_000
	header := mailHead + "X-Any: a" + strings.Repeat("\r\n ", lines) + "\r\n b\r\n\r\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := readHeader(bufio.NewReader(strings.NewReader(header)))
	runtime.ReadMemStats(&after)
	if err != nil || got.Get("X-Any") != "a"+strings.Repeat(" ", lines+1)+"b" {
		t.Fatalf("header: %.40q, %v", got.Get("X-Any"), err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("%d MiB copied for a header of %d KiB", took>>20, len(header)>>10)
	}
}

func FuzzMail(f *testing.F) {
	for _, seed := range []string{
		multi("alternative", "x", "Content-Type: text/html; charset=koi8-r\r\n\r\n<p>\xf0", "\r\nText"),
		multi("mixed", "x", "Content-Disposition: attachment; filename*=utf-8''a%20b\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA=="),
		multi("mixed", "x", "Content-Type: message/rfc822\r\n\r\n"+mailHead+"\r\nText"),
		"Content-Transfer-Encoding: quoted-printable\r\n\r\na=20=\r\nb=ZZ",
	} {
		f.Add([]byte(seed))
	}
	limits := Limits{File: 1 << 20, Members: 100, Unpacked: 4 << 20}
	f.Fuzz(func(t *testing.T, content []byte) { checkWalk(t, append([]byte(mailHead), content...), limits) })
}
