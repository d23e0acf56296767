package ocr

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// clearReading is the confidence from which a page is in the script that it was read in. In
// another script pages rate about 50, in another language of the same script 90.
const clearReading = 70

// readUnknown reads a page in a language that is not known. Where the first pass, in English,
// makes sense as English nothing else is done.
func (e *Engine) readUnknown(ctx context.Context, p picture) (Reading, error) {
	first, err := e.pass(ctx, p, e.usual())
	if err != nil || len(first.Words) == 0 {
		return first, err
	}
	if first.confidence() >= clearReading {
		return e.inItsLanguage(ctx, p, first)
	}
	script, err := e.script(ctx, p)
	if err != nil || script == "" {
		return first, ctx.Err()
	}
	inScript := e.installedFor(script)
	if len(inScript) == 0 {
		first.Missing = likeliest(script)
		return first, nil
	}
	if slices.Contains(e.usual(), inScript[0]) {
		return e.inItsLanguage(ctx, p, first)
	}
	second, err := e.pass(ctx, p, inScript[:1])
	if err != nil {
		return first, ctx.Err()
	}
	if second, err = e.inItsLanguage(ctx, p, second); err != nil {
		return first, err
	}
	return better(first, second), nil
}

// inItsLanguage reads a page again in the language that its text is in as far as it was
// read, unless that is one that it was read in.
func (e *Engine) inItsLanguage(ctx context.Context, p picture, read Reading) (Reading, error) {
	in := LanguageOf(read.Text)
	switch {
	case in == "" || slices.Contains(strings.Split(read.Languages, "+"), in):
		return read, nil
	case !slices.Contains(e.installed, in):
		if !strings.HasPrefix(read.Languages, "script/") { // which reads all of its languages
			read.Missing = in
		}
		return read, nil
	}
	again, err := e.pass(ctx, p, []string{in})
	if err != nil {
		return read, ctx.Err()
	}
	return better(read, again), nil
}

// better returns the reading that tesseract is surer of; the second where it is as sure.
func better(a, b Reading) Reading {
	if a.confidence() > b.confidence() {
		return a
	}
	return b
}

// confidence returns the mean confidence of words by their length; 0 without words.
func (r Reading) confidence() float64 {
	sum, length := 0., 0
	for _, w := range r.Words {
		n := len([]rune(w.Text))
		sum, length = sum+w.Confidence*float64(n), length+n
	}
	return sum / float64(max(1, length))
}

// usual returns English, or where that is not installed, every language that is.
func (e *Engine) usual() []string {
	if slices.Contains(e.installed, "eng") {
		return []string{"eng"}
	}
	return e.installed
}

// installedFor returns what is installed for a script: what reads all of its languages, then
// its languages, the likeliest first.
func (e *Engine) installedFor(script string) (found []string) {
	names := []string{"script/" + script}
	if script == "Han" {
		names = []string{"script/HanS", "script/HanT"}
	}
	for _, l := range ofScript(script) {
		names = append(names, l.code)
	}
	return slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(e.installed, name) })
}

// likeliest returns what is to be installed for a script; "" where nothing is known for it.
func likeliest(script string) string {
	if of := ofScript(script); len(of) > 0 {
		return of[0].code
	}
	if scriptPackages[script] != "" {
		return "script/" + script
	}
	return ""
}

// What tesseract says of a page's script.
var scriptLine = regexp.MustCompile(`(?m)^Script: ([A-Za-z]{1,32})\r?$`)

// script returns the script that a page is in, as tesseract names it; "" where that cannot be
// told. Without the file by which tesseract tells scripts, the page is read in all that is
// installed, and the letters tell.
func (e *Engine) script(ctx context.Context, p picture) (string, error) {
	if !e.tellsScripts {
		all, err := e.pass(ctx, p, e.installed)
		script, letters := scriptOf(all.Text)
		if letters < leastLetters {
			return "", ctx.Err()
		}
		return script, err
	}
	out, err := e.lookAt(ctx, p)
	if err != nil {
		return "", ctx.Err() // there are too few letters to tell
	}
	said := scriptLine.FindSubmatch(out)
	if said == nil {
		return "", nil
	}
	switch script := string(said[1]); script {
	case "Korean":
		return "Hangul", nil
	case "Hiragana", "Katakana":
		return "Japanese", nil
	default:
		return script, nil
	}
}

// notInstalled returns an error that names the package to install.
func (e *Engine) notInstalled(language string) error {
	return &dossier.Error{Op: "recognise text", Err: fmt.Errorf("language %q is not installed", language),
		Hint: "on Debian it is in the package " + Package(language) + "; installed are " + strings.Join(e.installed, ", ")}
}
