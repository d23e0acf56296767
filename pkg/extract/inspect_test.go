package extract

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// What a worker says of a document is not believed where it cannot be.
func TestSoundInspected(t *testing.T) {
	item := dossier.Item{Group: dossier.GroupHidden, Kind: dossier.Comment, Page: 1}
	with := func(change func(*dossier.Inspected)) []dossier.Inspected {
		file := dossier.Inspected{Items: []dossier.Item{item}, States: []int64{10, 20}}
		change(&file)
		return []dossier.Inspected{file}
	}
	if err := soundInspected(with(func(*dossier.Inspected) {}), 20); err != nil {
		t.Errorf("what is sound: %v", err)
	}
	for name, all := range map[string][]dossier.Inspected{
		"nothing":               nil,
		"states in no order":    with(func(f *dossier.Inspected) { f.States = []int64{20, 10} }),
		"a state beyond":        with(func(f *dossier.Inspected) { f.States = []int64{10, 21} }),
		"a state of nothing":    with(func(f *dossier.Inspected) { f.States = []int64{-1, 20} }),
		"an unknown group":      with(func(f *dossier.Inspected) { f.Items[0].Group = "other" }),
		"no kind":               with(func(f *dossier.Inspected) { f.Items[0].Kind = "" }),
		"a page before the 1st": with(func(f *dossier.Inspected) { f.Items[0].Page = -1 }),
		"an object of no file":  with(func(f *dossier.Inspected) { f.Items[0].Object = -1 }),
	} {
		if soundInspected(all, 20) == nil {
			t.Errorf("%s is believed", name)
		}
	}
}
