package manifest

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Limits of a manifest, in bytes.
const (
	maxLine     = 1 << 20
	maxManifest = 128 << 20
	usualFile   = 320 // the path and the digests of a file, of all files on average
)

// A fault says what is wrong with a line and what to do about it.
type fault struct{ reason, hint string }

func (f fault) Error() string { return f.reason }

func faultf(hint, format string, args ...any) error {
	return fault{fmt.Sprintf(format, args...), hint}
}

const (
	hintLines = "each line is a digest, two spaces and a path, as sha256sum writes it: correct the line, or make the manifest again"
	hintTwice = "remove the line that is wrong"
)

// eachLine calls do with each line of a file, without its end. It adds the line's number to
// do's errors, and fails for files and lines over the limits.
func eachLine(name string, r io.Reader, split bufio.SplitFunc, do func(line string) error) error {
	limited := &io.LimitedReader{R: r, N: maxManifest + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxLine)
	lines.Split(split)
	number := 0
	for lines.Scan() {
		number++
		if limited.N == 0 {
			break // this line may be incomplete
		}
		text := lines.Text()
		if number == 1 {
			if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
				return &dossier.Error{Op: "read manifest", Path: name, Err: errors.New("it is written in UTF-16"),
					Hint: "save it as UTF-8; in PowerShell, pipe it to Out-File -Encoding utf8 instead of using >"}
			}
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if err := do(text); err != nil {
			broken := &dossier.Error{Op: "read manifest", Path: name, Err: fmt.Errorf("line %d: %w", number, err)}
			if f, ok := errors.AsType[fault](err); ok {
				broken.Hint = f.hint
			}
			return broken
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return &dossier.Error{Op: "read manifest", Path: name, Err: dossier.WithReason(fmt.Errorf("line %d is longer than %d bytes", number+1, maxLine), ErrNotManifest)}
	case err != nil:
		return unread(name, err)
	case limited.N == 0:
		return &dossier.Error{Op: "read manifest", Path: name, Err: fmt.Errorf("it is larger than %d bytes", maxManifest), Hint: "make one manifest for each folder"}
	}
	return nil
}

// A list collects entries, each path once.
type list struct {
	most    int // how many; 0 for any number
	size    int // bytes of what was added
	entries []Entry
	at      map[string]int // by clean path
}

// full returns an error wrapping ErrTooMany if the list has more than it may.
func (l *list) full() error {
	if l.most > 0 && (len(l.entries) > l.most || l.size > l.most*usualFile) {
		return fmt.Errorf("%w: %d files, or %d bytes of paths and digests", ErrTooMany, l.most, l.most*usualFile)
	}
	return nil
}

// add adds a digest of a file. It returns an error if that contradicts what the list has of
// the file.
func (l *list) add(path string, size int64, sums Sums) error {
	switch {
	case path == "":
		return faultf(hintLines, "no path")
	case strings.ContainsRune(path, 0):
		return faultf("make the manifest without -z (--zero)", "a zero byte in a path")
	}
	l.size += len(path)
	for _, sum := range sums {
		l.size += len(sum)
	}
	i, known := l.at[clean(path)]
	if !known {
		if l.at == nil {
			l.at = make(map[string]int)
		}
		l.at[clean(path)] = len(l.entries)
		l.entries = append(l.entries, Entry{Path: path, Size: size, Sums: sums})
		return l.full()
	}
	e := &l.entries[i]
	if size >= 0 {
		if e.Size >= 0 && e.Size != size {
			return faultf(hintTwice, "%q is listed a second time with another size", path)
		}
		e.Size = size
	}
	for algorithm, sum := range sums {
		if sum == "" {
			continue
		}
		if e.Sums[algorithm] != "" && e.Sums[algorithm] != sum {
			return faultf(hintTwice, "%q is listed a second time with another digest (%s)", path, Algorithm(algorithm))
		}
		e.Sums[algorithm] = sum
	}
	return l.full()
}

// clean returns one spelling for all spellings of a path.
func clean(path string) string { return filepath.ToSlash(filepath.Clean(path)) }

// hashdeepHeader begins a manifest of hashdeep; the line after it names the columns.
const hashdeepHeader = "%%%% HASHDEEP-1.0"

// readLines reads checksum lines or hashdeep.
func readLines(name string, r io.Reader, files *list) (Manifest, error) {
	m := Manifest{Name: name}
	var deep *columns
	err := eachLine(name, r, bufio.ScanLines, func(line string) error {
		switch {
		case line == hashdeepHeader && len(files.entries) == 0:
			deep = &columns{}
			return nil
		case line == "" || line[0] == '#':
			return nil
		case deep != nil:
			return deep.read(line, files)
		default:
			return readSum(line, files)
		}
	})
	m.Entries = files.entries
	if deep != nil {
		m.Format, m.Notes = "hashdeep", deep.notes()
	} else {
		m.Format = formatOf(m.Entries)
	}
	return m, err
}

// formatOf returns the format of checksum lines, named after their strongest digest.
func formatOf(entries []Entry) string {
	strongest, _ := strongestKind(func(k kind) bool {
		return slices.ContainsFunc(entries, func(e Entry) bool { return e.Sums[k.algorithm] != "" })
	})
	return strongest.name + "sum"
}

// tagged is a line of sha256sum --tag or, without spaces, of openssl dgst.
var tagged = regexp.MustCompile(`^([A-Za-z0-9-]+) ?\((.*)\) ?= ?([0-9A-Fa-f]+)$`)

// readSum reads a checksum line of coreutils: "digest  path" (text mode), "digest *path"
// (binary mode), "digest path" (md5 -r of BSD) or "SHA256 (path) = digest". A backslash
// before it says that the path is escaped.
func readSum(line string, files *list) error {
	plain, escaped := strings.CutPrefix(line, `\`)
	var sum, path string
	var k kind
	var known bool
	if tag := tagged.FindStringSubmatch(plain); tag != nil {
		sum, path = tag[3], tag[2]
		k, known = kindOf(plainName(tag[1]))
		if !known {
			return faultf("make the manifest with sha256sum", "the digest %s is not supported", tag[1])
		}
		known = hex.DecodedLen(len(sum)) == k.size
	} else {
		sum, path, _ = strings.Cut(plain, " ")
		if path != "" && (path[0] == ' ' || path[0] == '*') {
			path = path[1:]
		}
		k, known = strongestKind(func(k kind) bool { return len(sum) == hex.EncodedLen(k.size) })
	}
	if sum = strings.ToLower(sum); !known || !isHex(sum) {
		return faultf(hintLines, "not a checksum line with a digest of MD5, SHA-1, SHA-256 or SHA-512")
	}
	if escaped {
		var err error
		if path, err = unescape(path); err != nil {
			return err
		}
	}
	return files.add(path, -1, sumBy(k.algorithm, sum))
}

// plainName returns the name of an algorithm that programs spell "SHA256", "sha-256" or "SHA2-256".
func plainName(spelled string) string {
	s := strings.ToLower(spelled)
	s = strings.Replace(s, "sha2-", "sha", 1)
	return strings.ReplaceAll(s, "-", "")
}

// isHex reports whether s is whole bytes in hexadecimal.
func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil
}

// unescape undoes escaper.
func unescape(path string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] != '\\' {
			b.WriteByte(path[i])
			continue
		}
		i++
		var escape byte // 0 at the end
		if i < len(path) {
			escape = path[i]
		}
		switch escape {
		case '\\':
			b.WriteByte('\\')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			return "", faultf(hintLines, `unknown escape in the path: a backslash comes only before \, n or r`)
		}
	}
	return b.String(), nil
}

// columns are the columns of a hashdeep manifest, as its second line names them.
type columns struct {
	names   []string // the file's name is the last one
	unknown []string
}

const hintHashdeep = "make the manifest again with hashdeep -c sha256"

// read reads a line after the header; the first names the columns.
func (c *columns) read(line string, files *list) error {
	if c.names == nil {
		return c.header(line)
	}
	fields := strings.SplitN(line, ",", len(c.names)) // the name may hold commas
	if len(fields) < len(c.names) {
		return faultf(hintHashdeep, "%d columns where %d are announced", len(fields), len(c.names))
	}
	size, sums := int64(-1), Sums{}
	for i, name := range c.names[:len(c.names)-1] {
		k, known := kindOf(name)
		field := strings.ToLower(fields[i])
		switch {
		case name == "size":
			var err error
			if size, err = strconv.ParseInt(field, 10, 64); err != nil || size < 0 {
				return faultf(hintHashdeep, "%q is not a size", fields[i])
			}
		case known && (hex.DecodedLen(len(field)) != k.size || !isHex(field)):
			return faultf(hintHashdeep, "%q is not a digest of %s", fields[i], name)
		case known:
			sums[k.algorithm] = field
		}
	}
	return files.add(fields[len(fields)-1], size, sums)
}

// header reads the line that names the columns: "%%%% size,md5,sha256,filename".
func (c *columns) header(line string) error {
	announced, ok := strings.CutPrefix(line, "%%%% ")
	names := strings.Split(strings.ToLower(announced), ",")
	if !ok || names[len(names)-1] != "filename" {
		return faultf(hintHashdeep, "the columns are not announced")
	}
	digests := 0
	for _, name := range names[:len(names)-1] {
		if _, known := kindOf(name); known {
			digests++
		} else if name != "size" {
			c.unknown = append(c.unknown, name)
		}
	}
	if digests == 0 {
		return faultf(hintHashdeep, "it gives no digest of MD5, SHA-1 or SHA-256")
	}
	c.names = names
	return nil
}

func (c *columns) notes() []string {
	if len(c.unknown) == 0 {
		return nil
	}
	return []string{"not checked, because they are not supported: " + strings.Join(c.unknown, ", ")}
}
