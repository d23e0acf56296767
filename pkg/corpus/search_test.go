package corpus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// A scriptText is a text in a script, as it was added.
type scriptText struct {
	digest dossier.Digest
	pages  forge.Text
	solid  bool
}

// inScripts adds a text of two pages in every script that forge has, as a PDF where it can be drawn, and returns
// the pages of all.
func inScripts(t *testing.T, c *Corpus, seed uint64) []scriptText {
	t.Helper()
	var texts []scriptText
	var paths []string
	for i, s := range forge.Scripts() {
		text, format := s.Record(seed, 2), forge.TXT
		if s.Drawn {
			format = forge.PDF
		}
		data, err := text.In(format)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, scriptText{dossier.Sum(data), text, s.Solid})
		paths = append(paths, save(t, fmt.Sprintf("%d-%s.%s", i, s.Language, format), data))
	}
	for _, a := range add(t, c, AddOptions{Dossier: "Scripts"}, paths...) {
		if a.Err != nil {
			t.Fatal(a.Err)
		}
	}
	return texts
}

// phrasesOf draws phrases from a page: of three to five words, or of two to five characters with their marks
// where words are not set apart.
func phrasesOf(page string, isSolid bool, n int, r *rand.Rand) []string {
	var phrases []string
	for len(phrases) < n {
		lines := strings.Split(page, "\n")
		line := lines[r.IntN(len(lines))]
		if isSolid {
			runs := solid.FindAllString(line+"。", -1)
			characters := cluster.FindAllString(runs[r.IntN(len(runs))], -1)
			if len(characters) >= 6 && !strings.Contains(line, forge.Label) {
				from := r.IntN(len(characters) - 5)
				phrases = append(phrases, strings.Join(characters[from:from+2+r.IntN(4)], ""))
			}
			continue
		}
		if words := strings.Fields(line); len(words) >= 6 {
			from := r.IntN(len(words) - 5)
			phrases = append(phrases, strings.ReplaceAll(strings.Join(words[from:from+3+r.IntN(3)], " "), `"`, ""))
		}
	}
	return phrases
}

// A cluster is a character with its marks of a script that does not set words apart, solid a run of them.
var (
	cluster = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}ー]\pM*`)
	solid   = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\pMー]+|。$`)
)

// reversed returns the words of a phrase, or its characters, the last one first.
func reversed(phrase string, solid bool) string {
	parts, between := strings.Fields(phrase), " "
	if solid {
		parts, between = cluster.FindAllString(phrase, -1), ""
	}
	slices.Reverse(parts)
	return strings.Join(parts, between)
}

// Phrases drawn from the pages of texts in many scripts are found there, and those that stand nowhere
// are not.
func TestSearchFindsWhatPagesSay(t *testing.T) {
	c := openCorpus(t, filepath.Join(t.TempDir(), "corpus"), Create, 2)
	texts := inScripts(t, c, 5)
	r := rand.New(rand.NewPCG(5, 5))
	asked, absent := 0, 0
	for _, text := range texts {
		for n, page := range text.pages {
			for _, phrase := range phrasesOf(page, text.solid, 10, r) {
				answer, err := c.Search(t.Context(), `"`+phrase+`"`, Filter{}, 0)
				if err != nil {
					t.Fatal(err)
				}
				asked++
				if !slices.ContainsFunc(answer.Hits, func(h dossier.SearchHit) bool { return h.Document.SHA256 == text.digest && h.Page == n+1 }) {
					t.Errorf("%q is not found on page %d of %s", phrase, n+1, text.digest.Short())
				}
				nowhere := reversed(phrase, text.solid)
				if strings.Contains(strings.Join(text.pages, " "), nowhere) {
					continue
				}
				absent++
				if answer, err := c.Search(t.Context(), `"`+nowhere+`"`, Filter{}, 0); err != nil || answer.Total > 0 {
					t.Errorf("%s is found: %v, %v", nowhere, answer.Hits, err)
				}
			}
		}
	}
	if asked < 200 || absent < 200 {
		t.Errorf("only %d phrases, %d absent", asked, absent)
	}
}

func TestSearchTells(t *testing.T) {
	c := openCorpus(t, filepath.Join(t.TempDir(), "corpus"), Create, 1)
	memo := []byte("First things first, which nobody denies. The secret dish is served at noon every day of the week.\n\fPage two.\n")
	add(t, c, AddOptions{Dossier: "D", Seen: dossier.Sighting{Where: "https://example.org/A", When: clock()}}, save(t, "memo.txt", memo))
	note := []byte("No secret stays one for long, says an old saying that is told everywhere.\n")
	add(t, c, AddOptions{Seen: dossier.Sighting{Where: "letter", Via: "Post", When: clock().AddDate(0, 1, 0)}}, save(t, "note.txt", note))
	answer, err := c.Search(t.Context(), "SECRET", Filter{Dossier: "D"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := dossier.SearchAnswer{Schema: dossier.SearchSchema, Query: "SECRET", Total: 1, Indexed: true, Hits: []dossier.SearchHit{{
		Document: dossier.FoundDocument{SHA256: dossier.Sum(memo), Name: "memo.txt", Dossier: "D"}, Page: 1,
		Snippet: "The secret dish is served at noon every day of the week.", Hits: [][2]int{{4, 10}},
	}}}
	if diff := cmp.Diff(want, answer); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	for name, test := range map[string]struct {
		filter Filter
		total  int
		err    error
	}{
		"all":             {Filter{}, 2, nil},
		"name":            {Filter{Name: "N*.TXT"}, 1, nil},
		"kind":            {Filter{Kind: "text"}, 2, nil},
		"other kind":      {Filter{Kind: "pdf"}, 0, nil},
		"media type":      {Filter{Kind: "text/plain"}, 2, nil},
		"place":           {Filter{Source: "EXAMPLE.org"}, 1, nil},
		"medium":          {Filter{Source: "post"}, 1, nil},
		"since":           {Filter{Since: clock().Add(time.Second)}, 1, nil},
		"until":           {Filter{Until: clock()}, 1, nil},
		"place and time":  {Filter{Source: "post", Until: clock()}, 0, nil},
		"unknown dossier": {Filter{Dossier: "E"}, 0, dossier.ErrNotFound},
		"unknown kind":    {Filter{Kind: "poem"}, 0, ErrFilter},
		"bad pattern":     {Filter{Name: "["}, 0, ErrFilter},
		"no period":       {Filter{Since: clock(), Until: clock().Add(-1)}, 0, ErrFilter},
	} {
		answer, err := c.Search(t.Context(), "secret", test.filter, 1)
		if !errors.Is(err, test.err) || answer.Total != test.total || len(answer.Hits) > 1 {
			t.Errorf("%s: %d of %d, %v; want %d, %v", name, len(answer.Hits), answer.Total, err, test.total, test.err)
		}
	}
}

// Refresh makes the index of words, once, with a record; nothing else is changed, and nothing without it.
func TestRefreshMakesTheIndex(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	c := openCorpus(t, dir, Create, 1)
	add(t, c, AddOptions{}, save(t, "note.txt", []byte("No secret stays one for long, says an old saying that is told everywhere.\n")))
	execute(t, dir, `UPDATE meta SET value = 0 WHERE key = 'words'`)
	for _, made := range []bool{true, false} {
		answer, err := c.Search(t.Context(), "secret", Filter{}, 0)
		if err != nil || answer.Total != 1 || answer.Indexed == made {
			t.Errorf("%+v, %v", answer, err)
		}
		done, err := c.Refresh(context.Background())
		if err != nil || done.Indexed != made {
			t.Errorf("refreshed %+v, %v; want an index made: %v", done, err, made)
		}
	}
	entries, _, err := c.Log(t.Context())
	if err != nil || len(entries) != 2 || entries[1].Event != "refreshed" {
		t.Errorf("log: %v, %v", entries, err)
	}
	audit, err := c.Verify(t.Context(), VerifyOptions{Sample: -1})
	if err != nil || len(audit.Problems()) > 0 {
		t.Errorf("%v, %v", audit.Problems(), err)
	}
}
