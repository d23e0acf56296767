package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// auditFormats are all ways to write an audit, by what their golden files end in.
var auditFormats = map[string]func(io.Writer, dossier.Audit) error{
	"txt":    func(w io.Writer, a dossier.Audit) error { return AuditText(w, a, Style{}) },
	"json":   func(w io.Writer, a dossier.Audit) error { return JSON(w, a) },
	"xml":    AuditJUnit,
	"sarif":  AuditSARIF,
	"github": AuditGitHub,
	"md":     AuditSummary,
	"sha256": AuditChecksums,
}

func audit(checks ...dossier.Check) dossier.Audit {
	return dossier.Audit{
		Schema: dossier.AuditSchema, Tool: dossier.Tool{Version: "1.0.0", Fingerprint: 2},
		Subject: "docs", Checks: checks,
	}
}

// hostile is a name made to break out of whatever it is written into.
const hostile = "a|b`c,d:e%0A\n::error::f\r\n<script>alert(1)</script>]]>\u202e{0}[g](https://h.example)\x1b[2J@i www.j ##[stop-commands]k *l*_m_\\|n\xff"

// anAudit has every thing and state, and hostile names.
func anAudit() dossier.Audit {
	document := dossier.Sum([]byte("a document"))
	was, is := dossier.Sum([]byte("before")).String(), dossier.Sum([]byte("after")).String()
	a := audit(
		dossier.Check{Of: dossier.OfOriginal, State: dossier.OK, Document: document, Name: "a.pdf"},
		dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: "docs/ok.pdf"},
		dossier.Check{
			Of: dossier.OfFile, State: dossier.Changed, Path: "docs/a.pdf", Expected: was, Actual: is, Document: document, Name: "a.pdf",
			Verdict: dossier.Altered, Changes: []string{`p. 7 edited "40,000" -> "14,000"`, "p. 9 removed"},
		},
		dossier.Check{Of: dossier.OfFile, State: dossier.Changed, Path: "docs/re-saved.pdf", Expected: was, Actual: is, Verdict: dossier.Same},
		dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Path: "docs/gone.pdf", Expected: was},
		dossier.Check{Of: dossier.OfFile, State: dossier.New, Path: "docs/new one.pdf", Actual: is},
		dossier.Check{Of: dossier.OfFile, State: dossier.Moved, Path: "docs/new/b.pdf", Expected: "docs/b.pdf"},
		dossier.Check{Of: dossier.OfFile, State: dossier.Duplicate, Path: "docs/a (2).pdf", Expected: "docs/a.pdf"},
		dossier.Check{Of: dossier.OfFile, State: dossier.NotRead, Path: "/absolute/locked.pdf", Detail: "permission denied"},
		dossier.Check{
			Of: dossier.OfFile, State: dossier.Changed, Path: hostile, Expected: hostile, Actual: hostile, Name: hostile,
			Verdict: dossier.Altered, Changes: []string{hostile}, Detail: hostile,
		},
		dossier.Check{Of: dossier.OfOriginal, State: dossier.Changed, Path: "objects/ab/" + was, Document: document, Name: "a.pdf", Expected: was, Actual: is},
		dossier.Check{Of: dossier.OfOriginal, State: dossier.Missing, Document: document, Name: hostile},
		dossier.Check{Of: dossier.OfDocument, State: dossier.New, Document: document},
		dossier.Check{Of: dossier.OfFingerprint, State: dossier.Changed, Document: document, Name: "a.pdf", Page: 7},
		dossier.Check{Of: dossier.OfSighting, State: dossier.Missing, Document: document, Name: "a.pdf", Record: new(int64(3)), Detail: "seen 2026-01-02 at https://example.org/a"},
		dossier.Check{Of: dossier.OfDatabase, State: dossier.Damaged, Detail: "row 5 missing from index documents_name"},
		dossier.Check{Of: dossier.OfRecord, State: dossier.OK, Record: new(int64(0))},
		dossier.Check{Of: dossier.OfRecord, State: dossier.Damaged, Record: new(int64(7))},
		dossier.Check{Of: dossier.OfTree, State: dossier.Changed},
		dossier.Check{Of: dossier.OfSignature, State: dossier.Invalid},
		dossier.Check{Of: dossier.OfCheckpoint, State: dossier.Rewritten, Detail: "the log's first 12 records are not those it was taken of"},
	)
	a.Notes = []string{"fingerprints of 38 of 40 documents were not made again: a sample was asked for", hostile}
	return a
}

func audits() map[string]dossier.Audit {
	noted := audit(dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: "a.pdf"})
	noted.Notes = []string{"the log was not compared with a checkpoint"}
	return map[string]dossier.Audit{
		"problems": anAudit(),
		"clean": audit(
			dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: "docs/a.pdf"},
			dossier.Check{Of: dossier.OfRecord, State: dossier.OK, Record: new(int64(0))},
		),
		"noted":   noted,
		"nothing": audit(),
		"later":   audit(dossier.Check{Of: "stamp", State: "melted", Path: "a.pdf"}),
	}
}

// everyCheck has each thing in each state, with everything said of it and with nothing.
func everyCheck(t *testing.T) []dossier.Check {
	words := declaredWords(t, "../dossier/audit.go")
	var checks []dossier.Check
	for _, of := range words["Thing"] {
		for _, state := range words["State"] {
			bare := dossier.Check{Of: dossier.Thing(of.(string)), State: dossier.State(state.(string))}
			full := bare
			full.Path, full.Name, full.Document, full.Page, full.Record = hostile, hostile, dossier.Sum(nil), 7, new(int64(9))
			full.Expected, full.Actual, full.Verdict, full.Changes, full.Detail = hostile, hostile, dossier.None, []string{hostile}, hostile
			checks = append(checks, bare, full)
		}
	}
	if len(checks) != 200 {
		t.Fatalf("%d checks of ten things in ten states", len(checks))
	}
	return checks
}

func written(t *testing.T, write func(io.Writer, dossier.Audit) error, a dossier.Audit) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, a); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAuditGolden(t *testing.T) {
	var used []string
	for format, write := range auditFormats {
		for name, a := range audits() {
			if name == "problems" || name == "clean" || format == "txt" {
				file := filepath.Join("audit", name+"."+format)
				golden(t, file, written(t, write, a))
				used = append(used, filepath.Join("testdata", file))
			}
		}
	}
	files, err := filepath.Glob("testdata/audit/*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(used)
	if diff := cmp.Diff(used, files); diff != "" {
		t.Errorf("golden files (-used +there)\n%s", diff)
	}
}

func TestAuditIsWrittenTheSameAgain(t *testing.T) {
	for format, write := range auditFormats {
		a := anAudit()
		if diff := cmp.Diff(written(t, write, a), written(t, write, anAudit())); diff != "" {
			t.Errorf("%s: the second time differs\n%s", format, diff)
		}
		if diff := cmp.Diff(anAudit(), a); diff != "" {
			t.Errorf("%s changed the audit (-before +after)\n%s", format, diff)
		}
	}
}

func TestAuditShowsNothingInvisible(t *testing.T) {
	a := audit(everyCheck(t)...)
	a.Notes, a.Subject = []string{hostile}, hostile
	for format, write := range auditFormats {
		if format == "sha256" {
			continue // names are as sha256sum writes them
		}
		for i, line := range strings.Split(written(t, write, a), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return !plain.Visible(r) }) {
				t.Fatalf("%s, line %d: %q", format, i+1, line)
			}
		}
	}
}

func TestAuditWriteFails(t *testing.T) {
	for format, write := range auditFormats {
		if err := write(brokenWriter{}, anAudit()); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestAuditTextListsEveryProblem(t *testing.T) {
	checks := everyCheck(t)
	lines := strings.Split(written(t, auditFormats["txt"], audit(checks...)), "\n")
	for _, c := range checks {
		want := fmt.Sprintf("  %-10s %s", strings.ToUpper(string(c.State)), listedName(c))
		found := slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) })
		if found == (c.State == dossier.OK) {
			t.Errorf("%q found: %v", want, found)
		}
	}
}

func TestAuditTextInColour(t *testing.T) {
	for name, a := range audits() {
		plain := written(t, auditFormats["txt"], a)
		coloured := written(t, func(w io.Writer, a dossier.Audit) error { return AuditText(w, a, Style{Color: true}) }, a)
		if len(a.Problems()) > 0 && !strings.Contains(coloured, "\x1b[") {
			t.Errorf("%s: no colour", name)
		}
		if diff := cmp.Diff(plain, withoutEscapes(coloured)); diff != "" {
			t.Errorf("%s: the words depend on colour (-plain +coloured)\n%s", name, diff)
		}
	}
}

func TestAuditTextNarrow(t *testing.T) {
	a := audit(dossier.Check{
		Of: dossier.OfFile, State: dossier.NotRead, Path: "docs/a.pdf", Detail: "a reason of more words than a line holds",
		Verdict: dossier.Altered, Changes: []string{"p. 7 edited and more than that", "p. 9 removed"},
	})
	a.Notes = []string{"something that was not looked into, for a reason"}
	text := written(t, func(w io.Writer, a dossier.Audit) error { return AuditText(w, a, Style{Width: 40}) }, a)
	for line := range strings.SplitSeq(text, "\n") {
		if lipgloss.Width(line) > 40 {
			t.Errorf("wider than 40 columns: %s", line)
		}
	}
}

func TestAuditTotal(t *testing.T) {
	for _, test := range []struct {
		states string
		want   string
	}{
		{"", "Nothing was checked."},
		{"ok", "1 checked: intact."},
		{"ok ok", "2 checked: all intact."},
		{"moved ok changed changed", "4 checked: 2 changed, 1 moved. NOT INTACT."},
		{"ok unreadable", "2 checked: 1 unreadable. INCOMPLETE."},
		{"unreadable unreadable", "2 checked: 2 unreadable. INCOMPLETE."},
		{"unreadable new", "2 checked: 1 new, 1 unreadable. NOT INTACT, INCOMPLETE."},
		{"melted rewritten burnt", "3 checked: 1 rewritten, 1 burnt, 1 melted. NOT INTACT."},
		{strings.Repeat("ok ", 1460), "1,460 checked: all intact."},
	} {
		var checks []dossier.Check
		for state := range strings.FieldsSeq(test.states) {
			checks = append(checks, dossier.Check{State: dossier.State(state)})
		}
		if got := totalOf(checks).line(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestAuditWords(t *testing.T) {
	words := declaredWords(t, "../dossier/audit.go")
	for _, of := range words["Thing"] {
		if thingRank(dossier.Thing(of.(string))) == len(things) {
			t.Errorf("%s has no words", of)
		}
	}
	for _, state := range words["State"] {
		if state != "ok" && stateRank(dossier.State(state.(string))) == len(rules) {
			t.Errorf("%s has no words", state)
		}
	}
	seen := make(map[string]bool)
	for _, r := range rules {
		if seen[r.id()] {
			t.Errorf("%s stands twice", r.id())
		}
		seen[r.id()] = true
		if r.what == "" || strings.HasSuffix(r.what, ".") {
			t.Errorf("%s: what is %q", r.id(), r.what)
		}
		if strings.TrimSpace(r.advice) != r.advice || strings.Contains(r.advice, "  ") || !strings.HasSuffix(r.advice, ".") {
			t.Errorf("%s: the advice is %q", r.id(), r.advice)
		}
	}
}

func TestAuditNames(t *testing.T) {
	document := dossier.Sum(nil)
	for _, test := range []struct {
		check        dossier.Check
		listed, full string
	}{
		{dossier.Check{Of: dossier.OfFile, Path: "a\n.pdf"}, `a\n.pdf`, `a\n.pdf`},
		{dossier.Check{Of: dossier.OfOriginal}, "original", "original"},
		{dossier.Check{Of: dossier.OfOriginal, Document: document}, "e3b0c44298fc", "original e3b0c44298fc"},
		{dossier.Check{Of: dossier.OfDocument, Name: `a"b`}, `"a\"b"`, `document "a\"b"`},
		{dossier.Check{Of: dossier.OfFingerprint, Name: "a", Document: document, Page: 7}, `"a" (e3b0c44298fc), p. 7`, `fingerprint of "a" (e3b0c44298fc), p. 7`},
		{dossier.Check{Of: dossier.OfSighting, Name: "a", Record: new(int64(0))}, `"a", record 0`, `sighting of "a", record 0`},
		{dossier.Check{Of: dossier.OfDatabase}, "database", "database"},
		{dossier.Check{Of: dossier.OfRecord, Record: new(int64(0))}, "record 0", "log record 0"},
		{dossier.Check{Of: dossier.OfRecord, Record: new(int64(7)), Name: "a"}, `record 7, "a"`, `log record 7, "a"`},
		{dossier.Check{Of: dossier.OfRecord}, "record", "log record"},
		{dossier.Check{Of: dossier.OfCheckpoint, Path: "kept.txt"}, "checkpoint kept.txt", "log checkpoint kept.txt"},
		{dossier.Check{Of: dossier.OfTree, Record: new(int64(7))}, "tree, record 7", "log tree, record 7"},
	} {
		if listed, full := listedName(test.check), fullName(test.check); listed != test.listed || full != test.full {
			t.Errorf("got %q and %q, want %q and %q", listed, full, test.listed, test.full)
		}
	}
}

func TestProblemWords(t *testing.T) {
	sum := strings.Repeat("0123456789abcdef", 4)
	changed := func(c dossier.Check) dossier.Check {
		c.Of, c.State = dossier.OfFile, dossier.Changed
		return c
	}
	for _, test := range []struct {
		check dossier.Check
		want  string
	}{
		{changed(dossier.Check{}), "not the bytes that the manifest lists"},
		{changed(dossier.Check{Detail: "cut\n short"}), `cut\n short`},
		{changed(dossier.Check{Expected: sum, Actual: "empty"}), "not the bytes that the manifest lists: 0123456789ab... is now empty"},
		{changed(dossier.Check{Expected: sum[:32]}), "not the bytes that the manifest lists: should be 0123456789ab..."},
		{dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Expected: sum}, "listed in the manifest, but not there"},
		{changed(dossier.Check{Actual: sum[:31] + "\n"}), `not the bytes that the manifest lists: is ` + sum[:31] + `\n`},
		{dossier.Check{State: dossier.Moved, Expected: "a.pdf"}, "was a.pdf"},
		{dossier.Check{State: dossier.Moved, Expected: "a.pdf", Detail: "or b.pdf"}, "was a.pdf, or b.pdf"},
		{dossier.Check{State: dossier.Moved}, "the same content under another name"},
		{dossier.Check{State: "melted"}, "a finding of the kind melted"},
	} {
		if got := problemWords(test.check); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestAuditChecksums(t *testing.T) {
	for _, test := range []struct {
		check dossier.Check
		want  string
	}{
		{dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: "a b.pdf"}, "a b.pdf: OK\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.Changed, Path: "a"}, "a: FAILED\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.New, Path: "a"}, "a: FAILED\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Path: "a"}, "a: FAILED open or read\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.NotRead, Path: "a"}, "a: FAILED open or read\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.Moved, Path: "new/a", Expected: "a"}, "a: FAILED open or read\n"},
		{dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: "a\nb\rc\\d"}, `\a\nb\rc\\d: OK` + "\n"},
		{dossier.Check{Of: dossier.OfRecord, State: dossier.Damaged, Record: new(int64(7))}, "log record 7: FAILED\n"},
		{dossier.Check{Of: dossier.OfDatabase, State: dossier.OK}, "database: OK\n"},
	} {
		if got := written(t, AuditChecksums, audit(test.check)); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
