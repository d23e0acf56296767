package pkg_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reference is a link of the map with the identifiers named right after it, each in
// backquotes.
var reference = regexp.MustCompile("\\]\\(([^)#]+)\\)((?: `[A-Za-z]\\w*`)*)")

// broken lists the links of a text, relative to a folder, that lead nowhere, and the
// identifiers beside them that the file linked to does not declare.
func broken(folder, text string) []string {
	var wrong []string
	for _, found := range reference.FindAllStringSubmatch(text, -1) {
		file, names := filepath.Join(folder, found[1]), strings.Fields(found[2])
		if _, err := os.Stat(file); err != nil {
			wrong = append(wrong, found[1]+": there is no such file")
			continue
		}
		if len(names) == 0 {
			continue
		}
		declared, err := declarations(file)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", found[1], err))
		}
		for _, name := range names {
			if name = strings.Trim(name, "`"); !declared[name] {
				wrong = append(wrong, found[1]+" does not declare "+name)
			}
		}
	}
	return wrong
}

// declarations are the functions, methods, types, constants and variables of a file.
func declarations(file string) (map[string]bool, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	declared := map[string]bool{}
	for _, declaration := range parsed.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			declared[d.Name.Name] = true
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					declared[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, name := range s.Names {
						declared[name.Name] = true
					}
				}
			}
		}
	}
	return declared, nil
}

func TestMapIsTrue(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range broken(".", string(text)) {
		t.Error(wrong)
	}
	const questions = 20
	answered := 0
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "| ") && strings.Contains(line, ") `") {
			answered++
		}
	}
	if answered < questions {
		t.Errorf("%d questions are answered with file and name, want %d", answered, questions)
	}
}

func TestBroken(t *testing.T) {
	for text, want := range map[string]int{
		"see [the test](readme_test.go) `TestBroken` `reference`":   0,
		"see [the test](readme_test.go) `TestBroken` `nothing`":     1,
		"see [the test](readme_tests.go) `TestBroken`":              1,
		"see [none](no_such_folder) and [test](layout_test.go) `x`": 2,
		"see [the map](README.md) `levels`":                         2, // no Go file, so nothing is declared
	} {
		if got := broken(".", text); len(got) != want {
			t.Errorf("%s: %q, want %d", text, got, want)
		}
	}
}
