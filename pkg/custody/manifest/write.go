package manifest

import (
	"bufio"
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteSHA256Sum writes entries as sha256sum (GNU coreutils 9) does: sorted by path, with
// backslashes and line breaks in paths escaped. Equal sets of entries give the same bytes.
// It returns an error if an entry has no SHA-256.
func WriteSHA256Sum(w io.Writer, entries []Entry) error {
	return writeLines(w, entries, func(e Entry, sum string) (string, error) {
		return SumLine(sum, e.Path), nil
	})
}

// WriteHashdeep writes entries with size and SHA-256 as hashdeep does, sorted by path, so
// that "hashdeep -a -k FILE -r -l DIR" accepts them. It returns an error if an entry has no
// SHA-256 or size, or has a path with a line break, which the format cannot hold.
func WriteHashdeep(w io.Writer, entries []Entry) error {
	if _, err := io.WriteString(w, hashdeepHeader+"\n%%%% size,sha256,filename\n"); err != nil {
		return err
	}
	return writeLines(w, entries, func(e Entry, sum string) (string, error) {
		switch {
		case e.Size < 0:
			return "", fmt.Errorf("%q has no size, which hashdeep's format needs", e.Path)
		case strings.ContainsAny(e.Path, "\r\n"):
			return "", fmt.Errorf("%q cannot be written: hashdeep's format cannot hold names with line breaks; rename the file or use the format of sha256sum", e.Path)
		}
		return fmt.Sprintf("%d,%s,%s\n", e.Size, sum, e.Path), nil
	})
}

// writeLines writes a line for each entry, sorted by path, equal lines once.
func writeLines(w io.Writer, entries []Entry, line func(e Entry, sum string) (string, error)) error {
	out := bufio.NewWriter(w)
	last := ""
	entries = slices.Clone(entries)
	sortEntries(entries)
	for _, e := range entries {
		sum := e.Sums[SHA256]
		if hex.DecodedLen(len(sum)) != 32 || !isHex(sum) {
			return fmt.Errorf("%q has no SHA-256", e.Path)
		}
		text, err := line(e, sum)
		if err != nil {
			return err
		}
		if text == last {
			continue
		}
		last = text
		if _, err := out.WriteString(text); err != nil {
			return err
		}
	}
	return out.Flush()
}

// sortEntries sorts entries by path, then SHA-256 and size.
func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Sums[SHA256], b.Sums[SHA256]), cmp.Compare(a.Size, b.Size))
	})
}

// escaper writes a path on one line, as coreutils does since version 9.
var escaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// SumLine returns a checksum line as GNU coreutils write it: if the path holds a backslash,
// line feed or carriage return it is escaped, and the line begins with a backslash.
func SumLine(sum, path string) string {
	mark := ""
	escaped := escaper.Replace(path)
	if escaped != path {
		mark = `\`
	}
	return mark + sum + "  " + escaped + "\n"
}
