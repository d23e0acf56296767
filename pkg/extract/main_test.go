package extract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// TestMain lets the test binary be a worker process: "worker" is the real one,
// "scripted" one whose documents say how it is to misbehave; or "parent", a
// program that has a worker.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 {
		os.Exit(m.Run())
	}
	var err error
	switch os.Args[1] {
	case "worker":
		err = Serve(context.Background(), os.Stdin, os.Stdout, os.Args[2])
	case "scripted":
		err = serve(os.Stdin, os.Stdout, ready(), openScript)
	case "taken over":
		err = takenOver(os.Args[2])
	case "older":
		err = newConn(nil, os.Stdout).send(reply{Protocol: "leakprint/worker/1"}, maxFrame)
	case "parent":
		err = parent()
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A script is a document for the scripted worker: its number of pages, and what
// happens on one of them ("0" stands for the structure, "-1" for the digests), as in "9 panic 4".
type script struct {
	text  string
	pages int
	act   string
	at    int
}

func openScript(data []byte, _ string) (document, error) {
	text, _, _ := strings.Cut(string(data), "\x00") // what follows makes it larger
	fields := strings.Fields(text)
	pages, err := strconv.Atoi(fields[0])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pdf.ErrDamaged, err)
	}
	s := &script{text: text, pages: pages}
	if len(fields) == 3 {
		s.act = fields[1]
		s.at, err = strconv.Atoi(fields[2])
	}
	return s, err
}

func (s *script) NumPages() int { return s.pages }
func (s *script) Close()        {}

func (s *script) Structure() pdf.Structure {
	s.perform(0)
	return pdf.Structure{Version: "1.7", Info: map[string]string{"Title": s.text}}
}

func (s *script) RenderDigests() []dossier.Digest {
	s.perform(-1)
	return make([]dossier.Digest, s.pages)
}

func (s *script) Page(n int, want pdf.Want) (pdf.View, error) {
	if s.act == "refuse" && s.at == n {
		return pdf.View{}, errors.New("no such object")
	}
	page := pdf.View{Page: dossier.Page{Number: n, Width: 595, Height: 842}}
	page.Text = fmt.Sprintf("%s: this is page %d, and no other page than %[2]d. Whoever reads page %[2]d reads all that stands on page %[2]d.", s.text, n)
	if want.Words {
		page.Words = []dossier.Word{{Text: strconv.Itoa(n), Box: dossier.Box{X: 1, Y: 2, W: 3, H: 4}}}
	}
	if s.act == "swell" && s.at == n {
		page.Words = []dossier.Word{{Text: strings.Repeat("x", maxFrame)}}
	}
	if s.act == "flood" && s.at == n {
		page.Raster = image.NewGray(image.Rect(0, 0, 1, maxViewFrame))
	}
	if s.act == "stored" && s.at == n {
		page.Images = []dossier.Image{{Width: 8, Height: 8}}
		page.Pictures = []pdf.Picture{{Stored: make([]byte, maxPictureFrame)}}
	}
	s.perform(n)
	return page, nil
}

func (s *script) perform(n int) {
	if s.at != n {
		return
	}
	switch s.act {
	case "hang":
		for spin := true; spin; {
		}
	case "stop":
		select {}
	case "allocate":
		for hoard := ""; ; {
			hoard += strings.Repeat("x", 1<<20)
		}
	case "leap":
		hoard := make([]byte, 8<<30)
		for at := 0; at < len(hoard); at += 4096 {
			hoard[at] = 1
		}
	case "panic":
		panic("boom \x1b[31m")
	case "exit":
		fmt.Fprintln(os.Stderr, "out of ideas")
		syscall.Exit(7)
	case "large":
		os.Stdout.Write([]byte{0xff, 0xff, 0xff, 0xff, 0})
	case "garbage":
		os.Stdout.Write([]byte{0, 0, 0, 3, 1, 2, 3})
	case "other":
		newConn(nil, os.Stdout).send(reply{Page: &PageContent{Page: dossier.Page{Number: n + 1}}}, maxFrame)
	}
}

// takenOver is a worker in which each document does as it likes: it tries to read the file that it
// names, to write the cache of compiled renderers, and to start a program. What works it says.
func takenOver(cacheDir string) error {
	_, hello, err := prepare(context.Background(), cacheDir)
	if err != nil {
		return err
	}
	return serve(os.Stdin, os.Stdout, hello, func(data []byte, _ string) (document, error) {
		var did []string
		if _, err := os.ReadFile(string(data)); err == nil {
			did = append(did, "read a file")
		}
		if err := os.WriteFile(filepath.Join(cacheDir, "planted"), data, 0o600); err == nil {
			did = append(did, "wrote the cache")
		}
		if err := exec.Command(os.Args[0], "-test.list", "none").Run(); err == nil {
			did = append(did, "started a program")
		}
		return nil, fmt.Errorf("did: %s", strings.Join(did, ", "))
	})
}

// parent is a program that is killed while its worker hangs. It prints the
// worker's process number first.
func parent() error {
	p := NewPool(Options{Workers: 1, Command: []string{os.Args[0], "scripted"}})
	_, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader("9 hang 4"), Size: 8}, Want{}, func(pg PageContent) error {
		if pg.Number == 3 {
			for w := range p.live {
				fmt.Println(w.cmd.Process.Pid)
			}
		}
		return nil
	})
	return err
}
