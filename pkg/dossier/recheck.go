package dossier

// RecheckSchema names the JSON form of a Recheck.
const RecheckSchema = "leakprint/recheck/1"

// A Recheck says what became of a finding when its question was asked again.
type Recheck struct {
	Schema  string            `json:"schema"`
	Before  Standpoint        `json:"before"`
	After   Standpoint        `json:"after"`
	Changes []StatementChange `json:"changes"` // in the order of the inputs; none when every statement stands
}

// A Standpoint is what a finding was made by.
type Standpoint struct {
	Tool   Tool       `json:"tool"`
	Rules  int        `json:"rules"`
	Corpus CorpusSize `json:"corpus"`
}

// Standpoint returns what the finding was made by.
func (f Finding) Standpoint() Standpoint { return Standpoint{f.Tool, f.Rules, f.Corpus} }

// A Statement names what a finding says.
type Statement string

// The statements.
const (
	OfInput      Statement = "input"      // which file it is: its SHA-256
	OfVerdict    Statement = "verdict"    // of the input, or of one match
	OfGrade      Statement = "grade"      // likewise
	OfPage       Statement = "page"       // how a page of the input stands to a known page
	OfAlteration Statement = "alteration" // one alteration
	OfMarks      Statement = "marks"      // one class of marks, and in how many places
)

// A StatementChange is a statement that is not made any more, or is made now, or is made
// otherwise. Before or After is "" where the statement is not made.
type StatementChange struct {
	Path       string         `json:"path"` // of the input
	Document   *KnownDocument `json:"document,omitempty"`
	Statement  Statement      `json:"statement"`
	QueryPages []int          `json:"query_pages,omitempty"`
	KnownPages []int          `json:"known_pages,omitempty"`
	Before     string         `json:"before"`
	After      string         `json:"after"`
}
