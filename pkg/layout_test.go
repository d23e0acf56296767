package pkg_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/leakprint/leakprint/"

// levels is the architecture: a package imports packages of lower levels only, so
// values move one way. A new package has to be given its level here.
var levels = map[string]int{
	"cmd/leakprint":           8,
	"pkg/corpus":              7,
	"pkg/recognise":           6,
	"pkg/extract/extracttest": 6,
	"pkg/extract":             5,
	"pkg/store/memory":        5,
	"pkg/store/sqlite":        5,
	"pkg/store/storetest":     5,
	"pkg/alteration":          4,
	"pkg/inspect":             4,
	"pkg/store":               4,
	"pkg/match":               4,
	"pkg/quotation":           4,
	"pkg/wording":             3,
	"pkg/search":              3,
	"pkg/fingerprint":         2,
	"pkg/lineage":             4,
	"pkg/traces":              2,
	"pkg/internal/ink":        1,
	"pkg/internal/camera":     1,
	"pkg/custody":             1,
	"pkg/custody/manifest":    1,
	"pkg/forge":               1,
	"pkg/intake":              1,
	"pkg/internal/pdf":        1,
	"pkg/report":              1,
	"pkg/internal/ocr":        1,
	"pkg/internal/office":     1,
	"pkg/internal/picture":    1,
	"pkg/internal/atomicfile": 0,
	"pkg/internal/confine":    0,
	"pkg/internal/layout":     0,
	"pkg/internal/pdq":        0,
	"pkg/internal/ordered":    0,
	"pkg/internal/plain":      0,
	"pkg/internal/wire":       0,
	"pkg/dossier":             0,
}

// confined names the modules that one package alone may import, so that they can
// be replaced there.
var confined = map[string]string{
	"github.com/pdfcpu/pdfcpu":        "pkg/internal/pdf",
	"github.com/klippa-app/go-pdfium": "pkg/internal/pdf",
	"github.com/tetratelabs/wazero":   "pkg/internal/pdf",
	"github.com/corona10/goimagehash": "pkg/fingerprint",
	"github.com/mattn/go-sqlite3":     "pkg/store/sqlite",
	"github.com/owenrumney/go-sarif":  "pkg/report",
	"github.com/gowebpki/jcs":         "pkg/custody",
}

// violation says what is wrong with a package, named by its folder, importing a
// path in a test file or another; "" when nothing is.
func violation(importer, imported string, inTest bool) string {
	level, known := levels[importer]
	if !known {
		return "package has no level"
	}
	for of, owner := range confined {
		if (imported == of || strings.HasPrefix(imported, of+"/")) && importer != owner {
			return "only " + owner + " may"
		}
	}
	own, ours := strings.CutPrefix(imported, module)
	host, _, _ := strings.Cut(imported, "/")
	switch {
	case importer == "pkg/dossier" && !inTest && (ours || strings.Contains(host, ".")):
		return "package dossier imports the standard library only"
	case !ours:
		return ""
	}
	switch below, known := levels[own]; {
	case !known:
		return "imported package has no level"
	case below < level, inTest && (below == level || own == "pkg/forge"):
		return ""
	default:
		return fmt.Sprintf("level %d must not import level %d", level, below)
	}
}

func TestImportsPointDown(t *testing.T) {
	var found []string
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(file) != ".go":
			return nil
		}
		name := filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator)))
		if path.Dir(name) == "pkg" { // tests of the whole
			return nil
		}
		importer := path.Dir(name)
		found = append(found, importer)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if wrong := violation(importer, imported, strings.HasSuffix(name, "_test.go")); wrong != "" {
				t.Errorf("%s imports %s: %s", name, imported, wrong)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for of := range levels {
		if !slices.Contains(found, of) {
			t.Errorf("%s has a level and no Go file", of)
		}
	}
}

func TestViolation(t *testing.T) {
	for _, tt := range []struct {
		importer, imported string
		inTest, wrong      bool
	}{
		{"cmd/leakprint", module + "pkg/corpus", false, false},
		{"pkg/corpus", module + "cmd/leakprint", false, true},
		{"pkg/store/sqlite", module + "pkg/store", false, false},
		{"pkg/store", module + "pkg/store/sqlite", false, true},
		{"pkg/match", module + "pkg/store", false, true},
		{"pkg/match", module + "pkg/fingerprint", false, false},
		{"pkg/match", module + "pkg/alteration", true, false},
		{"pkg/match", module + "pkg/corpus", true, true},
		{"pkg/intake", module + "pkg/forge", false, true},
		{"pkg/intake", module + "pkg/forge", true, false},
		{"pkg/match", module + "pkg/util", false, true},
		{"pkg/util", "strings", false, true},
		{"pkg/dossier", "time", false, false},
		{"pkg/dossier", "golang.org/x/text/unicode/norm", false, true},
		{"pkg/dossier", module + "pkg/internal/pdf", false, true},
		{"pkg/dossier", "github.com/google/go-cmp/cmp", true, false},
		{"pkg/dossier", module + "pkg/forge", true, false},
		{"pkg/internal/pdf", "github.com/pdfcpu/pdfcpu/pkg/api", false, false},
		{"pkg/internal/pdf", "github.com/klippa-app/go-pdfium", false, false},
		{"pkg/extract", "github.com/klippa-app/go-pdfium", false, true},
		{"pkg/forge", "github.com/pdfcpu/pdfcpu/pkg/api", true, true},
		{"cmd/leakprint", "github.com/tetratelabs/wazero/api", false, true},
		{"pkg/fingerprint", "github.com/corona10/goimagehash", false, false},
		{"pkg/match", "github.com/corona10/goimagehash", false, true},
		{"pkg/store/sqlite", "github.com/mattn/go-sqlite3", false, false},
		{"pkg/store", "github.com/mattn/go-sqlite3", false, true},
	} {
		got := violation(tt.importer, tt.imported, tt.inTest)
		if (got != "") != tt.wrong {
			t.Errorf("%s imports %s (in test %v): %q, want a violation: %v", tt.importer, tt.imported, tt.inTest, got, tt.wrong)
		}
	}
}
