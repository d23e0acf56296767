package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestMarksWords(t *testing.T) {
	got := marksWords([]dossier.Mark{
		{Class: dossier.MarkZeroWidth, Count: 3, First: dossier.MarkPlace{Page: 2, Text: "agri\u200bculture and goods"}},
		{Class: dossier.MarkJoinedWords, Count: 1, First: dossier.MarkPlace{Page: 4, Text: "in sulin"}},
		{Class: "to come", Count: 1, First: dossier.MarkPlace{Page: 1, Text: "a"}},
	})
	want := []string{
		`other zero-width characters in 3 places, the first on p. 2: "agri\u200bculture and goods"`,
		`words joined or split in 1 place, p. 4: "in sulin"`,
		`to come in 1 place, p. 1: "a"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("marks in words (-want +got)\n%s", diff)
	}
}

// Every class of mark has words of its own.
func TestEachMarkInWords(t *testing.T) {
	for _, class := range []dossier.MarkClass{
		dossier.MarkZeroWidth, dossier.MarkTag, dossier.MarkDirection, dossier.MarkSoftHyphen,
		dossier.MarkUnusualSpace, dossier.MarkDoubledSpace, dossier.MarkJoinedWords, dossier.MarkLookAlike,
	} {
		if markKinds[class] == "" {
			t.Errorf("no words for %q", class)
		}
	}
}
