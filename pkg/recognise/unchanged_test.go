package recognise

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// viewing notes the pages that are looked at.
type viewing struct {
	Documents
	mu     sync.Mutex
	viewed []int
}

func (v *viewing) Views(ctx context.Context, s extract.Source, numbers []int, dpi float64, page func(int, pdf.View) error) error {
	v.mu.Lock()
	v.viewed = append(v.viewed, numbers...)
	v.mu.Unlock()
	return v.Documents.Views(ctx, s, numbers, dpi, page)
}

func TestPagesDrawnTheSameAreNotDrawn(t *testing.T) {
	original := forge.Treaties(7, 1, 6)[0]
	altered := original.Cut(1, 6)
	altered.Pages[3].Words[30].Text = "otherwise"
	r := reader()
	looked := &viewing{Documents: r.Documents}
	r.Documents = looked
	want := extract.Want{RenderDigests: true}
	known, query := readMade(t, original, want), readMade(t, altered, want)
	compare := func() dossier.Match {
		looked.viewed = nil
		m, _, err := Compare(t.Context(), r, query, known)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := compare()
	if slices.ContainsFunc(looked.viewed, func(n int) bool { return n != 4 }) || !slices.Contains(looked.viewed, 4) {
		t.Errorf("pages %v were looked at, want only page 4", looked.viewed)
	}
	if m.Clear != 1 || !m.Has(dossier.TextEdited) {
		t.Errorf("clear %g, %+v", m.Clear, m.Alterations)
	}

	// A page that was drawn otherwise all the same is looked at.
	second, err := query.Pages.Page(2)
	if err != nil {
		t.Fatal(err)
	}
	words := slices.Clone(second.Print.Layout.Words)
	words[0].Picture++
	second.Print.Layout.Words = words
	if err := query.Pages.put(second); err != nil {
		t.Fatal(err)
	}
	compare()
	if !slices.Contains(looked.viewed, 2) {
		t.Errorf("pages %v were looked at, page 2 was not", looked.viewed)
	}
}
