package ocr

import (
	"fmt"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The test binary serves as a tesseract that misbehaves: as what, behaviour says.
const behaviour = "OCR_TEST_BEHAVIOUR"

func TestMain(m *testing.M) {
	if how := os.Getenv(behaviour); how != "" {
		os.Exit(misbehave(how, os.Args[1:]))
	}
	if how, err := os.ReadFile(filepath.Join(os.Getenv(dataFolder), howFile)); err == nil && filepath.Base(os.Args[0]) == "tesseract" {
		os.Exit(misbehave(string(how), os.Args[1:]))
	}
	os.Exit(m.Run())
}

// howFile is the file among tesseract's data that says how to misbehave where the environment
// cannot.
const howFile = "behaviour"

// pretend puts a tesseract of the behaviour into PATH, and nothing else.
func pretend(t *testing.T, how string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "tesseract")); err != nil {
		t.Skip("links cannot be made here:", err)
	}
	t.Setenv("PATH", dir)
	t.Setenv(behaviour, how)
}

// findFree finds the pretended tesseract, which its environment tells how to misbehave, and which
// does what nothing that is confined can.
func findFree() (*Engine, error) { return find(Engine{environment: os.Environ, free: true}) }

func misbehave(how string, args []string) int {
	switch {
	case how == "hold":
		hold()
	case how == "polyglot":
		return readPolyglot(args)
	case how == "ancient" && args[0] == "--version":
		fmt.Println("tesseract 3.05.02\n leptonica-1.75.3")
	case how == "stranger":
		fmt.Println("hello")
	case how == "broken":
		return 127
	case args[0] == "--version":
		fmt.Println("tesseract v5.0.0-beta.1\n leptonica-1.82.0")
	case how == "speechless":
		fmt.Println("List of available languages (1):\nosd")
	case args[0] == "--list-langs":
		fmt.Println("List of available languages in \"/usr/share/tessdata/\" (4):\nosd\nscript/Latin\nfra\neng")
	default:
		return misread(how, args)
	}
	return 0
}

func misread(how string, args []string) int {
	switch how {
	case "proper": // tells what it was given as words
		page, err := png.Decode(os.Stdin)
		if err != nil {
			return 1
		}
		fmt.Print(header)
		for i, said := range append(args, "threads="+os.Getenv("OMP_THREAD_LIMIT")) {
			fmt.Printf("5\t1\t1\t1\t1\t%d\t0\t0\t%d\t%d\t90\t%s\n", i, page.Bounds().Dx(), page.Bounds().Dy(), said)
		}
	case "hang": // with a child that has its output and never ends either
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), behaviour+"=hold")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if child.Start() != nil {
			return 1
		}
		child.Wait()
	case "crash":
		fmt.Fprint(os.Stderr, "\x1b[31mcannot\tread\nthe page ", strings.Repeat("again and ", 1000))
		return 3
	case "silent crash":
		return 3
	case "takenOver": // tells what it got at as words
		fmt.Print(header)
		got := gotAt()
		for i, word := range got {
			fmt.Printf("5\t1\t1\t1\t1\t%d\t0\t0\t1\t1\t90\t%s\n", i, word)
		}
	case "garbage":
		os.Stdout.Write([]byte("\x89PNG\r\n\x1a\n\x00\xff5\t5\t5\n\n\t\t\t\t\t\t\t\t\t\t\t\t\n"))
	case "endless":
		for {
			if _, err := fmt.Println(strings.Repeat("word ", 10_000)); err != nil {
				return 1
			}
		}
	}
	return 0
}

func gotAt() []string {
	var got []string
	target, err := os.ReadFile(filepath.Join(os.Getenv(dataFolder), "target"))
	if err != nil {
		got = append(got, "no-data-of-its-own")
	}
	if _, err := os.ReadFile(string(target)); err == nil {
		got = append(got, "file")
	}
	if os.WriteFile(string(target), nil, 0o600) == nil || os.WriteFile(filepath.Join(os.Getenv(dataFolder), "new"), nil, 0o600) == nil {
		got = append(got, "disk")
	}
	if listener, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		listener.Close()
		got = append(got, "socket")
	}
	if os.Getenv("LEAKPRINT_SECRET") != "" {
		got = append(got, "environment")
	}
	if len(got) == 0 {
		return []string{"nothing"}
	}
	return got
}

// address names the socket at which a process that never ends reports.
const address = "OCR_TEST_ADDRESS"

func hold() {
	if _, err := net.Dial("unix", os.Getenv(address)); err == nil {
		select {}
	}
}
