// Package dossier is leakprint's vocabulary: the values that every other
// package speaks in. It holds no behaviour beyond naming, parsing and printing,
// and imports the standard library only.
//
// A dossier is a named set of documents released together. A document is one
// file, known by its SHA-256. Copies of it turn up again, altered or not; a
// Finding says which document an input is a copy of and what differs.
package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// A Digest is a SHA-256 (FIPS 180-4): the identity of files and of streams
// within them everywhere in leakprint.
type Digest [sha256.Size]byte

// Sum returns the digest of data.
func Sum(data []byte) Digest { return sha256.Sum256(data) }

// ParseDigest reads 64 hexadecimal digits.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if len(s) != 2*len(d) {
		return d, fmt.Errorf("digest %q: want %d hexadecimal digits", s, 2*len(d))
	}
	if _, err := hex.Decode(d[:], []byte(s)); err != nil {
		return d, fmt.Errorf("digest %q: %w", s, err)
	}
	return d, nil
}

// String is the digest in lower-case hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short is the digest's first 12 hexadecimal digits, for people.
func (d Digest) Short() string { return d.String()[:12] }

// IsZero reports whether d was never set.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes the digest as String does, nothing for one never set.
func (d Digest) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Digest{}
		return nil
	}
	parsed, err := ParseDigest(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// MinPrefix is the fewest hexadecimal digits by which a document may be named.
const MinPrefix = 6

// A Box is a rectangle on a page in PDF points (1/72 inch), its origin the
// page's top left corner as displayed, y growing downwards.
type Box struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// Union is the smallest box around two.
func (b Box) Union(other Box) Box {
	x, y := min(b.X, other.X), min(b.Y, other.Y)
	return Box{X: x, Y: y, W: max(b.X+b.W, other.X+other.W) - x, H: max(b.Y+b.H, other.Y+other.H) - y}
}

// Overlap is the area that two boxes share, in square points.
func (b Box) Overlap(other Box) float64 {
	w := min(b.X+b.W, other.X+other.W) - max(b.X, other.X)
	h := min(b.Y+b.H, other.Y+other.H) - max(b.Y, other.Y)
	return max(0, w) * max(0, h)
}

// A Word is a run of text without white space and the box it is shown in.
type Word struct {
	Text string
	Box  Box
}

// An Image is a picture embedded in a page.
type Image struct {
	Box           Box    // where it is shown
	Width, Height int    // pixels
	Format        string // how it is stored: "jpeg", "jpx", "jbig2", "ccitt", "raw"
	SHA256        Digest // of the stream as stored, decryption undone, filters not
	// Trimmed is the digest of the stream cut at its first end-of-image marker
	// where it is a JPEG (writers such as Ghostscript pad the stream), else SHA256.
	Trimmed Digest
}

// A Page is what one page holds, as read.
type Page struct {
	Number        int     // 1-based
	Width, Height float64 // points, as displayed
	Text          string  // in reading order, a line feed between lines
	Recognised    bool    // Text was recognised from what the page looks like: some of it may be misread
	Language      string  // by which it was recognised, as tesseract names languages: "deu", "deu+eng"; "" where not known
	Words         []Word
	Images        []Image
	Note          string // why something could not be read; "" when all was
	// Render is the digest of everything that drawing and reading the page depend on:
	// pages of equal digests are equal, pages of others may be. Zero where there is none.
	Render Digest
}

// An Absence says why a page carries no fingerprint. The values are written to corpora
// and to JSON: they never change.
type Absence string

// The absences.
const (
	Present      Absence = "" // it carries one
	Blank        Absence = "blank page"
	NearEmpty    Absence = "near-empty page"
	BlackedOut   Absence = "blacked out"
	NothingSeen  Absence = "no text, and no picture with enough in it"
	Purged       Absence = "purged"
	Unread       Absence = "page could not be read"         // at all; the page's Note says why
	PartlyUnread Absence = "page could not be read in full" // and nothing that could; Note says why
)

// wholePage is the share of a page's area from which a picture is a picture of the page.
const wholePage = .8

// FilledBy reports whether a picture fills the page but for its margins: then it is a
// picture of the page, such as a scan, rather than a picture on it.
func (p Page) FilledBy(i Image) bool { return i.Box.W*i.Box.H >= wholePage*p.Width*p.Height }

// A PageRef names a page of a document.
type PageRef struct {
	Document Digest
	Number   int // 1-based
}

// A Document is one file.
type Document struct {
	SHA256 Digest
	SHA512 [64]byte
	// SHA1 is for joining with others' catalogues, not evidence; zero where it is not known.
	SHA1      [20]byte
	Name      string // base name as added
	Dossier   string // "" when it stands alone
	MediaType string
	Size      int64 // bytes
	Pages     int
	Notes     []string // what could not be read of it
	Metadata  map[string]string
	// Attachments are the files embedded in it, by name.
	Attachments []Attachment
	Columns     Columns // by which versions its pages were read
	Purged      bool    // nothing is kept of its pages, on purpose
}

// ReadBefore reports whether something is kept of the document's pages as earlier versions read it.
func (d Document) ReadBefore(now Columns) bool { return !d.Purged && d.Columns.Before(now) }

// An Attachment is a file embedded in a document.
type Attachment struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 Digest `json:"sha256"`
}

// Columns are the versions of what is kept of a document's pages. Each column is made, and
// made anew, by itself; fingerprint.Columns are the versions that this program makes. Zero
// stands for a column that was never made.
type Columns struct {
	Text     int `json:"text"`     // the text, by which its marks are made
	Layout   int `json:"layout"`   // how the words lie, by which its chains are made
	Pictures int `json:"pictures"` // the hashes of embedded pictures
	Looks    int `json:"looks"`    // the hash of a page of few words as a whole
	Facts    int `json:"facts"`    // sizes, notes, absences, render digests; SHA-1 and attachments of the file
}

// Before reports whether any column is of an earlier version than the other's.
func (c Columns) Before(other Columns) bool {
	return c.Text < other.Text || c.Layout < other.Layout || c.Pictures < other.Pictures || c.Looks < other.Looks || c.Facts < other.Facts
}

// A Precision says how exactly a time is known.
type Precision string

// The precisions.
const (
	ToTheDay    Precision = "day"
	ToTheSecond Precision = "second"
)

// A Sighting says where and when a copy was seen.
type Sighting struct {
	Where     string    // URL or path; recorded, never fetched
	When      time.Time // UTC; midnight where it is known to the day
	Precision Precision
	Claimed   bool      // somebody says so; else the operator saw it there and then
	By        string    // who showed it: an account, a person; "" when not said
	Via       string    // the platform or medium
	Note      string    // what else is to be known of it
	Recorded  time.Time // when it was written down, UTC to the second; zero when that was not kept
}

// A Verdict is the answer for one input or for one match.
type Verdict string

// The verdicts, strongest first.
const (
	Identical  Verdict = "identical"  // the same bytes
	Same       Verdict = "same"       // same content; container, metadata, encoding or rasterisation differ
	Altered    Verdict = "altered"    // the same document, content altered
	Partial    Verdict = "partial"    // a part or an excerpt of it, otherwise unaltered
	Unclear    Verdict = "unclear"    // the same document as far as it can be read, which is not most of it
	Shared     Verdict = "shared"     // shared passages only: not the same document
	None       Verdict = "none"       // nothing in common
	Unreadable Verdict = "unreadable" // the input could not be read
)

// Found reports whether the verdict says that the input is the known document
// or a part of it, as against merely sharing passages with it.
func (v Verdict) Found() bool {
	return v == Identical || v == Same || v == Altered || v == Partial || v == Unclear
}

// A Relation says how a page of the input stands to a known page.
type Relation string

// The relations.
const (
	SamePage Relation = "same"     // the same content
	Edited   Relation = "edited"   // the same page, words differ
	Redacted Relation = "redacted" // the same page, words are gone
	Excerpt  Relation = "excerpt"  // the input's page is part of the known page
	Contains Relation = "contains" // the input's page holds the known page and more
	Near     Relation = "near"     // much in common, not enough to call it the same
	Passage  Relation = "shared"   // a shared passage, or region
	Form     Relation = "form"     // the same printed form, filled in differently

	FormOrPage Relation = "form-or-page" // the same page or the same printed form: too unclear to tell which
)

// IsForm reports whether no more is known of two pages than that they are the same printed form.
func (r Relation) IsForm() bool { return r == Form || r == FormOrPage }

// A Grade says in words how strong the evidence is. Each is tied to a measured
// false-match rate (testdata/golden/quality.txt).
type Grade string

// The grades, strongest first.
const (
	GradeIdentical Grade = "identical"
	VeryStrong     Grade = "very-strong"
	Strong         Grade = "strong"
	Weak           Grade = "weak"
	NoGrade        Grade = "none"
)

// A Kind names an alteration.
type Kind string

// The alterations.
const (
	// Of pages as a whole.
	PageRemoved    Kind = "page-removed"
	PageInserted   Kind = "page-inserted"
	PageMoved      Kind = "page-moved"
	PageDuplicated Kind = "page-duplicated"
	PageRotated    Kind = "page-rotated"
	PageCropped    Kind = "page-cropped"
	PageScaled     Kind = "page-scaled"
	ExcerptTaken   Kind = "excerpt"
	Shortened      Kind = "shortened" // a quotation says by a sign that words were left out
	Merged         Kind = "merged"
	Split          Kind = "split"

	// Of what pages show.
	TextEdited      Kind = "text-edited"
	TextRedacted    Kind = "redacted"
	RedactedBadly   Kind = "redacted-badly" // the text is still beneath
	OverlayAdded    Kind = "overlay-added"  // watermark, stamp, header, footer
	OverlayRemoved  Kind = "overlay-removed"
	Restyled        Kind = "restyled"          // the same words in another colour, weight or slant
	HiddenTextAdded Kind = "hidden-text-added" // words that only this file holds, and nobody sees
	AnnotationAdded Kind = "annotation-added"
	ImageReplaced   Kind = "image-replaced"
	Retypeset       Kind = "re-typeset"

	// Of how it is stored.
	Rasterised        Kind = "rasterised" // the text has become a picture of it
	ReEncoded         Kind = "re-encoded" // pictures are stored anew and look the same
	OCRLayerAdded     Kind = "ocr-layer-added"
	ReSaved           Kind = "re-saved"
	IncrementalUpdate Kind = "incremental-update" // appended to the known file's bytes
	Encrypted         Kind = "encrypted"
	AttachmentAdded   Kind = "attachment-added"
	MetadataChanged   Kind = "metadata-changed"
	MetadataStripped  Kind = "metadata-stripped"
)

// A Basis names what a page pair rests on.
type Basis string

// The bases.
const (
	ByBytes    Basis = "bytes"    // the files are the same, byte for byte
	ByText     Basis = "text"     // shared wording
	ByImage    Basis = "image"    // the same embedded picture
	ByLayout   Basis = "layout"   // words that look the same in the same places
	ByLooks    Basis = "looks"    // drawn, the pages look the same
	ByPosition Basis = "position" // stands between paired pages and carries no evidence against it
)

// A PagePair says that a page of the input and a known page belong together.
type PagePair struct {
	Query        int      `json:"query"`
	Known        int      `json:"known"`
	Relation     Relation `json:"relation"`
	Basis        []Basis  `json:"basis"`
	Score        float64  `json:"score"`        // bits of shared wording, weighed by rarity
	Coincidences float64  `json:"coincidences"` // expected number of such pairs by chance
	QueryCover   float64  `json:"query_cover"`  // share of the input page found on the known page
	KnownCover   float64  `json:"known_cover"`  // share of the known page found on the input page
	// Clear is the share of the known page's words in view of which it could be told whether
	// they are the same, 0 to 1; 1 where there are none. It is asked of copies found alone, and is
	// 1 of other matches.
	Clear float64 `json:"clear"`
	// Untold are the other words, and those of the input of which it could not be told whether
	// they were put in; nil where there are none.
	Untold *Untold `json:"untold,omitempty"`
	// Where the pages were laid over one another:
	Words *WordsInPlace `json:"words,omitempty"`
	// Transform maps points of the input page to points of the known page: a
	// homography, row by row. A picture's pixel is 0.72 points.
	Transform []float64 `json:"transform,omitempty"`
	// Mesh holds, where the pages lie unevenly on one another, points of the input page with those
	// of the known page that lie there, as x, y, x, y; Transform comes close then.
	Mesh [][4]float64 `json:"mesh,omitempty"`
	// Bent says that the paper of one of the pages did not lie flat, so that its folds and
	// shadows cannot be told from what was drawn on it.
	Bent bool `json:"bent,omitempty"`
}

// besideCover is the greatest sum of covers of a page by others that stand side by side on it.
const besideCover = 1.1

// SideBySide reports whether an input page shows the known pages that it is paired with side by
// side, as a picture of an open book does: they account for no more than all of it. Otherwise, one
// of them is meant.
func SideBySide(ofOnePage []PagePair) bool {
	covered := 0.
	for _, p := range ofOnePage {
		covered += p.QueryCover
	}
	return covered <= besideCover
}

// Untold counts words of which it could not be told whether they were changed.
type Untold struct {
	Words     int `json:"words"`     // all of them
	Figures   int `json:"figures"`   // of these, words with a digit
	Negations int `json:"negations"` // of these, words that negate or make an exception
}

// WordsInPlace counts words where two pages laid over one another overlap.
type WordsInPlace struct {
	InPlace int `json:"in_place"` // words of the input page that lie on words of the known page
	Of      int `json:"of"`       // words of the input page
	Missing int `json:"missing"`  // words of the known page in whose place the input page shows none
}

// PageBox is a box on a page.
type PageBox struct {
	Page int `json:"page"`
	Box
}

// An Alteration is one way in which the input differs from the known document: at one
// place, or the same at many.
type Alteration struct {
	Kind       Kind      `json:"kind"`
	Class      Class     `json:"class,omitempty"` // of an edit of text: what about it differs
	QueryPages []int     `json:"query_pages"`
	KnownPages []int     `json:"known_pages"`
	Boxes      []PageBox `json:"boxes"`                 // on pages of the known document
	QueryBoxes []PageBox `json:"query_boxes,omitempty"` // on pages of the input
	Before     string    `json:"before"`                // what the known document has there
	After      string    `json:"after"`                 // what the input has there
	// Line is the line of the known page, counted from the top, on which edited or redacted words
	// begin; 0 where that cannot be told.
	Line int `json:"line,omitempty"`
	// Lead and Trail are the unchanged words before and after.
	Lead  string `json:"lead,omitempty"`
	Trail string `json:"trail,omitempty"`
	// Negation is a word that negates or makes an exception, and is left out or put in; "" for
	// none.
	Negation string `json:"negation,omitempty"`
	// InPart says of a redaction that only some of the ink of each of its words is gone: a digit
	// of a figure, a decimal point.
	InPart bool `json:"in_part,omitempty"`
	// InkAdded says of words that look different, and were not read, that all of their ink is
	// still there and where more was put.
	InkAdded InkAdded `json:"ink_added,omitempty"`
	// Form is what was put on a page, as far as that is told by its shape; "" for the rest.
	Form OverlayForm `json:"form,omitempty"`
	// EndsSentence says of a quotation whether the end of a sentence is among what was left out.
	EndsSentence bool `json:"ends_sentence,omitempty"`

	Basis string `json:"basis"` // what it was told by, in words
}

// Unread reports whether words look different and nothing read what they are now.
func (a Alteration) Unread() bool {
	return a.Kind == TextEdited && a.Class == "" && a.Before != "" && a.After == ""
}

// InkAdded is where ink was put to words.
type InkAdded string

// The places.
const (
	InkBeside InkAdded = "beside" // right beside them: a digit, a letter
	InkOver   InkAdded = "over"   // on them
)

// OverlayForm is the shape of what was put on a page.
type OverlayForm string

// The forms.
const (
	OverlayLine      OverlayForm = "line"      // along words: through them, under them
	OverlayHighlight OverlayForm = "highlight" // darker ground of words in a row
	OverlayBox       OverlayForm = "box"       // filled, and as dark as text
	OverlayText      OverlayForm = "text"      // words that were read
)

// AlongWords reports whether what was put on a page is a line or a highlight along words, which
// are Before.
func (a Alteration) AlongWords() bool { return a.Kind == OverlayAdded && a.Before != "" }

// A Class says what about two wordings differs.
type Class string

// Classes of difference. The first five are alterations; spacing and marks are not, and
// are told as Marks.
const (
	ClassFigures     Class = "figures"     // digits, signs, currencies, units, operators, fractions, check marks
	ClassWords       Class = "words"       // other words, more or fewer of them
	ClassLetters     Class = "letters"     // letter case, accents, look-alike letters
	ClassPunctuation Class = "punctuation" // points, commas, brackets, quotation marks that are there or not
	ClassOrder       Class = "order"       // the same words in another order
	ClassSpacing     Class = "spacing"     // words joined or split, doubled spaces
	ClassMarks       Class = "marks"       // characters that cannot be seen, or look like others
)

// A MarkClass is a kind of Mark.
type MarkClass string

// Classes of marks.
const (
	MarkZeroWidth    MarkClass = "zero-width"    // characters without width: joiners, byte order marks
	MarkTag          MarkClass = "tag"           // tag characters and variation selectors, which can spell out a text
	MarkDirection    MarkClass = "direction"     // controls of writing direction
	MarkSoftHyphen   MarkClass = "soft-hyphen"   // within a line
	MarkUnusualSpace MarkClass = "unusual-space" // other than space, tab and line break
	MarkDoubledSpace MarkClass = "doubled-space"
	MarkJoinedWords  MarkClass = "joined-words" // words joined or split
	MarkLookAlike    MarkClass = "look-alike"   // other characters that are drawn alike
)

// A Mark is a difference from the known document that changes no word and that a reader
// does not notice. Marks can tell whose copy this is.
type Mark struct {
	Class MarkClass `json:"class"`
	Count int       `json:"count"` // places where the documents differ
	First MarkPlace `json:"first"`
}

// A MarkPlace is where the first of several marks stands: a page of the input, and the
// words around it.
type MarkPlace struct {
	Page int    `json:"page"`
	Text string `json:"text"`
}

// A Quotation is a passage of the input that the known document has, word for word or
// changed.
type Quotation struct {
	Text       string     `json:"text"` // as the input has it
	QueryPages []int      `json:"query_pages"`
	KnownPages []int      `json:"known_pages"`
	Handling   []Handling `json:"handling,omitempty"`
	// Unclear is in how many places it differs from words that a machine read, which may be
	// misread.
	Unclear  int       `json:"unclear,omitempty"`
	Variants []Variant `json:"variants,omitempty"` // these places
}

// A Variant is a place where a machine read something else than the other side has.
type Variant struct {
	Before string `json:"before"` // what the known document has there
	After  string `json:"after"`  // what the input has there
}

// A HandlingKind is a way in which people normally handle what they quote.
type HandlingKind string

// The ways of handling a quotation. None of them is an alteration.
const (
	HandledCase      HandlingKind = "case"      // of the first letter
	HandledInsertion HandlingKind = "insertion" // in brackets, in place of words or beside them
	HandledSic       HandlingKind = "sic"
	HandledHashtag   HandlingKind = "hashtag"
	HandledQuotes    HandlingKind = "quotation-marks" // single for double within others
	HandledNotes     HandlingKind = "notes"           // raised signs of footnotes on the line, or left out; signs of items left out
	HandledCells     HandlingKind = "cells"           // cells of a table beside those quoted left out
	HandledOmission  HandlingKind = "omission"        // a sign for words left out where none were
)

// A Handling is one place where a quotation was handled so.
type Handling struct {
	Kind   HandlingKind `json:"kind"`
	Before string       `json:"before"` // what the known document has there
	After  string       `json:"after"`  // what the input has there
}

// A Reason says why documents that have words in common are not called one.
type Reason string

// TooShort says that the words stand there, and are too few to tell anything by.
const TooShort Reason = "too-short"

// Coverage is the share of each side's text that the other holds, 0 to 1.
type Coverage struct {
	Query float64 `json:"query"`
	Known float64 `json:"known"`
}

// A KnownDocument is a corpus's document as a finding names it.
type KnownDocument struct {
	SHA256  Digest `json:"sha256"`
	Name    string `json:"name"`
	Dossier string `json:"dossier"`
	Pages   int    `json:"pages"`
}

// A Match is what one known document has to do with one input.
type Match struct {
	Document    KnownDocument `json:"document"`
	Verdict     Verdict       `json:"verdict"`
	Grade       Grade         `json:"grade"`
	Coverage    Coverage      `json:"coverage"`
	Clear       float64       `json:"clear"` // of the words on its pages, as PagePair.Clear
	Pages       []PagePair    `json:"pages"`
	Alterations []Alteration  `json:"alterations"`
	Marks       []Mark        `json:"marks,omitempty"`
	Quotations  []Quotation   `json:"quotations,omitempty"` // what a text quotes of the document
	Reason      Reason        `json:"reason,omitempty"`     // of verdict shared, where it is one of these
	// Part is set of a copy of which the input holds pages, or quotes words, that it holds of
	// no earlier match: the input is made of these.
	Part bool `json:"part,omitempty"`
}

// Has reports whether an alteration of the kind was found.
func (m Match) Has(kind Kind) bool {
	for _, a := range m.Alterations {
		if a.Kind == kind {
			return true
		}
	}
	return false
}

// A Count says how many of how many.
type Count struct {
	Matched int `json:"matched"`
	Of      int `json:"of"`
}

// A DossierMatch sums up what one input, or a batch of them, holds of a dossier.
type DossierMatch struct {
	Name      string  `json:"name"`
	Verdict   Verdict `json:"verdict"`
	Grade     Grade   `json:"grade"`
	Documents Count   `json:"documents"`
	Pages     Count   `json:"pages"`
	Altered   int     `json:"altered,omitempty"` // of the documents matched
}

// A HiddenKind says why a reader of a document does not see a piece of its text.
type HiddenKind string

// The kinds of hidden text.
const (
	HiddenDeleted HiddenKind = "deleted"  // a tracked deletion
	HiddenByMark  HiddenKind = "hidden"   // marked as not to be shown
	HiddenWhite   HiddenKind = "white"    // in the colour of what is behind it, such as white on white
	HiddenTiny    HiddenKind = "tiny"     // too small to be read
	HiddenComment HiddenKind = "comment"  // a remark beside the text
	HiddenOffPage HiddenKind = "off-page" // placed where nothing is shown
)

// Hidden is a piece of text that a document holds and does not show.
type Hidden struct {
	Kind HiddenKind `json:"kind"`
	Text string     `json:"text"`
}

// An InputFinding is the answer for one input.
type InputFinding struct {
	Path      string   `json:"path"`
	SHA256    Digest   `json:"sha256"`
	MediaType string   `json:"media_type"`
	Pages     int      `json:"pages"`
	Verdict   Verdict  `json:"verdict"`
	Grade     Grade    `json:"grade"`
	Notes     []string `json:"notes"`
	Hidden    []Hidden `json:"hidden,omitempty"` // text that an office document holds and does not show, in order
	// Unquoted are the words of a text that quotes, in pieces, which are from no document
	// found.
	Unquoted []string `json:"unquoted,omitempty"`
	// Recognised are the pages of which the text was recognised, by the languages read.
	Recognised []RecognisedPages `json:"recognised,omitempty"`
	// Summary is the answer in brief; nil where nobody asked for words.
	Summary  *Summary       `json:"summary,omitempty"`
	Dossiers []DossierMatch `json:"dossiers"`
	Matches  []Match        `json:"matches"`
	// LeftOut counts the matches beyond those asked for; nil where there are none.
	LeftOut *LeftOut `json:"left_out,omitempty"`
	// Tied is how many known documents fit the input as well as that of the first match, also
	// of those left out.
	Tied int `json:"tied,omitempty"`
}

// LeftOut counts matches that are not shown.
type LeftOut struct {
	Parts  int `json:"parts"`  // copies found that are other parts of the input than those before
	Others int `json:"others"` // other copies found
	Shared int `json:"shared"` // documents that passages are shared with
}

// RecognisedPages are pages of which the text was recognised from what they look like.
type RecognisedPages struct {
	Language string `json:"language"` // as tesseract names languages: "deu", "deu+eng"
	Pages    []int  `json:"pages"`
}

// A Summary is the answer for one input in one sentence, and the facts by which others can
// say it in other words or in another language.
type Summary struct {
	Sentence string       `json:"sentence"` // in English, as the text and the report begin
	Facts    SummaryFacts `json:"facts"`
}

// SummaryFacts are the facts of a Summary. Document and what follows it are of the first match or,
// where the input is made of several documents, of the first of these that is altered.
type SummaryFacts struct {
	Verdict     Verdict           `json:"verdict"`
	Grade       Grade             `json:"grade"`
	Documents   int               `json:"documents"`       // of which something was found, also of matches left out
	Parts       int               `json:"parts,omitempty"` // copies found in the input, each on pages of its own
	Tied        int               `json:"tied,omitempty"`  // documents that fit as well as the first
	Document    *KnownDocument    `json:"document,omitempty"`
	Pages       Count             `json:"pages"`                 // of that document that were found
	KnownPages  []int             `json:"known_pages,omitempty"` // those found
	Part        bool              `json:"part,omitempty"`        // no page was found wholly
	Turned      int               `json:"turned,omitempty"`      // degrees clockwise by which a picture must be turned, in quarters of a turn
	Askew       int               `json:"askew,omitempty"`       // degrees by which it must be turned besides
	Mirrored    bool              `json:"mirrored,omitempty"`
	Clear       float64           `json:"clear"` // share of the words that could be told
	Untold      *Untold           `json:"untold,omitempty"`
	First       *SummaryChange    `json:"first,omitempty"` // what was changed, and means most
	Alterations []AlterationCount `json:"alterations"`     // in the order in which the kinds first occur
	// Negations are the words left out or put in that negate or make an exception.
	Negations []string `json:"negations,omitempty"`
	// Quotation is set where the answer is about what a text quotes of the document.
	Quotation *SummaryQuotation `json:"quotation,omitempty"`
}

// A SummaryQuotation says how a text quotes a document.
type SummaryQuotation struct {
	Passages  int  `json:"passages"`  // quoted, each once however often it stands there
	TooShort  bool `json:"too_short"` // they are too few words to tell anything by
	Shortened int  `json:"shortened"` // parts left out with a sign for it
	Unclear   int  `json:"unclear"`   // places that a machine may have misread
	Unquoted  int  `json:"unquoted"`  // pieces of the text that are from no document found
}

// A SummaryChange is a change of what pages show.
type SummaryChange struct {
	Kind       Kind   `json:"kind"`
	Class      Class  `json:"class,omitempty"`
	Negation   string `json:"negation,omitempty"`
	QueryPages []int  `json:"query_pages"`
	KnownPages []int  `json:"known_pages"`
	Before     string `json:"before"`
	After      string `json:"after"`
}

// An AlterationCount says how many alterations there are of a kind and class.
type AlterationCount struct {
	Kind  Kind  `json:"kind"`
	Class Class `json:"class,omitempty"`
	Count int   `json:"count"`
}

// Tool says what made a finding.
type Tool struct {
	Version     string `json:"version"`
	Fingerprint int    `json:"fingerprint"` // fingerprint.Version
}

// CorpusSize says what was searched.
type CorpusSize struct {
	Documents int `json:"documents"`
	Pages     int `json:"pages"`
	// Stale counts the documents that are kept as an earlier version read them, and were
	// searched by that.
	Stale int `json:"stale,omitempty"`
}

// FindingSchema names the JSON form of a Finding.
const FindingSchema = "leakprint/match/1"

// A Finding is the whole answer to one question.
type Finding struct {
	Schema   string         `json:"schema"`
	Tool     Tool           `json:"tool"`
	Rules    int            `json:"rules"` // recognise.Rules; 0 where that was not recorded
	Corpus   CorpusSize     `json:"corpus"`
	Inputs   []InputFinding `json:"inputs"`
	Dossiers []DossierMatch `json:"dossiers"` // over all inputs
}

// Errors that callers tell apart.
var (
	ErrExists    = errors.New("already in the corpus")
	ErrNotFound  = errors.New("not in the corpus")
	ErrAmbiguous = errors.New("more than one document begins with these digits")
	ErrVersion   = errors.New("made by another version of leakprint")
	ErrDamaged   = errors.New("damaged")
)

// An Error is a failure told to a person: what was being done, to what and why it
// failed.
type Error struct {
	Op   string // "open corpus"
	Path string // the file it is about; "" when none
	Err  error  // why
	// Hint is what would help with the document itself, or with a program that is to be
	// installed: the package that knows the format says it. A library names no verb and
	// no flag of leakprint there: the command line adds its own advice, by what was being
	// done and why that failed. "" where there is nothing of the kind.
	Hint string
}

// Error is the failure in one line, without the hint. A path that the reason names
// again is left out of it.
func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("%s: %v", e.Op, e.Err)
	}
	reason := e.Err
	if named, ok := errors.AsType[*fs.PathError](reason); ok && named.Path == e.Path {
		reason = named.Err
	}
	return fmt.Sprintf("%s %s: %v", e.Op, e.Path, reason)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// WithReason returns an error that reads as err does and is both err and reason by
// errors.Is, so that callers can tell apart what others say in words of their own.
func WithReason(err, reason error) error { return &marked{err, reason} }

type marked struct {
	error
	reason error
}

func (m *marked) Unwrap() []error { return []error{m.error, m.reason} }
