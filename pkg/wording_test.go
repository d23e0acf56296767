package pkg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// askWording are the packages that ask wording whether two texts are equal, and do not
// decide it themselves.
var askWording = []string{"match", "alteration", "quotation", "recognise"}

// What a page says, in whatever form, is compared by wording alone.
func TestTextIsComparedByWording(t *testing.T) {
	compared := 0
	for _, dir := range askWording {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if n == nil {
					return true
				}
				compared++
				if what := comparesText(n); what != "" {
					t.Errorf("%s: %s; ask package wording", files.Position(n.Pos()), what)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if compared == 0 {
		t.Error("nothing was looked at")
	}
}

// comparesText says how a node compares texts; "" where it does not.
func comparesText(n ast.Node) string {
	switch n := n.(type) {
	case *ast.ImportSpec:
		if strings.Contains(n.Path.Value, "golang.org/x/text") || strings.Contains(n.Path.Value, "confusable") {
			return "normal forms of text are made here"
		}
	case *ast.BinaryExpr:
		if (n.Op == token.EQL || n.Op == token.NEQ) && isText(n.X) && !isEmpty(n.Y) || isText(n.Y) && (n.Op == token.EQL || n.Op == token.NEQ) && !isEmpty(n.X) {
			return "two texts are compared"
		}
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		name := f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok && (x.Name == "strings" || x.Name == "slices" || x.Name == "bytes") {
			if name == "EqualFold" || (strings.HasPrefix(name, "Equal") || name == "Contains" || name == "Compare") && slices.ContainsFunc(n.Args, isText) {
				return x.Name + "." + name + " compares texts"
			}
		}
	}
	return ""
}

// isText reports whether an expression is the text of a page or a word, or what it was
// reduced to.
func isText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "Text" || e.Sel.Name == "folded" || e.Sel.Name == "Key"
	case *ast.CallExpr:
		to, ok := e.Fun.(*ast.Ident)
		return ok && to.Name == "string" && len(e.Args) == 1 && isText(e.Args[0])
	case *ast.ParenExpr:
		return isText(e.X)
	}
	return false
}

func isEmpty(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == `""`
}

func TestComparesText(t *testing.T) {
	for code, want := range map[string]bool{
		`a.Text == b.Text`:                             true,
		`string(q.folded) != string(k.folded)`:         true,
		`slices.Equal(q.folded, k.folded)`:             true,
		`strings.Contains(k.Text, "x")`:                true,
		`strings.EqualFold(a, b)`:                      true,
		`a.Text == ""`:                                 false,
		`wording.Equal(a.Text, b.Text)`:                false,
		`len(q.folded) == len(k.folded)`:               false,
		`slices.Contains(p.Basis, dossier.ByLooks)`:    false,
		`"" != a.Text && wording.SameFolded(a.b, c.d)`: false,
	} {
		e, err := parser.ParseExpr(code)
		if err != nil {
			t.Fatal(err)
		}
		got := false
		ast.Inspect(e, func(n ast.Node) bool {
			got = got || n != nil && comparesText(n) != ""
			return true
		})
		if got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}
