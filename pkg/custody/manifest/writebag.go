package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Payload is a file to put in a bag.
type Payload struct {
	Path string // below data/, slash-separated
	Open func() (io.ReadCloser, error)
}

// bagAlgorithms are the digests that WriteBag writes: RFC 8493 section 2.4 asks every tool for
// SHA-512 and SHA-256.
var bagAlgorithms = []Algorithm{SHA256, SHA512}

// WriteBag turns dir, which must be empty or not exist, into a bag by BagIt 1.0 (RFC 8493):
// the payload in data/, bagit.txt, bag-info.txt with the given fields and Payload-Oxum,
// payload and tag manifests of SHA-256 and SHA-512, and the given tag files by path. It
// returns the content of manifest-sha256.txt. The same input gives the same bytes; to have
// a Bagging-Date, give it in info.
//
// It returns an error for paths that lead out of the bag, are the bag's own, or differ only
// in case or Unicode normalisation, which some systems cannot tell apart. On error there is
// nothing new under dir's name.
func WriteBag(ctx context.Context, dir string, payload []Payload, info [][2]string, tags map[string]io.Reader) (manifest []byte, err error) {
	fail := func(err error) error {
		return &dossier.Error{Op: OpWriteBag, Path: dir, Err: err}
	}
	payload = slices.SortedFunc(slices.Values(payload), func(a, b Payload) int { return strings.Compare(a.Path, b.Path) })
	fields, err := infoFields(info)
	if err != nil {
		return nil, fail(err)
	}
	if err := checkNames(payload, tags); err != nil {
		return nil, fail(err)
	}
	if err := mustBeFree(dir); err != nil {
		return nil, fail(err)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fail(err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return nil, fail(err)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(dir), ".incoming-*")
	if err != nil {
		return nil, fail(err)
	}
	defer os.RemoveAll(temporary)

	w := bagWriter{ctx: ctx, root: filepath.Join(temporary, "bag"), digester: newDigester(bagAlgorithms), buffer: make([]byte, bufferSize)}
	if manifest, err = w.write(payload, fields, tags); err != nil {
		return nil, fail(err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fail(err)
	}
	if err := os.Rename(w.root, dir); err != nil {
		return nil, fail(err)
	}
	return manifest, nil
}

// mustBeFree returns an error unless dir does not exist or is an empty folder.
func mustBeFree(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("it exists and is not a folder")
	}
	if held, err := os.ReadDir(dir); err != nil || len(held) > 0 {
		return errors.Join(err, errors.New("it exists and is not empty"))
	}
	return nil
}

// infoFields returns the fields of bag-info.txt. The second and later lines of a value are
// indented, which marks them as continued.
func infoFields(info [][2]string) (string, error) {
	var b strings.Builder
	for _, field := range info {
		label, value := field[0], strings.TrimSpace(strings.ToValidUTF8(field[1], "\ufffd"))
		switch {
		case label == "" || !utf8.ValidString(label) || strings.ContainsAny(label, ":\r\n") || strings.TrimSpace(label) != label:
			return "", fmt.Errorf("%q cannot be a label of bag-info.txt", label)
		case strings.EqualFold(label, oxumLabel):
			return "", errors.New(oxumLabel + " is computed, not given")
		}
		fmt.Fprintf(&b, "%s: %s\n", label, indent.Replace(value))
	}
	return b.String(), nil
}

// indent indents the second and later lines of a value.
var indent = strings.NewReplacer("\r\n", "\n  ", "\n", "\n  ", "\r", "\n  ")

// checkNames returns an error for paths that cannot be in a bag, or not in the same one.
func checkNames(payload []Payload, tags map[string]io.Reader) error {
	names := newNameCheck()
	for _, p := range payload {
		if err := names.add(payloadFolder + "/" + p.Path); err != nil {
			return err
		}
	}
	for _, own := range []string{declarationFile, infoFile, fetchFile} {
		if err := names.add(own); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		top, _, _ := strings.Cut(name, "/")
		if manifestFile.MatchString(top) || names.fold(top) == payloadFolder {
			return fmt.Errorf("a tag file cannot be called %q: that is a name of the bag itself", name)
		}
		if err := names.add(name); err != nil {
			return err
		}
	}
	return nil
}

// FoldName returns a key that is equal for names that some systems cannot tell apart. Two
// such names cannot be in one folder of a bag.
func FoldName(name string) string { return newNameCheck().fold(name) }

// A nameCheck ensures that every system can tell the paths of a bag apart.
type nameCheck struct {
	caser   cases.Caser
	spelled map[string]string // files and folders, by folded name
	files   map[string]bool   // which of them are files
}

func newNameCheck() nameCheck {
	return nameCheck{caser: cases.Fold(), spelled: make(map[string]string), files: make(map[string]bool)}
}

func (n nameCheck) fold(name string) string {
	return norm.NFC.String(n.caser.String(norm.NFD.String(name)))
}

func (n nameCheck) add(name string) error {
	if !fs.ValidPath(name) || strings.ContainsRune(name, 0) {
		return fmt.Errorf("%q cannot be a path in a bag", name)
	}
	for at := name; at != "."; at = path.Dir(at) {
		key := n.fold(at)
		other, taken := n.spelled[key]
		switch {
		case taken && n.files[key] && at != name:
			return fmt.Errorf("%q and %q cannot be in one bag: a file is not a folder", other, name)
		case taken && (other != at || at == name):
			return fmt.Errorf("%q and %q cannot be in one bag: some systems cannot tell them apart", other, at)
		}
		n.spelled[key] = at
	}
	n.files[n.fold(name)] = true
	return nil
}

// A bagWriter writes the files of a bag and remembers their digests.
type bagWriter struct {
	ctx      context.Context
	root     string
	digester *digester
	buffer   []byte
}

func (w *bagWriter) write(payload []Payload, fields string, tags map[string]io.Reader) (manifest []byte, err error) {
	if err := os.MkdirAll(filepath.Join(w.root, payloadFolder), 0o777); err != nil {
		return nil, err
	}
	var entries []Entry
	octets := int64(0)
	for _, p := range payload {
		e, err := w.payload(p)
		if err != nil {
			return nil, err
		}
		octets += e.Size
		entries = append(entries, e)
	}
	files := map[string]io.Reader{
		declarationFile: strings.NewReader("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
		infoFile:        strings.NewReader(fmt.Sprintf("%s%s: %d.%d\n", fields, oxumLabel, octets, len(entries))),
	}
	for _, a := range bagAlgorithms {
		lines := bagLines(entries, a)
		files["manifest-"+a.String()+".txt"] = bytes.NewReader(lines)
		if a == SHA256 {
			manifest = lines
		}
	}
	maps.Copy(files, tags)
	listed, err := w.tagFiles(files)
	if err != nil {
		return nil, err
	}
	for _, a := range bagAlgorithms {
		if _, err := w.file("tagmanifest-"+a.String()+".txt", bytes.NewReader(bagLines(listed, a))); err != nil {
			return nil, err
		}
	}
	return manifest, nil
}

func (w *bagWriter) payload(p Payload) (Entry, error) {
	source, err := p.Open()
	if err != nil {
		return Entry{}, err
	}
	defer source.Close()
	return w.file(payloadFolder+"/"+p.Path, source)
}

func (w *bagWriter) tagFiles(files map[string]io.Reader) ([]Entry, error) {
	var entries []Entry
	for _, name := range slices.Sorted(maps.Keys(files)) {
		e, err := w.file(name, files[name])
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// file writes one file of the bag.
func (w *bagWriter) file(name string, content io.Reader) (e Entry, err error) {
	local, err := filepath.Localize(name)
	if err != nil {
		return e, fmt.Errorf("%q cannot be a path on this system: %w", name, err)
	}
	to := filepath.Join(w.root, local)
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return e, err
	}
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return e, err
	}
	size, err := io.CopyBuffer(io.MultiWriter(file, w.digester), cancellable{w.ctx, content}, w.buffer)
	if err == nil {
		err = file.Sync()
	}
	return Entry{Path: name, Size: size, Sums: w.digester.sums()}, errors.Join(err, file.Close())
}

// bagLines returns a manifest of entries, which must be sorted, by one algorithm.
func bagLines(entries []Entry, a Algorithm) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&b, "%s  %s\n", e.Sums[a], encoder.Replace(e.Path))
	}
	return b.Bytes()
}
