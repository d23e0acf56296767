package forge

import (
	"math/rand/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// figureChanges change digits, and signs and units that belong to them.
var figureChanges = []SingleChange{
	{Name: "digit changed", change: by(`[0-9]`, otherDigit)},
	{Name: "two digits swapped", change: by(`[0-9]{2}`, swapEnds)},
	{Name: "digit added", change: by(`[0-9]`, func(d string, r *rand.Rand) string { return d + otherDigit(d, r) })},
	{Name: "digit removed", change: to(`([0-9])[0-9]`, "$1")},
	{Name: "zero added at the end", change: to(`([1-9])([ ,;])`, "${1}0$2")},
	{Name: "thousands comma moved", change: to(`([0-9]),([0-9])([0-9]{2})`, "$1$2,$3")},
	{Name: "thousands comma to point", change: to(`([0-9]),([0-9]{3})`, "$1.$2")},
	{Name: "decimal point moved", change: to(`([0-9])\.([0-9])`, "$1$2.0")},
	{Name: "decimal point dropped", change: to(`([0-9])\.([0-9])`, "$1$2")},
	{Name: "decimal point to comma", change: to(`([0-9])\.([0-9])`, "$1,$2")},
	{Name: "minus added", change: to(`([ \t])([0-9]+\.[0-9])`, "$1-$2")},
	{Name: "minus removed", change: to(` -([0-9])`, " $1")},
	{Name: "plus to minus", change: to(`\+([0-9])`, "-$1")},
	{Name: "plus-minus to plus", change: to(`±`, "+")},
	{Name: "percent dropped", change: to(`([0-9]) ?%`, "$1")},
	{Name: "percent to per mille", change: to(`%`, "‰")},
	{Name: "per mille to percent", change: to(`‰`, "%")},
	{Name: "dollar to pound", change: to(`\$([0-9])`, "£$1")},
	{Name: "pound to euro", change: to(`£`, "€")},
	{Name: "euro sign dropped", change: to(`€`, "")},
	{Name: "currency code USD to GBP", change: to(`USD`, "GBP")},
	{Name: "currency code EUR to USD", change: to(`EUR`, "USD")},
	{Name: "kilometres to metres", change: to(`([0-9]) km`, "$1 m")},
	{Name: "million to billion", or: dossier.ClassWords, change: to(`million`, "billion")},
	{Name: "milligrams to grams", change: to(`([0-9]) mg`, "$1 g")},
	{Name: "micrograms to milligrams", change: to(`µg`, "mg")},
	{Name: "degrees Celsius to Fahrenheit", change: to(`°C`, "°F")},
	{Name: "kilowatts to megawatts", change: to(`kW\b`, "MW")},
	{Name: "ratio turned round", change: to(`ratio of ([0-9]+):([0-9]+)`, "ratio of $2:$1")},
	{Name: "colon of a ratio to a hyphen", change: to(`([0-9]):([0-9])`, "$1-$2")},
	{Name: "less than to greater than", change: to(`<`, ">")},
	{Name: "at most to at least", change: to(`≤`, "≥")},
	{Name: "at least to greater than", change: to(`≥`, ">")},
	{Name: "superscript to a digit", change: to(`10⁵`, "105")},
	{Name: "superscript minus dropped", change: to(`⁻`, "")},
	{Name: "square metres to m2", change: to(`m²`, "m2")},
	{Name: "cubic to square metres", change: to(`m³`, "m²")},
	{Name: "subscript to a digit", change: to(`₂`, "2")},
	{Name: "a half to a quarter", change: to(`½`, "¼")},
	{Name: "slash of a fraction dropped", change: to(`1/2`, "12")},
	{Name: "fraction turned over", change: to(`3/4`, "4/3")},
	{Name: "time 10:30 to 10.30", change: to(` (1[0-9]):([0-9]{2})`, " $1.$2")},
	{Name: "am to pm", or: dossier.ClassWords, change: to(` am\b`, " pm")},
	{Name: "day and month exchanged", Places: 2, change: to(`(0[0-9])/(0[0-9])/`, "$2/$1/")},
	{Name: "hyphens of a date to slashes", change: to(`([0-9]{4})-([0-9]{2})-([0-9]{2})`, "$1/$2/$3")},
	{Name: "hyphen of a range dropped", or: dossier.ClassPunctuation, change: to(`Articles ([0-9]+)-([0-9]+)`, "Articles $1 $2")},
	{Name: "range to a list", or: dossier.ClassWords, change: to(`([0-9]) to ([0-9])`, "$1, $2")},
	{Name: "box ticked", change: to(`☐`, "☑")},
	{Name: "tick taken off", change: to(`☑`, "☐")},
	{Name: "Roman number", or: dossier.ClassWords, change: to(`\bIV\b`, "VI")},
	{Name: "Roman number shortened", or: dossier.ClassWords, change: to(`\bXII\b`, "XI")},
	{Name: "ordinal", change: to(`2nd`, "3rd")},
	{Name: "digit moved over a space", Places: 2, change: to(`([0-9])([0-9]) ([0-9]{2})`, "$1 $2$3")},
	{Name: "digit moved to the next cell", Places: 2, change: to(`([0-9])([0-9])\t([0-9]{2}\b)`, "$1\t$2$3")},
	{Name: "brackets of a loss dropped", or: dossier.ClassPunctuation, change: to(`\(([0-9]+)\)`, "$1")},
	{Name: "leading zero dropped", change: to(`\b00([0-9])`, "0$1")},
	{Name: "about dropped", or: dossier.ClassPunctuation, change: to(`≈`, "")},
	{Name: "arrow turned", or: dossier.ClassPunctuation, change: to(`↑`, "↓")},
	{Name: "grade A+ to A", change: to(`A\+`, "A")},
	{Name: "times to plus", or: dossier.ClassPunctuation, change: to(`×`, "+")},
}

// otherDigit is another digit than a given one.
func otherDigit(d string, r *rand.Rand) string {
	return string('0' + (d[0]-'0'+byte(1+r.IntN(9)))%10)
}

// swapEnds exchanges the first and the last of some ASCII characters.
func swapEnds(s string, _ *rand.Rand) string {
	return s[len(s)-1:] + s[1:len(s)-1] + s[:1]
}
