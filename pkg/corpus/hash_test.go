package corpus

import (
	"crypto/sha1"
	"fmt"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/recognise"
)

func TestHash(t *testing.T) {
	d := readOuts()[1]
	d = forge.Merge(d.Name, d.Cut(3, 3), d.Cut(len(d.Pages), len(d.Pages))) // a page of text, a scan
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	text := "Both parties agreed to keep the timetable as it stands, and to meet again in March."
	r := recognise.Reader{Documents: pool(), Workers: 2}
	type hashed struct {
		FileHashes
		Pages []PageHashes
	}
	var files []hashed
	err = Hash(t.Context(), r, inputs(t,
		save(t, "two.pdf", data), save(t, "quote.txt", []byte(text)), save(t, "damaged.pdf", []byte("%PDF-1.7\n"))), func(f FileHashes) hashed {
		h := hashed{FileHashes: f}
		for p, err := range f.Pages {
			if err != nil {
				t.Error(err)
			}
			h.Pages = append(h.Pages, p)
		}
		return h
	}, func(h hashed) error { files = append(files, h); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 3 {
		t.Fatalf("hashes %+v", files)
	}
	pdf, quote, damaged := files[0], files[1], files[2]

	if pdf.SHA256 != dossier.Sum(data) || len(pdf.SHA512) != 128 || pdf.SHA1 != fmt.Sprintf("%x", sha1.Sum(data)) || len(pdf.Error) > 0 || len(pdf.Pages) != 2 {
		t.Fatalf("PDF %+v", pdf)
	}
	if page := pdf.Pages[0]; len(page.Marks) == 0 || page.TextSHA256.IsZero() || len(page.Images) > 0 {
		t.Errorf("page of text: %+v", page)
	}
	if page := pdf.Pages[1]; len(page.Marks) > 0 || !page.TextSHA256.IsZero() || len(page.Images) != 1 {
		t.Errorf("scanned page: %+v", page)
	} else if i := page.Images[0]; len(i.AHash) != 16 || len(i.DHash) != 16 || len(i.PHash) != 16 || len(i.PHash256) != 64 || i.Quality < fingerprint.MinQuality {
		t.Errorf("picture: %+v", i)
	}
	if want := dossier.Sum([]byte(string(fingerprint.Fold(text)))); len(quote.Pages) != 1 || quote.Pages[0].TextSHA256 != want {
		t.Errorf("text %+v, want the digest of the folded text, %s", quote, want)
	}
	// Of a file that cannot be read as a document the digests still hold.
	if damaged.SHA256 != dossier.Sum([]byte("%PDF-1.7\n")) || len(damaged.Pages) > 0 || strings.Join(damaged.Error, "") == "" {
		t.Errorf("damaged file %+v", damaged)
	}
}
