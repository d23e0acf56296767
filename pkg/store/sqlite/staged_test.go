package sqlite

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// What is staged is read back, whether its pages were encoded some at a time or, as by earlier versions,
// all at once.
func TestStagedIsReadBack(t *testing.T) {
	var pages []store.KeptPage
	for n := range 2*stagedAtOnce + 1 {
		pages = append(pages, store.KeptPage{Page: dossier.Page{Number: n + 1, Text: fmt.Sprintf("page %d", n+1)}})
	}
	doc := dossier.Document{SHA256: dossier.Digest{1}, Name: "a.pdf", Pages: len(pages)}
	data, seal, err := packStaged(doc, pages)
	if err != nil {
		t.Fatal(err)
	}
	gotDoc, got, gotSeal, err := unpackStaged(data)
	if err != nil || gotSeal != seal || gotDoc.Name != doc.Name {
		t.Fatalf("%v, seal %v, want %v, %v", gotDoc, gotSeal, seal, err)
	}
	var atOnce bytes.Buffer
	deflated, _ := flate.NewWriter(&atOnce, flate.DefaultCompression)
	described, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := packPages(got)
	if err != nil {
		t.Fatal(err)
	}
	to := gob.NewEncoder(deflated)
	if to.Encode(described) != nil || to.Encode(packed) != nil || deflated.Close() != nil {
		t.Fatal("pages cannot be encoded")
	}
	_, earlier, earlierSeal, err := unpackStaged(atOnce.Bytes())
	if diff := cmp.Diff(got, earlier); diff != "" || err != nil || earlierSeal != seal {
		t.Errorf("encoded all at once: %v %s", err, diff)
	}
	if _, _, _, err := unpackStaged(data[:len(data)/2]); err == nil {
		t.Error("half of it is read")
	}
}
