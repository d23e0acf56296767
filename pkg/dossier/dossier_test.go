package dossier

import (
	"encoding/json"
	"errors"
	"io/fs"
	"testing"
)

func TestDigestText(t *testing.T) {
	for _, d := range []Digest{{}, Sum([]byte("a leak"))} {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back := Digest{1}
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Errorf("%s reads back as %v, error %v", text, back, err)
		}
	}
	var d Digest
	for _, bad := range []string{`"ab"`, `"` + string(make([]byte, 64)) + `"`, `"zz` + Sum(nil).String()[2:] + `"`} {
		if err := json.Unmarshal([]byte(bad), &d); err == nil {
			t.Errorf("%q passes for a digest", bad)
		}
	}
	if got, want := Sum(nil).Short(), "e3b0c44298fc"; got != want {
		t.Errorf("Short() = %s, want %s", got, want)
	}
}

func TestErrorNamesThePathOnce(t *testing.T) {
	reason := &fs.PathError{Op: "open", Path: "a.pdf", Err: fs.ErrPermission}
	for _, tt := range []struct {
		err  Error
		want string
	}{
		{Error{Op: "read", Path: "a.pdf", Err: reason}, "read a.pdf: permission denied"},
		{Error{Op: "read", Path: "b.pdf", Err: reason}, "read b.pdf: open a.pdf: permission denied"},
		{Error{Op: "find document", Err: ErrNotFound}, "find document: not in the corpus"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if !errors.Is(&Error{Err: reason}, fs.ErrPermission) {
		t.Error("the reason is lost")
	}
}

// What is marked reads as before and is both.
func TestWithReason(t *testing.T) {
	reason := errors.New("not to be read")
	err := error(&Error{Op: "open", Path: "a", Err: WithReason(&fs.PathError{Op: "stat", Path: "a", Err: fs.ErrPermission}, reason)})
	if got := err.Error(); got != "open a: permission denied" {
		t.Errorf("it reads %q", got)
	}
	if !errors.Is(err, reason) || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v is not both", err)
	}
	if _, ok := errors.AsType[*fs.PathError](err); !ok {
		t.Errorf("%v hides what it marks", err)
	}
}

func TestFound(t *testing.T) {
	found := map[Verdict]bool{Identical: true, Same: true, Altered: true, Partial: true}
	for _, v := range []Verdict{Identical, Same, Altered, Partial, Shared, None, Unreadable} {
		if v.Found() != found[v] {
			t.Errorf("%s: Found() = %v", v, v.Found())
		}
	}
}

func TestSideBySide(t *testing.T) {
	for _, tt := range []struct {
		covers []float64
		want   bool
	}{{nil, true}, {[]float64{1}, true}, {[]float64{.5, .42}, true}, {[]float64{.95, .93}, false}, {[]float64{.4, .4, .4}, false}} {
		var pairs []PagePair
		for _, c := range tt.covers {
			pairs = append(pairs, PagePair{QueryCover: c})
		}
		if got := SideBySide(pairs); got != tt.want {
			t.Errorf("%v: %v", tt.covers, got)
		}
	}
}
