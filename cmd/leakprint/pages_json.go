package main

import (
	"io"
	"iter"
	"strings"

	"github.com/leakprint/leakprint/pkg/report"
)

// jsonWithPages writes an object as report.JSON would if it had a last field "pages" besides, but a page at
// a time, and without the line feed at the end. depth is how deep it lies in what is written.
func jsonWithPages[P any](w io.Writer, of any, pages iter.Seq2[P, error], depth int) error {
	begin, err := jsonText(of)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, indented(strings.TrimSuffix(begin, "\n}\n")+",\n  \"pages\": [", depth)); err != nil {
		return err
	}
	between, end := indented("\n", depth+2), "]"
	for p, err := range pages {
		if err != nil {
			return err
		}
		page, err := jsonText(p)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, between+indented(strings.TrimSuffix(page, "\n"), depth+2)); err != nil {
			return err
		}
		between, end = indented(",\n", depth+2), indented("\n", depth+1)+"]"
	}
	_, err = io.WriteString(w, end+indented("\n", depth)+"}")
	return err
}

func jsonText(v any) (string, error) {
	var b strings.Builder
	err := report.JSON(&b, v)
	return b.String(), err
}

// indented moves all lines of a JSON text but the first to the right, by so many times two spaces.
func indented(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat("  ", by))
}
