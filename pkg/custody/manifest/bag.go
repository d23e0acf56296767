package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Names in a bag.
const (
	declarationFile = "bagit.txt"
	infoFile        = "bag-info.txt"
	fetchFile       = "fetch.txt"
	payloadFolder   = "data"
	oxumLabel       = "Payload-Oxum"
)

// A bag is what a bag says besides its entries.
type bag struct {
	encoded bool              // %0D, %0A and %25 in paths stand for CR, LF and %: since BagIt 1.0
	whole   bool              // every payload manifest lists every payload file: since BagIt 1.0
	oxums   []string          // values of Payload-Oxum
	fetch   map[string]string // URLs of payload files that need not be there yet
	defects []dossier.Check   // contradictions, by paths below the bag
}

func (b *bag) defect(file, format string, args ...any) {
	b.defects = append(b.defects, dossier.Check{Of: dossier.OfFile, State: dossier.Damaged, Path: file, Detail: fmt.Sprintf(format, args...)})
}

// manifestFile matches a payload manifest's name, or a tag manifest's.
var manifestFile = regexp.MustCompile(`^(?i:(tag)?manifest-([a-z0-9-]+)\.txt)$`)

func isTagManifest(name string) bool {
	parts := manifestFile.FindStringSubmatch(name)
	return parts != nil && parts[1] != ""
}

// isBagFile reports whether naming a file of this name means the bag that it is in.
func isBagFile(name string) bool { return name == declarationFile || manifestFile.MatchString(name) }

// A bagManifest is a payload or tag manifest of a bag.
type bagManifest struct {
	file  string
	tag   bool
	kind  kind
	paths map[string]bool
}

// readBag reads everything that the bag in root says of itself. path is what the user named.
func readBag(path, root string, files *list) (Manifest, error) {
	m := Manifest{Name: path, Format: "bag", Root: filepath.Clean(root), bag: &bag{fetch: make(map[string]string)}}
	if err := m.bag.declaration(m.Root); err != nil {
		return m, err
	}
	manifests, unknown, err := bagManifests(m.Root)
	if err != nil {
		return m, err
	}
	for _, name := range unknown {
		m.Notes = append(m.Notes, name+" was not checked: its algorithm is not supported")
	}
	for _, b := range manifests {
		if err := m.bag.readManifest(m.Root, b, files); err != nil {
			return m, err
		}
	}
	m.bag.checkLists(manifests, files.entries)
	if err := m.bag.readInfo(m.Root); err != nil {
		return m, err
	}
	err = m.bag.readFetch(m.Root, files)
	m.Entries = files.entries
	if n := len(m.bag.fetch); n > 0 {
		m.Notes = append(m.Notes, plural(n, "file", "files")+" of the bag may have to be fetched from elsewhere (fetch.txt); leakprint fetches nothing")
	}
	return m, err
}

// lines calls do with each line of one of the bag's files. It returns nil if there is no such
// file.
func lines(root, name string, do func(line string) error) error {
	path := filepath.Join(root, name)
	file, _, err := openRegular(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unread(path, err)
	}
	defer file.Close()
	return eachLine(path, file, scanAnyLine, do)
}

// scanAnyLine is bufio.ScanLines for lines that end in LF, CR or CRLF, as BagIt allows.
func scanAnyLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	end := bytes.IndexAny(data, "\r\n")
	switch {
	case end < 0 && atEOF && len(data) > 0:
		return len(data), data, nil
	case end < 0:
		return 0, nil, nil
	case data[end] == '\n':
		return end + 1, data[:end], nil
	case end+1 < len(data) && data[end+1] == '\n':
		return end + 2, data[:end], nil
	case end+1 < len(data) || atEOF:
		return end + 1, data[:end], nil
	default:
		return 0, nil, nil // a line feed may follow
	}
}

// declaration reads bagit.txt: the version and how tag files are encoded.
func (b *bag) declaration(root string) error {
	path := filepath.Join(root, declarationFile)
	var declared []string
	err := lines(root, declarationFile, func(line string) error {
		declared = append(declared, line)
		if len(declared) > 2 {
			return faultf("mend "+path, "the declaration of a bag has two lines")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(declared) == 0 {
		return &dossier.Error{Op: "read bag", Path: path, Err: ErrNotBag}
	}
	fail := func(hint, format string, args ...any) error {
		return &dossier.Error{Op: "read bag", Path: path, Err: fmt.Errorf(format, args...), Hint: hint}
	}
	version, isVersion := strings.CutPrefix(declared[0], "BagIt-Version: ")
	encoding := ""
	isEncoding := false
	if len(declared) == 2 {
		encoding, isEncoding = strings.CutPrefix(declared[1], "Tag-File-Character-Encoding: ")
	}
	switch version = strings.TrimSpace(version); {
	case !isVersion || !isEncoding:
		return fail("correct it: its two lines are \"BagIt-Version: 1.0\" and \"Tag-File-Character-Encoding: UTF-8\"", "not well-formed")
	case version != "1.0" && version != "0.97":
		return fail("make the bag again", "BagIt version %q is not supported: 1.0 and 0.97 are", version)
	case !strings.EqualFold(strings.TrimSpace(encoding), "UTF-8"):
		return fail("make the bag again with tag files in UTF-8", "tag files in %q are not read", encoding)
	}
	b.encoded, b.whole = version == "1.0", version == "1.0"
	return nil
}

// bagManifests returns the manifests of a bag, and the names of those whose algorithm is not
// supported.
func bagManifests(root string) (manifests []bagManifest, unknown []string, err error) {
	folder, err := os.ReadDir(root)
	if err != nil {
		return nil, nil, unread(root, err)
	}
	payload := 0
	for _, entry := range folder {
		parts := manifestFile.FindStringSubmatch(entry.Name())
		if parts == nil {
			continue
		}
		k, known := kindOf(plainName(parts[2]))
		if !known {
			unknown = append(unknown, entry.Name())
			continue
		}
		tag := parts[1] != ""
		if !tag {
			payload++
		}
		manifests = append(manifests, bagManifest{file: entry.Name(), tag: tag, kind: k, paths: make(map[string]bool)})
	}
	if payload == 0 {
		return nil, nil, &dossier.Error{Op: "read bag", Path: root, Err: errors.New("it has no payload manifest of MD5, SHA-1, SHA-256 or SHA-512"),
			Hint: "make the bag again with manifest-sha256.txt"}
	}
	return manifests, unknown, nil
}

const hintBag = "do not use this bag: paths in bags lie within the bag, and payload in data/"

// readManifest reads the lines of one manifest: digest, white space, path.
func (b *bag) readManifest(root string, m bagManifest, files *list) error {
	return lines(root, m.file, func(line string) error {
		if line == "" {
			return nil
		}
		cut := strings.IndexAny(line, " \t")
		if cut < 0 {
			return faultf(hintLines, "no digest and path")
		}
		sum := strings.ToLower(line[:cut])
		if len(sum) != 2*m.kind.size || !isHex(sum) {
			return faultf(hintLines, "%q is not a digest of %s", line[:cut], m.kind.algorithm)
		}
		path := strings.TrimPrefix(strings.TrimLeft(line[cut:], " \t"), "*") // md5sum's mark of binary mode
		path, err := b.path(path)
		if err != nil {
			return err
		}
		if inData := strings.HasPrefix(path, payloadFolder+"/"); inData == m.tag {
			return faultf(hintBag, "%q does not belong in %s", path, m.file)
		}
		m.paths[path] = true
		return files.add(path, -1, sumBy(m.kind.algorithm, sum))
	})
}

// path decodes a path from a line of a bag. It returns an error if it leads out of the bag.
func (b *bag) path(spelled string) (string, error) {
	path := spelled
	if b.encoded {
		path = decoder.Replace(path)
	}
	if path = clean(path); !filepath.IsLocal(path) {
		return "", faultf(hintBag, "%q leads out of the bag", spelled)
	}
	return path, nil
}

// encoder and decoder write a path on one line, by RFC 8493 section 2.1.3.
var (
	encoder = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	decoder = strings.NewReplacer("%25", "%", "%0D", "\r", "%0d", "\r", "%0A", "\n", "%0a", "\n")
)

// checkLists notes files that manifests must list and do not: since BagIt 1.0 all payload
// manifests list the same files, and tag manifests list every payload manifest.
func (b *bag) checkLists(manifests []bagManifest, entries []Entry) {
	for _, m := range manifests {
		switch {
		case m.tag:
			b.checkTags(m, manifests)
		case b.whole:
			for _, e := range entries {
				if strings.HasPrefix(e.Path, payloadFolder+"/") && !m.paths[e.Path] {
					b.defect(m.file, "does not list %s, which another manifest lists", e.Path)
				}
			}
		}
	}
}

func (b *bag) checkTags(m bagManifest, manifests []bagManifest) {
	for _, other := range manifests {
		switch listed := m.paths[other.file]; {
		case other.tag && listed:
			b.defect(m.file, "lists %s, but a tag manifest must not list tag manifests", other.file)
		case !other.tag && !listed:
			b.defect(m.file, "does not list %s", other.file)
		}
	}
}

// readInfo reads bag-info.txt: lines of "Label: value", continued by lines that begin with
// white space.
func (b *bag) readInfo(root string) error {
	number := 0
	return lines(root, infoFile, func(line string) error {
		number++
		if line == "" || (number > 1 && (line[0] == ' ' || line[0] == '\t')) {
			return nil
		}
		label, value, ok := strings.Cut(line, ":")
		if !ok {
			b.defect(infoFile, "line %d has no label", number)
		} else if strings.EqualFold(strings.TrimSpace(label), oxumLabel) {
			b.oxums = append(b.oxums, strings.TrimSpace(value))
		}
		return nil
	})
}

// readFetch reads fetch.txt: URL, length or "-", and path, with white space between.
func (b *bag) readFetch(root string, files *list) error {
	return lines(root, fetchFile, func(line string) error {
		if line == "" {
			return nil
		}
		fields := fetchLine.FindStringSubmatch(line)
		if fields == nil {
			return faultf("correct the line", "a line of fetch.txt is a URL, a length or \"-\", and a path")
		}
		path, err := b.path(fields[3])
		if err != nil {
			return err
		}
		if _, listed := files.at[path]; !listed || !strings.HasPrefix(path, payloadFolder+"/") {
			b.defect(fetchFile, "names %s, which no payload manifest lists", path)
			return nil
		}
		b.fetch[path] = fields[1]
		if fields[2] == "-" {
			return nil
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return faultf("correct the line", "%q is not a length", fields[2])
		}
		return files.add(path, size, Sums{})
	})
}

var fetchLine = regexp.MustCompile(`^(\S+)[ \t]+(\d+|-)[ \t]+(\S.*)$`)
