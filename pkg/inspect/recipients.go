package inspect

import (
	"regexp"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// recipientPhrases are lines that number copies or name who has one.
var recipientPhrases = regexp.MustCompile(`(?i)^\W{0,3}(?:` +
	`copy (?:no\.?|number|nr\.?|#) ?\d+.*|.{0,30}\bcopy \d+ of \d+\b.{0,30}|` +
	`(?:this (?:copy|document) (?:is|was) )?(?:exclusively |personally )?(?:licen[sc]ed|issued|distributed|sent|released) (?:exclusively |only )?to:? (?-i:[A-Z0-9]).{0,80}|` +
	`(?-i:[A-Z])(?:ownloaded|rinted|xported|ccessed|pened|iewed) (?:by|for):? (?:(?-i:[A-Z0-9])|\S+@).{0,100}|(?-i:G)enerated for:? \S.{0,100}|` +
	`(?:prepared|intended) (?:exclusively |solely )?for:? (?-i:[A-Z0-9]).{0,80}|` +
	`for the (?:exclusive|personal|sole) use of (?-i:[A-Z0-9]).{0,80}|` +
	`recipient(?:'s name)?: \S.{0,80}` +
	`)$`)

// recipientLine is how long a line may be that is no running text.
const recipientLine = 110

// recipients are lines of a page that number a copy or name a recipient.
func recipients(_ *Subject, page pdf.View) []dossier.Item {
	var items []dossier.Item
	for line := range strings.Lines(page.Text) {
		line = strings.TrimSpace(line)
		if len(line) > recipientLine || !recipientPhrases.MatchString(line) || strings.HasSuffix(line, ",") {
			continue
		}
		items = append(items, dossier.Item{Group: dossier.GroupMark, Kind: dossier.RecipientMark, Value: line, Basis: "a line that numbers a copy or names who has it"})
	}
	return items
}

// watermarks are what the file calls watermarks: layers, annotations and parts of pages.
func watermarks(s *Subject) []dossier.Item {
	var items []dossier.Item
	add := func(v pdf.Value, value, basis string) {
		items = append(items, dossier.Item{Group: dossier.GroupMark, Kind: dossier.Watermark, Object: v.Number, Page: s.pageOf(v.Number), Value: value, Basis: basis})
	}
	s.walk(func(v pdf.Value) {
		name := v.Key("Name").Text()
		switch {
		case v.Key("Type").Name() == "OCG" && strings.Contains(strings.ToLower(name), "watermark"):
			add(v, name, "layer")
		case v.Key("Subtype").Name() == "Watermark" && !v.Key("Rect").IsZero():
			add(v, v.Key("Contents").Text(), "annotation of type Watermark")
		case v.Key("Private").Name() == "Watermark":
			add(v, "watermark of Acrobat", "form marked as one")
		}
	})
	return distinct(items)
}
