package report

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	if err := JSON(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The JSON of match is a contract: this file changes only by additions.
func TestJSONOfAFinding(t *testing.T) {
	golden(t, "finding.json", asJSON(t, findings()["altered"]))
}

func TestJSON(t *testing.T) {
	type inner struct{ List []int }
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"nothing", nil, "null\n"},
		{"no slice", []int(nil), "[]\n"},
		{"slice in a slice", [][]int{nil}, "[\n  []\n]\n"},
		{"pointer", &inner{}, "{\n  \"List\": []\n}\n"},
		{"nil pointer", (*inner)(nil), "null\n"},
		{"map", map[string]inner{"a": {}}, "{\n  \"a\": {\n    \"List\": []\n  }\n}\n"},
		{"interface", []any{inner{}, nil}, "[\n  {\n    \"List\": []\n  },\n  null\n]\n"},
		{"omitted", struct {
			Boxes []int `json:"boxes,omitempty"`
		}{}, "{}\n"},
		{"embedded", dossier.PageBox{Page: 3, Box: dossier.Box{X: 1.5}}, "{\n  \"page\": 3,\n  \"x\": 1.5,\n  \"y\": 0,\n  \"w\": 0,\n  \"h\": 0\n}\n"},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "\"2026-01-02T03:04:05Z\"\n"},
		{"digest never set", dossier.Digest{}, "\"\"\n"},
		{"digest", dossier.Digest{31: 1}, "\"" + strings.Repeat("00", 31) + "01\"\n"},
		{"numbers", []float64{1e-9, 1, 0.96, 212.4}, "[\n  1e-9,\n  1,\n  0.96,\n  212.4\n]\n"},
		{"HTML", "<a&b>", "\"<a&b>\"\n"},
		{"other scripts", "Отчёт 报告", "\"Отчёт 报告\"\n"},
		{"terminal", "\x1b[2J\u202e\u009b\x7f\u200b\U000e0041", `"\u001b[2J\u202e\u009b\u007f\u200b\udb40\udc41"` + "\n"},
		{"not UTF-8", "a\xff", `"a\ufffd"` + "\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := asJSON(t, test.v)
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestJSONKeepsTheValue(t *testing.T) {
	for name, f := range findings() {
		if name == "hostile" { // its strings are not all UTF-8
			continue
		}
		var back dossier.Finding
		if err := json.Unmarshal([]byte(asJSON(t, f)), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, f), asJSON(t, back)); diff != "" {
			t.Errorf("%s (-written +read back)\n%s", name, diff)
		}
	}
}

func TestJSONLeavesItsArgumentAlone(t *testing.T) {
	f := dossier.Finding{Inputs: []dossier.InputFinding{{}}}
	if s := asJSON(t, &f); strings.Contains(s, "null") {
		t.Errorf("null in %s", s)
	}
	if f.Dossiers != nil || f.Inputs[0].Notes != nil {
		t.Error("the finding was changed")
	}
}

func TestJSONFails(t *testing.T) {
	if err := JSON(&strings.Builder{}, math.NaN()); err == nil {
		t.Error("no error for a number that JSON cannot hold")
	}
}
