package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

// These tests run this test's own program a second time, as a process of its own
// that inserts documents. It is told which by childEnv: "PATH FIRST COUNT KEY".
const childEnv = "LEAKPRINT_TEST_INSERT"

const childPages = 48 // of each document

func TestMain(m *testing.M) {
	if args := os.Getenv(childEnv); args != "" {
		if err := insertMany(args); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// insertMany prints "begin N" and "done N" around the insertion of document N.
func insertMany(args string) error {
	var path, secret string
	var first, count int
	if _, err := fmt.Sscan(args, &path, &first, &count, &secret); err != nil {
		return err
	}
	key, err := custody.ParseKey(secret)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := Open(ctx, path, store.Create)
	if err != nil {
		return err
	}
	defer s.Close()
	for n := first; n < first+count; n++ {
		doc, pages := childDocument(n)
		entry, err := storetest.Entry(key, doc.SHA256)
		if err != nil {
			return err
		}
		fmt.Println("begin", n)
		if err := s.Insert(ctx, doc, store.Listed(pages...), dossier.Sighting{Where: "child"}, entry); err != nil {
			return err
		}
		fmt.Println("done", n)
	}
	return nil
}

func childDocument(n int) (dossier.Document, []store.KeptPage) {
	return newProse(uint64(n), 1000).document(n, childPages)
}

func child(path string, first, count int, key *custody.Key) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d %s", childEnv, path, first, count, key.Secret()))
	cmd.Stderr = os.Stderr
	return cmd
}

// TestKill kills a process in the middle of inserting, again and again into the
// same corpus: each document must be there wholly, or not at all.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	key := newKey(t)
	moments := rand.New(rand.NewPCG(1, 2))
	next, interrupted := 0, 0
	for range 8 {
		cmd := child(path, next, 1000, key)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		begun, done := next-1, next-1
		victim := next + moments.IntN(3)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			verb, number, _ := strings.Cut(lines.Text(), " ")
			n, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			if verb == "done" {
				done = n
				continue
			}
			begun = n
			if n == victim {
				time.AfterFunc(time.Duration(moments.IntN(20_000))*time.Microsecond, func() { cmd.Process.Kill() })
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		if begun > done {
			interrupted++
		}
		next = checkAfterKill(t, path, begun, done) + 1
	}
	if interrupted == 0 {
		t.Error("no insert was interrupted: the test shows nothing")
	}
}

// checkAfterKill returns the last document that is in the corpus: the last that
// was done, or the one in hand.
func checkAfterKill(t *testing.T, path string, begun, done int) int {
	t.Helper()
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	sound(t, s)
	size, err := s.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := size.Documents - 1
	if last != done && last != begun {
		t.Fatalf("%d documents in the corpus; begun %d, done %d", size.Documents, begun+1, done+1)
	}
	for n := range size.Documents {
		checkWhole(t, s, n)
	}
	checkLog(t, s, size.Documents)
	return last
}

// checkLog looks for the records of so many documents, in the order they were added.
func checkLog(t *testing.T, s *database, documents int) {
	t.Helper()
	l, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range l.Check("") {
		if c.State != dossier.OK {
			t.Errorf("%s: %s", c.Rule(), c.Detail)
		}
	}
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var told, added []dossier.Digest
	for _, data := range l.Records {
		r, err := custody.ParseRecord(data.Data)
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, r.Document.SHA256)
	}
	for _, d := range docs {
		added = append(added, d.SHA256)
	}
	equal(t, "documents in the log", told, added)
	equal(t, "documents", len(docs), documents)
}

// checkWhole looks for everything that belongs to a document.
func checkWhole(t *testing.T, s *database, n int) {
	t.Helper()
	doc, pages := childDocument(n)
	got, err := s.Pages(t.Context(), doc.SHA256, 1, len(pages))
	if err != nil || len(got) != len(pages) {
		t.Errorf("document %d: %d of %d pages, %v", n, len(got), len(pages), err)
	}
	if seen, err := s.Sightings(t.Context(), doc.SHA256); err != nil || len(seen) != 1 {
		t.Errorf("document %d: sightings %v, %v", n, seen, err)
	}
	span, err := s.docs.find(t.Context(), s.read, doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	var postings int
	err = s.read.QueryRow(`SELECT count(*) FROM postings WHERE page BETWEEN ? AND ?`,
		span.first, span.first+span.pages-1).Scan(&postings)
	want := 0
	for _, p := range pages {
		want += len(distinct(p.Print.Marks))
	}
	if err != nil || postings != want {
		t.Errorf("document %d: %d of %d postings, %v", n, postings, want, err)
	}
	var layouts int
	err = s.read.QueryRow(`SELECT count(*) FROM layouts WHERE page BETWEEN ? AND ?`,
		span.first, span.first+span.pages-1).Scan(&layouts)
	if err != nil || layouts != len(pages) {
		t.Errorf("document %d: %d of %d layouts, %v", n, layouts, len(pages), err)
	}
}

// TestManyProcesses lets three processes make a corpus and write to it at once.
func TestManyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	const each = 10
	key := newKey(t)
	var running []*exec.Cmd
	for i := range 3 {
		cmd := child(path, i*each, each, key)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	sound(t, s)
	for n := range len(running) * each {
		checkWhole(t, s, n)
	}
	checkLog(t, s, len(running)*each)
}
