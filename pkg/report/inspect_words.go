package report

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An itemWord says what a kind of item is called, what it may mean, how it is seen with a common
// program (FILE, PAGE and NUMBER stand for the file, the page and the object) and what removes it.
type itemWord struct {
	kind     dossier.ItemKind
	noun     string // of several
	means    string
	see      string
	removes  string
	identify bool // it may lead to a source, whatever its group
}

const (
	seeText     = "pdftotext -f PAGE -l PAGE FILE -"
	seeObject   = "qpdf --show-object=NUMBER FILE"
	seeStream   = "qpdf --show-object=NUMBER --filtered-stream-data FILE"
	seeMetadata = "exiftool -a -G1 -s FILE"
	seePart     = "unzip -p FILE PART"

	cutText    = "take the text itself out, not what hides it; pages made anew from pictures have none"
	anew       = "make the pages anew from pictures of them"
	dropFields = "take the metadata out and write the file anew: appending keeps what was there"
	retype     = "type the text anew"
)

// itemWords are all kinds, in the order in which they are told within a group.
var itemWords = []itemWord{
	{dossier.TextUnderBox, "text under a drawing", "a black or white box was laid over text that is still there", seeText, cutText, false},
	{dossier.TextUnderPicture, "text under a picture", "a picture was laid over text that is still there", seeText, cutText, false},
	{dossier.TextUnderAnnotation, "text under an annotation", "an annotation covers text that is still there", seeText, cutText, false},
	{dossier.TextBehind, "text behind something else", "other content covers text that is still there", seeText, cutText, false},
	{dossier.TextInGroundColour, "text in the colour of its ground", "such as white on white: left from editing, or meant not to be seen", seeText, cutText, true},
	{dossier.TextClipped, "text that is clipped away", "part of the page was cut to a frame", seeText, cutText, false},
	{dossier.TextOffPage, "text off the page", "left outside of what is shown", seeText, cutText, true},
	{dossier.TextTiny, "text too small to read", "may be there for programs to read, or as a mark", seeText, cutText, true},
	{dossier.TextInvisible, "invisible text", "drawn without ink, and not as the text layer of a scan", seeText, cutText, true},
	{dossier.TextLayerOff, "text in a layer that is off", "shows when the layer is switched on", seeText, cutText, false},
	{dossier.TextMarkedHidden, "hidden text", "marked as hidden, white or tiny", seePart, "show hidden text in the word processor and delete it", true},
	{dossier.RedactionUnapplied, "redactions that were not applied", "areas were marked to be redacted; what is in them is still there", seeText, "apply the redactions in the program that marked them", false},
	{dossier.CroppedAway, "content outside the page", "the page was cropped; what was cut off is still there", "pdfinfo -box -f PAGE -l PAGE FILE", anew, false},
	{dossier.PictureClipped, "pictures of which a part is not shown", "the whole picture is still in the file; programs crop pictures so", "pdfimages -list -f PAGE -l PAGE FILE", "crop the picture itself, or make the pages anew from pictures of them", false},
	{dossier.Comment, "comments", "remarks beside the text, often with a name", seeObject, "delete comments and write the file anew", true},
	{dossier.FieldNotShown, "values of fields that are not shown", "the form holds more than it shows", seeObject, "flatten the form and write the file anew", true},
	{dossier.AlternateText, "texts that say more than the page", "written for screen readers; after a redaction they may still say what was redacted", seeObject, "write the file anew without its structure", false},
	{dossier.HiddenBookmark, "bookmarks that quote what is not on the page", "made from headings before something was taken out", "qpdf --json --json-key=outlines FILE", "delete the bookmark", false},

	{dossier.Revision, "earlier states", "the file was saved by appending; each state can be opened", "leakprint extract --revisions FILE -o DIR", dropFields, true},
	{dossier.EarlierMetadata, "metadata that was taken out or changed", "an earlier state still has it", "pdfresurrect -q FILE", dropFields, true},
	{dossier.EarlierText, "what an earlier state says otherwise", "changed between two states of the file", "leakprint extract --revisions FILE -o DIR", dropFields, true},
	{dossier.TrackedChange, "tracked changes", "the document keeps what was changed, by whom and when", seePart, "accept all changes in the word processor", true},
	{dossier.EarlierThumbnail, "thumbnails", "small pictures that may show an earlier state", seeObject, "write the file anew without thumbnails", false},

	{dossier.AttachedFile, "attached files", "files within the file; they are inspected below where they can be read", "pdfdetach -list FILE", "pdftk or qpdf --remove-attachment", true},
	{dossier.JavaScript, "scripts", "run when the file is opened or used, where the reader allows it", seeObject, anew, false},
	{dossier.LaunchAction, "actions that start programs", "run when the file is opened or used, where the reader allows it", seeObject, anew, false},
	{dossier.ActiveURI, "addresses opened without a click", "opening the file may tell a server that it was opened", seeObject, anew, true},
	{dossier.FormSubmission, "actions that send a form", "send what is filled in to an address", seeObject, anew, true},
	{dossier.ExternalReference, "references to other files", "fetched when the file is opened, which tells the server so", seeObject, anew, true},
	{dossier.EmbeddedMedia, "sound, film and models", "play within the page", seeObject, anew, false},
	{dossier.Macros, "macros", "programs within the document", "olevba FILE", "save it in a format without macros", false},
	{dossier.Signature, "signatures", "not verified here; what was appended after one is not covered by it", "pdfsig FILE", anew, true},
	{dossier.Certificate, "certificates of signatures", "whom they name was not checked", "pdfsig FILE", anew, true},
	{dossier.Encryption, "encryption", "the file asks programs not to allow some things", "qpdf --show-encryption FILE", "qpdf --decrypt", false},

	{dossier.ProducerChain, "programs, in order", "", seeMetadata, dropFields, false},
	{dossier.Person, "people and organisations", "", seeMetadata, dropFields, true},
	{dossier.Metadata, "metadata", "", seeMetadata, dropFields, false},
	{dossier.XMP, "metadata in XMP", "", seeMetadata, dropFields, false},
	{dossier.XMPHistory, "history in XMP", "", seeMetadata, dropFields, false},
	{dossier.DateTold, "dates", "", seeMetadata, dropFields, false},
	{dossier.DateContradict, "dates that do not fit", "clocks may be wrong, and programs copy dates", seeMetadata, dropFields, false},
	{dossier.DateZone, "time zones", "of the clock of whoever saved it, unless it was set otherwise", seeMetadata, dropFields, false},
	{dossier.FileID, "identifiers of the file", "files that share one mostly have a common origin; programs copy it, and anybody can", seeMetadata, dropFields, false},
	{dossier.FontUsed, "fonts", "", "pdffonts FILE", anew, false},
	{dossier.ColourProfile, "colour profiles", "", seeStream, anew, false},
	{dossier.Camera, "cameras and devices", "", seeMetadata, "take the metadata out of the picture, or draw it anew", true},
	{dossier.Location, "places", "where a picture says that it was taken", seeMetadata, "take the metadata out of the picture, or draw it anew", true},
	{dossier.SerialNumber, "serial numbers", "of one device", seeMetadata, "take the metadata out of the picture, or draw it anew", true},
	{dossier.JPEGTables, "tables of JPEGs", "programs and cameras differ in them", "", anew, false},
	{dossier.LocalPath, "paths on a machine", "often with the name of a user", seeMetadata, dropFields, true},
	{dossier.Printer, "printers", "", seePart, dropFields, true},
	{dossier.Template, "templates", "", seePart, dropFields, false},
	{dossier.RevisionIDs, "numbers of editing sessions", "documents that share some mostly have a common origin", seePart, "copy the text into a new document", true},
	{dossier.ColourScan, "scans in colour", "may show dots that lead to the printer, found or not", "pdfimages -list FILE", "publish it in gray at 100 dpi, or type it anew", true},
	{dossier.Link, "links", "", seeObject, anew, false},

	{dossier.ZeroWidth, "characters without width", "may encode whose copy this is; some scripts and programs use them", seeText, retype, true},
	{dossier.UnusualSpace, "unusual spaces", "may encode whose copy this is; programs also use them to set text", seeText, retype, true},
	{dossier.Homoglyph, "letters of other scripts that look alike", "may encode whose copy this is, or hide a word from a search", seeText, retype, true},
	{dossier.SoftHyphen, "soft hyphens", "mostly of word processors; may encode whose copy this is", seeText, retype, true},
	{dossier.DoubledSpace, "doubled spaces", "mostly a habit of whoever typed it; may encode whose copy this is", seeText, retype, true},
	{dossier.LineSpacing, "steps in the spacing of lines", "may encode whose copy this is", "pdftotext -bbox FILE -", retype, true},
	{dossier.WordSpacing, "steps in the spacing of words", "may encode whose copy this is", "pdftotext -bbox FILE -", retype, true},
	{dossier.RecipientMark, "words that name a recipient or a copy", "", seeText, "leave the words out of what is published", true},
	{dossier.Watermark, "watermarks", "", "pdftoppm -f PAGE -l PAGE -png FILE page", retype, true},
	{dossier.QRCode, "codes for machines", "", "zbarimg page.png", "leave the code out of what is published", true},
	{dossier.PrinterDots, "printer dots", "yellow dots that colour printers leave: they tell the printer and often the time", "look at the blue channel of a scan at 300 dpi or more", retype, true},
}

// wordOf is what is said of a kind; kinds of later versions are called by their names.
func wordOf(kind dossier.ItemKind) itemWord {
	if i := slices.IndexFunc(itemWords, func(w itemWord) bool { return w.kind == kind }); i >= 0 {
		return itemWords[i]
	}
	return itemWord{kind: kind, noun: Quote(string(kind))}
}

// groupWords are the groups in the order in which they are told.
var groupWords = []struct {
	group dossier.Group
	words string
}{
	{dossier.GroupHidden, "Hidden content"},
	{dossier.GroupEarlier, "Earlier states"},
	{dossier.GroupAttached, "Attached and active content"},
	{dossier.GroupMark, "Marks that may identify a source"},
	{dossier.GroupOrigin, "Who and what made it"},
}

// Identifies reports whether an item may lead to a source, so that it is to be looked at before the
// file is published.
func Identifies(item dossier.Item) bool {
	return item.Group == dossier.GroupHidden || item.Group == dossier.GroupEarlier || item.Group == dossier.GroupMark || wordOf(item.Kind).identify
}

// ItemKinds are all kinds of items.
func ItemKinds() []dossier.ItemKind {
	kinds := make([]dossier.ItemKind, len(itemWords))
	for i, w := range itemWords {
		kinds[i] = w.kind
	}
	return kinds
}

// Seen returns an inspection in which each item says how it is seen with a common program.
func Seen(i dossier.Inspection) dossier.Inspection {
	i.Inputs = slices.Clone(i.Inputs)
	for n := range i.Inputs {
		items := slices.Clone(i.Inputs[n].Items)
		for k := range items {
			items[k].See = seeItem(items[k])
		}
		i.Inputs[n].Items = items
	}
	return i
}

// seeItem is the command that shows an item; "" where there is none, as without its page.
func seeItem(item dossier.Item) string {
	return filledIn(wordOf(item.Kind).see, map[string]string{
		"PAGE": numberOrNone(item.Page), "NUMBER": numberOrNone(item.Object), "PART": quotedPart(item.Part),
	})
}
