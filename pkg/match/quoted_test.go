package match

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A passage that nothing sets apart takes more evidence, and the more the longer the input is.
func TestEvident(t *testing.T) {
	for _, tt := range []struct {
		coincidences, cover float64
		delimited, want     bool
	}{
		{1e-2, .1, true, true},
		{2e-2, 1, true, false},
		{1e-4, .5, false, false},
		{4e-6, .5, false, true},
		{4e-6, .25, false, false},
	} {
		pairs := []dossier.PagePair{{Coincidences: tt.coincidences, QueryCover: tt.cover}}
		if got := Evident(pairs, tt.delimited); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// Scraps of a page that make up a short text are no copy of it.
func TestUnquoted(t *testing.T) {
	found := func(coincidences float64) dossier.Match {
		return dossier.Match{Verdict: dossier.Altered, Alterations: []dossier.Alteration{{Kind: dossier.TextEdited}}, Pages: []dossier.PagePair{
			{Relation: dossier.Redacted, Basis: []dossier.Basis{dossier.ByText}, Coincidences: coincidences, QueryCover: 1},
		}}
	}
	if m := Unquoted(found(6e-4)); m.Verdict != dossier.Shared || len(m.Alterations) > 0 || m.Pages[0].Relation != dossier.Passage {
		t.Errorf("scraps: %+v", m)
	}
	if m := Unquoted(found(1e-9)); m.Verdict != dossier.Altered {
		t.Errorf("more than scraps: %+v", m)
	}
}
