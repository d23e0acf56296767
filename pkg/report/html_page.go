package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// This file holds what all web pages have in common: each is one file, with no script, no other
// file and no network.

//go:embed html/report.css
var styleSheet string

//go:embed html/head.html
var headTemplate string

// newWebPage parses the template of a web page, which begins with "head".
func newWebPage(name, text string) *template.Template {
	return template.Must(template.Must(template.New(name).Funcs(template.FuncMap{
		"quote": func(s string) template.HTML { return withBDI(Quote(s)) }, "bdi": withBDI, "count": count,
	}).Parse(headTemplate)).Parse(text))
}

// A pageHead is what the template "head" asks for.
type pageHead struct {
	Title  string
	Policy string // Content Security Policy (W3C CSP Level 3)
	Style  template.CSS
}

func newPageHead(title, style string) pageHead {
	sum := sha256.Sum256([]byte(style))
	return pageHead{
		Title: title, Style: template.CSS(style),
		Policy: "default-src 'none'; img-src data:; style-src 'sha256-" +
			base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	}
}

// writePage writes a web page.
func writePage(w io.Writer, page *template.Template, shown any) error {
	buffered := bufio.NewWriter(w)
	if err := page.Execute(buffered, shown); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// pageFile writes a web page to a file that only its owner may read, wholly or not at all. It
// replaces an existing file.
func pageFile(path string, write func(io.Writer) error) error {
	return atomicfile.Replace(path, atomicfile.Options{Aside: ".leakprint-report-*", Mode: 0o600}, write)
}
