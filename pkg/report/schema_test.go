package report

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestSchema(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "schema.json", string(text))

	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for name, f := range findings() {
		var value any
		if err := json.Unmarshal([]byte(asJSON(t, f)), &value); err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults(schema, schema, value, "finding") {
			if strings.Contains(fault, `"page-rotated"`) || strings.Contains(fault, `"of-a-later-version"`) || name == "hostile" && strings.Contains(fault, "kind") {
				continue // words not known yet, to see what the text makes of them
			}
			t.Errorf("%s: %s", name, fault)
		}
	}
	if len(faults(schema, schema, map[string]any{"schema": "other", "inputs": nil}, "finding")) == 0 {
		t.Error("the schema lets anything pass")
	}
}

// faults lists where value breaks the schema, as far as Schema uses the
// keywords of JSON Schema.
func faults(root, schema map[string]any, value any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/$defs/")
		schema = root["$defs"].(map[string]any)[name].(map[string]any)
	}
	var found []string
	fault := func(format string, args ...any) { found = append(found, at+": "+fmt.Sprintf(format, args...)) }
	if want, ok := schema["const"]; ok && value != want {
		fault("%q is not %q", value, want)
	}
	if list, ok := schema["enum"].([]any); ok && !slices.Contains(list, value) {
		fault("%q is not listed", value)
	}
	switch kind := schema["type"]; kind {
	case "object":
		object, ok := value.(map[string]any)
		if !ok {
			fault("no object")
			break
		}
		for _, name := range schema["required"].([]any) {
			if _, ok := object[name.(string)]; !ok {
				fault("%s is missing", name)
			}
		}
		for name, member := range object {
			property, ok := schema["properties"].(map[string]any)[name].(map[string]any)
			if !ok {
				fault("%s is not described", name)
				continue
			}
			found = append(found, faults(root, property, member, at+"."+name)...)
		}
	case "array":
		list, ok := value.([]any)
		if !ok {
			fault("no array")
		}
		for i, item := range list {
			found = append(found, faults(root, schema["items"].(map[string]any), item, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case "string":
		text, ok := value.(string)
		if pattern, has := schema["pattern"].(string); !ok || has && !regexp.MustCompile(pattern).MatchString(text) {
			fault("%v is no such string", value)
		}
	case "integer", "number":
		number, ok := value.(float64)
		if !ok || kind == "integer" && number != float64(int(number)) {
			fault("%v is no %s", value, kind)
		}
	case "boolean":
		if _, ok := value.(bool); !ok {
			fault("%v is no boolean", value)
		}
	default:
		fault("no type")
	}
	return found
}

// The schema lists the words of package dossier; this keeps the two together.
func TestSchemaListsEveryWord(t *testing.T) {
	declared := declaredWords(t, "../dossier/dossier.go", "../dossier/audit.go")
	for _, kind := range []reflect.Type{
		reflect.TypeFor[dossier.Verdict](), reflect.TypeFor[dossier.Relation](), reflect.TypeFor[dossier.Grade](),
		reflect.TypeFor[dossier.Basis](), reflect.TypeFor[dossier.Kind](),
		reflect.TypeFor[dossier.Thing](), reflect.TypeFor[dossier.State](),
	} {
		if diff := cmp.Diff(declared[kind.Name()], schemaOf(kind).Enum); diff != "" {
			t.Errorf("%s (-declared +schema)\n%s", kind, diff)
		}
	}
}

// declaredWords lists the typed string constants of Go files by the names of their types,
// in order.
func declaredWords(t *testing.T, files ...string) map[string][]any {
	t.Helper()
	declared := make(map[string][]any)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && len(spec.Values) == 1 {
				if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
					word, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					declared[kind.Name] = append(declared[kind.Name], word)
				}
			}
			return true
		})
	}
	return declared
}
