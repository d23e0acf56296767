package manifest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Audit checks files against manifests, at most workers at once. Paths are files and
// folders that must be exactly what the manifests say: a file in them that no manifest
// lists is a finding, and a listed file outside them is not examined, unless the manifest
// lists nothing inside. Without paths, the files that the manifests list are checked, as by
// sha256sum -c. A bag is checked as a whole, for being complete and valid; if all manifests
// are bags, paths must lie within them.
//
// Paths of a manifest are relative to the working directory or, if that puts none of them
// into what was named, to the manifest's own folder, a folder of paths or the one around
// it; a note says so. The path of a check can be opened from the working directory.
//
// Checks are those of each manifest in the order given, sorted by path, the same for any
// number of workers; Compare says what they hold. A file in no manifest is reported by the
// manifests that list its content or, if there are none, by one manifest. A bag also has
// Damaged checks, of a manifest or bag-info.txt that contradicts the rest. Notes are those
// of the manifests and what was not examined. An error means that the audit could not be
// made.
func Audit(ctx context.Context, manifests []Manifest, paths []string, workers int) (checks []dossier.Check, notes []string, err error) {
	at, err := newPlaces(paths)
	if err != nil {
		return nil, nil, &dossier.Error{Op: "verify", Err: err}
	}
	portions := make([]portion, len(manifests))
	for i, m := range manifests {
		if portions[i], err = m.portion(at); err != nil {
			return nil, nil, err
		}
	}
	strangers, err := unlisted(at, portions)
	if err != nil {
		return nil, nil, err
	}
	files, err := hashed(ctx, portions, strangers, workers)
	if err != nil {
		return nil, nil, err
	}
	told := make([][]dossier.Check, len(portions))
	for i, p := range portions {
		told[i] = p.compare(files, strangers)
		portions[i].entries, portions[i].read = nil, nil
		for _, note := range p.notes {
			if len(portions) > 1 {
				note = p.Name + ": " + note
			}
			notes = append(notes, note)
		}
	}
	tellOnce(told, strangers)
	if len(told) == 1 {
		return told[0], notes, nil
	}
	return slices.Concat(told...), notes, nil
}

// A portion is the part of an audit that one manifest is for.
type portion struct {
	Manifest
	entries []Entry  // with paths that can be opened
	read    []string // the paths to read
	notes   []string
}

func (m Manifest) portion(at places) (portion, error) {
	if m.bag != nil {
		return m.bagPortion()
	}
	base := m.base(at)
	entries, outside := m.within(at, base)
	m.Entries = nil
	p := portion{Manifest: m, entries: entries, notes: slices.Clone(m.Notes)}
	for _, e := range entries {
		p.read = append(p.read, e.Path)
	}
	if base != here && at.absolute(base) != at.dir {
		p.notes = append(p.notes, "the manifest's paths are taken to be below "+base)
	}
	if outside > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%s of the manifest not examined: outside what was named", plural(outside, "file", "files")))
	}
	return p, nil
}

// holds reports whether the portion reports on a file that its entries do not list: the
// manifest itself, and whatever is in a bag.
func (p portion) holds(at places, path string) bool {
	return at.absolute(path) == at.absolute(p.Name) || p.bag != nil && at.inside(p.Root, path)
}

// compare returns the checks of the portion, whose files have been read. A bag ignores
// strangers.
func (p portion) compare(files readFiles, strangers []string) []dossier.Check {
	if p.bag != nil {
		return p.compareBag(files.of(p.read))
	}
	return Compare(p.entries, files.of(p.read, strangers))
}

// readFiles are files that were read, sorted by path, each once.
type readFiles []File

// of returns the files at paths, all of which were read.
func (f readFiles) of(paths ...[]string) []File {
	count := 0
	for _, some := range paths {
		count += len(some)
	}
	files := make([]File, 0, count)
	for _, some := range paths {
		for _, path := range some {
			at, _ := slices.BinarySearchFunc(f, path, func(file File, path string) int { return cmp.Compare(file.Path, path) })
			files = append(files, f[at])
		}
	}
	return files
}

// tellOnce keeps one check of each stranger whose content no manifest knows: the first of
// several manifests' checks that has a detail.
func tellOnce(told [][]dossier.Check, strangers []string) {
	const known, something = 2, 1
	says := func(c dossier.Check) int {
		switch {
		case c.State == dossier.Moved, c.State == dossier.Duplicate:
			return known
		case c.Detail != "":
			return something
		}
		return 0
	}
	by := make(map[string]int, len(strangers))
	most := make(map[string]int, len(strangers))
	for _, path := range strangers {
		most[path] = -1
	}
	for i, checks := range told {
		for _, c := range checks {
			if before, stranger := most[c.Path]; stranger && says(c) > before {
				by[c.Path], most[c.Path] = i, says(c)
			}
		}
	}
	for i := range told {
		told[i] = slices.DeleteFunc(told[i], func(c dossier.Check) bool {
			_, stranger := most[c.Path]
			return stranger && says(c) < known && by[c.Path] != i
		})
	}
}

// hashed reads the files of the portions and the strangers, with every algorithm of the
// entries.
func hashed(ctx context.Context, portions []portion, strangers []string, workers int) (readFiles, error) {
	paths, gives := slices.Clone(strangers), [algorithms]bool{}
	for _, p := range portions {
		paths = append(paths, p.read...)
		for _, e := range p.entries {
			for algorithm, sum := range e.Sums {
				gives[algorithm] = gives[algorithm] || sum != ""
			}
		}
	}
	var wanted []Algorithm
	for _, k := range kinds {
		if gives[k.algorithm] {
			wanted = append(wanted, k.algorithm)
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	files := make(readFiles, 0, len(paths))
	err := Hash(ctx, paths, wanted, workers, func(f File) error {
		files = append(files, f)
		return nil
	})
	return files, err
}

// here is the working directory as a base: paths stay as they are.
const here = ""

// places are the files and folders that the user named.
type places struct {
	dir   string          // the working directory
	named []string        // as the user named them
	roots map[string]bool // the same, absolute; if empty, everything is named
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

// hold reports whether a path was named or lies in a folder that was.
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

// below returns where a path of a manifest is if it is relative to base.
func below(base, path string) string {
	path = filepath.FromSlash(path)
	if base == here || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}

// base returns the folder that the manifest's paths are relative to. It depends on where
// they would be, never on how many files are there: whoever moves files must not choose it.
// If places are named it is the first of these that puts a listed path into one: the
// working directory, the manifest's own folder, the folder around a named one, and a named
// one. Otherwise it is the working directory, unless nothing listed is there and something
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

// any reports whether holds is true for the path of any entry below base.
func (m Manifest) any(base string, holds func(path string) bool) bool {
	return slices.ContainsFunc(m.Entries, func(e Entry) bool { return holds(below(base, e.Path)) })
}

// within returns the entries below base that are to be examined, with paths that can be
// opened, and how many are not. If none lies within what was named it returns all, because
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

// unlisted returns the files in the named places that are in no manifest, sorted. It
// returns a *dossier.Error wrapping ErrUnlisted for a place that is neither there nor in a
// manifest, and ErrOutside for one outside the bags if all manifests are bags.
func unlisted(at places, portions []portion) ([]string, error) {
	known := make(map[string]bool)
	for _, p := range portions {
		for _, e := range p.entries {
			known[at.absolute(e.Path)] = true
		}
	}
	var found []string
	for _, named := range at.named {
		if err := refuseOutside(at, portions, named); err != nil {
			return nil, err
		}
		paths, err := Walk(named)
		if isGone(err) && slices.ContainsFunc(portions, func(p portion) bool { return p.lists(at, named) }) {
			continue // the entries report what is missing
		}
		if errors.Is(err, fs.ErrPermission) {
			paths = []string{named} // reading it gives the error
		} else if err != nil {
			return nil, unnamed(named, err)
		}
		for _, path := range paths {
			key := at.absolute(path)
			if !known[key] && !slices.ContainsFunc(portions, func(p portion) bool { return p.holds(at, path) }) {
				known[key] = true
				found = append(found, path)
			}
		}
	}
	slices.Sort(found)
	return found, nil
}

// lists reports whether an entry is the named file or in the named folder.
func (p portion) lists(at places, named string) bool {
	return slices.ContainsFunc(p.entries, func(e Entry) bool { return at.inside(named, e.Path) })
}

// refuseOutside returns an error wrapping ErrOutside if all manifests are bags and a place is
// in none of them.
func refuseOutside(at places, portions []portion, named string) error {
	var roots []string
	for _, p := range portions {
		if p.bag == nil || at.inside(p.Root, named) {
			return nil
		}
		roots = append(roots, p.Root)
	}
	return &dossier.Error{Op: "verify", Path: named, Err: fmt.Errorf("%w %s", ErrOutside, strings.Join(roots, ", "))}
}

// inside reports whether path is root or below it.
func (p places) inside(root, path string) bool {
	rel, err := filepath.Rel(p.absolute(root), p.absolute(path))
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

func unnamed(path string, err error) error {
	reason := ErrFileUnread
	if errors.Is(err, fs.ErrNotExist) {
		reason = ErrUnlisted
	}
	return &dossier.Error{Op: "verify", Path: path, Err: dossier.WithReason(err, reason)}
}
