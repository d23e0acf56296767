package dossier

import "time"

// LineageSchema names the JSON form of a Lineage.
const LineageSchema = "leakprint/lineage/1"

// A Lineage says which copy came from which, as far as that can be told. That one was derived
// earlier means neither that it was published earlier nor that it is authentic.
type Lineage struct {
	Schema string        `json:"schema"`
	Tool   Tool          `json:"tool"`
	Nodes  []LineageNode `json:"nodes"`
	Edges  []Derivation  `json:"edges"`
	// Roots are the nodes that came from none of the others.
	Roots          []string        `json:"roots"`
	Contradictions []Contradiction `json:"contradictions"`
	Undecided      []Undecided     `json:"undecided"`
	// Distrusted says that what is easily forged was left out.
	Distrusted bool `json:"metadata_distrusted,omitempty"`
	// Unread are the files that could not be read, and take no part.
	Unread []UnreadCopy `json:"unread,omitempty"`
}

// A LineageNode is copies of equal content.
type LineageNode struct {
	ID        string        `json:"id"` // "n1"
	Copies    []LineageCopy `json:"copies"`
	Unseen    bool          `json:"unseen"` // no copy of it is there
	Sightings []Seen        `json:"sightings"`
}

// A LineageCopy is one file.
type LineageCopy struct {
	SHA256 Digest `json:"sha256"`
	Name   string `json:"name"`
}

// Seen is a Sighting as JSON tells it.
type Seen struct {
	Where     string    `json:"where"`
	When      time.Time `json:"when"` // to the second even if it is known only to the day
	Precision Precision `json:"precision"`
	Claimed   bool      `json:"claimed"`
	By        string    `json:"by,omitempty"`
	Via       string    `json:"via,omitempty"`
	Note      string    `json:"note,omitempty"`
	Recorded  time.Time `json:"recorded,omitzero"`
}

// A Derivation says that one node was made from another.
type Derivation struct {
	Parent      string         `json:"parent"`
	Child       string         `json:"child"`
	Probability float64        `json:"probability"`
	Pages       []DerivedPages `json:"pages"`
	Evidence    []LineageClue  `json:"evidence"` // what counted, strongest first
	// HangsOn is the one rule without which the derivation would not be told; "" where there
	// is none such.
	HangsOn string `json:"hangs_on,omitempty"`
}

// DerivedPages are runs of pages, first and last, that were taken over in order.
type DerivedPages struct {
	Parent [2]int `json:"parent"`
	Child  [2]int `json:"child"`
}

// A LineageClue is what one rule says of a derivation.
type LineageClue struct {
	Rule      string  `json:"rule"`
	Says      string  `json:"says"`
	Strength  float64 `json:"strength"` // natural logarithm of the likelihood ratio; below 0 it speaks against
	Forgeable bool    `json:"forgeable"`
}

// A Contradiction is between things that cannot both be true.
type Contradiction struct {
	Nodes []string `json:"nodes"`
	Why   string   `json:"why"`
}

// Undecided are nodes of which it cannot be told how they came from one another.
type Undecided struct {
	Nodes []string `json:"nodes"`
	Why   string   `json:"why"`
}

// An UnreadCopy is a file that could not be read, and why.
type UnreadCopy struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}
