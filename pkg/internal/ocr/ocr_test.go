package ocr

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func engineThat(t *testing.T, how string) *Engine {
	t.Helper()
	pretend(t, how)
	engine, err := findFree()
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func blank() *image.Gray { return image.NewGray(image.Rect(0, 0, 60, 40)) }

func TestFindWithoutTesseract(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := findFree()
	told, ok := errors.AsType[*dossier.Error](err)
	if !errors.Is(err, ErrMissing) || !ok || !strings.Contains(told.Hint, "install") {
		t.Errorf("got %v", err)
	}
}

func TestFindRefusesWhatItCannotUse(t *testing.T) {
	for how, want := range map[string]struct {
		reason  string
		missing bool
	}{
		"ancient":    {"3.05.02", true},
		"stranger":   {"does not say which version", true},
		"broken":     {"exit status 127", false},
		"speechless": {"no language", false},
	} {
		t.Run(how, func(t *testing.T) {
			pretend(t, how)
			_, err := findFree()
			if err == nil || !strings.Contains(err.Error(), want.reason) || errors.Is(err, ErrMissing) != want.missing {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEngineSaysWhatItIs(t *testing.T) {
	engine := engineThat(t, "proper")
	if got := engine.Version(); got != "5.0.0-beta.1" {
		t.Errorf("version is %q", got)
	}
	if got, want := engine.Languages(), []string{"eng", "fra", "script/Latin"}; !slices.Equal(got, want) {
		t.Errorf("languages are %v, want %v", got, want)
	}
}

// What a tesseract that a page has taken over would find.
func TestTesseractIsConfined(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{howFile: "takenOver", "target": secret} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pretend(t, "")
	os.Unsetenv(behaviour)
	t.Setenv(dataFolder, data)
	t.Setenv("LEAKPRINT_SECRET", "word")
	engine, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	read, err := engine.Read(t.Context(), blank(), 300)
	if err != nil {
		t.Fatal(err)
	}
	want := "nothing"
	if why := engine.Unconfined(); why != nil {
		t.Log("THIS KERNEL DOES NOT CONFINE TESSERACT: ", why)
		want = "file socket"
	}
	if read.Text != want {
		t.Errorf("it got at %q, want %q", read.Text, want)
	}
}

func TestReadCallsTesseractProperly(t *testing.T) {
	engine := engineThat(t, "proper")
	french, err := engine.For("fra", "eng")
	if err != nil {
		t.Fatal(err)
	}
	english, err := engine.For("eng")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		engine *Engine
		dpi    float64
		want   string
	}{
		{english, 300, "stdin stdout -l eng --dpi 300 --psm 3 tsv threads=1"},
		{french, 71.6, "stdin stdout -l fra+eng --dpi 72 --psm 3 tsv threads=1"},
		{english, 1, "stdin stdout -l eng --dpi 70 --psm 3 tsv threads=1"},
		{english, 9000, "stdin stdout -l eng --dpi 2400 --psm 3 tsv threads=1"},
	} {
		read, err := tt.engine.Read(t.Context(), blank(), tt.dpi)
		if err != nil || read.Text != tt.want {
			t.Errorf("called with %q, want %q; error %v", read.Text, tt.want, err)
			continue
		}
		if got, want := read.Words[0].Box, (dossier.Box{W: 60 * 72 / tt.dpi, H: 40 * 72 / tt.dpi}); got != want {
			t.Errorf("at %v pixels per inch the page is %v, want %v", tt.dpi, got, want)
		}
	}
	_, err = engine.For("eng", "deu")
	if told, ok := errors.AsType[*dossier.Error](err); !ok || !strings.Contains(told.Error(), "deu") || !strings.Contains(told.Hint, "tesseract-ocr-deu") {
		t.Errorf("a language that is not installed gives error %v", err)
	}
}

func TestReadRefusesImpossiblePages(t *testing.T) {
	engine := engineThat(t, "proper")
	for _, dpi := range []float64{0, -300, 0.5, math.NaN(), math.Inf(1), math.Inf(-1), 1e9} {
		if _, err := engine.Read(t.Context(), blank(), dpi); err == nil {
			t.Errorf("reads at %v pixels per inch", dpi)
		}
	}
	if _, err := engine.Read(t.Context(), image.NewGray(image.Rectangle{}), 300); err == nil {
		t.Error("reads a page without pixels")
	}
}

func TestFailuresAreToldInPlainWords(t *testing.T) {
	for how, want := range map[string]string{
		"crash":        "recognise text: tesseract failed (exit status 3): [31mcannot read the page again and again",
		"silent crash": "recognise text: tesseract failed (exit status 3)",
		"endless":      "recognise text: tesseract writes without end",
	} {
		t.Run(how, func(t *testing.T) {
			_, err := engineThat(t, how).Read(t.Context(), blank(), 300)
			if err == nil || !strings.HasPrefix(err.Error(), want) || len(err.Error()) > 400 {
				t.Errorf("got %v, want %s", err, want)
			} else if strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("%q is not fit for a terminal", err)
			}
		})
	}
}

func TestGarbageIsNoText(t *testing.T) {
	read, err := engineThat(t, "garbage").Read(t.Context(), blank(), 300)
	if len(read.Words) != 0 || read.Text != "" || err != nil {
		t.Errorf("got %v, error %v", read, err)
	}
}

func TestReadEndsInTime(t *testing.T) {
	listen(t)
	engine := engineThat(t, "hang")
	engine.pageTime = 200 * time.Millisecond
	if _, err := engine.Read(t.Context(), blank(), 300); !errors.Is(err, ErrTime) {
		t.Errorf("got %v", err)
	}
}

// listen opens the socket at which processes that never end report.
func listen(t *testing.T) net.Listener {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	t.Cleanup(func() { listener.Close() })
	t.Setenv(address, socket)
	return listener
}

// A process that tesseract started has to go with it: it would keep the pipe open,
// and the processor busy.
func TestCancelledReadLeavesNoProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no process groups here")
	}
	listener := listen(t)
	engine := engineThat(t, "hang")

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := engine.Read(ctx, blank(), 300)
		ended <- err
		listener.Close() // should the child never have come up
	}()
	child, err := listener.Accept()
	if err != nil {
		t.Fatal(err, <-ended)
	}
	defer child.Close()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n, err := io.Copy(io.Discard, child); n != 0 || err != nil {
		t.Errorf("the child's connection ends with %d bytes and error %v", n, err)
	}
}

const dpi = 200

// write draws lines of black text on white, 12 points high and 18 apart, the first
// letter at 72 points from the left.
func write(t *testing.T, lines ...string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 12, DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, 6*dpi, 3*dpi))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: page, Src: image.NewUniform(color.Black), Face: face}
	for i, line := range lines {
		pen.Dot = fixed.P(dpi, dpi+i*dpi*18/72)
		pen.DrawString(line)
	}
	return page
}

func TestTesseractReadsAPage(t *testing.T) {
	engine, err := Find()
	if err != nil {
		t.Skip("the real tesseract is not tried:", err)
	}
	if !slices.Contains(engine.Languages(), "eng") {
		t.Skip("the real tesseract is not tried: it does not read English")
	}
	page := write(t, "The delegations met in", "private on Thursday", "", "and agreed on nothing.")
	read, err := engine.Read(t.Context(), page, dpi)
	if err != nil {
		t.Fatal(err)
	}
	words, text := read.Words, read.Text
	if want := "The delegations met in private on Thursday and agreed on nothing."; strings.Join(strings.Fields(text), " ") != want {
		t.Errorf("reads %q, want %q", text, want)
	}
	if !strings.Contains(text, "met in\nprivate") || !strings.Contains(text, "Thursday\n") {
		t.Errorf("the lines are lost in %q", text)
	}
	if len(words) == 0 {
		t.Fatal("no words")
	}
	// Capital T stands on the first line, an inch from the left, 9 points high.
	if got := words[0].Box; math.Abs(got.X-72) > 2 || math.Abs(got.Y+got.H-72) > 2 || math.Abs(got.H-9) > 2 {
		t.Errorf("the first word stands at %v", got)
	}
	if again, err := engine.Read(t.Context(), page, dpi); err != nil || !slices.Equal(again.Words, words) {
		t.Errorf("the second time it reads %v, error %v", again, err)
	}

	if read, err := engine.Read(t.Context(), write(t), dpi); len(read.Words) != 0 || read.Text != "" || err != nil {
		t.Errorf("on a blank page it reads %v, error %v", read, err)
	}
	for _, size := range []image.Point{{1, 1}, {2, 500}, {500, 2}} {
		tiny := image.NewGray(image.Rectangle{Max: size})
		if read, err := engine.Read(t.Context(), tiny, dpi); len(read.Words) != 0 || err != nil {
			t.Errorf("on %v pixels it reads %v, error %v", size, read, err)
		}
	}
}
