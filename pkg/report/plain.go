package report

// This file writes in words what the text shows by signs and columns otherwise, for those who
// hear it read out.

// label returns a label as it is shown, or as it is read out.
func (s *sheet) label(shown, read string) string {
	if s.plain {
		return read
	}
	return shown
}

// editInWords says what became of words, and between which others: `"shall" became "may",
// between "the parties" and "meet"`.
func (s *sheet) editInWords(e shownEdit) string {
	quoted := func(text string, most int) string { return `"` + passage(text, most) + `"` }
	lead, trail := passage(e.lead, mostContext), passage(e.trail, mostContext)
	words := ""
	switch before, after := passage(e.before, mostPassage), passage(e.after, mostPassage); {
	case after == "":
		words = s.old(`"`, before, `"`) + " was left out"
	case before == "":
		words = s.new(`"`, after, `"`) + " was put in"
	default:
		words = s.old(`"`, before, `"`) + " became " + s.new(`"`, after, `"`)
	}
	switch {
	case lead != "" && trail != "":
		words += ", between " + quoted(e.lead, mostContext) + " and " + quoted(e.trail, mostContext)
	case lead != "":
		words += ", after " + quoted(e.lead, mostContext)
	case trail != "":
		words += ", before " + quoted(e.trail, mostContext)
	}
	return words
}

// stripInWords says of each run of pages what became of it: "Pages 1-3: same."
func (s *sheet) stripInWords(pages []cell) {
	for from := 0; from < len(pages); {
		to := from
		var run []int
		for ; to < len(pages) && pages[to].mark == pages[from].mark; to++ {
			run = append(run, pages[to].page)
		}
		noun := "Page "
		if len(run) > 1 {
			noun = "Pages "
		}
		of := ""
		if pages[from].mark == added {
			of = " of this file"
		}
		s.text(indentMore, noun+ranges(run)+of+": "+meaning(pages[from].mark)+".")
		from = to
	}
}
