package inspect

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

var engine = sync.OnceValue(func() *pdf.Engine {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	e, err := pdf.NewEngine(context.Background(), pdf.EngineOptions{CacheDir: filepath.Join(cache, "leakprint", "renderer")})
	if err != nil {
		panic(err)
	}
	return e
})

// inspected is all that is found in a file and on its pages.
func inspected(t *testing.T, data []byte) (Found, []dossier.Item) {
	t.Helper()
	mediaType, _ := intake.TypeOf(data)
	if mediaType != intake.PDF {
		found := Open(data, mediaType, nil, true).File()
		return found, found.Items
	}
	d, err := engine().Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	s := Open(data, mediaType, d, true)
	found := s.File()
	items := found.Items
	for n := 1; n <= d.NumPages(); n++ {
		page, err := d.Page(n, PageWant())
		if err != nil {
			t.Fatal(err)
		}
		more, missed := s.Page(page)
		items = append(items, more...)
		found.NotLookedFor = append(found.NotLookedFor, missed...)
	}
	if len(found.NotLookedFor) > 0 {
		t.Errorf("not looked for: %q", found.NotLookedFor)
	}
	return found, items
}

// telling are the items that call for a look.
func telling(items []dossier.Item) []dossier.Item {
	var some []dossier.Item
	for _, i := range items {
		if i.Group.Telling() {
			some = append(some, i)
		}
	}
	return some
}

func TestSecrets(t *testing.T) {
	hidden, silent := 0, 0
	for _, secret := range forge.Secrets() {
		t.Run(secret.Name, func(t *testing.T) {
			_, items := inspected(t, secret.Bytes)
			found := telling(items)
			if secret.Kind == "" {
				silent++
				if len(found) > 0 {
					t.Errorf("found %+v, want nothing", found)
				}
				return
			}
			hidden++
			if len(found) != 1 {
				t.Fatalf("found %+v, want one item", found)
			}
			got := found[0]
			if got.Kind != secret.Kind || got.Page != secret.Page || !strings.Contains(got.Value, secret.Value) || got.Group != dossier.GroupHidden {
				t.Errorf("found %+v, want %s, %q on page %d", got, secret.Kind, secret.Value, secret.Page)
			}
			if want := forms[secret.Name]; got.Form != want {
				t.Errorf("form %q, want %q", got.Form, want)
			}
			if textOf(secret.Kind) && !inPlace(got.Box) {
				t.Errorf("box %v is not where the words are", got.Box)
			}
		})
	}
	if hidden < 13 || silent < 13 {
		t.Errorf("%d hide something, %d do not: want 13 each", hidden, silent)
	}
}

// forms are those of the secrets that have one.
var forms = map[string]dossier.HidingForm{
	"under a black box": dossier.FormRectangle, "under a white box with a label": dossier.FormRectangle, "under a form": dossier.FormRectangle,
	"under crossed lines": dossier.FormCrossHatch, "under a picture": dossier.FormPicture, "under a dark highlight": dossier.FormDarkHighlight,
	"marked to be redacted": dossier.FormUnapplied, "bookmark": dossier.FormBookmark,
}

func textOf(kind dossier.ItemKind) bool { return strings.HasPrefix(string(kind), "text-") }

// inPlace reports whether a box is where secrets have their words: from 50 points on, at 100, or 250
// above the page.
func inPlace(box *dossier.Box) bool {
	if box == nil || box.X < 45 || box.X > 55 || box.W < 7 || box.W > 120 || box.H < .4 || box.H > 20 {
		return false
	}
	middle := box.Y + box.H/2
	return middle > 85 && middle < 115 || middle < -30 && middle > -70
}

func TestActive(t *testing.T) {
	attached := forge.Secrets()[0].Bytes
	for _, secret := range forge.Active(attached) {
		t.Run(secret.Name, func(t *testing.T) {
			found, items := inspected(t, secret.Bytes)
			met := false
			for _, i := range items {
				met = met || i.Kind == secret.Kind && strings.Contains(i.Value, secret.Value) && i.Page == secret.Page
			}
			switch {
			case secret.Kind == "" && len(telling(items)) > 0:
				t.Errorf("found %+v, want nothing", telling(items))
			case secret.Kind != "" && !met:
				t.Errorf("found %+v, want %s, %q on page %d", items, secret.Kind, secret.Value, secret.Page)
			case secret.Kind == dossier.AttachedFile && (len(found.Attached) != 1 || dossier.Sum(found.Attached[0].Data) != dossier.Sum(attached)):
				t.Errorf("attached: %d files, want the one that is", len(found.Attached))
			}
		})
	}
}

// A file that cannot be opened is told as far as its bytes go.
func TestBytesOfBrokenFiles(t *testing.T) {
	broken := []byte("%PDF-1.4\n/Author (Ms \\(B\\) Varn) /Title <FEFF005600610072006E> /ModDate (D:20190101) /Producer(\\")
	found := Open(broken, "application/pdf", nil, false).File()
	wantItems(t, found.Items, []dossier.Item{
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "Author: Ms (B) Varn"},
		{Group: dossier.GroupOrigin, Kind: dossier.Metadata, Value: "Title: Varn"},
		{Group: dossier.GroupOrigin, Kind: dossier.DateTold, Value: "ModDate: 2019-01-01"},
	})
	locked := append(broken, "/Encrypt 5 0 R"...)
	for _, i := range Open(locked, "application/pdf", nil, false).File().Items {
		if i.Kind == dossier.Person {
			t.Errorf("of an encrypted file: %+v", i)
		}
	}
}
