package forge

// The two parties and everybody named here are invented.
const (
	partyA = "Norrhavn"
	partyB = "Estavia"
)

// minutes is how officials write up two days of talks.
var minutes = grammar{
	"party":     {partyA, partyB},
	"adjective": {"Norrhavn", "Estavian"},
	"delegate": {
		"Ms Tarkan", "Mr Odell-Brae", "Dr Lindqvarn", "Ms Pereyra Voss", "Mr Hallworth", "Ms Okonjo-Lisle", "Mr Deverell",
		"Dr Satchery", "Ms Brandvold", "Mr Quillon", "Ms Arrowmere", "Mr Jastrow", "Ms Eddowes", "Dr Mbeki-Thorne",
	},
	"lead": {
		"the {adjective} lead for {area}", "the {adjective} side", "{delegate} ({party})", "the {adjective} delegation", "the chair of the session",
		"the {adjective} lead", "{delegate}", "officials from the {adjective} {ministry}", "the {adjective} legal adviser",
	},
	"area": {"goods", "services", "agriculture", "rules of origin", "customs", "legal matters", "digital trade", "procurement", "statistics"},
	"ministry": {
		"Department of Overseas Trade", "Ministry of Finance", "Office for Standards", "Board of Agriculture", "Customs Service", "Chancellery",
		"Ports and Harbours Agency", "Competition Bureau",
	},
	"said": {
		"said", "explained", "stressed", "recalled", "noted", "reported", "confirmed", "observed", "cautioned", "repeated", "suggested", "maintained",
		"acknowledged", "underlined", "added", "indicated", "pointed out", "accepted in principle",
	},
	"asked": {"asked", "wished to know", "enquired", "sought to establish", "pressed the other side on", "returned to the question of"},
	"sentence": {
		"{lead} {said} that {clause}.",
		"{lead} {said} that {clause}, and {addition}.",
		"{lead} asked whether {question}.",
		"{lead} asked whether {question}; {lead} {said} that {clause}.",
		"On {thing}, {lead} {said} that {clause}.",
		"{opening}, {lead} {said} that {clause}.",
		"{opening}, {clause}.",
		"There was {mood} on {thing}, where {clause}.",
		"In reply, {lead} {said} that {clause} and that {addition}.",
		"{delegate} walked through {paper}, which shows that {clause}.",
		"Both sides agreed that {clause}.",
		"Neither side was able to say whether {question}, and {addition}.",
		"A long exchange followed on {thing}: {lead} held that {clause}, whereas {lead} thought it likelier that {clause}.",
		"{paper} had been circulated on {#1-28} {month}, but {obstacle}.",
		"It was left that {party} would {task} by {#1-28} {month}.",
		"Asked about {thing}, {lead} {said} that {obstacle}.",
		"{lead} set out {#2-6} options for {thing}: {option}, {option}, or {option}.",
		"{clause}, {lead} {said}, {reason}.",
		"{lead} offered to {task} if {party} would {task} in return.",
		"What {party} wanted on {thing}, {lead} {said}, was {option}; {addition}.",
		"{body} had written to {delegate} about {thing}: its members in {place} feared {consequence}.",
		"{delegate} warned of {consequence} {reason}.",
		"The discussion moved to {thing} and from there to {thing}, without result.",
		"Should {thing} be left out, {lead} {said}, {consequence} would follow within {#2-30} months.",
		"{lead} handed over {paper}; {lead} promised to {task} before the end of {month}.",
		"Of the {#12-60} comments received on {thing}, {#2-11} came from {place}, most of them about {product}.",
	},
	"option": {
		"{safeguard} for {product}", "a quota of {#2-90} thousand tonnes", "a longer list of exceptions", "a plain reference to the {year} convention", "{safeguard}", "no text at all",
		"best endeavours", "a joint statement on {thing}", "a pilot scheme at {place}", "parallel talks led by {body}", "a fee of {#2-80} crowns for each certificate", "{percent} in the first year",
	},
	"reason": {
		"because {clause}", "since {obstacle}", "as {place} had shown in {year}", "given how {body} had reacted", "now that {product} made up {percent} of trade", "for want of {safeguard}",
		"not least because {addition}", "unless {party} agreed to {task}",
	},
	"consequence": {
		"higher prices for {product}", "queues of lorries at {place}", "the closure of {#2-19} packing houses", "a dispute like that of {year}", "the loss of {#40-900} jobs around {place}", "a flood of complaints to {body}",
		"double testing of {product}", "trade in {product} drying up", "a gap in the statistics from {month} to {month}", "a challenge in the courts",
	},
	"opening": {
		"Turning to {thing}", "After the break", "Before lunch", "In a smaller group", "Speaking without instructions", "By way of background",
		"For the record", "As in the previous round", "Contrary to what was said in {month}", "On the second morning", "Without prejudice to its final position",
		"Having consulted the capital overnight", "With {thing} still open", "Looking ahead to the ministerial meeting",
	},
	"mood": {
		"broad agreement", "little movement", "a frank exchange", "some confusion", "visible impatience", "more common ground than expected", "no meeting of minds",
		"cautious interest", "a useful technical discussion", "a difference of principle",
	},
	"clause": {
		"{thing} could not be settled before {thing}",
		"{body} had collected {#12-980} replies, of which {#3-90} dealt with {thing}",
		"the volume of {product} had fallen from {#40-99} to {#11-39} thousand tonnes since {year}",
		"{percent} of {product} already entered free of duty",
		"the text on {thing} went further than anything {party} had agreed with a third country",
		"its industry would need {#2-9} years to adapt to {thing}",
		"{product} and {product} ought to be treated together",
		"{body} was content with the approach but not with the wording of paragraph {#2-48}",
		"a side letter on {thing} might meet the concern",
		"parliament would not accept {thing} without {safeguard}",
		"the figures for {product} in {year} rested on {#3-14} ports only",
		"no mandate existed for {thing}",
		"the threshold of {#10-950} thousand crowns was {judgement}",
		"the reference period should run from {year} to {year}, not longer",
		"{safeguard} had worked well for {product}",
		"inspectors had visited {#4-60} establishments and found {#1-9} serious shortcomings",
		"the square brackets in Article {#2-31} could be lifted once {thing} was clear",
		"it saw {thing} as part of the final balance",
		"small firms around {place} spent {#2-19} days on paperwork for each consignment",
		"{body} and {body} did not yet see eye to eye on {thing}",
		"the annex should name {product} expressly",
		"consultations with {body} would not end before {month}",
		"the wording borrowed from the {year} convention was {judgement}",
		"{obstacle}",
		"{place} handled {percent} of {product} but had only {#2-24} inspectors",
		"every {#2-9}th consignment of {product} was opened at {place}",
		"the {adjective} {ministry} had issued {#20-940} licences for {product} in {year}",
		"duties of {percent} on {product} would remain until {year}, which {body} found {judgement}",
		"importers of {product} paid {#11-890} crowns a pallet in storage at {place}",
		"{option} might replace {thing} in the next draft",
		"the line between {product} and {product} was drawn differently by {body}",
		"a court in {place} had ruled on {thing} in {year}",
		"{#2-9} of the {#10-26} requests made in {month} concerned {thing}",
		"{consequence} could not be excluded",
	},
	"addition": {
		"{party} would reflect on it", "a written answer would follow in {month}", "the matter would go to the chief negotiators", "nothing should be read into the delay",
		"{body} had said as much in public", "this was not a precedent", "{percent} of the cost fell on small firms", "an example from {place} was handed round",
		"the point was not pursued further", "further data on {product} would help", "the drafting could be left to the lawyers", "that view was widely shared in {place}",
		"experts would speak again on {#1-28} {month}",
	},
	"question": {
		"{product} would be covered from the first day", "{thing} might be dealt with by exchange of letters", "{body} had been consulted", "the two schedules used the same nomenclature",
		"a review after {#2-7} years would be enough", "{safeguard} could be limited to {product}", "the rule applied to goods in transit through {place}",
		"{percent} was a ceiling or a target", "provincial measures were caught by the text on {thing}", "the list of {#20-140} entries was final",
	},
	"obstacle": {
		"translation had taken longer than planned", "{body} had asked for another {#2-12} weeks", "two of the {#3-11} tables were still missing",
		"the legal review of {thing} had only just begun", "the sums did not add up for {product}", "elections in {month} left little room", "no official able to speak to {thing} was in the room",
		"the other side had not brought its statistics for {year}", "the printed copy lacked page {#2-30}",
	},
	"judgement": {
		"too low", "out of date", "hard to defend in public", "better than expected", "a reasonable starting point", "untested in the courts", "more generous than it looked",
		"unworkable for small ports", "acceptable, with a footnote", "a step back",
	},
	"safeguard": {
		"a sunset clause", "a seasonal safeguard", "a standstill on fees", "prior notification", "a joint committee decision", "a snap-back of duties", "mutual recognition of certificates",
		"an independent auditor", "a transitional quota", "a carve-out for outlying islands", "a volume trigger",
	},
	"paper": {
		"a two-page note by {body}", "the consolidated text", "a chart of trade in {product}", "the room paper on {thing}", "a table comparing both offers", "a legal opinion",
		"the summary prepared by {delegate}", "an updated list of requests", "a set of slides",
	},
	"task": {
		"send its statistics on {product}", "circulate a clean text on {thing}", "consult {body}", "propose wording for Article {#2-31}", "check the customs codes for {product}",
		"arrange a visit to {place}", "confirm the name of its contact point", "cost the option of {safeguard}", "annotate {paper}",
	},
	"body": {
		"the growers' federation", "the chamber of shipping", "the Office for Standards", "the Board of Agriculture", "the association of small exporters", "the data commissioner",
		"the regional assemblies", "the brewers' guild", "the Competition Bureau", "the dock workers' union", "the pharmacists' college", "the insurance council",
		"the joint expert group", "the parliamentary committee", "the statistical office",
	},
	"product": {
		"cured ham", "barley malt", "smoked herring", "ceramic tiles", "seed potatoes", "woollen cloth", "hard cheese", "marine engines", "bottled cider", "glass fibre", "sheet copper", "cut flowers",
		"surgical instruments", "rapeseed oil", "timber frames", "bicycle parts", "sea salt", "printed circuits", "frozen mussels", "quarry stone", "lamb carcasses", "varnish and paint",
		"electric pumps", "apple juice concentrate", "paper pulp", "railway signals",
	},
	"place": {"Port Ellery", "Kestrelholm", "Varn", "Sankt Oriel", "Low Marden", "the Amber Isles", "Tessaly Bridge", "Grauwick", "Mirefell", "Upper Dessau Vale"},
	"month": {"January", "February", "March", "April", "May", "June", "July", "September", "October", "November"},
	"year":  {"2007", "2008", "2009", "2010", "2011", "2012", "2013", "2014", "2015", "2016"},
	"percent": {
		"{#3-97} per cent", "{#2-31}.{#1-9} per cent", "about {#3-9} in every ten lorry loads", "just under a third", "roughly {#41-79} per cent", "a little over half",
	},
}

// A topic is one heading of a meeting.
type topic struct {
	title  string
	things []string // what is talked of beneath it
}

var topics = []topic{
	{"Agriculture and food", []string{"the seasonal tariff on soft fruit", "health certificates for poultry", "the quota for hard cheese", "residue limits", "names of origin for ham and cider", "the definition of a working day at border posts", "audits of slaughterhouses", "feed additives", "sugar content labels"}},
	{"Industrial goods and tariffs", []string{"the staging of tariff cuts", "duties on marine engines", "the treatment of repaired goods", "compound duties", "the tariff on ceramic tiles", "nuisance tariffs below two per cent", "the base year", "end-use relief", "export permits for scrap metal"}},
	{"Rules of origin", []string{"cumulation with third countries", "the tolerance rule for textiles", "self-certification by exporters", "the value threshold for machinery", "direct transport", "accounting segregation", "the proof of origin", "sets of goods", "verification visits"}},
	{"Customs and border procedures", []string{"advance rulings", "release within six hours", "the trusted trader scheme", "appeals against penalties", "the single window", "parcels of low value", "pre-arrival processing", "fees for services rendered", "ferry traffic at night"}},
	{"Services and movement of people", []string{"the recognition of architects", "short business visits", "the licence for coastal shipping", "quotas for seasonal staff", "legal services by foreign firms", "the negative list", "insurance of ships", "nurses' qualifications", "local presence"}},
	{"Digital trade", []string{"the storage of customer data abroad", "electronic signatures", "the moratorium on duties on downloads", "disclosure of source code", "unsolicited messages", "cloud contracts of public bodies", "identity checks online", "the complaints desk", "open data on fisheries"}},
	{"Intellectual property", []string{"the term of copyright", "data protection for medicines", "exhaustion of rights", "border measures against copies", "design rights in textiles", "the registry of plant varieties", "orphan works", "trade secrets", "costs orders in small cases"}},
	{"Public procurement", []string{"access to municipal tenders", "the threshold for building works", "the publication of award notices", "the review body", "offsets", "railway contracts", "green criteria", "framework agreements of hospitals", "bid deposits"}},
	{"Standards and conformity", []string{"the marking of electrical goods", "test reports by foreign laboratories", "notification of draft rules", "toy safety", "the code for lifts", "machinery noise", "cosmetic ingredients", "the committee on standards", "recalls of faulty goods"}},
	{"Dispute settlement and institutions", []string{"the roster of panellists", "time limits for the first report", "public hearings", "the joint committee's rules of procedure", "suspension of concessions", "amicus submissions", "the seat of the secretariat", "remedies short of retaliation", "the review clause"}},
	{"Fisheries and the sea", []string{"landing rights at Port Ellery", "the tariff on frozen mussels", "catch certificates", "tracking of vessels", "access to the Amber Isles", "harbour dues", "by-catch of porpoises", "the scientific committee", "subsidies for fuel"}},
	{"Labour and environment", []string{"the right of inspection", "a clause against lowering standards", "timber of unknown source", "the civil society forum", "carbon content of cement", "trade in waste", "a study of wages in ports", "the enforcement of the chapter", "ozone rules"}},
}

// Boilerplate that stands in all six read-outs, word for word.
var handling = []string{
	"This read-out is for the use of the negotiating teams and those who advise them. It records the discussion as the writer understood it; it has not been agreed with the other side and does not commit either party. Quotations are not verbatim.",
	"Recipients should keep the document in a locked cabinet or an approved system, must not forward it outside the distribution list and should destroy earlier drafts. Questions about handling go to the registry of the Department of Overseas Trade, quoting the number on the cover.",
	"Requests under access to information law must be referred to the registry before any reply is given. Passages that record the position of the other side are normally withheld; the passage withheld is blacked out and the ground for it is stated in the margin.",
}

var formNote = "To be completed by the lead of each working group within five working days and returned to the registry. Leave blank what does not apply. Entries continue the numbering of the previous round; an action is closed only when both leads have initialled it."
