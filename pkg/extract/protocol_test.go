package extract

import (
	"bytes"
	"errors"
	"image"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

func samplePage() PageContent {
	return PageContent{
		Page: dossier.Page{
			Number: 7, Width: 595.25, Height: 842, Text: "déjà vu\nagain", Note: "a font is missing",
			Words:  []dossier.Word{{Text: "déjà", Box: dossier.Box{X: 1, Y: 2, W: 30, H: 11}}},
			Images: []dossier.Image{{Width: 640, Height: 480, Format: "jpeg", SHA256: dossier.Sum([]byte("a"))}},
		},
		Print: fingerprint.Print{
			Length: 11,
			Marks:  []fingerprint.Mark{{Hash: 1<<48 - 1, Pos: 0}, {Hash: 12, Pos: 9}},
			Images: []fingerprint.Image{{Quality: 80, PHash: 1 << 63, PHash256: [4]uint64{1, 2, 3, 4}}},
		},
		Pictures: []Picture{{Stored: []byte{0xff, 0xd8}, PNG: []byte{0x89}}},
	}
}

func TestFramesCarryEverything(t *testing.T) {
	page := samplePage()
	for _, sent := range []reply{
		{},
		{Pages: 510},
		{Page: &page},
		{Failure: newFailure(pdf.ErrPassword)},
		{Structure: &pdf.Structure{Version: "1.4", Info: map[string]string{"Producer": "x"}, Encrypted: true}},
		{Digests: []dossier.Digest{dossier.Sum([]byte("a")), {}}},
	} {
		var pipe bytes.Buffer
		c := newConn(&pipe, &pipe)
		if err := c.send(sent, maxFrame); err != nil {
			t.Fatal(err)
		}
		var got reply
		if err := c.receive(&got, maxFrame); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sent, got); diff != "" {
			t.Errorf("sent (-), received (+):\n%s", diff)
		}
		if err := c.receive(&got, maxFrame); err != io.EOF {
			t.Errorf("at the end: got error %v, want %v", err, io.EOF)
		}
	}
}

func TestReasonsKeepTheirIdentity(t *testing.T) {
	for _, reason := range reasons {
		if err := error(newFailure(reason)); !errors.Is(err, reason) || err.Error() != reason.Error() {
			t.Errorf("got %v, want %v", err, reason)
		}
	}
	for _, reason := range []int{-1, 0, len(reasons) + 1} {
		if err := (&failure{Reason: reason}).Unwrap(); err != nil {
			t.Errorf("reason %d: got %v, want none", reason, err)
		}
	}
}

func TestBadFrames(t *testing.T) {
	tests := []struct {
		name, frame string
		want        error
	}{
		{"header cut", "\x00\x00", io.ErrUnexpectedEOF},
		{"body missing", "\x00\x00\x00\x09", io.ErrUnexpectedEOF},
		{"body cut", "\x00\x00\x00\x09abc", io.ErrUnexpectedEOF},
		{"too large", "\x7f\xff\xff\xffabc", errFrameTooLarge},
		{"empty", "\x00\x00\x00\x00", errFrame},
		{"no value", "\x00\x00\x00\x03abc", errFrame},
	}
	for _, test := range tests {
		var r reply
		err := newConn(bytes.NewReader([]byte(test.frame)), nil).receive(&r, maxFrame)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got error %v, want %v", test.name, err, test.want)
		}
	}
}

func FuzzReceive(f *testing.F) {
	page := samplePage()
	view := pdf.View{Page: page.Page, Raster: image.NewGray(image.Rect(0, 0, 7, 5)), Hidden: []int{0}}
	for _, r := range []reply{{}, {Pages: 3}, {Page: &page}, {View: &view}, {Failure: newFailure(pdf.ErrDamaged)}} {
		var frame bytes.Buffer
		newConn(nil, &frame).send(r, maxFrame)
		f.Add(frame.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r reply
		if newConn(bytes.NewReader(data), nil).receive(&r, maxFrame) != nil {
			return
		}
		if soundView(r.View, 1) == nil && r.View.Raster != nil {
			raster := r.View.Raster
			for y := range raster.Rect.Max.Y {
				_ = raster.Pix[y*raster.Stride:][:raster.Rect.Max.X]
			}
		}
		soundPage(r.Page, 1, Want{Pictures: true})
		var frame bytes.Buffer
		if err := newConn(nil, &frame).send(r, swelling*maxFrame); err != nil {
			t.Fatalf("what was received cannot be sent: %v", err)
		}
	})
}

// The worker must notice that its pool is gone in the middle of a page.
func TestServeEndsWithItsInput(t *testing.T) {
	in, requests := io.Pipe()
	replies, out := io.Pipe()
	ended := make(chan error)
	go func() { ended <- serve(in, out, ready(), openScript) }()
	c := newConn(replies, requests)
	var r reply
	c.receive(&r, maxFrame)
	c.send(request{Op: opOpen, Size: 8}, maxFrame)
	io.WriteString(requests, "9 stop 1")
	c.receive(&r, maxFrame)
	if r.Pages != 9 {
		t.Fatalf("opened: got %+v, want 9 pages", r)
	}
	c.send(request{Op: opPages, First: 1, Last: 9}, maxFrame)
	requests.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The pool waits for an answer that will not come: nothing may be left to its patience.
func TestServeEndsWhenNobodyHears(t *testing.T) {
	in, requests := io.Pipe()
	defer requests.Close()
	replies, out := io.Pipe()
	replies.Close()
	if err := serve(in, out, ready(), openScript); err == nil {
		t.Error("no error")
	}
}

func TestWorkersOfAnotherVersion(t *testing.T) {
	p := NewPool(Options{Workers: 1, Command: []string{os.Args[0], "older"}})
	defer p.Close()
	_, _, err := readAll(p, "1", Want{})
	if !errors.Is(err, ErrStart) || !strings.Contains(err.Error(), "another version") {
		t.Errorf("error %v, want ErrStart", err)
	}
}

func BenchmarkFrame(b *testing.B) {
	page := samplePage()
	page.Text = string(bytes.Repeat([]byte("each Party shall "), 180))
	page.Print.Marks = make([]fingerprint.Mark, 200)
	for i := range page.Print.Marks {
		page.Print.Marks[i] = fingerprint.Mark{Hash: uint64(i) * 0x9e3779b97f4a >> 1, Pos: uint32(i * 13)}
	}
	var pipe bytes.Buffer
	c := newConn(&pipe, &pipe)
	for b.Loop() {
		var r reply
		if c.send(reply{Page: &page}, maxFrame) != nil || c.receive(&r, maxFrame) != nil {
			b.Fatal("frame lost")
		}
	}
}
