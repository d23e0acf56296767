package forge

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Text is a document as plain text, page by page. Each line of a page is a paragraph,
// or a row of a table, its cells separated by tabs.
type Text []string

// Communique invents a text that holds something of everything that SingleChanges alter
// and Twins write in another way: figures with signs and units, names with accents,
// signs of every kind, tables, lists. Every page shows Label.
func Communique(seed uint64, pages int) Text {
	w := writer{r: newRand(seed, streamCommunique), rules: minutes, local: communique}
	order := w.r.Perm(len(statements))
	var text Text
	for n := range pages {
		lines := []string{
			w.write("Communiqué {#2-90}: {area} and {area}"),
			w.write("Norrhavn and Estavia, {place}, {#1-28} {month} {year}"),
		}
		for from := n * len(order) / pages; from < (n+1)*len(order)/pages; from += paragraphOf {
			to := min(from+paragraphOf, (n+1)*len(order)/pages)
			lines = append(lines, w.paragraph(order[from:to]))
			if from == n*len(order)/pages {
				lines = append(lines, w.values()...)
			}
		}
		lines = append(lines, w.write("(a) {party} to {task} by {#1-28} {month};"), w.write("(b) {other} to {task}, and to report on {area};"), w.write("(c) both to {task}."))
		text = append(text, strings.Join(append(lines, Label), "\n"))
	}
	return text
}

// paragraphOf is how many statements make a paragraph.
const paragraphOf = 3

func (w writer) paragraph(chosen []int) string {
	var sentences []string
	for _, i := range chosen {
		sentences = append(sentences, w.write(statements[i]))
	}
	return strings.Join(sentences, " ")
}

// values is a table.
func (w writer) values() []string {
	rows := []string{"Goods\tUnit\t2017\t2018\tShare\tLots\tBoxes"}
	for _, i := range w.r.Perm(len(wares))[:5] {
		rows = append(rows, strings.Join([]string{
			wares[i], w.choose("unit"), decimal(w.r), decimal(w.r), fmt.Sprintf("%d.%d %%", 2+w.r.IntN(60), 1+w.r.IntN(9)), fmt.Sprintf("%d\t%d", 11+w.r.IntN(80), 11+w.r.IntN(80)),
		}, "\t"))
	}
	return rows
}

// decimal is a figure with a comma for thousands and a point for decimals.
func decimal(r *rand.Rand) string {
	return fmt.Sprintf("%d,%03d.%d", 1+r.IntN(80), 100+r.IntN(900), 1+r.IntN(9))
}

var communique = grammar{
	"other": {partyA, partyB},
	"thing": topics[0].things,
	"year":  {"2016", "2017", "2018"},
	"unit":  {"t", "kg", "m³", "MWh"},
}

var wares = []string{
	"Barley", "Dried cod", "Linseed", "Oak staves", "Pig iron", "Raw wool", "Salted herring", "Slate", "Tar", "Tin plate", "Whey powder", "Window glass",
}

// statements are sentences, each of which a communiqué holds once.
var statements = []string{
	"The fee for each certificate rises from ${#12-48} to £{#50-95}, or to €{#21-90} where it is paid in advance.",
	"{party} pays USD {#2-9}.{#1-9} million in the first year and EUR {#11-48} billion over the whole term.",
	"The duty falls by {#2-9}.{#11-89}% in year {#2-5}, and by {#11-40}% after that.",
	"A reserve of {#12000-98000} crowns is kept, and a balance of -{#211-987} crowns is carried over at +{#2-9} a day.",
	"The ferry line is {#12-90} km long, the quay {#120-900} m, and the crane lifts {#11-40} kW.",
	"A dose of {#2-9} mg in each litre, or {#21-80} µg in brine, must not be exceeded at {#2-9}°C.",
	"The votes stand in a ratio of {#4-9}:{#1-3}, and the margin is ±{#2-8} points.",
	"Loads are exempt where x < {#11-49} and y ≤ {#50-99}, but not where z ≥ {#100-300}.",
	"The probe counted 10⁵ spores, at 10⁻³ a gram, on {#20-90} m² of deck and in CO₂.",
	"About ½ of the catch, or 3/4 of its value, is landed at {place}, and 1/2 of it is kept on ice.",
	"The session of {#11-28} {month} began at 10:{#11-49} am and was closed at {#2-6} pm.",
	"Comments were due by 0{#3-9}/0{#1-2}/2019, and the reply by 2019-0{#3-9}-2{#1-7}.",
	"Articles {#10-12}-{#14-19} apply to boats of {#21-29} to {#31-49} metres.",
	"☐ The schedule was read. ☑ The map was signed.",
	"Annex IV and Part XII stay in force until the 2nd review of the {#3-9}th report.",
	"Codes {#31-69} {#11-29} and 42 03 are read together, as are lots 00{#2-9} and 0{#21-49}.",
	"Losses of ({#311-900}) crowns were booked in {year}, after ≈{#101-280} the year before.",
	"Prices went up ↑ in {month}, the grade is A+, and the load is 5 × {#12-30} crates.",
	"The salt content may rise by {#2-9}‰ a year, which is more than “nil”.",
	"The Parties shall not apply any levy on {product} before both Parties agree to it in writing.",
	"Each Party may ask for a review, and all members of the State shall be told of it.",
	"A legal opinion is possible and proper, unless the list is complete.",
	"Only two of the seven members were present, some left before noon, and the states were silent.",
	"Ms Tarkan met Mr Deverell in Kestrelholm, and Dr Lindqvarn saw Ms Pereyra Voss in Varn.",
	"The talks were led by Zoé Märkel and José Ibáñez, and minuted by Søren Ålund for {party}.",
	"François Bœuf of Groß Emden and Łucja Wrońska took the chair in turn, as Jürgen Gräser had done.",
	"The café in the Straße der Brücke served crème brûlée, naïvely, at the state’s cost.",
	"Did the other side agree? It did: “The quota stands as drafted”, said Ms Okonjo-Lisle.",
	"The Chair’s note, the Parties’ replies and the annex are kept; nothing else is.",
	"See § {#12-40} and the note* on page {#11-40} (second column), or write to talks@norrhavn.example about item #{#2-9}.",
	"Port & Harbour dues – levied since {#1990-2011} – are re-signed by the co-chairs…",
	"The rule applies and/or lapses: see [Annex A], the file round_{#2-9}.txt, and ¶ {#3-9}†.",
	"Brands such as Fiskal® and Kornet™ are protected! © {party} {year}.",
	"The first official affidavit was filed in the office, with a flat fee of {#2-9},{#211-888} crowns.",
	"The name of the port is also written سلام in the third copy, and Пристань in the fourth.",
	"The committee heard {delegate} and {delegate}, and it adopted its report without a vote.",
	"It is agreed that {product} from {place} is subject to inspection by either Party.",
	"{delegate} said that {clause}, and that {addition}.",
	"On {area}, {delegate} asked whether {question}.",
	"{delegate} replied that {obstacle}, and the chair closed the item.",
	"{body} had written to {delegate} about {area}: its members in {place} feared {consequence}.",
	"The parties to this record note that {clause}.",
	"It was left that {party} would {task} by {#1-28} {month}, at the latest by noon.",
	"Neither side was able to say whether {question}, and no date was set.",
	"{delegate} warned of {consequence}, because {clause}.",
}
