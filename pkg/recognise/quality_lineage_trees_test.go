package recognise

import (
	"encoding/gob"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/lineage"
)

var lineageTrees = flag.String("lineage-trees", "", "folders of PDFs with a truth.json each, by commas: measure lineage on them")

var lineageAnew = flag.Bool("lineage-anew", false, "read the copies anew, and keep what was compared")

// A knownTree is copies of which it is known what each was made from, in the order of their
// digests, and what was found between them.
type knownTree struct {
	Names    []string
	Copies   []lineage.Copy
	Parent   []int // -1 for the root
	How      []string
	Compared map[string]comparedCopies
}

type comparedCopies struct{ Match dossier.Match }

func (k *knownTree) key(p [2]int) string {
	return k.Copies[p[0]].SHA256.Short() + k.Copies[p[1]].SHA256.Short()
}

// loadTree reads a tree as far as it was not read before: a tree takes minutes.
func loadTree(t *testing.T, dir string) *knownTree {
	t.Helper()
	cache := filepath.Join(dir, "facts.gob")
	tree := &knownTree{Compared: map[string]comparedCopies{}}
	if file, err := os.Open(cache); err == nil {
		err := gob.NewDecoder(file).Decode(tree)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	documents := map[int]Document{}
	document := func(i int) Document {
		if documents[i] == nil {
			got, err := reader().ReadMissingWords(t.Context(), read(t, filepath.Join(dir, tree.Names[i]+".pdf"), extract.Want{RenderDigests: true}))
			if err != nil {
				t.Fatal(err)
			}
			documents[i] = got
		}
		return documents[i]
	}
	if tree.Names == nil {
		tree.readTruth(t, dir)
	}
	if tree.Copies == nil || *lineageAnew {
		tree.Copies = nil
		for i := range tree.Names {
			c, err := reader().copyOf(t.Context(), document(i))
			if err != nil {
				t.Fatal(err)
			}
			tree.Copies = append(tree.Copies, c)
		}
	}
	began, added := time.Now(), 0
	for _, p := range lineage.Candidates(tree.Copies) {
		if _, done := tree.Compared[tree.key(p)]; done {
			continue
		}
		m, _, err := Compare(t.Context(), reader(), document(p[1]), document(p[0]))
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Pages {
			m.Pages[i].Mesh = nil
		}
		tree.Compared[tree.key(p)] = comparedCopies{m}
		if added++; added%10 == 0 {
			tree.keep(t, cache)
		}
	}
	tree.keep(t, cache)
	fmt.Println(dir, added, "compared in", time.Since(began).Round(time.Second))
	return tree
}

// keep writes what was read and compared so far.
func (k *knownTree) keep(t *testing.T, cache string) {
	t.Helper()
	file, err := os.Create(cache)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := gob.NewEncoder(file).Encode(k); err != nil {
		t.Fatal(err)
	}
}

func (k *knownTree) readTruth(t *testing.T, dir string) {
	t.Helper()
	var truth map[string]struct {
		Parent *string `json:"parent"`
		Op     string  `json:"op"`
	}
	data, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	digest := map[string]dossier.Digest{}
	for name := range truth {
		k.Names = append(k.Names, name)
		data, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		digest[name] = dossier.Sum(data)
	}
	slices.SortFunc(k.Names, func(a, b string) int { return strings.Compare(digest[a].String(), digest[b].String()) })
	for _, name := range k.Names {
		parent := -1
		if truth[name].Parent != nil {
			parent = slices.Index(k.Names, *truth[name].Parent)
		}
		k.Parent, k.How = append(k.Parent, parent), append(k.How, truth[name].Op)
	}
}

func TestLineageOfTrees(t *testing.T) {
	if *lineageTrees == "" {
		t.Skip("NOT TESTED: no trees named; see the flags of this test")
	}
	for _, dir := range strings.Split(*lineageTrees, ",") {
		loadTree(t, dir)
	}
}
