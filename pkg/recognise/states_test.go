package recognise

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// inspect inspects one file.
func inspect(t *testing.T, name string, data []byte) dossier.Inspected {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for in := range intake.Each(t.Context(), []string{path}, nil, intake.DefaultLimits()) {
		all, err := reader().Inspect(t.Context(), reader().Digest(t.Context(), in))
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	t.Fatal("nothing to inspect")
	return dossier.Inspected{}
}

// A file saved several times by appending: each state can be cut out, and what was changed on its
// pages and taken out of its metadata is told.
func TestEarlierStates(t *testing.T) {
	first := forge.Dossier(3)[0].Cut(3, 4)
	first.Meta.Author = "Ms Brandvold"
	second, changes := first.EditExactly(1, rand.New(rand.NewPCG(7, 7)))
	second.Meta = first.Meta
	third := second
	third.Meta.Author = ""
	data, err := forge.Saved(first, second, third)
	if err != nil {
		t.Fatal(err)
	}
	file := inspect(t, "saved.pdf", data)
	if len(file.States) != 3 || file.States[2] != int64(len(data)) {
		t.Fatalf("states end at %d, want three, the last at %d", file.States, len(data))
	}
	if original, err := first.Bytes(); err != nil || !bytes.Equal(data[:file.States[0]], original) {
		t.Errorf("the first state is not the first file (%v)", err)
	}
	has := func(kind dossier.ItemKind, text string) bool {
		return slices.ContainsFunc(file.Items, func(i dossier.Item) bool { return i.Kind == kind && strings.Contains(i.Value, text) })
	}
	for kind, text := range map[dossier.ItemKind]string{
		dossier.Revision: "state 2 of 3", dossier.EarlierMetadata: "Author: Ms Brandvold", dossier.EarlierText: changes[0].After,
	} {
		if !has(kind, text) {
			t.Errorf("no %s %q in %+v", kind, text, file.Items)
		}
	}
	if has(dossier.Person, "Brandvold") {
		t.Error("the author that was taken out is told as if it were there")
	}
	once, err := first.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if file := inspect(t, "once.pdf", once); len(file.States) > 0 || slices.ContainsFunc(file.Items, func(i dossier.Item) bool { return i.Group == dossier.GroupEarlier }) {
		t.Errorf("a file saved once has earlier states: %+v", file)
	}
}

// Two copies with different numbers hidden in them: all places in which they differ are listed.
func TestCopiesDiffer(t *testing.T) {
	style := forge.Style{Width: 420, Height: 595, Margin: 40, Size: 9, Leading: 12, Justify: true}
	plain := forge.Dossier(1)[0].Cut(4, 6).Retypeset(style).Cut(1, 1)
	const one, other = 0xB59A_63C5, 0xB59A_63C5 ^ 0x0011_0402 // four bits
	reading := func(d forge.Document) Reading {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "copy.pdf")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return read(t, path, extract.Want{RenderDigests: true})
	}
	for _, m := range forge.Markings() {
		t.Run(m.Name, func(t *testing.T) {
			found, err := reader().Differences(t.Context(), reading(m.Mark(plain, one)), reading(m.Mark(plain, other)))
			if err != nil {
				t.Fatal(err)
			}
			one, other := m.Mark(plain, one), m.Mark(plain, other)
			differ, listed := 0, 0
			for _, d := range found {
				listed += len(strings.Fields(d.Before))
			}
			for i, w := range one.Pages[0].Words {
				v := other.Pages[0].Words[i]
				told := slices.ContainsFunc(found, func(d dossier.Difference) bool { return strings.Contains(d.Before, w.Text) })
				if w.Text == v.Text && w.X == v.X && w.Y == v.Y {
					continue
				}
				differ++
				if !told {
					t.Errorf("%q differs, which is not told in %+v", w.Text, found)
				}
			}
			if listed != differ {
				t.Errorf("%d words are listed, want %d: %+v", listed, differ, found)
			}
		})
	}
	text := strings.Join(strings.Fields(forge.Treaties(4, 1, 3)[0].Text()), " ")
	spaced := func(number uint32) Reading {
		path := filepath.Join(t.TempDir(), "copy.txt")
		if err := os.WriteFile(path, []byte(forge.DoubledSpaces(text, number)), 0o600); err != nil {
			t.Fatal(err)
		}
		return read(t, path, extract.Want{RenderDigests: true})
	}
	if found, err := reader().Differences(t.Context(), spaced(one), spaced(other)); err != nil || len(found) != 4 {
		t.Errorf("doubled spaces: %+v, %v, want four", found, err)
	}
	for name, mark := range onlyDrawn {
		d := plain
		d.Pages = slices.Clone(d.Pages)
		d.Pages[0].Words = slices.Clone(d.Pages[0].Words)
		mark(&d.Pages[0])
		found, err := reader().Differences(t.Context(), reading(plain), reading(d))
		if err != nil || len(found) != 1 || found[0].Kind != "pixels" || found[0].Box == nil {
			t.Errorf("%s: %+v, %v, want one difference in pixels", name, found, err)
		}
	}
	same := reading(plain)
	if found, err := reader().Differences(t.Context(), same, reading(plain)); err != nil || len(found) > 0 {
		t.Errorf("between two that are equal: %+v, %v", found, err)
	}
}

// onlyDrawn are differences in what a page draws alone.
var onlyDrawn = map[string]func(*forge.Sheet){
	"a pale dot in the margin": func(p *forge.Sheet) {
		p.Fills = append(p.Fills, forge.Fill{Box: dossier.Box{X: 20, Y: 300, W: .5, H: .5}, Gray: 200})
	},
	"a word a little lighter": func(p *forge.Sheet) { p.Words[50].Gray = 20 },
	"a word a little wider":   func(p *forge.Sheet) { p.Words[50].Width += .3 },
}
