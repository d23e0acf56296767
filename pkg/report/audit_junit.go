package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// AuditJUnit writes an audit as JUnit XML, in the form that both the schema of Apache
// Ant's reports (windyroad/JUnit-Schema) and that of Jenkins (xunit-plugin, junit-10.xsd)
// describe: a test suite for each kind of thing, a test case for each check. A problem is a
// failure, a file that could not be read an error, a note a skipped case in a suite of its own.
// Only the time of day, which the former asks for, is left out, so that the same audit gives
// the same bytes.
func AuditJUnit(w io.Writer, a dossier.Audit) error {
	var report junitReport
	for _, g := range groups(a.Checks, func(t thing) string { return t.noun }) {
		suite := newSuite(g.name, len(report.Suites), a)
		for _, c := range g.checks {
			suite.add(c)
		}
		report.Suites = append(report.Suites, suite)
	}
	if len(a.Notes) > 0 {
		suite := newSuite("not examined", len(report.Suites), a)
		for _, note := range a.Notes {
			suite.Tests++
			suite.Skipped++
			suite.Cases = append(suite.Cases, junitCase{Name: Quote(note), Class: suite.Package, Skipped: &struct{}{}})
		}
		report.Suites = append(report.Suites, suite)
	}
	if err := writeReport(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return fmt.Errorf("write JUnit XML: %w", err)
	}
	return writeReport(w, "\n")
}

type junitReport struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Package    string          `xml:"package,attr"`
	ID         int             `xml:"id,attr"`
	Host       string          `xml:"hostname,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       int             `xml:"time,attr"` // seconds; not measured
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    int           `xml:"time,attr"` // seconds; not measured
	Error   *junitProblem `xml:"error"`
	Failure *junitProblem `xml:"failure"`
	Skipped *struct{}     `xml:"skipped"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

// newSuite returns a suite without cases. Its host is what the schema prescribes for an unknown
// one.
func newSuite(name string, id int, a dossier.Audit) junitSuite {
	return junitSuite{
		Name: name, Package: "leakprint." + strings.ReplaceAll(name, " ", "-"), ID: id, Host: "localhost",
		Properties: []junitProperty{{"subject", Quote(a.Subject)}, {"tool", "leakprint " + Quote(a.Tool.Version)}},
	}
}

func (s *junitSuite) add(c dossier.Check) {
	s.Tests++
	result := junitCase{Name: fullName(c), Class: s.Package}
	if c.State != dossier.OK {
		problem := &junitProblem{Type: Quote(c.Rule()), Message: problemWords(c), Text: problemText(c)}
		if c.State == dossier.NotRead {
			s.Errors++
			result.Error = problem
		} else {
			s.Failures++
			result.Failure = problem
		}
	}
	s.Cases = append(s.Cases, result)
}

// problemText returns what a check found, with whole digests, and what to do, in lines.
func problemText(c dossier.Check) string {
	lines := []string{problemLine(c)}
	if c.Expected != "" {
		lines = append(lines, "expected: "+Quote(c.Expected))
	}
	if c.Actual != "" {
		lines = append(lines, "actual: "+Quote(c.Actual))
	}
	rule := ruleOf(c)
	return strings.Join(append(lines, rule.meaning(), rule.advice), "\n")
}
