// Package manifest reads and writes lists of files with their digests, in the formats
// that archives use, and audits files against them: checksum lines (sha256sum and its
// kin of GNU coreutils), hashdeep, and bags (BagIt, RFC 8493).
//
// A manifest comes from outside, so its size is limited, and paths in a bag cannot lead out of
// it. Links in place of files are not followed. Nothing is fetched.
package manifest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Reasons that a *dossier.Error wraps, for callers to tell apart.
var (
	ErrUnreadable  = errors.New("the manifest cannot be read")
	ErrNotManifest = errors.New("not a manifest")
	ErrTooMany     = errors.New("it lists more than is read")
	ErrEmpty       = errors.New("it lists no files") // so an audit by it could not fail
	ErrNotBag      = errors.New("no such declaration: the folder is not a bag")
	ErrOutside     = errors.New("lies outside the bag")
	ErrUnlisted    = errors.New("neither there nor in the manifest")
	ErrFileUnread  = errors.New("a file to be audited cannot be read")
)

// OpWriteBag is the Op of a dossier.Error of WriteBag.
const OpWriteBag = "write bag"

// An Algorithm is a digest that a manifest gives.
type Algorithm int

// The algorithms, the strongest first. Of the two that cannot be forged, the one that leakprint
// identifies documents by comes first. For MD5 and SHA-1, files with different content and the same
// digest can be made.
const (
	SHA256 Algorithm = iota
	SHA512
	SHA1
	MD5
	algorithms // how many there are
)

// String returns the algorithm's name in lower case, without hyphens: "sha256".
func (a Algorithm) String() string { return kinds[a].name }

// A kind says how an algorithm is computed.
type kind struct {
	algorithm Algorithm
	name      string
	size      int // bytes
	new       func() hash.Hash
	forgeable bool
}

// kinds are the kinds by algorithm.
var kinds = [algorithms]kind{
	{SHA256, "sha256", sha256.Size, sha256.New, false},
	{SHA512, "sha512", sha512.Size, sha512.New, false},
	{SHA1, "sha1", sha1.Size, sha1.New, true},
	{MD5, "md5", md5.Size, md5.New, true},
}

// strongestKind returns the first kind for which of is true; false if there is none.
func strongestKind(of func(kind) bool) (kind, bool) {
	i := slices.IndexFunc(kinds[:], of)
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

// kindOf returns an algorithm's kind by its name; false if it is not known.
func kindOf(name string) (kind, bool) {
	return strongestKind(func(k kind) bool { return k.name == name })
}

// Sums are digests of one content in lower-case hexadecimal, by algorithm. An empty one is missing.
type Sums [algorithms]string

// sumBy returns the digest of one algorithm.
func sumBy(a Algorithm, sum string) (s Sums) {
	s[a] = sum
	return s
}

// strongest returns the strongest kind of digest given; false if none is.
func (s Sums) strongest() (kind, bool) {
	return strongestKind(func(k kind) bool { return s[k.algorithm] != "" })
}

// An Entry is a file as a manifest lists it.
type Entry struct {
	Path string // as the manifest spells it; in a bag, slash-separated and relative to its folder
	Size int64  // bytes; -1 if not given
	Sums Sums
}

// A Manifest is a list of files with their digests.
type Manifest struct {
	Name    string   // the file, or the bag's folder, as it was named
	Format  string   // "sha512sum", "sha256sum", "sha1sum", "md5sum" by the strongest digest, "hashdeep", "bag"
	Entries []Entry  // in the manifest's order, each path once; in a bag, also tag files
	Root    string   // a bag's folder, else ""
	Notes   []string // what was not understood, and what the digests do not protect against
	bag     *bag     // what else a bag says; nil if it is not a bag
}

// Read reads a manifest and recognises its format by content: checksum lines of coreutils
// (text or binary mode, escaped, or as of --tag) or hashdeep. A folder, or a bagit.txt or a
// manifest in a folder that has one, is a bag (BagIt 1.0 or 0.97). It returns a
// *dossier.Error that names the line at fault; if nothing is listed it wraps ErrEmpty, and ErrTooMany if
// more than most files are, or with longer paths than so many have; 0 for any number.
func Read(path string, most int) (Manifest, error) {
	m, err := read(path, &list{most: most})
	if err != nil {
		return Manifest{}, err
	}
	return m.checked()
}

// New makes a manifest of entries that were read by other means. It returns an error for
// contradictory entries and, wrapping ErrEmpty, for none, or ErrTooMany as Read does.
func New(name, format string, entries []Entry, most int) (Manifest, error) {
	files := list{most: most}
	for _, e := range entries {
		if err := files.add(e.Path, e.Size, e.Sums); err != nil {
			return Manifest{}, &dossier.Error{Op: "read manifest", Path: name, Err: err}
		}
	}
	return Manifest{Name: name, Format: format, Entries: files.entries}.checked()
}

// checked returns an error wrapping ErrEmpty if there are no entries, and adds a note about
// weak digests.
func (m Manifest) checked() (Manifest, error) {
	if len(m.Entries) == 0 {
		return Manifest{}, &dossier.Error{Op: "read manifest", Path: m.Name, Err: ErrEmpty}
	}
	m.Notes = append(m.Notes, forgeable(m.Entries)...)
	return m, nil
}

func read(path string, files *list) (Manifest, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Manifest{}, unread(path, err)
	}
	if info.IsDir() {
		return readBag(path, path, files)
	}
	if dir := filepath.Dir(path); isBagFile(filepath.Base(path)) {
		if exists(filepath.Join(dir, declarationFile)) {
			return readBag(path, dir, files)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		return Manifest{}, unread(path, err)
	}
	defer file.Close()
	return readLines(path, file, files)
}

func unread(path string, err error) error {
	return &dossier.Error{Op: "read manifest", Path: path, Err: dossier.WithReason(err, ErrUnreadable)}
}

// forgeable returns a note of how many entries have only digests that can be forged.
func forgeable(entries []Entry) []string {
	weak := 0
	for _, e := range entries {
		if k, ok := e.Sums.strongest(); ok && k.forgeable {
			weak++
		}
	}
	if weak == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s listed with MD5 or SHA-1 only: these show damage, but another file with the same digest can be made", plural(weak, "file is", "files are"))}
}

// plural returns a count with its noun: "1 file", "2 files".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
