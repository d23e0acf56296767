package custody

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func TestAKeyIsReadAsItWasWritten(t *testing.T) {
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(key.Secret() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if again.Secret() != key.Secret() || again.Verifier() != key.Verifier() {
		t.Errorf("read %s of %s", again.Verifier(), key.Verifier())
	}
	signed, err := again.sign(3, tlog.Hash{3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(signed, key.Verifier()); err != nil {
		t.Errorf("what the key read signed is not by the key written: %v", err)
	}
	other, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(signed, other.Verifier()); err == nil {
		t.Error("another new key verifies it as well")
	}
}

func TestParseKeyRefuses(t *testing.T) {
	secret := made(t, 1).String()
	for _, text := range []string{"", "PRIVATE+KEY+", made(t, 1).Verifier(), secret[:len(secret)-4], strings.Replace(secret, "leakprint", "leakpaint", 1)} {
		_, err := ParseKey(text)
		if err == nil {
			t.Errorf("ParseKey(%q): no error", text)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error tells the key: %v", err)
		}
	}
}

func TestACheckpointIsThreeLinesAndASignature(t *testing.T) {
	key := made(t, 1)
	root := tlog.RecordHash([]byte("record"))
	signed, err := key.sign(12, root)
	if err != nil {
		t.Fatal(err)
	}
	body, signature, _ := strings.Cut(string(signed), "\n\n")
	if want := "leakprint/0000000000000001\n12\n" + root.String(); body != want {
		t.Errorf("body %q, want %q", body, want)
	}
	if want := "— leakprint/0000000000000001 "; !strings.HasPrefix(signature, want) {
		t.Errorf("signature %q, want it to begin %q", signature, want)
	}
	got, err := OpenCheckpoint(signed, key.Verifier())
	if diff := cmp.Diff(Checkpoint{Origin: "leakprint/0000000000000001", Size: 12, Root: root}, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got)\n%s", err, diff)
	}
}

func TestSignaturesOfWitnessesArePassedOver(t *testing.T) {
	key, witness := made(t, 1), made(t, 2)
	c := Checkpoint{Origin: key.signer.Name(), Size: 4}
	signed, err := note.Sign(&note.Note{Text: c.text()}, witness.signer, key.signer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenCheckpoint(signed, key.Verifier()); err != nil || got != c {
		t.Errorf("OpenCheckpoint = %+v, %v, want %+v", got, err, c)
	}
}

func TestOpenCheckpointRefuses(t *testing.T) {
	key := made(t, 1)
	root := tlog.Hash{1}.String()
	for _, tt := range []struct{ name, text, want string }{
		{"another origin", "leakprint/2\n4\n" + root + "\n", "a checkpoint of"},
		{"a negative size", "leakprint/0000000000000001\n-4\n" + root + "\n", "no log has the size"},
		{"a size no log has", "leakprint/0000000000000001\n9223372036854775807\n" + root + "\n", "no log has the size"},
		{"a size beyond integers", "leakprint/0000000000000001\n99999999999999999999\n" + root + "\n", "no log has the size"},
		{"a size with a zero before it", "leakprint/0000000000000001\n04\n" + root + "\n", "canonical form"},
		{"a size that is none", "leakprint/0000000000000001\nfour\n" + root + "\n", "no log has the size"},
		{"a root too short", "leakprint/0000000000000001\n4\nAAAA\n", "root"},
		{"no root", "leakprint/0000000000000001\n4\n", "three lines"},
		{"a line too many", "leakprint/0000000000000001\n4\n" + root + "\nmore\n", "three lines"},
		{"nothing", "\n", "three lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			signed, err := note.Sign(&note.Note{Text: tt.text}, key.signer)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := OpenCheckpoint(signed, key.Verifier()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("OpenCheckpoint = %+v, %v, want an error with %q", c, err, tt.want)
			}
		})
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	key := made(f, 1)
	signed, err := key.sign(12, tlog.Hash{1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed, key.Verifier())
	f.Add(bytes.Replace(signed, []byte("12"), []byte("-1"), 1), key.Verifier())
	f.Add([]byte("a\n1\n\n— b AAAAAAAA\n"), "a+00000000+AAAA")
	f.Fuzz(func(t *testing.T, data []byte, verifier string) {
		c, err := OpenCheckpoint(data, verifier)
		if err == nil && (c.Size < 0 || !strings.HasPrefix(string(data), c.text())) {
			t.Errorf("%q was read as %+v", data, c)
		}
		// The text alone, which only a key's holder could have signed.
		if c, err := parseCheckpoint(string(data)); err == nil && c.text() != string(data) {
			t.Errorf("%q was read as %+v", data, c)
		}
	})
}
