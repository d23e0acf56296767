package inspect

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// actions are scripts, and what the file has a program do (ISO 32000-1, 12.6) that is more than to
// show another page. What only happens when a reader clicks a link is told as a link.
func actions(s *Subject) []dossier.Item {
	clicked := s.clickedActions()
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		item := dossier.Item{Group: dossier.GroupAttached, Object: v.Number, Page: s.pageOf(v.Number)}
		switch v.Key("S").Name() {
		case "JavaScript":
			item.Kind, item.Value, item.Basis = dossier.JavaScript, script(v.Key("JS")), "JavaScript action"
		case "Launch":
			item.Kind, item.Value, item.Basis = dossier.LaunchAction, launched(v), "action that starts a program or opens a file"
		case "SubmitForm":
			item.Kind, item.Value, item.Basis = dossier.FormSubmission, fileName(v.Key("F")), "action that sends what a form holds"
		case "URI":
			if clicked[identity(v)] {
				return
			}
			item.Kind, item.Value, item.Basis = dossier.ActiveURI, address(v), "action that opens an address and belongs to no link"
		default:
			return
		}
		items = append(items, item)
	})
	return distinct(items)
}

// An actionAt identifies an action: by the object that it is or stands in, and what it says.
type actionAt struct {
	object  int
	address string
}

func identity(action pdf.Value) actionAt { return actionAt{action.Number, address(action)} }

// clickedActions are the actions of links and of buttons that a reader clicks.
func (s *Subject) clickedActions() map[actionAt]bool {
	clicked := map[actionAt]bool{}
	s.walk(func(v pdf.Value) {
		switch v.Key("Subtype").Name() {
		case "Link", "Widget":
			clicked[identity(v.Key("A"))] = true
		}
		if !v.Key("Title").IsZero() { // a bookmark
			clicked[identity(v.Key("A"))] = true
		}
	})
	return clicked
}

func address(action pdf.Value) string { return action.Key("URI").Text() }

func script(js pdf.Value) string {
	if js.IsStream() {
		return string(js.Content(maxStream))
	}
	return js.Text()
}

func launched(action pdf.Value) string {
	windows := action.Key("Win")
	words := []string{fileName(action.Key("F")), fileName(windows), windows.Key("P").Text()}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// links are the addresses that a reader may click.
func links(s *Subject) []dossier.Item {
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		uri := address(v.Key("A"))
		if uri == "" {
			return
		}
		page := s.pageOf(v.Number)
		item := dossier.Item{Group: dossier.GroupOrigin, Kind: dossier.Link, Object: v.Number, Page: page, Box: s.on(page, v.Key("Rect")), Value: uri, Basis: "link"}
		if path := localPath.FindString(uri); path != "" {
			item.Kind = dossier.LocalPath
		}
		items = append(items, item)
	})
	return distinct(items)
}
