package custody

import (
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A signature is of one staging, by one key.
func TestStagingIsSigned(t *testing.T) {
	key, err := NewKey()
	other, otherErr := NewKey()
	if err != nil || otherErr != nil {
		t.Fatal(err, otherErr)
	}
	digest := func(text string) dossier.Digest { return dossier.Sum([]byte(text)) }
	staged := Staging{Document: digest("document"), Columns: dossier.Columns{Text: 1, Layout: 2, Pictures: 3, Looks: 4, Facts: 5},
		Replaces: digest("before"), Seal: digest("after"), Data: digest("data")}
	signature, err := key.SignStaging(staged)
	if err != nil || !key.SignedStaging(staged, signature) {
		t.Fatalf("its own signature does not hold, %v", err)
	}
	for name, change := range map[string]func(*Staging){
		"document": func(s *Staging) { s.Document = digest("other") },
		"columns":  func(s *Staging) { s.Columns.Text, s.Columns.Layout = 2, 1 },
		"replaces": func(s *Staging) { s.Replaces = s.Seal },
		"seal":     func(s *Staging) { s.Seal = s.Replaces },
		"data":     func(s *Staging) { s.Data[31]++ },
		"OCR":      func(s *Staging) { s.Recognised = "in German" },
	} {
		changed := staged
		if change(&changed); key.SignedStaging(changed, signature) {
			t.Errorf("%s: the signature holds of another", name)
		}
	}
	altered := slices.Clone(signature)
	altered[0] ^= 1
	for name, signature := range map[string][]byte{"none": nil, "short": signature[:63], "long": append(slices.Clone(signature), 0), "altered": altered} {
		if key.SignedStaging(staged, signature) {
			t.Errorf("%s: the signature holds", name)
		}
	}
	var none *Key
	if other.SignedStaging(staged, signature) || none.SignedStaging(staged, signature) {
		t.Error("the signature holds by another key")
	}
	if _, err := none.SignStaging(staged); err == nil {
		t.Error("it is signed without a key")
	}
	// What it signs cannot be taken for a head, nor a head for it.
	if _, err := note.Sign(&note.Note{Text: string(staged.message())}, key.signer); err == nil {
		t.Error("what is signed is a note")
	}
}
