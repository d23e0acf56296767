package dossier

// InspectionSchema names the JSON form of an Inspection.
const InspectionSchema = "leakprint/inspect/1"

// An Inspection says of files what they hide, what they were before, what is attached to them,
// who and what made them, and which marks in them may identify a source. It is for the person
// who inspects: none of it belongs into what is published.
type Inspection struct {
	Schema string      `json:"schema"`
	Tool   Tool        `json:"tool"`
	Inputs []Inspected `json:"inputs"`
	// Differences are those between two copies, where two were compared.
	Differences []Difference `json:"differences,omitempty"`
}

// Inspected is one file as it was inspected. A file attached to another, or a member of an
// archive, has the path "outer!inner".
type Inspected struct {
	Path      string   `json:"path"`
	SHA256    Digest   `json:"sha256"`
	MediaType string   `json:"media_type"`
	Pages     int      `json:"pages"`
	Error     []string `json:"error,omitempty"` // why it could not be read; what its bytes say is told all the same
	Items     []Item   `json:"items"`
	LookedFor []string `json:"looked_for"`
	// NotLookedFor says what could not be looked for, and why.
	NotLookedFor []string `json:"not_looked_for,omitempty"`
	// States are where the states end that a file was saved in one after another, in bytes; none
	// of a file that was saved once.
	States []int64 `json:"states,omitempty"`
}

// An Item is a fact about a file.
type Item struct {
	Group Group    `json:"group"`
	Kind  ItemKind `json:"kind"`
	// Form is how something was hidden, as those who study failed redactions name it.
	Form   HidingForm `json:"form,omitempty"`
	Page   int        `json:"page,omitempty"`
	Box    *Box       `json:"box,omitempty"`
	Object int        `json:"object,omitempty"` // number in the file
	Part   string     `json:"part,omitempty"`   // the file within an office document
	Value  string     `json:"value"`            // as the file has it
	Basis  string     `json:"basis"`            // how it was found
	See    string     `json:"see,omitempty"`    // how to see it with a common program; FILE stands for the file
	// SHA256 is of an attached file.
	SHA256 *Digest `json:"sha256,omitempty"`
	// Known is set where an attached file is a known document: its name.
	Known string `json:"known,omitempty"`
}

// A Difference is one between two copies of a document.
type Difference struct {
	Page   int    `json:"page,omitempty"` // of the first copy
	Box    *Box   `json:"box,omitempty"`
	Kind   string `json:"kind"`
	Before string `json:"before"` // in the first copy
	After  string `json:"after"`  // in the second
	Basis  string `json:"basis"`
}

// A HidingForm is one in which redactions fail.
type HidingForm string

// The forms.
const (
	FormRectangle     HidingForm = "rectangle"
	FormCrossHatch    HidingForm = "cross-hatch"
	FormDarkHighlight HidingForm = "dark-highlight"
	FormAnnotation    HidingForm = "annotation" // of another type
	FormPicture       HidingForm = "picture"
	FormUnapplied     HidingForm = "unapplied-annotation"
	FormBookmark      HidingForm = "bookmark"
)

// A Group is what items have in common.
type Group string

// The groups.
const (
	GroupHidden   Group = "hidden"   // what nobody sees who reads the document
	GroupEarlier  Group = "earlier"  // what it was before
	GroupAttached Group = "attached" // what is attached to it or does something
	GroupOrigin   Group = "origin"   // who and what made it
	GroupMark     Group = "mark"     // what may have been put there to identify a copy
)

// Telling reports whether an item of the group calls for a look: that somebody made the file
// with something does not.
func (g Group) Telling() bool { return g != GroupOrigin }

// An ItemKind is what an item is.
type ItemKind string

// The kinds, by group.
const (
	TextUnderBox        ItemKind = "text-under-box"
	TextUnderPicture    ItemKind = "text-under-picture"
	TextUnderAnnotation ItemKind = "text-under-annotation"
	TextBehind          ItemKind = "text-behind"           // other things
	TextInGroundColour  ItemKind = "text-in-ground-colour" // white on white
	TextClipped         ItemKind = "text-clipped"
	TextOffPage         ItemKind = "text-off-page"
	TextTiny            ItemKind = "text-tiny"
	TextInvisible       ItemKind = "text-invisible" // drawn in a mode that leaves no ink, and no text layer of a scan
	TextLayerOff        ItemKind = "text-layer-off"
	TextMarkedHidden    ItemKind = "text-marked-hidden" // of office documents
	RedactionUnapplied  ItemKind = "redaction-unapplied"
	CroppedAway         ItemKind = "page-cropped"
	PictureClipped      ItemKind = "picture-clipped" // a part of it is not shown
	Comment             ItemKind = "comment"
	FieldNotShown       ItemKind = "field-not-shown"
	AlternateText       ItemKind = "alternate-text"
	HiddenBookmark      ItemKind = "bookmark"

	Revision         ItemKind = "revision"
	EarlierMetadata  ItemKind = "earlier-metadata"
	TrackedChange    ItemKind = "tracked-change"
	EarlierText      ItemKind = "earlier-text"
	EarlierThumbnail ItemKind = "thumbnail"

	AttachedFile      ItemKind = "attachment"
	JavaScript        ItemKind = "javascript"
	LaunchAction      ItemKind = "launch-action"
	ActiveURI         ItemKind = "uri-action" // that a program opens by itself
	FormSubmission    ItemKind = "submit-action"
	ExternalReference ItemKind = "external-reference"
	EmbeddedMedia     ItemKind = "embedded-media"
	Signature         ItemKind = "signature"
	Certificate       ItemKind = "certificate" // of a signature
	Encryption        ItemKind = "encryption"
	Macros            ItemKind = "macros"

	Metadata       ItemKind = "metadata"
	Person         ItemKind = "person" // or organisation
	DateTold       ItemKind = "date"
	XMP            ItemKind = "xmp"
	XMPHistory     ItemKind = "xmp-history"
	DateContradict ItemKind = "date-contradiction"
	DateZone       ItemKind = "time-zone"
	ProducerChain  ItemKind = "producers"
	FileID         ItemKind = "file-id"
	FontUsed       ItemKind = "font"
	ColourProfile  ItemKind = "colour-profile"
	Camera         ItemKind = "camera"
	Location       ItemKind = "location"
	SerialNumber   ItemKind = "serial-number"
	JPEGTables     ItemKind = "jpeg-tables"
	LocalPath      ItemKind = "path"
	Printer        ItemKind = "printer"
	Template       ItemKind = "template"
	RevisionIDs    ItemKind = "revision-ids"
	Link           ItemKind = "link"
	ColourScan     ItemKind = "colour-scan"

	ZeroWidth     ItemKind = "zero-width-characters"
	UnusualSpace  ItemKind = "unusual-spaces"
	Homoglyph     ItemKind = "homoglyphs"
	SoftHyphen    ItemKind = "soft-hyphens"
	DoubledSpace  ItemKind = "doubled-spaces"
	LineSpacing   ItemKind = "line-spacing"
	WordSpacing   ItemKind = "word-spacing"
	RecipientMark ItemKind = "recipient"
	Watermark     ItemKind = "watermark"
	QRCode        ItemKind = "qr-code"
	PrinterDots   ItemKind = "printer-dots"
)
