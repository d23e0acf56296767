package pkg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Packages name no verb and no flag of the command line: what to do about a failure is said
// in cmd/leakprint/hints.go, by the error. Package report words findings for people at the
// command line, and package forge what stands in made documents.
var saysCommands = []string{"report", "forge"}

// allowed are the texts that hold a verb or a flag all the same, by their file, with the
// reason.
var allowed = map[string]map[string]string{
	"corpus/export.go": {
		"Originals as leakprint collected them. custody/proof.json shows that their records are in its log: leakprint log check": "stands in bags that are given out",
	},
	"corpus/objects.go": {
		"original %s is not what was collected: run leakprint verify": "stands in the middle of the reason why a bag cannot be written, where no advice follows it",
	},
	"custody/manifest/lines.go": {
		"make the manifest without -z (--zero)":           "flags of sha256sum",
		"make the manifest again with hashdeep -c sha256": "a flag of hashdeep",
	},
	"internal/ocr/ocr.go": {
		"--version": "a flag of tesseract", "--list-langs": "a flag of tesseract", "-l": "a flag of tesseract",
		"--dpi": "a flag of tesseract", "--psm": "a flag of tesseract",
	},
}

// A flag in a text: "--corpus", "-o". SQL's comments have a space behind the dashes.
var flagWritten = regexp.MustCompile(`(^|[\s("'])(--[a-z]|-[a-z]\b)`)

// namesCommand reports whether a text names a verb of leakprint or a flag.
func namesCommand(text string, verbs []string) bool {
	if flagWritten.MatchString(text) {
		return true
	}
	for _, rest := range strings.Split(text, "leakprint ")[1:] {
		verb, _, _ := strings.Cut(rest, " ")
		if slices.Contains(verbs, strings.Trim(verb, ".,;:()")) {
			return true
		}
	}
	return false
}

// verbs are those of the command line: the first words of what its commands call their Use.
func verbs(t *testing.T) []string {
	t.Helper()
	var found []string
	eachFile(t, filepath.Join("..", "cmd", "leakprint"), func(_ string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "Use" {
				found = append(found, strings.Fields(literal(pair.Value))[0])
			}
			return true
		})
	})
	return found
}

// literal is the text of a string literal, "" of anything else.
func literal(n ast.Node) string {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}

// eachFile calls do with every Go file below a folder that is no test, by its path there.
func eachFile(t *testing.T, root string, do func(name string, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		do(filepath.ToSlash(name), file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPackagesNameNoCommands(t *testing.T) {
	known, met := verbs(t), map[string]bool{}
	eachFile(t, ".", func(name string, file *ast.File) {
		if folder, _, _ := strings.Cut(name, "/"); slices.Contains(saysCommands, folder) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			text := literal(n)
			if !namesCommand(text, known) {
				return true
			}
			if allowed[name][text] == "" {
				t.Errorf("%s names a verb or a flag: %q; advice belongs into cmd/leakprint/hints.go, by the error", name, text)
			}
			met[name+text] = true
			return true
		})
	})
	for name, texts := range allowed {
		for text := range texts {
			if !met[name+text] {
				t.Errorf("%s is allowed to say %q and does not", name, text)
			}
		}
	}
}

func TestNamesCommand(t *testing.T) {
	known := verbs(t)
	for _, verb := range []string{"add", "verify", "log", "key", "checkpoint"} {
		if !slices.Contains(known, verb) {
			t.Errorf("the verbs %q lack %q", known, verb)
		}
	}
	for text, want := range map[string]bool{
		"name another with --corpus":                             true,
		"--no-originals keeps fingerprints only":                 true,
		"a checkpoint (--against)":                               true,
		"name a new one with -o":                                 true,
		"run leakprint verify":                                   true,
		"leakprint key import FILE puts it back":                 true,
		"not read by leakprint: leakprint list; and so on":       true,
		"leakprint show ":                                        true,
		"leakprint reads PDF, DOCX, ODT":                         false,
		"made by another version of leakprint":                   false,
		"not a leakprint corpus, or damaged":                     false,
		"SELECT 1 -- of the log":                                 false,
		"spans of 3 - 4 pages, re-saved -1 times, corpus.db-wal": false,
	} {
		if got := namesCommand(text, known); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
