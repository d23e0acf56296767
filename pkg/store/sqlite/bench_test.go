package sqlite

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

// A prose makes pages whose marks and chains are as unevenly spread as those of a
// real dossier: most stand on one page, a quarter on a few, and each page bears some
// of a running header's or a printed form's, which stand nearly everywhere.
type prose struct {
	rand   *rand.Rand
	shared uint64 // how many different lines the pages copy from one another
}

const (
	linesPerPage  = 30 // each of five chains and some four marks
	lettersInLine = 31
)

func newProse(seed uint64, pages int) *prose {
	return &prose{rand.New(rand.NewPCG(seed, 0)), uint64(2 * pages)}
}

func (p *prose) page(number int) store.KeptPage {
	lines := make([]uint64, linesPerPage)
	for i := range lines {
		lines[i] = p.rand.Uint64()
		switch {
		case i < 1:
			lines[i] %= 20
		case i < 7:
			lines[i] = 1000 + lines[i]%p.shared
		}
	}
	page := store.KeptPage{Page: dossier.Page{Number: number, Width: 595, Height: 842, Text: text(lines)}}
	page.Print.Length, page.Print.Marks = fingerprint.OfText(page.Text)
	page.Print.Layout = storetest.Layout(lines...)
	return page
}

// text is a text of these lines, each of letters by chance.
func text(lines []uint64) string {
	var all []byte
	for _, seed := range lines {
		r := rand.New(rand.NewPCG(seed, 0))
		for range lettersInLine {
			all = append(all, byte('a'+r.Uint32N(26)))
		}
		all = append(all, '\n')
	}
	return string(all)
}

func (p *prose) document(n, pages int) (dossier.Document, []store.KeptPage) {
	var name [8]byte
	binary.BigEndian.PutUint64(name[:], uint64(n))
	doc := dossier.Document{SHA256: dossier.Sum(name[:]), Name: fmt.Sprintf("%d.pdf", n), Pages: pages}
	all := make([]store.KeptPage, pages)
	for i := range all {
		all[i] = p.page(i + 1)
	}
	return doc, all
}

// filled makes a corpus of documents of 100 pages and returns it with every
// 37th page.
func filled(b *testing.B, pages int) (store.Store, []fingerprint.Print) {
	b.Helper()
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "corpus.db")
	s, err := Open(ctx, path, store.Create)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	text := newProse(1, pages)
	var queries []fingerprint.Print
	for n := range pages / 100 {
		doc, all := text.document(n, 100)
		if err := s.Insert(ctx, doc, store.Listed(all...), dossier.Sighting{}, custody.Entry{}); err != nil {
			b.Fatal(err)
		}
		for i := n % 37; i < len(all); i += 37 {
			queries = append(queries, all[i].Print)
		}
	}
	return s, queries
}

// As match ranks marks: on more pages than most they are counted, up to limit.
const most, limit = 128, 1024

func BenchmarkMarks(b *testing.B) {
	for _, pages := range []int{1200, 12000} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) {
			s, queries := filled(b, pages)
			var hashes [][]uint64
			for _, q := range queries {
				var ofPage []uint64
				for _, m := range q.Marks {
					ofPage = append(ofPage, m.Hash)
				}
				hashes = append(hashes, ofPage)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				v, err := s.Snapshot(context.Background())
				if err == nil {
					err = v.Marks(context.Background(), hashes[i%len(hashes)], most, limit, func(uint64, []uint32, int) {})
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkChains(b *testing.B) {
	for _, pages := range []int{1200, 12000} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) {
			s, queries := filled(b, pages)
			var keys [][]uint32
			total := 0
			for _, q := range queries {
				var ofPage []uint32
				for _, p := range append(q.Layout.Probes(false), q.Layout.Probes(true)...) {
					ofPage = append(ofPage, p.Keys...)
				}
				keys = append(keys, ofPage)
				total += len(keyColumns(ofPage))
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				v, err := s.Snapshot(context.Background())
				if err == nil {
					err = v.Chains(context.Background(), keys[i%len(keys)], func(uint32, []uint32) {})
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(total)/float64(len(keys)), "keys/op")
		})
	}
}

func BenchmarkInsert(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "corpus.db")
	s, err := Open(ctx, path, store.Create)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const pages = 100
	text := newProse(1, 1200)
	n := 0
	for b.Loop() {
		doc, all := text.document(n, pages)
		n++
		if err := s.Insert(ctx, doc, store.Listed(all...), dossier.Sighting{}, custody.Entry{}); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(n*pages), "bytes/page")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n*pages), "µs/page")
}

func BenchmarkCheck(b *testing.B) {
	const pages = 1200
	s, _ := filled(b, pages)
	for b.Loop() {
		if checks, err := s.Check(context.Background()); err != nil || len(checks) != 1 {
			b.Fatal(checks, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*pages), "µs/page")
}

// worded returns a text of invented words that are about as unevenly spread as those of a language.
func worded(r *rand.Rand, zipf *rand.Zipf, words int) string {
	var b strings.Builder
	for i := range words {
		n := zipf.Uint64()
		for {
			b.WriteByte("etaoinshrdlcumwfgypbvkxjqz"[n%26])
			if n /= 26; n == 0 {
				break
			}
		}
		b.WriteByte(" \n"[max(0, 1-(i+1)%12)])
	}
	return b.String()
}

// BenchmarkSearch asks for phrases of three words, each of which stands on a page.
func BenchmarkSearch(b *testing.B) {
	for _, pages := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) {
			ctx := context.Background()
			r := rand.New(rand.NewPCG(1, uint64(pages)))
			zipf := rand.NewZipf(r, 1.1, 3, 200_000)
			s, err := openDatabase(ctx, filepath.Join(b.TempDir(), "corpus.db"), store.Create)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			var asked []search.Query
			for n := range pages / 100 {
				doc, all := newProse(1, 1).document(n, 0)
				doc.Pages = 100
				for i := range doc.Pages {
					all = append(all, store.KeptPage{Page: dossier.Page{Number: i + 1, Text: worded(r, zipf, 420)}})
				}
				words := strings.Fields(all[n%100].Text)
				q, err := search.Parse(`"` + strings.Join(words[n%400:n%400+3], " ") + `"`)
				if err != nil {
					b.Fatal(err)
				}
				asked = append(asked, q)
				if err := s.Insert(ctx, doc, store.Listed(all...), dossier.Sighting{}, custody.Entry{}); err != nil {
					b.Fatal(err)
				}
			}
			found, read := 0, 0
			for i := 0; b.Loop(); i++ {
				q, hit := asked[i%len(asked)], false
				_, err := s.Search(ctx, q, func(dossier.Digest) bool { return true }, func(p store.PageText) error {
					read++
					hit = hit || q.Find(p.Text) != nil
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				if hit {
					found++
				}
			}
			var bytes int64
			if err := s.read.QueryRow(`SELECT (SELECT sum(length(block)) FROM words_segments) + (SELECT sum(length(root)) FROM words_segdir)`).Scan(&bytes); err != nil {
				b.Fatal(err)
			}
			if found < b.N {
				b.Errorf("found %d of %d", found, b.N)
			}
			b.ReportMetric(float64(read)/float64(b.N), "pages-read/op")
			b.ReportMetric(float64(bytes)/float64(pages), "bytes/page")
		})
	}
}
