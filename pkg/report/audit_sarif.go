package report

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/leakprint/leakprint"

	// sourceRoot stands for the folder that relative paths start from. GitHub takes it for
	// the root of the repository.
	sourceRoot = "%SRCROOT%"
)

// AuditSARIF writes an audit in the Static Analysis Results Interchange Format, version
// 2.1.0 (OASIS, Errata 01): a rule with advice for whatever a check can find, a result for
// each problem, a notification for each note. The execution counts as unsuccessful if something
// could not be read.
//
// A result's partial fingerprint "check/v1" stays the same as long as the same thing has the
// same kind of problem.
func AuditSARIF(w io.Writer, a dossier.Audit) error {
	run := sarif.NewRunWithInformationURI("leakprint", homepage)
	if a.Tool.Version != "" {
		run.Tool.Driver.WithVersion(a.Tool.Version)
	}
	root := sarif.NewTextMessage("The folder in which leakprint was run.")
	run.WithOriginalUriBaseIds(map[string]sarif.ArtifactLocation{
		sourceRoot: *sarif.NewArtifactLocation().WithDescription(root),
	})
	run.AddInvocation(invocation(a))
	for _, r := range rules {
		if r.of != "" {
			addRule(run, r)
		}
	}
	problems := a.Problems()
	for _, c := range problems {
		addRule(run, ruleOf(c))
	}
	log := sarif.NewReport().AddRun(run)
	log.Schema = sarifSchema
	return writeSARIF(w, log, func(yield func(*sarif.Result) bool) {
		seen := make(map[string]int)
		for _, c := range problems {
			result := sarif.NewRuleResult(c.Rule()).
				WithRuleIndex(run.GetRuleIndex(c.Rule())).
				WithLevel(sarif.LevelError).
				WithMessage(asMessage(problemLine(c))).
				AddLocation(location(c, a.Subject)).
				WithProperties(resultProperties(c))
			identity := identityOf(c)
			seen[identity]++
			result.WithPartialFingerprints(map[string]string{"check/v1": fingerprint(identity, seen[identity])})
			if !yield(result) {
				return
			}
		}
	})
}

// writeSARIF writes a log of one run that has no results yet, with its results, which may be too many to
// be held at once.
func writeSARIF(w io.Writer, log *sarif.Report, results iter.Seq[*sarif.Result]) error {
	const list, margin = `"results": [`, "\n        "
	var frame bytes.Buffer
	if err := JSON(&frame, log); err != nil {
		return err
	}
	before, after, _ := bytes.Cut(frame.Bytes(), []byte(list+"]"))
	out := bufio.NewWriter(w)
	out.Write(before) // the first error is that of Flush
	out.WriteString(list)
	between, end := margin, "]"
	for result := range results {
		var text bytes.Buffer
		if err := JSON(&text, result); err != nil {
			return err
		}
		out.WriteString(between)
		out.Write(bytes.ReplaceAll(bytes.TrimSpace(text.Bytes()), []byte("\n"), []byte(margin)))
		between, end = ","+margin, "\n      ]"
	}
	out.WriteString(end)
	out.Write(after)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

// sarifText escapes what is special in a SARIF message: placeholders (section 3.11.5) and links
// (3.11.6).
var sarifText = strings.NewReplacer("{", "{{", "}", "}}", "[", `\[`, "]", `\]`)

// asMessage returns a sentence as a SARIF message, which ends in a full stop.
func asMessage(sentence string) *sarif.Message {
	return sarif.NewTextMessage(sarifText.Replace(strings.TrimSuffix(sentence, ".") + "."))
}

func invocation(a dossier.Audit) *sarif.Invocation {
	in := sarif.NewInvocation().WithExecutionSuccessful(totalOf(a.Checks).unreadable() == 0)
	for _, note := range a.Notes {
		in.AddToolExecutionNotification(sarif.NewNotification().
			WithLevel(sarif.LevelNote).
			WithMessage(asMessage(Quote(note))))
	}
	return in
}

// addRule adds a rule unless it is there already.
func addRule(run *sarif.Run, r rule) {
	if run.GetRuleIndex(r.id()) >= 0 {
		return
	}
	text := sarif.NewMultiformatMessageString
	run.AddRule(r.id()).
		WithName(pascalCase(r.title())).
		WithShortDescription(text().WithText(r.title())).
		WithFullDescription(text().WithText(r.meaning())).
		WithHelp(text().WithText(r.advice)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarif.LevelError))
}

// pascalCase returns a title in the form that SARIF recommends for names of rules:
// "ChangedOriginal".
func pascalCase(title string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(title) {
		b.WriteString(capital(word))
	}
	return b.String()
}

// location returns where a problem is: in a file, or else in the subject of the audit, and in
// which part of it.
func location(c dossier.Check, subject string) *sarif.Location {
	where := sarif.NewLocation()
	if file := cmp.Or(c.Path, subject); file != "" {
		// A file that is not text has no lines, but GitHub accepts no result without one.
		where.WithPhysicalLocation(sarif.NewPhysicalLocation().
			WithArtifactLocation(artifact(file)).
			WithRegion(sarif.NewRegion().WithStartLine(1)))
	}
	if c.Path == "" || c.Page > 0 || c.Record != nil {
		where.AddLogicalLocation(sarif.NewLogicalLocation().
			WithKind(logicalKind(c)).
			WithName(fullName(c)).
			WithFullyQualifiedName(qualifiedName(c)))
	}
	return where
}

func logicalKind(c dossier.Check) string {
	if c.Page > 0 {
		return "page"
	}
	return Quote(string(c.Of))
}

// qualifiedName returns a kind of thing with whatever identifies it: "record/7",
// "fingerprint/9f86d081.../page/3".
func qualifiedName(c dossier.Check) string {
	parts := []string{Quote(string(c.Of))}
	switch {
	case !c.Document.IsZero():
		parts = append(parts, c.Document.String())
	case c.Name != "":
		parts = append(parts, Quote(c.Name))
	}
	if c.Page > 0 {
		parts = append(parts, "page", fmt.Sprint(c.Page))
	}
	if c.Record != nil {
		parts = append(parts, fmt.Sprint(*c.Record))
	}
	return strings.Join(parts, "/")
}

// artifact returns a path as a URI (RFC 3986). A relative path is relative to the source root.
func artifact(file string) *sarif.ArtifactLocation {
	file = path.Clean(file)
	if path.IsAbs(file) {
		return sarif.NewSimpleArtifactLocation("file://" + percentEncoded(file))
	}
	return sarif.NewSimpleArtifactLocation(percentEncoded(file)).WithURIBaseID(sourceRoot)
}

// percentEncoded encodes all bytes except slashes and the unreserved characters of RFC 3986.
func percentEncoded(file string) string {
	var b strings.Builder
	for _, c := range []byte(file) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// resultProperties returns what a message shortens or leaves out.
func resultProperties(c dossier.Check) *sarif.PropertyBag {
	properties := sarif.NewPropertyBag()
	add := func(name, value string) {
		if value != "" {
			properties.Add(name, value)
		}
	}
	add("expected", c.Expected)
	add("actual", c.Actual)
	add("name", c.Name)
	add("verdict", string(c.Verdict))
	if !c.Document.IsZero() {
		add("document", c.Document.String())
	}
	return properties
}

// identityOf returns what tells a problem from others, regardless of its wording.
func identityOf(c dossier.Check) string {
	record := ""
	if c.Record != nil {
		record = fmt.Sprint(*c.Record)
	}
	return strings.Join([]string{c.Rule(), c.Path, c.Document.String(), c.Name, fmt.Sprint(c.Page), record}, "\x00")
}

// fingerprint returns the digest of the nth problem with an identity.
func fingerprint(identity string, nth int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", identity, nth))
	return hex.EncodeToString(sum[:])
}
