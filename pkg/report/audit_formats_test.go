package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestAuditJUnit(t *testing.T) {
	type problem struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Name    string    `xml:"name,attr"`
		Class   string    `xml:"classname,attr"`
		Failure *problem  `xml:"failure"`
		Error   *problem  `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	type suite struct {
		Name     string     `xml:"name,attr"`
		ID       int        `xml:"id,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	var got struct {
		Suites []suite `xml:"testsuite"`
	}
	a := audit(everyCheck(t)...)
	a.Notes = []string{hostile}
	if err := xml.Unmarshal([]byte(written(t, AuditJUnit, a)), &got); err != nil {
		t.Fatal(err)
	}

	var want []suite
	for i, of := range things {
		s := suite{Name: of.noun, ID: i}
		for _, c := range a.Checks {
			if c.Of != of.of {
				continue
			}
			s.Tests++
			result := testcase{Name: fullName(c), Class: "leakprint." + strings.ReplaceAll(of.noun, " ", "-")}
			found := &problem{Type: c.Rule(), Message: problemWords(c), Text: problemText(c)}
			switch c.State {
			case dossier.OK:
			case dossier.NotRead:
				s.Errors++
				result.Error = found
			default:
				s.Failures++
				result.Failure = found
			}
			s.Cases = append(s.Cases, result)
		}
		want = append(want, s)
	}
	note := testcase{Name: Quote(hostile), Class: "leakprint.not-examined", Skipped: &struct{}{}}
	want = append(want, suite{Name: "not examined", ID: len(things), Tests: 1, Skipped: 1, Cases: []testcase{note}})
	if diff := cmp.Diff(want, got.Suites); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// sarifSchema210 is OASIS's schema of SARIF.
func sarifSchema210(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("testdata/sarif-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(sarifSchema, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(sarifSchema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestAuditSARIFIsValid(t *testing.T) {
	schema := sarifSchema210(t)
	validate := func(text string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	all := audits()
	all["every check"] = audit(everyCheck(t)...)
	all["nothing said"] = audit(dossier.Check{})
	all["nobody's"] = dossier.Audit{Checks: everyCheck(t)}
	for name, a := range all {
		if err := validate(written(t, AuditSARIF, a)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	valid := written(t, AuditSARIF, anAudit())
	for _, change := range [][2]string{{`"uri": "docs/a.pdf"`, `"uri": "docs/a b.pdf%"`}, {`"level": "error"`, `"level": "bad"`}, {`"startLine"`, `"firstLine"`}} {
		spoiled := strings.Replace(valid, change[0], change[1], 1)
		if spoiled == valid || validate(spoiled) == nil {
			t.Errorf("the schema lets %s pass", change[1])
		}
	}
}

// sarifLog is the part of a SARIF log that says what was found.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID   string
					Help struct{ Text string }
				}
			}
		}
		Invocations []struct{ ExecutionSuccessful bool }
		Results     []struct {
			RuleID              string
			RuleIndex           int
			Message             struct{ Text string }
			PartialFingerprints map[string]string
			Locations           []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI, URIBaseID string }
				}
				LogicalLocations []struct{ FullyQualifiedName string }
			}
		}
	}
}

func readSARIF(t *testing.T, a dossier.Audit) sarifLog {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, AuditSARIF, a)), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestAuditSARIF(t *testing.T) {
	a := audit(append(everyCheck(t), dossier.Check{Of: "stamp", State: "melted"})...)
	run := readSARIF(t, a).Runs[0]
	problems := a.Problems()
	if len(run.Results) != len(problems) {
		t.Fatalf("%d results of %d problems", len(run.Results), len(problems))
	}
	fingerprints := make(map[string]bool)
	for i, c := range problems {
		result := run.Results[i]
		rule := run.Tool.Driver.Rules[result.RuleIndex]
		if result.RuleID != c.Rule() || rule.ID != c.Rule() || rule.Help.Text == "" {
			t.Errorf("%s is a result of %s by rule %+v", c.Rule(), result.RuleID, rule)
		}
		at := result.Locations[0]
		where, err := url.Parse(at.PhysicalLocation.ArtifactLocation.URI)
		if err != nil {
			t.Fatal(err)
		}
		want := a.Subject
		if c.Path != "" {
			want = path.Clean(c.Path)
		}
		if where.Path != want || where.IsAbs() {
			t.Errorf("%s at %s, want %s", c.Rule(), where, want)
		}
		if (len(at.LogicalLocations) == 0) != (c.Path != "" && c.Page == 0 && c.Record == nil) {
			t.Errorf("%s has %d logical locations", c.Rule(), len(at.LogicalLocations))
		}
		fingerprints[result.PartialFingerprints["check/v1"]] = true
	}
	if len(fingerprints) != len(problems) {
		t.Errorf("%d fingerprints of %d problems", len(fingerprints), len(problems))
	}
}

func TestAuditSARIFFingerprints(t *testing.T) {
	check := dossier.Check{Of: dossier.OfFile, State: dossier.Changed, Path: "a.pdf", Actual: "b"}
	of := func(checks ...dossier.Check) (fingerprints []string) {
		for _, result := range readSARIF(t, audit(checks...)).Runs[0].Results {
			fingerprints = append(fingerprints, result.PartialFingerprints["check/v1"])
		}
		return fingerprints
	}
	first := of(check)[0]
	said := check
	said.Detail, said.Actual, said.Verdict, said.Changes = "in other words", "c", dossier.Altered, []string{"p. 1"}
	if got := of(said)[0]; got != first {
		t.Error("the fingerprint depends on what is said of the problem")
	}
	other := check
	other.Path = "b.pdf"
	if got := of(other, check); got[0] == first || got[1] != first {
		t.Error("the fingerprint depends on other problems, or not on the file")
	}
	if got := of(check, check); got[0] != first || got[1] == first {
		t.Error("the same problem twice has one fingerprint")
	}
}

func TestAuditSARIFSaysWhetherItIsComplete(t *testing.T) {
	for state, want := range map[dossier.State]bool{dossier.OK: true, dossier.Changed: true, dossier.NotRead: false} {
		a := audit(dossier.Check{Of: dossier.OfFile, State: state, Path: "a.pdf"})
		if got := readSARIF(t, a).Runs[0].Invocations[0].ExecutionSuccessful; got != want {
			t.Errorf("%s: successful is %v", state, got)
		}
	}
}

func TestArtifact(t *testing.T) {
	for _, test := range []struct{ path, uri, base string }{
		{"docs/a.pdf", "docs/a.pdf", sourceRoot},
		{"./docs//a b%.pdf", "docs/a%20b%25.pdf", sourceRoot},
		{"c:d?e#f", "c%3Ad%3Fe%23f", sourceRoot},
		{"a.zip!b/é.pdf", "a.zip%21b/%C3%A9.pdf", sourceRoot},
		{"\xff\n", "%FF%0A", sourceRoot},
		{"/tmp/a b", "file:///tmp/a%20b", ""},
	} {
		at := artifact(test.path)
		base := ""
		if at.URIBaseID != nil {
			base = *at.URIBaseID
		}
		if *at.URI != test.uri || base != test.base {
			t.Errorf("%q: %s of %q, want %s of %q", test.path, *at.URI, base, test.uri, test.base)
		}
	}
}

func TestSARIFMessageHasNoLinksOrPlaceholders(t *testing.T) {
	a := audit(dossier.Check{Of: dossier.OfFile, State: dossier.Changed, Path: "{0}[a](https://b.example)"})
	want := `{{0}}\[a\](https://b.example): not the bytes that the manifest lists.`
	if got := readSARIF(t, a).Runs[0].Results[0].Message.Text; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// command reads a workflow command as the runner of GitHub does.
func command(t *testing.T, line string) (name string, properties map[string]string, message string) {
	t.Helper()
	head, message, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	if !ok || !strings.HasPrefix(line, "::") {
		t.Fatalf("no command: %q", line)
	}
	name, list, _ := strings.Cut(head, " ")
	properties = make(map[string]string)
	for property := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(property, "=")
		properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return name, properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(message)
}

func TestAuditGitHub(t *testing.T) {
	a := audit(everyCheck(t)...)
	a.Notes = []string{hostile}
	lines := strings.Split(strings.TrimSuffix(written(t, AuditGitHub, a), "\n"), "\n")
	problems := a.Problems()
	if len(lines) != len(problems)+2 {
		t.Fatalf("%d lines for %d problems, a note and a summary", len(lines), len(problems))
	}
	for i, c := range problems {
		name, got, message := command(t, lines[i])
		want := map[string]string{"title": ruleOf(c).title()}
		if c.Path != "" {
			want["file"] = Quote(c.Path)
		}
		if diff := cmp.Diff(want, got); name != "error" || message != problemLine(c) || diff != "" {
			t.Errorf("%s %s (-want +got)\n%s", name, message, diff)
		}
	}
	if name, _, message := command(t, lines[len(problems)]); name != "notice" || message != Quote(hostile) {
		t.Errorf("the note became %s %s", name, message)
	}
	if want := totalOf(a.Checks).line(); lines[len(lines)-1] != want {
		t.Errorf("ends in %q, want %q", lines[len(lines)-1], want)
	}
}

// withoutCode takes the code spans out of a line of Markdown.
func withoutCode(line string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "`")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inner := strings.TrimLeft(rest, "`")
		fence := strings.Repeat("`", 1+len(rest)-len(inner))
		_, line, _ = strings.Cut(inner, fence)
	}
}

func TestAuditSummaryHoldsNoMarkup(t *testing.T) {
	a := audit(everyCheck(t)...)
	a.Notes, a.Subject = []string{hostile}, hostile
	rows := 0
	for line := range strings.SplitSeq(written(t, AuditSummary, a), "\n") {
		plain := withoutCode(line)
		for _, markup := range []string{"<", "[", "]", "@", "://", "www.", "_", "`"} {
			if strings.Contains(plain, markup) {
				t.Errorf("%s in %s", markup, line)
			}
		}
		if strings.HasPrefix(line, "| **") {
			rows++
			if n := strings.Count(plain, "|"); n != 4 {
				t.Errorf("%d bars in %s", n, line)
			}
			if n := strings.Count(line, "|") - strings.Count(line, `\|`); n != 4 {
				t.Errorf("%d bars that end a cell in %s", n, line)
			}
		}
	}
	if rows != len(a.Problems()) {
		t.Errorf("%d rows for %d problems", rows, len(a.Problems()))
	}
}

func TestCodeSpan(t *testing.T) {
	for text, want := range map[string]string{
		"a b":     "`a b`",
		" a":      "`  a `",
		"`a":      "`` `a ``",
		"a``b`c":  "```a``b`c```",
		"<b>*c*_": "`<b>*c*_`",
	} {
		if got := codeSpan(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAuditSummaryFits(t *testing.T) {
	var checks []dossier.Check
	for i := range 5000 {
		checks = append(checks, dossier.Check{Of: dossier.OfFile, State: dossier.Changed, Path: fmt.Sprint(i), Detail: strings.Repeat("|", 3000)})
	}
	text := written(t, AuditSummary, audit(checks...))
	if len(text) > 1<<20 {
		t.Errorf("%d bytes", len(text))
	}
	rows := strings.Count(text, "| **CHANGED** |")
	if want := fmt.Sprintf("%s more: ", count(len(checks)-rows, "problem")); rows == 0 || !strings.Contains(text, want) {
		t.Errorf("%d rows, and not %q", rows, want)
	}
}

func TestAuditSchema(t *testing.T) {
	text, err := AuditSchema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "audit-schema.json", string(text))

	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	describes := func(a dossier.Audit) []string {
		var value any
		if err := json.Unmarshal([]byte(asJSON(t, a)), &value); err != nil {
			t.Fatal(err)
		}
		return faults(schema, schema, value, "audit")
	}
	all := audits()
	all["every check"] = audit(everyCheck(t)...)
	for name, a := range all {
		if found := describes(a); (len(found) > 0) != (name == "later") {
			t.Errorf("%s: %q", name, found)
		}
	}
	if len(describes(dossier.Audit{Schema: dossier.FindingSchema})) == 0 {
		t.Error("the schema lets another one pass")
	}
}

func TestJSONOfAnAudit(t *testing.T) {
	a := audits()["clean"]
	var back dossier.Audit
	if err := json.Unmarshal([]byte(asJSON(t, a)), &back); err != nil {
		t.Fatal(err)
	}
	a.Notes = []string{}
	if diff := cmp.Diff(a, back); diff != "" {
		t.Errorf("(-written +read back)\n%s", diff)
	}
}
