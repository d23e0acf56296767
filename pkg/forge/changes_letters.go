package forge

import (
	"math/rand/v2"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// letterChanges change letters, their case and their accents.
var letterChanges = []SingleChange{
	{Name: "capital to small letter", change: by(` [A-Z][a-z]{3,}`, func(w string, _ *rand.Rand) string { return strings.ToLower(w) })},
	{Name: "small letter to capital", change: by(` [a-z]{4,}`, func(w string, _ *rand.Rand) string { return capitalAfterSpace(w) })},
	{Name: "word to capitals", change: by(plainWord, func(w string, _ *rand.Rand) string { return strings.ToUpper(w) })},
	{Name: "accent dropped", change: to(`é`, "e")},
	{Name: "accent added", change: to(`\b([a-z]+[b-df-hj-np-tv-z])e([a-z]+)\b`, "${1}é$2")},
	{Name: "accent changed", change: to(`é`, "è")},
	{Name: "umlaut dropped", change: mapped(`[äöü]`, "ä", "a", "ö", "o", "ü", "u")},
	{Name: "umlaut to two letters", or: dossier.ClassWords, change: mapped(`[äöü]`, "ä", "ae", "ö", "oe", "ü", "ue")},
	{Name: "umlaut added", change: to(`\b([A-Z][a-z]+)u([a-z]+)`, "${1}ü$2")},
	{Name: "sharp s to ss", or: dossier.ClassWords, change: to(`ß`, "ss")},
	{Name: "sharp s to a capital B", or: dossier.ClassWords, change: to(`ß`, "B")},
	{Name: "Cyrillic а for Latin a", drawnAlike: true, change: to(`([a-z])a([a-z])`, "${1}а$2")},
	{Name: "Greek ο for Latin o", drawnAlike: true, change: to(`([a-z])o([a-z])`, "${1}ο$2")},
	{Name: "Latin p for Cyrillic р", drawnAlike: true, change: to(`р`, "p")},
	{Name: "letter changed", or: dossier.ClassWords, change: by(`[a-z]`, func(l string, r *rand.Rand) string { return string('a' + (l[0]-'a'+byte(1+r.IntN(25)))%26) })},
	{Name: "letter dropped", or: dossier.ClassWords, change: to(`\b([a-z]{2,})[a-z]([a-z]{2,})\b`, "$1$2")},
	{Name: "letter doubled", or: dossier.ClassWords, change: to(`\b([a-z]{2,})([b-df-hj-np-tv-z])([a-z])`, "$1$2$2$3")},
	{Name: "two letters swapped", or: dossier.ClassWords, change: by(`\b[a-z]{2}[a-z]{2}`, func(w string, r *rand.Rand) string { return w[:1] + w[2:3] + w[1:2] + w[3:] })},
	{Name: "dotless i", change: to(`([a-z])i([a-z])`, "${1}ı$2")},
	{Name: "small l to capital I", change: to(`([a-z])l([a-z])`, "${1}I$2")},
	{Name: "zero to capital O", or: dossier.ClassFigures, change: to(`([1-9])0`, "${1}O")},
	{Name: "rn to m", or: dossier.ClassWords, change: to(`rn`, "m")},
	{Name: "letter of a name", or: dossier.ClassWords, change: to(`\bTarkan\b`, "Tarken")},
	{Name: "cedilla dropped", change: to(`ç`, "c")},
	{Name: "tilde added", change: to(`([a-z])n([aeo])`, "${1}ñ$2")},
	{Name: "ring to a", change: to(`Å`, "A")},
	{Name: "stroke of o dropped", change: to(`ø`, "o")},
	{Name: "stroke of l dropped", change: to(`Ł`, "L")},
	{Name: "œ to oe", or: dossier.ClassWords, change: to(`œ`, "oe")},
	{Name: "diaeresis dropped", change: to(`ï`, "i")},
	{Name: "circumflex to grave", change: to(`û`, "ù")},
	{Name: "small letter of an abbreviation", or: dossier.ClassFigures, change: to(`\bMWh\b`, "mWh")},
	{Name: "heading to capitals", Places: 2, change: by(`^[^\n]+`, func(l string, _ *rand.Rand) string { return strings.ToUpper(l) })},
}

func capitalAfterSpace(w string) string { return " " + capital(w[1:]) }
