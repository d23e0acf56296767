package sqlite

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// The words of the secret document. The index keeps the endings of words, of which no other begins so.
const secretText = "Xylophagous quandaries vexed jovial zookeepers. Wherever umbrellas kept nectarines, yachts floundered."

// secret is a document that says something in every field, and values that give it away as they lie in a file
// or in what is compressed there.
func secret() (dossier.Document, []store.KeptPage, map[string][]byte) {
	doc, pages := newProse(9, 10).document(9, 3)
	doc.Notes, doc.Metadata = []string{"notable defenestration"}, map[string]string{"Title": "Titular bombazine"}
	doc.Attachments = []dossier.Attachment{{Name: "attached-gargoyle.txt"}}
	p := &pages[1]
	p.Text += secretText
	p.Note = "page-note-ocelot"
	p.Render = dossier.Sum([]byte("render"))
	p.Print.Length, p.Print.Marks = fingerprint.OfText(p.Text)
	p.Print.Looks, p.Print.LooksQuality = pdq.Hash{0x1122334455667788, 2, 3, 4}, 90
	picture := fingerprint.Image{Quality: 90, PHash256: [4]uint64{0x8877665544332211, 2, 3, 4}}
	picture.SHA256 = dossier.Sum([]byte("picture"))
	p.Print.Images = []fingerprint.Image{picture}
	layout, err := p.Print.Layout.MarshalBinary()
	if err != nil {
		panic(err)
	}
	render := p.Render
	mark := binary.BigEndian.AppendUint64(nil, uint64(hashToColumn(p.Print.Marks[len(p.Print.Marks)-1].Hash)))
	return doc, pages, map[string][]byte{
		"text": []byte("quandaries vexed"), "word of the index": []byte("lophagous"), "another": []byte("ookeepers"),
		"notes": []byte("defenestration"), "metadata": []byte("bombazine"), "attachment": []byte("gargoyle"), "note": []byte("ocelot"),
		"layout": layout[len(layout)/2 : len(layout)/2+12], "render": render[:], "looks": {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88},
		"picture": picture.SHA256[:], "hash of the picture": {0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11}, "mark": mark[2:],
	}
}

// traces names the values that lie in the files of a folder, as they are or in what is compressed from any byte
// on.
func traces(t *testing.T, dir string, values map[string][]byte) []string {
	t.Helper()
	found := map[string]bool{}
	look := func(data []byte) {
		for name, value := range values {
			found[name] = found[name] || bytes.Contains(data, value)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		look(data)
		plain, source := make([]byte, 64<<10), bytes.NewReader(nil)
		inflate := flate.NewReader(source)
		for at := range data {
			if data[at]&6 == 6 || data[at]&6 == 0 { // no kind of block that is written for texts
				continue
			}
			source.Reset(data[at:min(at+8<<10, len(data))])
			_ = inflate.(flate.Resetter).Reset(source, nil)
			n, _ := io.ReadFull(inflate, plain)
			look(plain[:n])
		}
	}
	var names []string
	for name, there := range found {
		if there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Nothing of what was purged lies in the files afterwards, in tables, unused pages or the write-ahead log, as it
// does before; whether or not its digest is kept.
func TestPurgeLeavesNoTrace(t *testing.T) {
	for name, forget := range map[string]bool{"purged": false, "forgotten": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, filepath.Join(dir, "corpus.db"), store.Create)
			defer s.Close()
			doc, pages, values := secret()
			other, otherPages := newProse(2, 10).document(2, 3)
			all := []string{}
			for name := range values {
				all = append(all, name)
			}
			slices.Sort(all)
			for _, d := range []struct {
				dossier.Document
				pages []store.KeptPage
			}{{doc, pages}, {other, otherPages}} {
				if err := s.Insert(t.Context(), d.Document, store.Listed(d.pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Stage(t.Context(), doc, pages, func(store.StagedDocument) ([]byte, error) { return []byte("signed"), nil }); err != nil {
				t.Fatal(err)
			}
			equal(t, "traces before", traces(t, dir, values), all)
			takeOut := s.Purge
			if forget {
				takeOut = s.Forget
				values["digest"] = doc.SHA256[:]
			}
			if err := takeOut(t.Context(), doc.SHA256, custody.Entry{}); err != nil {
				t.Fatal(err)
			}
			if left := traces(t, dir, values); len(left) == 0 {
				t.Error("there are no traces before they are erased, so this test shows nothing")
			}
			if err := s.Erase(t.Context()); err != nil {
				t.Fatal(err)
			}
			equal(t, "traces", traces(t, dir, values), []string(nil))
			sound(t, s)
			kept := map[string][]byte{"text of the other": []byte(otherPages[1].Text[:30])}
			equal(t, "what is kept", traces(t, dir, kept), []string{"text of the other"})
		})
	}
}

// A purge that could not be erased, because another process reads, is told, and erased by the next that writes.
func TestEraseLater(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "corpus.db")
	s := open(t, path, store.Create)
	doc, pages, values := secret()
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Purge(t.Context(), doc.SHA256, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	if told := faults(t, s); len(told) != 1 || !strings.Contains(told[0], "what was purged may still be read") {
		t.Errorf("%q", told)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(traces(t, dir, values)) == 0 {
		t.Error("it was erased already, so this test shows nothing")
	}
	s = open(t, path, store.ReadWrite)
	defer s.Close()
	sound(t, s)
	equal(t, "traces", traces(t, dir, values), []string(nil))
}

func TestEraseReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	if err := s.Erase(t.Context()); err == nil {
		t.Error("a store that is opened read-only was erased")
	}
}
