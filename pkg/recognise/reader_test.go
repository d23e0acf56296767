package recognise

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

func TestAbsences(t *testing.T) {
	var pages []extract.PageContent
	for i, why := range []dossier.Absence{"", dossier.Blank, dossier.Blank, "", dossier.NearEmpty, dossier.Blank} {
		pages = append(pages, extract.PageContent{Page: dossier.Page{Number: i + 1}, Print: fingerprint.Print{Absent: why}})
	}
	pages[2].Print.Looks = pdq.Hash{1}
	want := []string{
		"p. 2, 6: blank page, cannot be told by itself",
		"p. 3: no words and no picture, only drawings with too little in them, cannot be told by itself",
		"p. 5: near-empty page, cannot be told by itself",
	}
	if diff := cmp.Diff(want, absences(pages)); diff != "" {
		t.Error(diff)
	}
}
