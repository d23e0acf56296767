package corpus

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// An Exported says what an export holds.
type Exported struct {
	custody.Export
	Without []dossier.Document // left out because their originals are not kept
}

// A Selection chooses the documents named by IDs and those of the dossiers; all documents if
// both are empty.
type Selection struct {
	IDs      []string
	Dossiers []string
}

// selected holds documents with and without an original, each sorted by digest, and the log.
type selected struct {
	with, without []dossier.Document
	log           custody.Log
}

// chosen returns the documents that a selection chooses, in any order, perhaps some of them
// twice. It returns a *dossier.Error for an ID or a dossier that the corpus does not know.
func (c *Corpus) chosen(ctx context.Context, chosen Selection) ([]dossier.Document, error) {
	all, err := c.List(ctx)
	if err != nil || len(chosen.Dossiers) == 0 && len(chosen.IDs) == 0 {
		return all, err
	}
	var docs []dossier.Document
	for _, name := range chosen.Dossiers {
		before := len(docs)
		for _, doc := range all {
			if doc.Dossier == name {
				docs = append(docs, doc)
			}
		}
		if len(docs) == before {
			return nil, &dossier.Error{Op: OpFindDossier, Path: name, Err: dossier.ErrNotFound}
		}
	}
	for _, id := range chosen.IDs {
		doc, err := c.find(ctx, id)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// selects returns the chosen documents, each once. It returns an error wrapping
// ErrOriginalGone if an original is missing that the log says is kept.
func (c *Corpus) selects(ctx context.Context, chosen Selection) (s selected, err error) {
	docs, err := c.chosen(ctx, chosen)
	if err != nil {
		return s, err
	}
	slices.SortFunc(docs, func(a, b dossier.Document) int { return bytes.Compare(a.SHA256[:], b.SHA256[:]) })
	docs = slices.CompactFunc(docs, func(a, b dossier.Document) bool { return a.SHA256 == b.SHA256 })
	if s.log, err = c.store.Log(ctx); err != nil {
		return s, err
	}
	told := ledgerOf(s.log)
	for _, doc := range docs {
		kept, err := c.objects.has(doc.SHA256)
		switch a := told[doc.SHA256]; {
		case err != nil:
			return s, err
		case kept:
			s.with = append(s.with, doc)
		case a != nil && a.original:
			return s, &dossier.Error{Op: "export", Path: doc.Name, Err: ErrOriginalGone}
		default:
			s.without = append(s.without, doc)
		}
	}
	return s, nil
}

// manifests maps the name of a format to its writer.
var manifests = map[string]func(io.Writer, []manifest.Entry) error{
	"sha256sum": manifest.WriteSHA256Sum,
	"hashdeep":  manifest.WriteHashdeep,
}

// ManifestFormats returns the names of the formats that ExportManifest knows, sorted.
func ManifestFormats() []string { return slices.Sorted(maps.Keys(manifests)) }

// ExportManifest writes a list of the originals' digests, with paths relative to the
// corpus's folder. The list depends on the originals only, not on who collected them.
func (c *Corpus) ExportManifest(ctx context.Context, w io.Writer, format string, chosen Selection) (Exported, error) {
	write := manifests[format]
	if write == nil {
		return Exported{}, fmt.Errorf("a list of digests cannot have the format %q", format)
	}
	docs, err := c.selects(ctx, chosen)
	if err != nil {
		return Exported{}, err
	}
	var entries []manifest.Entry
	for _, doc := range docs.with {
		entries = append(entries, manifest.Entry{
			Path: path.Join("objects", c.objects.name(doc.SHA256)), Size: doc.Size,
			Sums: manifest.Sums{manifest.SHA256: doc.SHA256.String()},
		})
	}
	var list bytes.Buffer
	if err := write(&list, entries); err != nil {
		return Exported{}, err
	}
	if _, err := w.Write(list.Bytes()); err != nil {
		return Exported{}, err
	}
	return Exported{custody.Export{Format: format, Files: len(docs.with), SHA256: dossier.Sum(list.Bytes())}, docs.without}, nil
}

// ExportPROV writes what the log says of documents as W3C PROV-JSON.
func (c *Corpus) ExportPROV(ctx context.Context, w io.Writer, chosen Selection) (Exported, error) {
	docs, err := c.selects(ctx, chosen)
	if err != nil {
		return Exported{}, err
	}
	_, records := recordsOf(docs.log, about(slices.Concat(docs.with, docs.without)...))
	sum := sha256.New()
	if err := custody.WritePROV(io.MultiWriter(w, sum), records); err != nil {
		return Exported{}, err
	}
	return Exported{custody.Export{Format: "prov", Files: len(docs.with), SHA256: dossier.Digest(sum.Sum(nil))}, nil}, nil
}

// ExportBag copies originals into the new folder dir as a bag (BagIt 1.0, RFC 8493). The
// bag's folder custody holds the proofs of their records and their provenance. It returns
// an error wrapping ErrInCorpus or ErrNoOriginals if there can be no such bag.
func (c *Corpus) ExportBag(ctx context.Context, dir string, chosen Selection) (Exported, error) {
	corpus, corpusErr := filepath.Abs(c.dir)
	bag, bagErr := filepath.Abs(dir)
	if err := errors.Join(corpusErr, bagErr); err != nil {
		return Exported{}, err
	}
	if _, inside := within(corpus, bag); inside {
		return Exported{}, &dossier.Error{Op: "export", Path: dir, Err: ErrInCorpus}
	}
	docs, err := c.selects(ctx, chosen)
	if err != nil {
		return Exported{}, err
	}
	if len(docs.with) == 0 {
		return Exported{}, &dossier.Error{Op: "export", Path: dir, Err: ErrNoOriginals}
	}
	numbers, records := recordsOf(docs.log, about(docs.with...))
	proof, err := docs.log.Prove(numbers, nil)
	if err != nil {
		return Exported{}, err
	}
	proofs, err := c.aside(func(w io.Writer) error { return plain.JSON(w, proof) })
	if err != nil {
		return Exported{}, err
	}
	defer proofs.Close()
	prov, err := c.aside(func(w io.Writer) error { return custody.WritePROV(w, records) })
	if err != nil {
		return Exported{}, err
	}
	defer prov.Close()
	var payload []manifest.Payload
	for i, name := range bagNames(docs.with) {
		payload = append(payload, manifest.Payload{Path: name, Open: func() (io.ReadCloser, error) { return c.objects.openChecked(docs.with[i].SHA256) }})
	}
	origin, _, _ := strings.Cut(proof.Key, "+")
	info := [][2]string{
		{"Bag-Software-Agent", "leakprint " + c.tool.Version},
		{"External-Identifier", origin},
		{"Internal-Sender-Description", "Originals as leakprint collected them. custody/proof.json shows that their records are in its log: leakprint log check"},
	}
	list, err := manifest.WriteBag(ctx, dir, payload, info, map[string]io.Reader{
		"custody/proof.json": proofs, "custody/prov.json": prov,
		"custody/checkpoint": strings.NewReader(proof.Checkpoint), "custody/key.pub": strings.NewReader(proof.Key + "\n"),
	})
	if err != nil {
		return Exported{}, err
	}
	return Exported{custody.Export{Format: "bag", Files: len(docs.with), SHA256: dossier.Sum(list)}, docs.without}, nil
}

// aside writes what may be too much to be held to a file without a name, and returns that to be read.
func (c *Corpus) aside(write func(io.Writer) error) (*atomicfile.Unnamed, error) {
	file, err := atomicfile.NewUnnamed(c.dir)
	if err != nil {
		return nil, err
	}
	if err = write(file); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// bagNames returns the documents' paths in a bag: dossier and name, with the digest if two
// would collide.
func bagNames(docs []dossier.Document) []string {
	plain := func(doc dossier.Document) string {
		folder := doc.Dossier
		if folder == "" {
			folder = "documents"
		}
		return fileName(folder) + "/" + fileName(doc.Name)
	}
	taken := make(map[string]int)
	for _, doc := range docs {
		taken[manifest.FoldName(plain(doc))]++
	}
	var names []string
	for _, doc := range docs {
		name := plain(doc)
		if taken[manifest.FoldName(name)] > 1 {
			extension := filepath.Ext(name)
			name = fmt.Sprintf("%s-%s%s", strings.TrimSuffix(name, extension), doc.SHA256.Short(), extension)
		}
		names = append(names, name)
	}
	return names
}

// fileName returns a name that all common systems accept for a file.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	if extension := path.Ext(name); len(name) > mostName && len(extension) < mostName/2 {
		name = strings.ToValidUTF8(name[:mostName-len(extension)], "") + extension
	} else if len(name) > mostName {
		name = strings.ToValidUTF8(name[:mostName], "")
	}
	if name == "" {
		return "_"
	}
	return name
}

// mostName limits the length of a file name in bytes. Systems allow 255; the rest is room for
// a digest.
const mostName = 240

// RecordExport enters an export in the log.
func (c *Corpus) RecordExport(ctx context.Context, e Exported) error {
	r := c.record(custody.Exported, "export")
	r.Export = &e.Export
	return c.append(ctx, r)
}
