package dossier

// RelatedSchema names the JSON form of a RelatedAnswer.
const RelatedSchema = "leakprint/related/1"

// A RelatedAnswer is which documents of a corpus share something with one of them.
type RelatedAnswer struct {
	Schema   string            `json:"schema"`
	Document FoundDocument     `json:"document"`
	Related  []RelatedDocument `json:"related"` // those that share most first
}

// A RelatedDocument is another document, with what it shares with the one asked for.
type RelatedDocument struct {
	Document FoundDocument `json:"document"` // the other one
	// Pages are the pages of which most of the text stands on one of the other's pages.
	Pages []SharedPage `json:"pages"`
	// Passages are the pages of which less than that stands there.
	Passages []SharedPage `json:"passages"`
	// Pictures counts the pictures that are on pages of both, as they are stored.
	Pictures int `json:"pictures"`
	// Attached says that the other one is attached to it, and AttachedTo that it is attached to the other.
	Attached   bool `json:"attached,omitempty"`
	AttachedTo bool `json:"attached_to,omitempty"`
}

// A SharedPage is a page of which text stands on a page of another document.
type SharedPage struct {
	Page  int `json:"page"`
	Other int `json:"other"` // that has most of it
	// Share is how much of the page's text stands there, from 0 to 1, as far as its marks tell; text that
	// stands on very many pages is left out.
	Share float64 `json:"share"`
}
