// Package forge makes synthetic documents and altered copies of documents, the
// same bytes every time. It drives the tests, the demonstration and the quality
// file.
//
// Everything starts from a model (Document, Page, Word) in which the place and
// the order of every word are known, so what an alteration did is known too:
// each Page says which original pages it came from (Page.From), and functions
// that change words return a Change for each place they touched. Alterations
// never modify their receiver.
//
// Dossier invents six read-outs of trade talks, Treaties a large body of treaty
// prose that copies from itself, FromPages takes a document that was read from a
// real PDF. Reposts tells the story of the demonstration: altered copies whose
// file names state their truth.
//
// Alterations are the ways in which copies are altered, of every kind; Alter makes a
// copy in one or several of them and says what is true of it.
//
// Communique invents a plain text (Text), which Text.In writes in each Format. It is
// changed in one place by SingleChanges, and written in another way, unaltered, by Twins.
// DrawnChanges change pages of a PDF as tools do that know nothing of the text, and
// HarmlessWays make a PDF anew that shows the same.
//
// Scripts are languages in other scripts, with texts, changes and twins of their own.
//
// Pages that were drawn elsewhere are altered as pictures: Looks are the ways in
// which a repost may look, Scanned makes a document of pictures.
//
// All that forge invents is labelled so: every page shows Label.
//
// The alterations that matter to text alone (Noise, EditWords, RedactText, ...)
// exist for plain strings as well and share their code with those on documents.
package forge

import "math/rand/v2"

// Label is shown on every page that forge invents.
const Label = "Invented document - leakprint demonstration"

// stream names the independent random sequences drawn from one seed, so that a
// change to one part of what is made leaves the others as they were.
type stream uint64

const (
	streamMinutes stream = iota + 1
	streamPictures
	streamTreaties
	streamReposts
	streamLookAlike
	streamCommunique
	streamScripts
)

func newRand(seed uint64, s stream) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(s)))
}
