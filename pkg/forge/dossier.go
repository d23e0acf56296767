package forge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// A meeting is what one read-out tells of.
type meeting struct {
	file, title, venue string
	round              int
	first              time.Time // day of the talks
	groups             []int     // working groups: indices of topics, in order
	scan               bool      // a scanned letter is annexed
	blank              bool      // the back of the cover is left empty
}

var meetings = []meeting{
	{file: "01-opening-plenary.pdf", title: "Opening plenary", venue: "Kestrelholm", round: 1, first: day(2017, 7, 24), groups: []int{1, 0, 9}, blank: true},
	{file: "02-goods-and-origin.pdf", title: "Goods and rules of origin", venue: "Port Ellery", round: 2, first: day(2017, 11, 13), groups: []int{1, 2, 3}, scan: true},
	{file: "03-agriculture-and-standards.pdf", title: "Agriculture, fisheries and standards", venue: "Varn", round: 3, first: day(2018, 3, 21), groups: []int{0, 10, 8}},
	{file: "04-services-and-digital.pdf", title: "Services and digital trade", venue: "Kestrelholm", round: 4, first: day(2018, 7, 10), groups: []int{4, 5, 7}, blank: true},
	{file: "05-full-round.pdf", title: "Full round of all working groups", venue: "Sankt Oriel", round: 5, first: day(2018, 11, 5), groups: []int{1, 0, 2, 6}, scan: true},
	{file: "06-stock-taking.pdf", title: "Stock-taking before the ministerial meeting", venue: "Grauwick", round: 6, first: day(2019, 7, 9), groups: []int{9, 11, 1}},
}

// elsewhere is a meeting that is not in the dossier but written up on the same forms.
var elsewhere = meeting{file: "another-meeting.pdf", title: "Technical meeting on transport", venue: "Low Marden", round: 7, first: day(2019, 10, 2), groups: []int{4, 3, 10}}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 9, 30, 0, 0, time.UTC)
}

// Dossier invents six documents, 40 to 60 pages in all, in the manner of
// officials' read-outs of trade talks between two invented countries: covers,
// agendas, numbered minutes, tables, charts, maps, scanned letters, and much
// boilerplate that all of them share.
func Dossier(seed uint64) []Document {
	documents := make([]Document, len(meetings))
	words := newRand(seed, streamMinutes)
	pictures := newRand(seed, streamPictures)
	for i, m := range meetings {
		documents[i] = m.readOut(words, pictures, i)
	}
	return documents
}

// A minute book writes one read-out.
type minuteBook struct {
	meeting
	*setter
	writer
	pictures *rand.Rand
	nth      int // of the dossier, so that pictures differ in width
	item     int // number of the last numbered paragraph
}

func (m meeting) reference() string {
	return fmt.Sprintf("DOT/NE/%02d/%d", m.round, m.first.Year())
}

func (m meeting) days() string {
	return fmt.Sprintf("%d and %d %s", m.first.Day(), m.first.Day()+1, m.first.Format("January 2006"))
}

func (m meeting) readOut(words, pictures *rand.Rand, nth int) Document {
	style := Style{
		Width: 595.28, Height: 841.89, Margin: 76, Size: 10.5, Leading: 15.2, Justify: m.round%2 == 0, Hyphenate: m.round%2 == 0,
		Header: func(n int) string {
			if n == 1 {
				return ""
			}
			return fmt.Sprintf("%s - %s   |   Limited: negotiating teams only", m.reference(), m.title)
		},
		Footer: pageNumber,
		Label:  Label,
	}
	b := &minuteBook{meeting: m, setter: newSetter(style), writer: writer{r: words, rules: minutes}, pictures: pictures, nth: nth}
	b.cover()
	b.agenda()
	for i, t := range m.groups {
		b.topic(i+1, topics[t])
	}
	b.statistics()
	b.attendance()
	b.actionForm()
	pages := b.finish()
	if m.scan {
		pages = append(pages, b.scannedLetter())
	}
	return Document{
		Name: m.file,
		Meta: Meta{
			Title:    fmt.Sprintf("%s: %s (invented)", m.reference(), m.title),
			Author:   "Department of Overseas Trade, Norrhavn (invented)",
			Subject:  Label,
			Creator:  "Read-out template 4",
			Producer: "leakprint forge",
			Created:  m.first.AddDate(0, 0, 9),
			Modified: m.first.AddDate(0, 0, 9).Add(47 * time.Minute),
		},
		Pages: pages,
	}.original()
}

func (b *minuteBook) heading(text string) {
	b.set(paragraph{tokens: words(Bold, text), size: 12.5, before: 12, align: ragged, keep: true})
}

func (b *minuteBook) para(text string) {
	b.set(paragraph{tokens: words(Regular, text), before: 5})
}

// numbered sets a paragraph with the next number; the numbers run through a document.
func (b *minuteBook) numbered(text string) {
	b.item++
	b.set(paragraph{label: fmt.Sprintf("%d.", b.item), indent: 28, hang: 28, tokens: words(Regular, text), before: 6})
}

func (b *minuteBook) centred(f Font, size, before float64, text string) {
	b.set(paragraph{tokens: words(f, text), size: size, before: before, align: centre})
}

func (b *minuteBook) cover() {
	b.y += 150
	b.centred(Regular, 11, 0, "Department of Overseas Trade")
	b.centred(Bold, 22, 30, partyA+" - "+partyB+" trade talks")
	b.centred(Bold, 16, 14, fmt.Sprintf("Read-out of round %d", b.round))
	b.centred(Regular, 14, 8, b.title)
	b.centred(Italic, 11, 24, fmt.Sprintf("%s, %s", b.venue, b.days()))
	b.centred(Mono, 10, 60, b.reference())
	b.centred(Bold, 11, 60, Label)
	b.centred(Regular, 9, 4, "The countries, people, places and figures in it do not exist.")
	if b.blank {
		b.newPage()
	}
	b.newPage()
	b.heading("Handling")
	for _, text := range handling {
		b.para(text)
	}
}

func (b *minuteBook) agenda() {
	b.heading("Summary")
	b.para(fmt.Sprintf("Delegations of %s and %s met at %s on %s for round %d of the trade talks. The round was opened by the chief negotiators, who thanked the hosts and recalled the aim of concluding a broad and balanced agreement to the benefit of both parties. Working groups met in parallel; their leads reported to the closing plenary.", partyA, partyB, b.venue, b.days(), b.round))
	b.para(b.sentencesAbout(topics[b.groups[0]], 4))
	b.heading("Agenda")
	rows := [][]string{{"Item", "Working group", "Room", "Time", "Lead"}}
	for i, t := range b.groups {
		rows = append(rows, []string{
			fmt.Sprint(i + 1), topics[t].title, b.write("{#1-4}.{#10-48}"),
			fmt.Sprintf("Day %d, %02d:%02d", 1+i/3, 9+i%3*2, 15*(i%4)), b.write("{delegate}"),
		})
	}
	b.table([]float64{0.08, 0.42, 0.12, 0.2, 0.18}, rows, 9)
}

func (b *minuteBook) sentencesAbout(t topic, n int) string {
	b.local = grammar{"thing": t.things}
	return strings.Join(b.distinct("sentence", n), " ")
}

// topic writes up one working group.
func (b *minuteBook) topic(n int, t topic) {
	b.heading(fmt.Sprintf("%d. %s", n, t.title))
	b.para(fmt.Sprintf("The working group on %s met in two sessions under the alternating chairmanship of both leads. The agenda of the previous round was taken as read.", strings.ToLower(t.title)))
	for i := range 5 + b.r.IntN(2) {
		b.numbered(b.sentencesAbout(t, 3+b.r.IntN(2)))
		switch {
		case i == 2 && n%2 == 1:
			b.offers()
		case i == 4 && n == 2:
			b.illustrate()
		}
	}
	b.set(paragraph{tokens: words(Bold, "Next steps"), before: 8, align: ragged, keep: true})
	for i := range 2 + b.r.IntN(2) {
		b.set(paragraph{label: fmt.Sprintf("(%c)", 'a'+i), indent: 28, hang: 28, tokens: words(Regular, b.write("{party} to {task} by {#1-28} {month}; {lead} to report.")), before: 2})
	}
}

// offers is a tariff table.
func (b *minuteBook) offers() {
	rows := [][]string{{"Code", "Product", "Base rate", "Year 1", "Year 5", "Final", "Remark"}}
	for _, product := range b.distinct("product", 7+b.r.IntN(5)) {
		base := 4 + b.r.IntN(30)
		remarks := []string{"agreed", "open", "linked to item {#2-40}", "reserve by {party}", ""}
		rows = append(rows, []string{
			b.write("{#1001-9706}.{#10-99}"), product, fmt.Sprintf("%d.%d", base, b.r.IntN(10)),
			fmt.Sprintf("%d.%d", base*4/5, b.r.IntN(10)), fmt.Sprintf("%d.%d", base/3, b.r.IntN(10)),
			[]string{"0.0", "0.0", "2.5", "quota"}[b.r.IntN(4)], b.write(remarks[b.r.IntN(len(remarks))]),
		})
	}
	b.table([]float64{0.13, 0.27, 0.11, 0.1, 0.1, 0.1, 0.19}, rows, 8.5)
}

// illustrate sets a chart or a map. Every picture of a dossier differs in pixel width,
// so that its documents can be merged (see PDF).
func (b *minuteBook) illustrate() {
	width := 900 + b.nth
	if b.round%2 == 0 {
		title := b.write("Depots and ferry lines near {place}")
		b.figure(region(b.pictures, width, title, b.distinct("place", 5)), "Figure 1: "+title+" (invented)")
		return
	}
	title := b.write("Trade in {product}, thousand tonnes")
	b.figure(chart(b.pictures, width, title, 2008), "Figure 1: "+title+" (invented)")
}

func (b *minuteBook) statistics() {
	b.newPage()
	b.heading("Annex A: Trade between the parties")
	b.para(fmt.Sprintf("Values in million crowns, as compiled by the statistical offices of %s and %s; totals may not add up because of rounding.", partyA, partyB))
	head := []string{"Product"}
	for i := range 6 {
		head = append(head, fmt.Sprint(b.first.Year()-6+i))
	}
	rows := [][]string{head}
	for _, product := range b.distinct("product", 18) {
		row := []string{product}
		value := 40 + b.r.IntN(4000)
		for range 6 {
			value = max(12, value+b.r.IntN(value/3+1)-value/7)
			row = append(row, fmt.Sprintf("%d.%d", value, b.r.IntN(10)))
		}
		rows = append(rows, row)
	}
	b.table([]float64{0.34, 0.11, 0.11, 0.11, 0.11, 0.11, 0.11}, rows, 9)
	b.para(b.sentencesAbout(topics[b.groups[0]], 3))
}

func (b *minuteBook) attendance() {
	b.heading("Annex B: Attendance")
	rows := [][]string{{"Name", "Delegation", "Office"}}
	for i, name := range b.distinct("delegate", 10) {
		rows = append(rows, []string{name, []string{partyA, partyB}[i%2], b.write("{ministry}")})
	}
	b.table([]float64{0.3, 0.2, 0.5}, rows, 9)
}

// actionForm is one printed form, filled in differently in each document.
func (b *minuteBook) actionForm() {
	b.newPage()
	b.heading("Annex C: Record of action points (form R-12)")
	b.para(formNote)
	for _, field := range []string{"Reference of the read-out", "Date of the round", "Working group", "Lead of the first party", "Lead of the second party"} {
		value := b.write("{delegate}")
		switch field {
		case "Reference of the read-out":
			value = b.reference()
		case "Date of the round":
			value = b.days()
		case "Working group":
			value = topics[b.groups[0]].title
		}
		b.set(paragraph{label: field + ":", indent: 190, hang: 190, tokens: words(Italic, value), before: 3, align: ragged})
	}
	rows := [][]string{{"No.", "Action", "Owner", "Due", "Initials"}}
	for i := range 9 {
		rows = append(rows, []string{fmt.Sprint(i + 1), b.write("{task}"), b.write("{party}"), b.write("{#1-28} {month}"), []string{"", "closed", "open"}[b.r.IntN(3)]})
	}
	b.table([]float64{0.07, 0.47, 0.16, 0.18, 0.12}, rows, 9)
	b.para("Signed by both leads. A copy goes to the chief negotiators, a copy to the registry. The form is kept for ten years from the end of the talks and may be inspected by the audit office at any time.")
}

// scannedLetter is a page without a text layer.
func (b *minuteBook) scannedLetter() Sheet {
	b.local = grammar{"thing": topics[b.groups[1]].things}
	text := []string{b.write("{place}, {#1-28} {month} 2018"), "Dear colleague,"}
	for range 4 {
		text = append(text, strings.Join(b.distinct("sentence", 3), " "))
	}
	p := letter(b.pictures, 1200+b.nth, "Office of the Chief Negotiator", text, "Yours sincerely, "+b.write("{delegate}"))
	return PicturePage(b.style.Width, b.style.Height, p)
}
