package corpus

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// What was cut out of a document is related to it, page by page, from either side; another document of the same
// forms shares no page for the most part.
func TestRelated(t *testing.T) {
	c := openCorpus(t, filepath.Join(t.TempDir(), "corpus"), Create, 2)
	whole, cut, other := readOuts()[0], readOuts()[0].Cut(3, 5), readOuts()[1]
	var digests []dossier.Digest
	var paths []string
	for i, d := range []forge.Document{whole, cut, other} {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		digests, paths = append(digests, dossier.Sum(data)), append(paths, save(t, []string{"whole.pdf", "cut.pdf", "other.pdf"}[i], data))
	}
	added := add(t, c, AddOptions{}, paths...)
	if len(added[0].Related) > 0 || len(added[1].Related) != 1 || len(added[1].Related[0].Pages) != 3 {
		t.Errorf("told when they were added: %+v, %+v", added[0].Related, added[1].Related)
	}
	for _, test := range []struct{ of, in, first, otherFirst int }{{1, 0, 1, 3}, {0, 1, 3, 1}} {
		answer, err := c.Related(t.Context(), digests[test.of].String())
		if err != nil {
			t.Fatal(err)
		}
		var want []dossier.SharedPage
		for i := range 3 {
			want = append(want, dossier.SharedPage{Page: test.first + i, Other: test.otherFirst + i, Share: 1})
		}
		if len(answer.Related) == 0 || answer.Related[0].Document.SHA256 != digests[test.in] {
			t.Fatalf("%+v", answer)
		}
		if diff := cmp.Diff(want, answer.Related[0].Pages); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}
		for _, d := range answer.Related[1:] {
			if len(d.Pages) > 0 {
				t.Errorf("pages of %s: %+v", d.Document.Name, d.Pages)
			}
		}
	}
}
