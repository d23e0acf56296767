package dossier

// SearchSchema names the JSON form of a SearchAnswer.
const SearchSchema = "leakprint/search/1"

// A SearchAnswer is where the words of a query stand in a corpus.
type SearchAnswer struct {
	Schema string      `json:"schema"`
	Query  string      `json:"query"`
	Hits   []SearchHit `json:"hits"` // in the order the documents were added
	// Total is on how many pages the words stand, of which Hits may tell only the first.
	Total int `json:"total"`
	// Indexed says whether an index was asked; otherwise all texts were read, which takes longer.
	Indexed bool `json:"indexed"`
}

// A SearchHit is a page on which the words stand.
type SearchHit struct {
	Document FoundDocument `json:"document"`
	Page     int           `json:"page"`
	// Snippet is what stands around them: the first sentences that have them, in one line.
	Snippet string `json:"snippet"`
	// Hits are where they stand in Snippet, in characters: the first, and the one after the last.
	Hits       [][2]int `json:"hits"`
	Recognised bool     `json:"recognised"` // the text was recognised from a picture, and may be misread
}

// A FoundDocument is a document of the corpus.
type FoundDocument struct {
	SHA256  Digest `json:"sha256"`
	Name    string `json:"name"`
	Dossier string `json:"dossier"`
}
