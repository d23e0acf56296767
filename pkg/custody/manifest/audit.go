package manifest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Audit checks files against the manifest, at most workers at once. Paths are files and
// folders that are to be just what the manifest says: what lies in them unlisted is a
// finding, what the manifest lists outside of them is not examined, unless it lists
// nothing inside. Without paths it is what the manifest lists that is checked, as
// sha256sum -c does. A bag is checked as a whole, for being complete and valid.
//
// Paths of a manifest are relative to the working directory or, where that puts none of
// them into what was named, to the manifest's own folder, a folder of paths or the one
// around it; a note says so. In checks a path is one that can be opened from the working
// directory.
//
// Checks are sorted by path, the same for any number of workers; Compare says what they
// hold. Of bags there are Damaged ones too: of a manifest or bag-info.txt that does not
// fit the rest. Notes are those of the manifest and what was not examined. An error says
// that the audit could not be made.
func (m Manifest) Audit(ctx context.Context, paths []string, workers int) (checks []dossier.Check, notes []string, err error) {
	at, err := newPlaces(paths)
	if err != nil {
		return nil, nil, &dossier.Error{Op: "verify", Path: m.Name, Err: err}
	}
	if m.bag != nil {
		return m.auditBag(ctx, at, workers)
	}
	base := m.base(at)
	entries, outside := m.within(at, base)
	found, err := m.find(at, entries)
	if err != nil {
		return nil, nil, err
	}
	files, err := hashed(ctx, found, entries, workers)
	if err != nil {
		return nil, nil, err
	}
	checks = Compare(entries, files)
	notes = slices.Clone(m.Notes)
	if base != here && at.absolute(base) != at.dir {
		notes = append(notes, "the manifest's paths are taken to be below "+base)
	}
	if outside > 0 {
		notes = append(notes, fmt.Sprintf("%s of the manifest not examined: outside of what was named", plural(outside, "file", "files")))
	}
	return checks, notes, nil
}

// hashed reads files by every algorithm of the entries.
func hashed(ctx context.Context, found []string, entries []Entry, workers int) ([]File, error) {
	var algorithms []Algorithm
	for _, k := range kinds {
		if slices.ContainsFunc(entries, func(e Entry) bool { return e.Sums[k.algorithm] != "" }) {
			algorithms = append(algorithms, k.algorithm)
		}
	}
	files := make([]File, 0, len(found))
	err := Hash(ctx, found, algorithms, workers, func(f File) error {
		files = append(files, f)
		return nil
	})
	return files, err
}

// here is the working directory as a base: paths stay as they are.
const here = ""

// Places are what the user named, in the working directory.
type places struct {
	dir   string          // the working directory
	named []string        // as the user named them
	roots map[string]bool // the same, absolute; empty for everywhere
}

func newPlaces(named []string) (places, error) {
	dir, err := os.Getwd()
	p := places{dir: dir, named: named, roots: make(map[string]bool)}
	for _, path := range named {
		p.roots[p.absolute(path)] = true
	}
	return p, err
}

func (p places) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(p.dir, path)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// hold reports whether a path was named, or lies in a folder that was.
func (p places) hold(path string) bool {
	if len(p.roots) == 0 {
		return true
	}
	for at := p.absolute(path); ; at = filepath.Dir(at) {
		if p.roots[at] {
			return true
		}
		if at == filepath.Dir(at) {
			return false
		}
	}
}

// below is where a path of a manifest is when it is relative to base.
func below(base, path string) string {
	path = filepath.FromSlash(path)
	if base == here || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}

// base is the folder to which the manifest's paths are relative. It goes by where they
// would be, never by how many files are there: whoever moves files must not choose it. With
// places named it is the first of the working directory, the manifest's own folder, the
// one around a folder that was named and that folder under which what is listed is in what
// was named. Without, it is the working directory, unless nothing listed is there and something
// is in the manifest's folder.
func (m Manifest) base(at places) string {
	own := filepath.Dir(m.Name)
	if len(at.named) == 0 {
		if !m.any(here, exists) && m.any(own, exists) {
			return own
		}
		return here
	}
	bases := []string{here, own}
	var around, folders []string
	for _, path := range at.named {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			folders = append(folders, filepath.Clean(path))
			around = append(around, filepath.Join(path, ".."))
		}
	}
	for _, base := range slices.Concat(bases, around, folders) {
		if m.any(base, at.hold) {
			return base
		}
	}
	return here
}

// any reports whether something holds of the path of any entry below base.
func (m Manifest) any(base string, holds func(path string) bool) bool {
	return slices.ContainsFunc(m.Entries, func(e Entry) bool { return holds(below(base, e.Path)) })
}

// within returns the entries below base that are to be examined, by the paths at which
// they can be opened, and how many are not. All are when none lies within what was named:
// they may have been moved there.
func (m Manifest) within(at places, base string) (entries []Entry, outside int) {
	var others []Entry
	for _, e := range m.Entries {
		e.Path = below(base, e.Path)
		if at.hold(e.Path) {
			entries = append(entries, e)
		} else {
			others = append(others, e)
		}
	}
	if len(entries) == 0 {
		return others, 0
	}
	return entries, len(others)
}

// find returns the paths to read, sorted: those of the entries, and what lies in the
// places named, but for the manifest itself. A file is named as its entry does.
func (m Manifest) find(at places, entries []Entry) ([]string, error) {
	known := map[string]bool{at.absolute(m.Name): true}
	var found []string
	for _, e := range entries {
		known[at.absolute(e.Path)] = true
		found = append(found, e.Path)
	}
	for _, named := range at.named {
		paths, err := Walk(named)
		if isGone(err) && slices.ContainsFunc(entries, func(e Entry) bool { return at.inside(named, e.Path) }) {
			continue // what is missing there is told by the entries
		}
		if errors.Is(err, fs.ErrPermission) {
			paths = []string{named} // reading it says so
		} else if err != nil {
			return nil, unnamed(named, err)
		}
		for _, path := range paths {
			if key := at.absolute(path); !known[key] {
				known[key] = true
				found = append(found, path)
			}
		}
	}
	slices.Sort(found)
	return found, nil
}

// inside reports whether path is root or below it.
func (p places) inside(root, path string) bool {
	rel, err := filepath.Rel(p.absolute(root), p.absolute(path))
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

func unnamed(path string, err error) error {
	hint := "check who may read it"
	if errors.Is(err, fs.ErrNotExist) {
		hint = "it is neither there nor in the manifest: check its spelling"
	}
	return &dossier.Error{Op: "verify", Path: path, Err: err, Hint: hint}
}
