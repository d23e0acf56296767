package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// AuditGitHub writes an audit for the log of a GitHub workflow: each problem as an error,
// each note as a notice in GitHub's workflow commands, then the summary as plain text. Notes
// are commands too because in plain text the runner still obeys commands of its older form,
// "##[...]", anywhere in a line.
func AuditGitHub(w io.Writer, a dossier.Audit) error {
	var b strings.Builder
	for _, c := range a.Problems() {
		file := ""
		if c.Path != "" {
			file = "file=" + inProperty.Replace(Quote(c.Path)) + ","
		}
		fmt.Fprintf(&b, "::error %stitle=%s::%s\n", file, inProperty.Replace(ruleOf(c).title()), inCommand.Replace(problemLine(c)))
	}
	for _, note := range a.Notes {
		fmt.Fprintf(&b, "::notice title=Note::%s\n", inCommand.Replace(Quote(note)))
	}
	b.WriteString(totalOf(a.Checks).line() + "\n")
	return writeReport(w, b.String())
}

// The escapes of workflow commands, as in @actions/core of GitHub's toolkit.
var (
	inCommand  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	inProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

const (
	// mostSummary limits the table of a job summary in bytes: GitHub allows 1 MiB in all.
	mostSummary = 900 << 10
	// mostCell is how many characters of a message a job summary shows.
	mostCell = 2000
)

// AuditSummary writes an audit as GitHub's job summary, in its Markdown: the verdict, the
// counts, a table of the problems (cut if longer than GitHub allows), what to do, and what was
// not examined. Names and passages from files are never taken for Markdown or HTML.
func AuditSummary(w io.Writer, a dossier.Audit) error {
	var b strings.Builder
	problems, total := a.Problems(), totalOf(a.Checks)
	fmt.Fprintf(&b, "## leakprint verify: %s\n\n", total.verdict())
	if a.Subject != "" {
		fmt.Fprintf(&b, "Examined: %s\n\n", codeSpan(Quote(a.Subject)))
	}
	b.WriteString(markdown.Replace(total.counts()) + "\n")
	if len(problems) > 0 {
		summaryTable(&b, problems)
		summaryAdvice(&b, problems)
	}
	summaryCounts(&b, a.Checks)
	if len(a.Notes) > 0 {
		b.WriteString("\n### Not examined\n\n")
	}
	for _, note := range a.Notes {
		fmt.Fprintf(&b, "- %s\n", markdown.Replace(cut(Quote(note), mostCell)))
	}
	return writeReport(w, b.String())
}

func summaryTable(b *strings.Builder, problems []dossier.Check) {
	b.WriteString("\n| Found | What | How |\n| --- | --- | --- |\n")
	size := 0
	for i, c := range problems {
		what := cut(fullName(c), mostCell)
		how := cut(allWords(c), mostCell)
		row := fmt.Sprintf("| **%s** | %s | %s |\n", markdown.Replace(strings.ToUpper(Quote(string(c.State)))), inCell(codeSpan(what)), markdown.Replace(how))
		if size += len(row); size > mostSummary {
			fmt.Fprintf(b, "\n%s more: a job summary does not hold them.\n", count(len(problems)-i, "problem"))
			return
		}
		b.WriteString(row)
	}
}

// summaryAdvice adds what each kind of problem means and what to do about it.
func summaryAdvice(b *strings.Builder, problems []dossier.Check) {
	b.WriteString("\n### What to do\n\n")
	told := make(map[string]bool)
	for _, c := range problems {
		if r := ruleOf(c); !told[r.id()] {
			told[r.id()] = true
			fmt.Fprintf(b, "- **%s**: %s. %s\n", markdown.Replace(r.title()), markdown.Replace(r.what), markdown.Replace(r.advice))
		}
	}
}

func summaryCounts(b *strings.Builder, checks []dossier.Check) {
	if len(checks) == 0 {
		return
	}
	b.WriteString("\n| Checked | Number | Problems |\n| --- | ---: | ---: |\n")
	for _, g := range groups(checks, func(t thing) string { return t.noun }) {
		problems := len(dossier.Audit{Checks: g.checks}.Problems())
		fmt.Fprintf(b, "| %s | %s | %s |\n", markdown.Replace(g.name), grouped(len(g.checks)), grouped(problems))
	}
}

// markdown escapes whatever GitHub Flavored Markdown would interpret, web addresses included,
// by character references, which never begin markup (CommonMark 0.31.2, section 2.5).
var markdown = strings.NewReplacer(
	`\`, "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;", "<", "&lt;", ">", "&gt;",
	"&", "&amp;", "#", "&#35;", "|", "&#124;", "~", "&#126;", "@", "&#64;", "$", "&#36;", "://", "&#58;//", "www.", "www&#46;",
)

// codeSpan returns text as code, between more backticks than it has in a row.
func codeSpan(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.Trim(text, "` ") != text {
		text = " " + text + " " // Markdown removes one space on either side
	}
	return fence + text + fence
}

// inCell returns code for a cell of a table, which an unescaped | would end even within code.
func inCell(code string) string { return strings.ReplaceAll(code, "|", `\|`) }
