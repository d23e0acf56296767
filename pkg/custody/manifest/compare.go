package manifest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Compare returns checks of what became of each entry and each file, sorted by path. Files
// that no entry lists are new, moved or duplicates, by their content; an empty file is
// always new. Every digest and the size that an entry gives must agree. Expected and Actual
// are digests of the strongest algorithm given or, if not all agree, of the strongest that
// differs; for a moved file or a duplicate, Expected is the listed path. Compare
// sorts the entries.
func Compare(entries []Entry, files []File) []dossier.Check {
	c := newComparison(entries, files)
	var missing []Entry
	for _, e := range c.entries {
		file := c.fileAt(e.Path)
		switch {
		case file == nil || isGone(file.Err):
			missing = append(missing, e)
		case file.Err != nil:
			c.checks = append(c.checks, unreadable(e.Path, file.Err))
		default:
			c.listed(e, *file)
		}
	}
	var strangers []File
	for _, file := range files {
		switch {
		case c.lists[clean(file.Path)] || isGone(file.Err):
		case file.Err != nil:
			c.checks = append(c.checks, unreadable(file.Path, file.Err))
		default:
			strangers = append(strangers, file)
		}
	}
	slices.SortFunc(strangers, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	c.unlisted(strangers, missing)
	sortChecks(c.checks)
	return c.checks
}

// sortChecks sorts checks by path, then state and detail.
func sortChecks(checks []dossier.Check) {
	slices.SortStableFunc(checks, func(a, b dossier.Check) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.State, b.State), cmp.Compare(a.Detail, b.Detail))
	})
}

// A content identifies a file's content by a digest.
type content struct {
	algorithm Algorithm
	sum       string
	size      int64 // 0 for an entry
}

// compare orders contents of entries by algorithm and digest.
func (c content) compare(other content) int {
	return cmp.Or(cmp.Compare(c.algorithm, other.algorithm), cmp.Compare(c.sum, other.sum))
}

// listedContent returns the content that an entry gives, by its strongest digest; false if it gives none.
func listedContent(e Entry) (content, bool) {
	k, ok := e.Sums.strongest()
	return content{algorithm: k.algorithm, sum: e.Sums[k.algorithm]}, ok
}

// contentOf returns a file's content by its strongest digest.
func contentOf(file File) content {
	k, _ := file.Sums.strongest()
	return content{k.algorithm, file.Sums[k.algorithm], file.Size}
}

// A comparison is one run of Compare.
type comparison struct {
	entries []Entry // sorted
	files   []File
	lists   map[string]bool
	found   map[string]int      // which file is at a clean path
	holding []int               // which entries give a digest, by the strongest that they give; nil until asked
	owned   map[content][]Entry // cache of owners; nil if there are none
	settled map[string]bool     // entries whose content was found, in place or moved
	checks  []dossier.Check
}

func newComparison(entries []Entry, files []File) *comparison {
	c := &comparison{
		entries: entries,
		files:   files,
		lists:   make(map[string]bool, len(entries)),
		found:   make(map[string]int, len(files)),
		owned:   make(map[content][]Entry),
		settled: make(map[string]bool),
		checks:  slices.Grow([]dossier.Check(nil), max(len(entries), len(files))),
	}
	sortEntries(c.entries)
	for _, e := range c.entries {
		c.lists[clean(e.Path)] = true
	}
	for i, file := range files {
		c.found[clean(file.Path)] = i
	}
	return c
}

// fileAt returns the file at an entry's path; nil if there is none.
func (c *comparison) fileAt(path string) *File {
	i, found := c.found[clean(path)]
	if !found {
		return nil
	}
	return &c.files[i]
}

// holders yields the entries whose strongest digest is that of a content, sorted.
func (c *comparison) holders(of content) iter.Seq[Entry] {
	if c.holding == nil {
		c.holding = c.byContent()
	}
	return func(yield func(Entry) bool) {
		first, _ := slices.BinarySearchFunc(c.holding, of, func(i int, of content) int {
			listed, _ := listedContent(c.entries[i])
			return listed.compare(of)
		})
		for _, i := range c.holding[first:] {
			if listed, _ := listedContent(c.entries[i]); listed.compare(of) != 0 || !yield(c.entries[i]) {
				return
			}
		}
	}
}

// byContent returns which entries give a digest, ordered by it, and those of one digest as they are sorted.
func (c *comparison) byContent() []int {
	giving := make([]int, 0, len(c.entries))
	for i, e := range c.entries {
		if _, ok := listedContent(e); ok {
			giving = append(giving, i)
		}
	}
	slices.SortStableFunc(giving, func(i, j int) int {
		a, _ := listedContent(c.entries[i])
		b, _ := listedContent(c.entries[j])
		return a.compare(b)
	})
	return giving
}

// listed checks a file against its entry.
func (c *comparison) listed(e Entry, file File) {
	d := differenceOf(e, file)
	check := dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: e.Path}
	if d.shared {
		check.Actual = file.Sums[d.told]
	}
	switch {
	case !d.shared:
		check.State, check.Detail = dossier.NotRead, "none of the manifest's digests was computed for it"
	case d.any():
		check.State, check.Expected = dossier.Changed, e.Sums[d.told]
		details := d.inWords(e, file)
		if owners := c.owners(file); len(owners) > 0 {
			details = append(details, "has the content of "+owners[0].Path)
		}
		check.Detail = strings.Join(details, "; ")
	default:
		c.settled[clean(e.Path)] = true
	}
	c.checks = append(c.checks, check)
}

// owners returns the entries whose content a file has, sorted; none for an empty file, whose
// content says nothing about its origin.
func (c *comparison) owners(file File) []Entry {
	if file.Size == 0 {
		return nil
	}
	key := contentOf(file)
	owners, asked := c.owned[key]
	if asked {
		return owners
	}
	for _, k := range kinds {
		sum := file.Sums[k.algorithm]
		if sum == "" {
			continue
		}
		for e := range c.holders(content{algorithm: k.algorithm, sum: sum}) {
			if !differenceOf(e, file).any() {
				owners = append(owners, e)
			}
		}
	}
	c.owned[key] = owners
	return owners
}

// unlisted classifies the files that no entry lists, and adds checks of missing entries. Both
// lists are sorted.
func (c *comparison) unlisted(strangers []File, missing []Entry) {
	gone := make(map[string]bool, len(missing))
	for _, e := range missing {
		gone[clean(e.Path)] = true
	}
	alike := make(map[content][]File)
	for _, file := range strangers {
		alike[contentOf(file)] = append(alike[contentOf(file)], file)
	}
	for _, file := range strangers {
		if files := alike[contentOf(file)]; files[0].Path == file.Path {
			c.strangers(files, gone)
		}
	}
	for _, e := range missing {
		if gone[clean(e.Path)] {
			check := dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Path: e.Path}
			if k, ok := e.Sums.strongest(); ok {
				check.Expected = e.Sums[k.algorithm]
			}
			c.checks = append(c.checks, check)
		}
	}
}

// strangers classifies files of one content that no entry lists: moved from an entry that is
// gone, duplicates of one that is not, or new.
func (c *comparison) strangers(files []File, gone map[string]bool) {
	owners := c.owners(files[0])
	from := origins(files, slices.DeleteFunc(slices.Clone(owners), func(e Entry) bool { return !gone[clean(e.Path)] }))
	for _, e := range from {
		delete(gone, clean(e.Path))
		c.settled[clean(e.Path)] = true
	}
	settled := slices.IndexFunc(owners, func(e Entry) bool { return c.settled[clean(e.Path)] })
	for _, file := range files {
		check := dossier.Check{Of: dossier.OfFile, State: dossier.New, Path: file.Path, Actual: contentOf(file).sum}
		switch e, moved := from[file.Path]; {
		case moved:
			check.State, check.Expected = dossier.Moved, e.Path
			if norm.NFC.String(e.Path) == norm.NFC.String(file.Path) {
				check.Detail = "the names differ in Unicode normalisation only"
			}
		case settled >= 0:
			check.State, check.Expected = dossier.Duplicate, owners[settled].Path
		case len(owners) > 0:
			check.Detail = "has the content that " + owners[0].Path + " should have"
		}
		c.checks = append(c.checks, check)
	}
}

// origins returns, by file path, the missing entry that a file was moved from: one of the same
// base name or else the first left.
func origins(files []File, missing []Entry) map[string]Entry {
	from := make(map[string]Entry)
	namesakes := make(map[string][]Entry)
	for _, e := range missing {
		base := path.Base(clean(e.Path))
		namesakes[base] = append(namesakes[base], e)
	}
	taken := make(map[string]bool)
	for _, file := range files {
		base := path.Base(clean(file.Path))
		if same := namesakes[base]; len(same) > 0 {
			from[file.Path], namesakes[base] = same[0], same[1:]
			taken[same[0].Path] = true
		}
	}
	left := slices.DeleteFunc(missing, func(e Entry) bool { return taken[e.Path] })
	for _, file := range files {
		if _, found := from[file.Path]; !found && len(left) > 0 {
			from[file.Path], left = left[0], left[1:]
		}
	}
	return from
}

// A difference is how a file differs from its entry.
type difference struct {
	shared       bool      // both have some algorithm
	told         Algorithm // if so: the strongest that both have or, if some differ, that differs
	same, differ []string  // algorithms both have
	size         bool
}

func differenceOf(e Entry, file File) difference {
	d := difference{size: e.Size >= 0 && e.Size != file.Size}
	for _, k := range kinds {
		expected, actual := e.Sums[k.algorithm], file.Sums[k.algorithm]
		switch {
		case expected == "" || actual == "":
			continue
		case expected == actual:
			d.same = append(d.same, k.name)
		default:
			d.differ = append(d.differ, k.name)
		}
		if first := expected != actual && len(d.differ) == 1; !d.shared || first {
			d.shared, d.told = true, k.algorithm
		}
	}
	return d
}

func (d difference) any() bool { return !d.shared || d.size || len(d.differ) > 0 }

// inWords describes a difference beyond the two digests of its check.
func (d difference) inWords(e Entry, file File) []string {
	var words []string
	if d.size {
		words = append(words, fmt.Sprintf("size %d, not %d", file.Size, e.Size))
	}
	switch {
	case len(d.differ) == 0:
		words = append(words, "the digests agree")
	case len(d.same) > 0:
		words = append(words, fmt.Sprintf("differs by %s but not by %s: the manifest is wrong or forged", strings.Join(d.differ, ", "), strings.Join(d.same, ", ")))
	}
	return words
}

// isGone reports whether an error says that a file, or the folder it would be in, is not there.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func unreadable(path string, err error) dossier.Check {
	return dossier.Check{Of: dossier.OfFile, State: dossier.NotRead, Path: path, Detail: Reason(err)}
}

// Reason returns the text of an error without its path.
func Reason(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return err.Error()
}
