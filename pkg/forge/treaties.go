package forge

import (
	"fmt"
	"slices"
	"strings"
)

// treatyWords is the language of trade treaties: few words, the same phrases
// again and again.
var treatyWords = grammar{
	"provision": {
		"Each Party shall {ensure} that {matter} {outcome}.",
		"Each Party shall {ensure} that {matter} {outcome}, in accordance with {reference}.",
		"No Party shall {adopt} any {measure} with respect to {matter}, except as otherwise provided in {reference}.",
		"Subject to {reference}, a Party may {adopt} a {measure} concerning {matter}, provided that it {proviso}.",
		"The Parties recognise the importance of {aim} and shall endeavour to {cooperate} in relation to {matter}.",
		"Where {event}, the {role} Party shall, within {#5-180} days, {duty}.",
		"Nothing in {reference} shall prevent a Party from adopting a {measure} necessary for {aim}, provided that it {proviso}.",
		"For the purposes of {reference}, {matter} shall be {treated} if {event}.",
		"The {committee} shall meet {when} to consider {matter} and shall {duty}.",
		"Upon request of {another}, a Party shall promptly {duty}, to the extent that its laws and regulations so permit.",
		"The Parties shall enter into consultations on {matter} within {#1-9} years of the date of entry into force of this Agreement, with a view to {aim}.",
		"A Party shall not be required to {duty} where {event}.",
		"In determining whether {event}, the competent authority of the {role} Party shall take into account {matter} and {matter}.",
		"Paragraph {#1-6} shall not apply to {matter} listed in Annex {#1-14}, Section {#1-5}, of that Party.",
		"If {event}, {another} may request that the {committee} {cooperate} with a view to {aim}.",
	},
	"ensure": {"ensure", "take such measures as may be available to it to ensure", "endeavour to ensure", "provide in its laws and regulations", "adopt or maintain procedures providing"},
	"adopt":  {"adopt or maintain", "introduce", "impose or increase", "apply", "extend"},
	"measure": {
		"quantitative restriction", "safeguard measure", "customs duty", "sanitary measure", "licensing requirement", "fee or charge", "prohibition", "technical regulation", "local content requirement",
		"emergency measure", "tariff rate quota", "performance requirement",
	},
	"matter": {
		"{adjective} goods of {another}", "applications for {document}", "services supplied by {person} of {another}", "{adjective} consignments entered at its {office}", "information submitted by {person}",
		"the valuation of {adjective} materials", "the assessment of conformity of {product}", "covered investments in {sector}", "duties on {product}", "measures affecting {sector}", "the issue of {document}",
		"decisions of its {office}", "fees charged by its {office}", "the temporary entry of {person}", "the transfer of funds relating to {sector}", "the labelling of {product}", "trade in {product}",
		"electronic {document}", "disputes concerning {sector}", "samples of {product} of no commercial value", "remanufactured {product}",
	},
	"adjective": {"originating", "non-originating", "perishable", "low-value", "identical", "repaired", "like", "in-transit", "express", "fungible", "bulk", "returned"},
	"product": {
		"dairy products", "textiles and apparel", "motor vehicle parts", "pharmaceutical products", "wine and distilled spirits", "fresh fruit", "iron or steel articles", "medical devices", "wood products",
		"fish and crustaceans", "edible oils", "footwear", "electrical equipment", "cosmetics", "fertilisers", "ceramic articles", "paper and paperboard", "toys", "precious metals", "live animals",
	},
	"sector": {
		"financial services", "telecommunications", "maritime transport", "professional services", "energy distribution", "environmental services", "audiovisual services", "construction", "postal delivery",
		"air navigation", "higher education", "insurance", "tourism", "mining",
	},
	"document": {
		"certificates of origin", "import licences", "advance rulings", "declarations of conformity", "export permits", "work permits", "health certificates", "bills of lading", "approvals to supply a service",
		"guarantees", "binding tariff information",
	},
	"person": {"exporters", "importers", "service suppliers", "investors", "business visitors", "intra-corporate transferees", "manufacturers", "authorised representatives", "interested persons", "holders of rights"},
	"office": {"customs administration", "competent authority", "licensing body", "central government bodies", "regional governments", "statistical service", "independent tribunals", "accreditation body", "ports of entry"},
	"outcome": {
		"are dealt with in a reasonable, objective and impartial manner", "are published promptly and, where practicable, in advance", "are accorded treatment no less favourable than that accorded to its own",
		"are released within {#6-96} hours of arrival", "are subject to review by an independent authority", "do not constitute a disguised restriction on trade", "are based on international standards",
		"are not more burdensome than necessary to achieve {aim}", "may be contested before its {office}", "remain confidential unless {person} consent", "are admitted free of customs duty",
		"are notified to the {committee} within {#10-120} days", "are made available at no cost to {person}", "are limited to the approximate cost of services rendered",
	},
	"reference": {
		"Article {#1-20}.{#1-28} ({title})", "paragraph {#1-7}", "Annex {#1-16} ({title})", "paragraphs {#1-3} and {#4-8} of Article {#1-20}.{#1-28}", "this Chapter", "Section {#1-4}", "Article {#2-24} of GATT 1994",
		"subparagraph {#1-5}(b)", "its Schedule in Annex {#1-4}", "the WTO Agreement", "Article {#1-20}.{#1-28}",
	},
	"title": {
		"Transparency", "Definitions", "Scope", "National Treatment", "Advance Rulings", "Release of Goods", "Verification", "Cooperation", "Contact Points", "Consultations", "Exceptions", "Market Access", "Review",
		"Denial of Benefits", "Risk Management", "Emergency Measures", "Equivalence", "Proof of Origin", "Domestic Regulation", "Transfers", "Accumulation", "Penalties", "Committee on Goods",
		"Confidentiality", "Temporary Admission", "Mutual Recognition", "Expropriation", "Local Presence", "Fees and Formalities", "Geographical Indications", "Reservations", "Direct Consignment",
	},
	"proviso": {
		"notifies {another} without delay", "does not discriminate between {person}", "removes the {measure} as soon as {event}", "publishes the reasons therefor", "affords {another} adequate opportunity for prior consultations",
		"limits the {measure} to {product}", "grants compensation in the form of concessions on {product}", "reviews it every {#2-8} years",
	},
	"aim": {
		"the protection of human, animal or plant life or health", "facilitating trade in {product}", "reducing the costs borne by {person}", "the conservation of exhaustible natural resources", "progressive liberalisation of {sector}",
		"preventing deceptive practices", "the integrity of the financial system", "improving the transparency of {document}", "the orderly development of {sector}", "mutual recognition of {document}",
	},
	"cooperate": {
		"exchange information", "strengthen cooperation between their {office}", "establish a dialogue", "harmonise their procedures for {document}", "share best practices", "designate contact points", "accept as equivalent {document} of {another}",
		"conduct joint training of officials",
	},
	"event": {
		"the value of {adjective} materials exceeds {#10-60} per cent", "imports of {product} increase by more than {#5-45} per cent over {#2-5} years", "a claim for {document} is denied", "{person} so request in writing",
		"urgent problems of safety arise with respect to {product}", "{document} are found to be false or incomplete", "no reply is received from its {office}", "a shortage of {product} threatens", "the conditions set out in {reference} are met",
		"a change in tariff classification at the level of the {heading} occurs", "the {measure} nullifies a benefit accruing to {another}", "the goods have not left the control of its {office}",
	},
	"heading": {"chapter", "heading", "subheading"},
	"role":    {"importing", "exporting", "requesting", "requested", "responding", "complaining", "notifying"},
	"another": {"another Party", "the other Parties", "any Party", "a non-Party"},
	"treated": {"deemed to comply", "considered as originating", "regarded as equivalent", "excluded from coverage", "treated as confidential", "presumed valid"},
	"committee": {
		"Joint Committee", "Committee on Goods", "Committee on Services and Investment", "Sub-Committee on Rules of Origin", "Working Group on {product}", "Committee on {sector}", "arbitral panel",
	},
	"when": {"annually", "within one year of entry into force", "at the request of {another}", "every {#2-6} years", "in conjunction with the Joint Committee"},
	"duty": {
		"provide {document} to {another}", "notify the {committee} of its decision", "give reasons in writing", "afford {person} a reasonable opportunity to comment", "extend the period by {#10-90} days", "return the {document} to {person}",
		"carry out a verification visit to {person}", "publish its findings", "report to the {committee} on {matter}", "suspend preferential treatment of {product}", "make recommendations on {aim}",
	},
	"item": {
		"{matter}", "the name and address of {person}", "a description of {product} sufficient for identification", "the reasons for the {measure}", "{aim}", "its nature and expected duration", "the {heading} under the Harmonized System",
		"the quantity and value of {product}", "a copy of the {document}", "the period for which {document} remain valid",
	},
	"definition": {
		"{matter} covered by {reference}", "any {measure} adopted by its {office}", "{product} obtained or produced in the territory of a Party, including {product}", "{person} who supply or seek to supply {sector}",
		"a {measure} taken with a view to {aim}", "{document} issued by the {office} of the {role} Party", "the procedure by which {document} are verified",
	},
	"ware":     {"Fish fillets", "Cheese", "Woven fabrics", "Tubes and pipes", "Articles", "Parts", "Machines", "Footwear", "Preparations", "Polymers", "Seats", "Boxes and cases", "Yarn", "Glass", "Sheets", "Pumps", "Insulated wire", "Vegetable saps", "Leather", "Sauces", "Pigments", "Oils", "Hand tools", "Paper"},
	"material": {"of cotton", "of plastics", "of stainless steel", "of sheep or goats", "of synthetic fibres", "of rubber", "of copper alloys", "of wood", "of tropical species", "of wheat or meslin", "of aluminium", "of ceramics", "of animal origin", "of jute", "of paperboard"},
	"quality": {
		"fresh or chilled", "frozen", "not further worked", "in retail packings", "printed", "for industrial use", "of a thickness exceeding {#2-90} mm", "weighing not more than {#20-900} g/m2", "bleached", "other", "whether or not refined",
		"containing {#5-95} per cent or more by weight of sugar", "for civil aircraft", "of a kind used in agriculture", "with uppers of textile", "of a value exceeding {#10-900} crowns each", "in bulk", "seamless",
	},
}

// A clause is a paragraph of an article with its subparagraphs.
type clause struct {
	text  string
	items []string
}

// An article is what treaties copy from one another.
type article struct {
	title   string
	clauses []clause
	copied  bool // from another treaty
}

// A chapter is a title and either articles or a tariff schedule.
type chapter struct {
	title    string
	articles []article
	schedule [][]string
	copied   bool
}

// A library is what the treaties so far hold of their own and the next may copy,
// by the style in which the treaty was set.
type library struct {
	writer
	chapters [len(treatyStyles)][]chapter
	articles [len(treatyStyles)][]article
	shelf    shelf
}

// Treaties invents a body of treaty prose and tariff schedules: the given number
// of documents, pagesEach pages each. Later documents copy clauses, articles and
// whole chapters from earlier ones, verbatim or lightly changed, but only from
// those whose pages hold distinctly more or less: the same words stand on pages
// that are not the same page. Such pages are the hard negatives for matching; the
// few that would by chance hold the same as a page of an earlier treaty are left
// out (see shelf).
func Treaties(seed uint64, documents, pagesEach int) []Document {
	r := newRand(seed, streamTreaties)
	lib := &library{writer: writer{r: r, rules: treatyWords}, shelf: shelf{pages: map[uint64][]int{}}}
	all := make([]Document, documents)
	for i := range all {
		all[i] = lib.treaty(i, pagesEach)
	}
	return all
}

func (l *library) treaty(n, pages int) Document {
	kind := n % len(treatyStyles)
	style := treatyStyles[kind]
	style.Label = Label
	style.Footer = func(page int) string { return fmt.Sprintf("%d-%d", n+1, page) }
	if n%2 == 1 {
		style.Header = func(int) string { return fmt.Sprintf("Agreement on Economic Partnership, Series %d", n+1) }
	}
	var set []Sheet
	var chapters []chapter
	for len(set) < pages {
		c := l.chapter((kind + 1 + l.r.IntN(len(treatyStyles)-1)) % len(treatyStyles))
		chapters = append(chapters, c)
		s := newSetter(style)
		s.chapter(len(chapters), c)
		set = append(set, slices.DeleteFunc(s.pages, l.shelf.holds)...)
	}
	// Only now, so that a treaty does not copy from itself.
	for _, c := range chapters {
		if !c.copied {
			l.chapters[kind] = append(l.chapters[kind], c)
		}
		for _, a := range c.articles {
			if !a.copied {
				l.articles[kind] = append(l.articles[kind], a)
			}
		}
	}
	s := setter{style: style, pages: set[:pages]}
	for _, p := range s.pages {
		l.shelf.add(p)
	}
	return Document{
		Name:  fmt.Sprintf("treaty-%02d.pdf", n+1),
		Meta:  Meta{Title: fmt.Sprintf("Treaty %d (invented)", n+1), Subject: Label, Created: day(2015, 1, 1+n)},
		Pages: s.finish(),
	}.original()
}

// treatyStyles hold about 800, 1,150 and 1,700 letters and digits a page.
var treatyStyles = [...]Style{
	{Width: 612, Height: 792, Margin: 96, Size: 13, Leading: 25},
	{Width: 595.28, Height: 841.89, Margin: 90, Size: 12, Leading: 18.6, Justify: true},
	{Width: 595.28, Height: 841.89, Margin: 68, Size: 11, Leading: 14.8, Justify: true, Hyphenate: true},
}

// chapter is a new one, or one copied from a treaty of the given style.
func (l *library) chapter(style int) chapter {
	chapters, articles := l.chapters[style], l.articles[style]
	switch pick := l.r.IntN(100); {
	case pick < 12 && len(chapters) > 0:
		return l.copied(chapters[l.r.IntN(len(chapters))])
	case pick < 26:
		return chapter{title: l.write("Schedule of Tariff Commitments on {product}"), schedule: l.schedule()}
	}
	c := chapter{title: l.write("{title} and {title}")}
	for range 5 + l.r.IntN(8) {
		if len(articles) > 0 && l.r.IntN(100) < 30 {
			c.articles = append(c.articles, l.copiedArticle(articles[l.r.IntN(len(articles))]))
		} else {
			c.articles = append(c.articles, l.article())
		}
	}
	return c
}

// copied is a chapter with its articles in their order, new ones between them,
// or a schedule with rows left out and others put in.
func (l *library) copied(c chapter) chapter {
	articles, rows := c.articles, c.schedule
	c.articles, c.schedule, c.copied = nil, nil, true
	for _, a := range articles {
		if a.copied {
			continue
		}
		c.articles = append(c.articles, l.copiedArticle(a))
		if l.r.IntN(4) > 0 {
			c.articles = append(c.articles, l.article())
		}
	}
	for i, row := range rows {
		switch {
		case i == 0 || l.r.IntN(100) < 65:
			c.schedule = append(c.schedule, row)
		case l.r.IntN(100) < 50:
			c.schedule = append(c.schedule, l.schedule()[1:6]...)
		}
	}
	return c
}

// copiedArticle is an article verbatim or with a few words changed, a clause left out or
// one added.
func (l *library) copiedArticle(a article) article {
	a.clauses, a.copied = slices.Clone(a.clauses), true
	switch l.r.IntN(4) {
	case 0:
		for i, c := range a.clauses {
			a.clauses[i].text = EditWords(c.text, 0.04, l.r)
		}
	case 1:
		a.clauses[l.r.IntN(len(a.clauses))] = l.clause()
	case 2:
		a.clauses = append(a.clauses, l.clause())
	}
	return a
}

func (l *library) article() article {
	a := article{title: l.write("{title}")}
	if a.title == "Definitions" {
		c := clause{text: "For the purposes of this Chapter:"}
		for range 4 + l.r.IntN(5) {
			c.items = append(c.items, l.write("“{measure}” means {definition};"))
		}
		a.clauses = []clause{c}
		return a
	}
	for range 2 + l.r.IntN(5) {
		a.clauses = append(a.clauses, l.clause())
	}
	return a
}

func (l *library) clause() clause {
	if l.r.IntN(4) > 0 {
		return clause{text: l.write("{provision}")}
	}
	c := clause{text: strings.TrimSuffix(l.write("{provision}"), ".") + ", including:"}
	for range 2 + l.r.IntN(4) {
		var b strings.Builder
		l.expand(&b, "{item};")
		c.items = append(c.items, b.String())
	}
	return c
}

func (l *library) schedule() [][]string {
	rows := [][]string{{"HS code", "Description", "Base", "Year 1", "Year 3", "Year 5", "Cat."}}
	code := 100 + l.r.IntN(8000)
	for range 40 + l.r.IntN(50) {
		code += 1 + l.r.IntN(3)
		base := l.r.IntN(40)
		rows = append(rows, []string{
			fmt.Sprintf("%04d.%02d.%02d", code, 10+l.r.IntN(90), l.r.IntN(10)*10), l.write("{ware} {material}, {quality}"),
			fmt.Sprint(base), fmt.Sprint(base * 4 / 5), fmt.Sprint(base / 2), fmt.Sprint(base / 5), []string{"A", "B5", "B10", "EL", "TRQ"}[l.r.IntN(5)],
		})
	}
	return rows
}

// chapter sets a chapter.
func (s *setter) chapter(number int, c chapter) {
	s.set(paragraph{tokens: words(Bold, fmt.Sprintf("CHAPTER %d", number)), align: centre})
	s.set(paragraph{tokens: words(Bold, strings.ToUpper(c.title)), align: centre, before: 6})
	s.space(18)
	for i, a := range c.articles {
		s.set(paragraph{tokens: words(Bold, fmt.Sprintf("Article %d.%d: %s", number, i+1, a.title)), before: 24, align: ragged, keep: true})
		for j, clause := range a.clauses {
			p := paragraph{tokens: words(Regular, clause.text), before: 14}
			if len(a.clauses) > 1 {
				p.label, p.indent, p.hang = fmt.Sprintf("%d.", j+1), 30, 30
			}
			s.set(p)
			for k, item := range clause.items {
				s.set(paragraph{label: fmt.Sprintf("(%c)", 'a'+k), indent: 60, hang: 30, tokens: words(Regular, item), before: 6})
			}
		}
	}
	if c.schedule != nil {
		s.table([]float64{0.18, 0.32, 0.09, 0.11, 0.11, 0.11, 0.08}, c.schedule, s.style.Size*0.8)
	}
}
