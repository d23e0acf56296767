package forge

import (
	"math/rand/v2"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// punctuationChanges change signs that belong to no figure.
var punctuationChanges = []SingleChange{
	{Name: "comma dropped", change: to(`([a-z]), `, "$1 ")},
	{Name: "comma added", change: to(`([a-z]{3}) ([a-z]{3})`, "$1, $2")},
	{Name: "comma moved", Places: 2, change: to(`([a-z]), ([a-z]+) `, "$1 $2, ")},
	{Name: "comma to semicolon", change: to(`([a-z]), `, "$1; ")},
	{Name: "full stop to question mark", change: to(`([a-z])\. `, "$1? ")},
	{Name: "full stop to exclamation mark", change: to(`([a-z])\.\n`, "$1!\n")},
	{Name: "question mark to full stop", change: to(`\?`, ".")},
	{Name: "full stop dropped", change: to(`([a-z])\.\n`, "$1\n")},
	{Name: "full stop to comma", change: to(`([a-z])\. `, "$1, ")},
	{Name: "semicolon to comma", change: to(`;`, ",")},
	{Name: "semicolon dropped", change: to(`([a-z]);([ \n])`, "$1$2")},
	{Name: "brackets dropped", Places: 2, change: to(` \(([a-z ]{2,})\)`, " $1")},
	{Name: "brackets added", Places: 2, change: to(`, ([a-z ]{8,}), `, " ($1) ")},
	{Name: "square brackets to round", Places: 2, change: to(`\[([^\]\n]+)\]`, "($1)")},
	{Name: "quotation marks dropped", Places: 2, change: to(`“([^”\n]+)”`, "$1")},
	{Name: "quotation marks added", Places: 2, change: to(`\b(the) ([a-z]{4,})`, "$1 “$2”")},
	{Name: "quotation marks to apostrophes", Places: 2, change: to(`“([^”\n]+)”`, "‘$1’")},
	{Name: "apostrophe dropped", change: to(`s’ `, "s ")},
	{Name: "apostrophe moved", change: to(`r’s `, "rs’ ")},
	{Name: "colon dropped", change: to(`([a-z]): `, "$1 ")},
	{Name: "colon to semicolon", change: to(`([a-z]): `, "$1; ")},
	{Name: "dashes to commas", Places: 2, change: to(` – ([^–\n]+) –`, ", $1,")},
	{Name: "hyphen dropped", change: to(`([a-z])-([a-z])`, "$1$2")},
	{Name: "hyphen to a space", change: to(`([a-z])-([a-z])`, "$1 $2")},
	{Name: "hyphen added", change: to(`\bco-chairs`, "co-ch-airs")},
	{Name: "ellipsis to full stop", change: to(`…`, ".")},
	{Name: "section sign dropped", change: to(`§ ?`, "")},
	{Name: "section sign to paragraph sign", change: to(`§`, "¶")},
	{Name: "star of a footnote dropped", change: to(`\*`, "")},
	{Name: "star of a footnote added", change: to(`([a-z]{4})\. `, "$1*. ")},
	{Name: "dagger dropped", change: to(`†`, "")},
	{Name: "at sign dropped", change: to(`@`, "")},
	{Name: "number sign dropped", or: dossier.ClassFigures, change: to(`#`, "")},
	{Name: "ampersand to plus", or: dossier.ClassFigures, change: to(` & `, " + ")},
	{Name: "slash dropped", change: to(`and/or`, "and or")},
	{Name: "underscore to hyphen", or: dossier.ClassFigures, change: to(`_`, "-")},
	{Name: "registered sign dropped", change: to(`®`, "")},
	{Name: "trade mark dropped", change: to(`™`, "")},
	{Name: "copyright dropped", change: to(`© ?`, "")},
	{Name: "brackets of a list dropped", Places: 2, change: to(`\n\(b\)`, "\nb.")},
	{Name: "point in an address dropped", change: to(`norrhavn\.example`, "norrhavnexample")},
}

// spacingChanges change where words are parted.
var spacingChanges = []SingleChange{
	{Name: "word split", change: to(`\b([a-z]{4,})([a-z]{3})\b`, "$1 $2")},
	{Name: "words joined", change: to(`\b([a-z]{3,}) ([a-z]{3,})\b`, "$1$2")},
	{Name: "space doubled", change: to(`([a-z]) ([a-z])`, "$1  $2")},
	{Name: "space before a comma", change: to(`([a-z]),`, "$1 ,")},
	{Name: "space after a full stop dropped", change: to(`([a-z])\. ([A-Z])`, "$1.$2")},
	{Name: "space before a unit dropped", change: to(`([0-9]) (km|mg|kW|m)\b`, "$1$2")},
	{Name: "two spaces after a full stop", change: to(`([a-z])\. ([A-Z])`, "$1.  $2")},
	{Name: "letters spaced", change: by(plainWord, func(w string, _ *rand.Rand) string { return strings.Join(strings.Split(w, ""), " ") })},
	{Name: "spaces about a slash", change: to(`and/or`, "and / or")},
	{Name: "spaces within brackets", change: to(`\(([a-z]{2,})`, "( $1")},
	{Name: "tab for a space", or: dossier.ClassMarks, change: to(`([a-z]) ([a-z])`, "$1\t$2")},
	{Name: "spaces about a hyphen", change: to(`([a-z])-([a-z])`, "$1 - $2")},
}

// markChanges put in what cannot be seen, or cannot be told from a plain space.
var markChanges = []SingleChange{
	{Name: "zero-width space", change: within("\u200b")},
	{Name: "zero-width non-joiner", change: within("\u200c")},
	{Name: "zero-width joiner", change: within("\u200d")},
	{Name: "word joiner", change: within("\u2060")},
	{Name: "byte order mark", change: within("\ufeff")},
	{Name: "tag character", change: within("\U000e0041")},
	{Name: "tag characters that spell a word", change: within("\U000e0063\U000e006f\U000e0070\U000e0079\U000e0033\U000e007f")},
	{Name: "variation selector", change: within("\ufe0e")},
	{Name: "supplementary variation selector", change: within("\U000e0101")},
	{Name: "no-break space", change: to(`([a-z]) ([a-z])`, "$1\u00a0$2")},
	{Name: "narrow no-break space", change: to(`([a-z]) ([a-z])`, "$1\u202f$2")},
	{Name: "thin space", change: to(`([a-z]) ([a-z])`, "$1\u2009$2")},
	{Name: "figure space", change: to(`([a-z]) ([a-z])`, "$1\u2007$2")},
	{Name: "em space", change: to(`([a-z]) ([a-z])`, "$1\u2003$2")},
	{Name: "ideographic space", change: to(`([a-z]) ([a-z])`, "$1\u3000$2")},
	{Name: "soft hyphen within a line", change: within("\u00ad")},
	{Name: "left-to-right mark", change: within("\u200e")},
	{Name: "right-to-left override, undone", change: within("\u202e\u202c")},
	{Name: "isolate, ended", change: within("\u2066\u2069")},
	{Name: "invisible times", change: within("\u2062")},
	{Name: "combining grapheme joiner", change: within("\u034f")},
	{Name: "Hangul filler", change: within("\u3164")},
	{Name: "Mongolian vowel separator", change: within("\u180e")},
	{Name: "zero-width space between words", change: to(`([a-z]) ([a-z])`, "$1 \u200b$2")},
}

// within puts characters into a word.
func within(mark string) changer {
	return by(`\b[a-z]{6,}\b`, func(w string, r *rand.Rand) string {
		at := 2 + r.IntN(len(w)-3)
		return w[:at] + mark + w[at:]
	})
}
