package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func answered() dossier.SearchAnswer {
	memo := dossier.FoundDocument{SHA256: dossier.Digest{1}, Name: "memo.pdf", Dossier: "Trade talks"}
	hostile := dossier.FoundDocument{SHA256: dossier.Digest{2}, Name: hostileText}
	return dossier.SearchAnswer{Schema: dossier.SearchSchema, Query: "fish", Total: 3, Indexed: true, Hits: []dossier.SearchHit{
		{Document: memo, Page: 3, Snippet: "The fish is chlorinated, and much else is said of fish.", Hits: [][2]int{{4, 8}, {50, 54}}},
		{Document: memo, Page: 12, Snippet: "=fish", Hits: [][2]int{{1, 5}}, Recognised: true},
		{Document: hostile, Page: 1, Snippet: "é\u202e fish " + hostileText, Hits: [][2]int{{3, 7}}},
	}}
}

func searchText(t *testing.T, a dossier.SearchAnswer) string {
	t.Helper()
	var b bytes.Buffer
	if err := SearchText(&b, a, Style{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSearchText(t *testing.T) {
	want := `  "memo.pdf" (010000000000), dossier "Trade talks"
    p. 3   The »fish« is chlorinated, and much else is said of »fish«.
    p. 12, recognised =»fish«
  "a\x1b[31m\u202e\u200b\r\n\x3a:error::b<script>\"\x00" (020000000000)
    p. 1   é\u202e »fish« a\x1b[31m\u202e\u200b\r\n\x3a:error::b<script>"\x00
3 pages in 2 documents.
`
	if diff := cmp.Diff(want, searchText(t, answered())); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	some := answered()
	some.Hits = some.Hits[:1]
	if text := searchText(t, some); !strings.HasSuffix(text, "\nThe first 1 of 3 pages.\n") {
		t.Error(text)
	}
	if text := searchText(t, dossier.SearchAnswer{}); text != "Nothing found.\n" {
		t.Error(text)
	}
}

func TestSearchCSV(t *testing.T) {
	var b bytes.Buffer
	if err := SearchCSV(&b, answered()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if diff := cmp.Diff([]string{dossier.Digest{1}.String(), "memo.pdf", "Trade talks", "12", "true", "'=fish"}, rows[2]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if name := rows[3][1]; name != Quote(hostileText) {
		t.Errorf("name %q", name)
	}
}
