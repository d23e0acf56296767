package intake

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha512"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	pdfHead  = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
	jpegHead = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
)

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// one is the only input that paths give.
func one(t *testing.T, stdin string, limits Limits, path string) Input {
	t.Helper()
	var got []Input
	for in := range Each(t.Context(), []string{path}, strings.NewReader(stdin), limits) {
		got = append(got, in)
	}
	if len(got) != 1 {
		t.Fatalf("%s gives %d inputs, want 1", path, len(got))
	}
	return got[0]
}

func TestKindIsToldByContent(t *testing.T) {
	tests := []struct {
		name, content string
		mediaType     string
		err           string // "" when it is read
		unsupported   bool
	}{
		{"a.pdf", pdfHead, PDF, "", false},
		{"a.txt", pdfHead, PDF, "", false},
		{"no-extension", "HTTP/1.1 200 OK\r\n\r\n" + pdfHead, PDF, "", false},
		{"late.pdf", strings.Repeat("\x00", 1000) + pdfHead, PDF, "", false},
		{"too-late.pdf", strings.Repeat("\x00", 1024) + pdfHead, "application/octet-stream",
			"an unknown kind of file although named .pdf; leakprint does not know this kind of file", true},
		{"photo.pdf", jpegHead, JPEG, "", false},
		{"photo.jpg", jpegHead, JPEG, "", false},
		{"photo.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG, "", false},
		{"photo.webp", "RIFF\x24\x00\x00\x00WEBPVP8 ", WebP, "", false},
		{"scan.tif", "II*\x00\x08\x00\x00\x00", TIFF, "", false},
		{"scan.tiff", "MM\x00*\x00\x00\x00\x08", TIFF, "", false},
		{"screen.bmp", "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00", BMP, "", false},
		{"animation.gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00;", GIF, "", false},
		{"phone.heic", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", HEIC, "", false},
		{"phone.avif", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", AVIF, "", false},
		{"film.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4", "leakprint does not read video/mp4 yet", true},
		{"film.heic", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4", "video/mp4 although named .heic; leakprint does not read video/mp4 yet", true},
		{"maker.txt", "BMW denies that the talks took place in the morning", Text, "", false},
		{"battery.txt", "BZh9 is the number of the file", Text, "", false},
		{"saved.pdf", "<!DOCTYPE html><p>404", HTML, "", false},
		{"saved.html", "\xef\xbb\xbf\n <!-- saved -->\n<meta charset=utf-8>\n<p>The parties", HTML, "", false},
		{"strict.html", "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>", HTML, "", false},
		{"wide.html", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", HTML, "", false},
		{"feed.xml", "<?xml version=\"1.0\"?>\n<feed><entry/></feed>", "text/xml", "leakprint does not read text/xml yet", true},
		{"old.doc", "{\\rtf1\\ansi agreed}", "text/rtf", "leakprint does not read text/rtf yet", true},
		{"old.docx", "{\\rtf1\\ansi agreed}", "text/rtf", "a rich text document although named .docx; leakprint does not read text/rtf yet", true},
		{"memo.txt", "To: All staff\nFrom: The director\nDate: 1 July\nSubject: Talks\n\nThe parties agreed.", Text, "", false},
		{"memo-koi8.txt", "To: all\nFrom: \xf0\xd2\xc9\xd7\xc5\xd4\n", Text, "text in an encoding that leakprint cannot recognise", false},
		{"minutes.txt", "Present: three\nAbsent: two\n\nThe parties agreed.", Text, "", false},
		{"quote.txt", "The parties agreed to nothing.", Text, "", false},
		{"quote.pdf", "The parties agreed to nothing.", Text, "", false},
		{"commas.txt", "one, two\nthree, four\n", Text, "", false},
		{"program", "MZ met the minister in London", Text, "", false},
		{"flash", "CWS says the talks failed", Text, "", false},
		{"script", "#!/bin/sh\necho hello\n", Text, "", false},
		{"viewer.txt", "copied from a viewer that leaves a control character for a hyphen at the end of a li\x02ne, as viewers do", Text, "", false},
		{"latin1.txt", "r\xe9sum\xe9 of the talks", Text, "", false},
		{"utf16.txt", "\xff\xfea\x00b\x00", Text, "", false},
		{"koi8.txt", "\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2", Text, "text in an encoding that leakprint cannot recognise", false},
		{"escapes.txt", "\x1b[1mbold\x1b[0m", Text, "not text: too many control characters", false},
		{"controls.txt", "\x01\x02\x03\x04 abc", "application/octet-stream",
			"an unknown kind of file although named .txt; leakprint does not know this kind of file", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := write(t, t.TempDir(), test.name, test.content)
			in := one(t, "", Limits{}, path)
			if in.MediaType != test.mediaType {
				t.Errorf("media type %q, want %q", in.MediaType, test.mediaType)
			}
			if in.Path != path || in.Name != test.name || in.Size != int64(len(test.content)) {
				t.Errorf("path %q, name %q, size %d", in.Path, in.Name, in.Size)
			}
			checkErr(t, in.Err, test.err, test.unsupported)
		})
	}
}

// checkErr wants an error for people whose reason is want, or none at all.
func checkErr(t *testing.T, err error, want string, unsupported bool) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("error %v, want none", err)
		}
		return
	}
	told, ok := errors.AsType[*dossier.Error](err)
	if !ok {
		t.Fatalf("error %v is no *dossier.Error", err)
	}
	if told.Err.Error() != want {
		t.Errorf("reason %q, want %q", told.Err, want)
	}
	if got := errors.Is(err, ErrUnsupported); got != unsupported {
		t.Errorf("ErrUnsupported: %v, want %v", got, unsupported)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "empty.pdf", "")
	write(t, dir, "large.txt", "0123456789 too large")
	if err := os.Mkdir(filepath.Join(dir, "nothing"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone.pdf", filepath.Join(dir, "broken.pdf")); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, err string }{
		{"empty.pdf", "the file is empty"},
		{"large.txt", "20 bytes, more than the limit of 10 bytes"},
		{"missing.pdf", "no such file or directory"},
		{"nothing", "the folder holds no files"},
		{"broken.pdf", "a link that leads nowhere: no such file or directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := one(t, "", Limits{File: 10}, filepath.Join(dir, test.name))
			checkErr(t, in.Err, test.err, false)
			if _, err := in.Open(); !errors.Is(err, in.Err) {
				t.Errorf("Open: %v, want the input's own error", err)
			}
		})
	}
}

func TestPermissionDenied(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	path := write(t, dir, "secret.pdf", pdfHead)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	checkErr(t, one(t, "", Limits{}, path).Err, "permission denied", false)
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0); err != nil {
		t.Fatal(err)
	}
	checkErr(t, one(t, "", Limits{}, locked).Err, "permission denied", false)
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b.pdf", pdfHead)
	write(t, dir, "a/2.pdf", pdfHead)
	write(t, dir, "a/10.txt", "a quotation")
	write(t, dir, "c.mp3", "ID3\x03\x00\x00\x00\x00\x00\x00")
	write(t, dir, ".DS_Store", "x")
	write(t, dir, "thumbs.db", "x")
	write(t, dir, ".git/config", "x")
	for link, target := range map[string]string{"link.pdf": "b.pdf", "loop": "."} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"a/10.txt text/plain", "a/2.pdf application/pdf", "b.pdf application/pdf",
		"c.mp3 not read", "link.pdf application/pdf", "loop not read",
	}
	for _, named := range []string{dir, dir + "/"} {
		var got []string
		for in := range Each(t.Context(), []string{named}, nil, Limits{}) {
			name, err := filepath.Rel(dir, in.Path)
			if err != nil || !strings.HasPrefix(in.Path, dir+"/") {
				t.Errorf("path %q is not below %q: %v", in.Path, dir, err)
			}
			answer := in.MediaType
			if errors.Is(in.Err, ErrUnsupported) {
				answer = "not read"
			} else if in.Err != nil {
				answer = in.Err.Error()
			}
			got = append(got, name+" "+answer)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("folder named %q (-want +got)\n%s", named, diff)
		}
	}
}

func TestEachStops(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		write(t, dir, name, "text")
	}
	seen := 0
	for range Each(t.Context(), []string{dir, dir}, nil, Limits{}) {
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("saw %d inputs after the break", seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen = 0
	for range Each(ctx, []string{dir, dir}, nil, Limits{}) {
		seen++
		cancel()
	}
	if seen != 1 {
		t.Errorf("saw %d inputs after the context was done, want 1", seen)
	}
}

func TestStandardInput(t *testing.T) {
	in := one(t, "The parties agreed.", Limits{}, "-")
	if in.Err != nil || in.MediaType != Text || in.Name != "stdin" || in.Path != "-" || in.Size != 19 {
		t.Errorf("got %+v", in)
	}
	for range 2 { // the content can be read more than once
		if text, err := textOf(in); err != nil || text != "The parties agreed." {
			t.Errorf("text %q, %v", text, err)
		}
	}
	checkErr(t, one(t, "", Limits{}, "-").Err, "nothing came in on standard input", false)
	checkErr(t, one(t, "0123456789", Limits{Stdin: 9}, "-").Err, "more than the limit of 9 bytes on standard input", false)
	if in := one(t, "0123456789", Limits{Stdin: 10}, "-"); in.Err != nil {
		t.Errorf("at the limit: %v", in.Err)
	}

	var twice []error
	for in := range Each(t.Context(), []string{"-", "-"}, strings.NewReader("x"), Limits{}) {
		twice = append(twice, in.Err)
	}
	if len(twice) != 2 || twice[0] != nil {
		t.Fatalf("got %v", twice)
	}
	checkErr(t, twice[1], "standard input was named twice", false)
}

// A terminal that nobody types at must not keep the program from ending.
func TestStandardInputIsLeftWhenTheContextIsDone(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if _, err := w.Write([]byte("typed")); err != nil {
			t.Error(err)
		}
		cancel()
	}()
	for in := range Each(ctx, []string{"-"}, r, Limits{}) {
		t.Errorf("got %+v", in)
	}
}

func TestDigests(t *testing.T) {
	content := pdfHead + strings.Repeat("x", 100_000)
	in := one(t, "", Limits{}, write(t, t.TempDir(), "a.pdf", content))
	got, err := in.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Digests{SHA256: dossier.Sum([]byte(content)), SHA512: sha512.Sum512([]byte(content)), SHA1: sha1.Sum([]byte(content))}
	if got != want {
		t.Errorf("digests %x, want %x", got, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := in.Digests(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// Ways of changing a file after it was recognised.
var fileChanges = map[string]func(path string) error{
	"grows": func(path string) error {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = f.WriteString("more")
		return err
	},
	"shrinks": func(path string) error { return os.Truncate(path, 10) },
}

func TestFileChangesBeforeItIsRead(t *testing.T) {
	for name, change := range fileChanges {
		t.Run(name, func(t *testing.T) {
			in := one(t, "", Limits{}, write(t, t.TempDir(), "a.pdf", pdfHead))
			defer in.Release()
			if err := change(in.Path); err != nil {
				t.Fatal(err)
			}
			if _, err := in.Open(); !errors.Is(err, errChanged) {
				t.Errorf("error %v, want %v", err, errChanged)
			}
		})
	}
}

// A file that is exchanged for another of the same size and date.
func TestFileIsExchanged(t *testing.T) {
	path := write(t, t.TempDir(), "a.pdf", pdfHead)
	in := one(t, "", Limits{}, path)
	defer in.Release()
	if _, ok := any(changeTime(in.info)).(struct{}); ok {
		t.Skip("the system does not tell when a file was changed")
	}
	for changed := in.info; changeTime(changed) == changeTime(in.info); { // clocks are coarse
		if err := os.WriteFile(path, []byte(strings.ToLower(pdfHead)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, in.info.ModTime()); err != nil {
			t.Fatal(err)
		}
		var err error
		if changed, err = os.Stat(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.Open(); !errors.Is(err, errChanged) {
		t.Errorf("error %v, want %v", err, errChanged)
	}
}

// What is hashed, parsed and kept are the same bytes, whatever becomes of the file meanwhile.
func TestAFileIsReadOnce(t *testing.T) {
	for name, change := range fileChanges {
		t.Run(name, func(t *testing.T) {
			large := pdfHead + strings.Repeat("x", spoolInMemory)
			for _, content := range []string{pdfHead, large} {
				in := one(t, "", Limits{}, write(t, t.TempDir(), "a.pdf", content))
				digests, err := in.Digests(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := change(in.Path); err != nil {
					t.Fatal(err)
				}
				again, err := in.Digests(t.Context())
				if err != nil || again != digests || digests.SHA256 != dossier.Sum([]byte(content)) {
					t.Errorf("the second time %x, %v; the first %x", again.SHA256, err, digests.SHA256)
				}
				in.Release()
				if _, err := in.Open(); !errors.Is(err, errReleased) {
					t.Errorf("after its release: %v", err)
				}
			}
		})
	}
}

func TestFileThatIsNotReadChanges(t *testing.T) {
	for name, change := range fileChanges {
		t.Run(name, func(t *testing.T) {
			in := one(t, "", Limits{}, write(t, t.TempDir(), "a.mp3", "ID3\x04\x00\x00\x00\x00\x00\x00"))
			if !errors.Is(in.Err, ErrUnsupported) {
				t.Fatal(in.Err)
			}
			content, err := in.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer content.Close()
			if err := change(in.Path); err != nil {
				t.Fatal(err)
			}
			if data, err := io.ReadAll(content); name == "grows" && !errors.Is(err, errChanged) || len(data) > 10 {
				t.Errorf("%d bytes, error %v, want %v", len(data), err, errChanged)
			}
		})
	}
}

// textOf reads an input as text.
func textOf(in Input) (string, error) {
	content, err := in.Open()
	if err != nil {
		return "", err
	}
	defer content.Close()
	data, err := io.ReadAll(content)
	if err != nil {
		return "", err
	}
	return DecodeText(data)
}

func TestText(t *testing.T) {
	long := strings.Repeat("plain words ", 20)
	tests := []struct{ name, content, want, err string }{
		{"ASCII", "a\r\nb\f", "a\r\nb\f", ""},
		{"UTF-8", "Genève – Привет", "Genève – Привет", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbfnaïve", "naïve", ""},
		{"UTF-8 cut short", strings.Repeat("é", 20) + "\xc3", strings.Repeat("é", 20) + "\ufffd", ""},
		{"UTF-16 little endian", "\xff\xfeG\x00\xe9\x00", "Gé", ""},
		{"UTF-16 big endian", "\xfe\xff\x00G\x00\xe9", "Gé", ""},
		{"Windows-1252", long + "\x93caf\xe9\x94", long + "“café”", ""},
		{"binary later on", long + strings.Repeat(long, 20) + "\x00", "", ErrNotText.Error()},
		{"other encoding later on", strings.Repeat(long, 20) + "\x81\x81", "", ErrEncoding.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := one(t, "", Limits{}, write(t, t.TempDir(), "x", test.content))
			got, err := textOf(in)
			if err == nil && test.err != "" || err != nil && err.Error() != test.err {
				t.Errorf("error %v, want %q", err, test.err)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzRecognised(f *testing.F) {
	for _, seed := range []string{pdfHead, jpegHead, "text", "\xff\xfea\x00", "caf\xe9 au lait", "<html>", "PK\x03\x04", "%!PS", "Received: x\nTo: y\n"} {
		f.Add([]byte(seed), "a.pdf")
	}
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		in := recognised(Input{Path: name, Name: name, Size: int64(len(content)), spool: inMemory(content)})
		if in.MediaType == "" {
			t.Error("no media type")
		}
		if in.Err == nil && in.Family() == Unread && !isContainer(in) {
			t.Errorf("%s is given as readable", in.MediaType)
		}
		if in.MediaType == PDF && !bytes.Contains(content, []byte("%PDF-")) {
			t.Error("a PDF without its signature")
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"text", "\xff\xfea\x00", "\xfe\xff\x00", "caf\xe9 au lait", "\xef\xbb\xbfx", "\xc3"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := DecodeText(data)
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Errorf("%q decodes to %q", data, text)
		}
		if err != nil && text != "" {
			t.Errorf("both a text and an error: %v", err)
		}
	})
}
