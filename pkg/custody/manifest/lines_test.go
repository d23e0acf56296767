package manifest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func readText(t *testing.T, text string) (Manifest, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "SUMS")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(path, 0)
}

func TestReadLines(t *testing.T) {
	all := sumsOf("x", SHA512, SHA256, SHA1, MD5)
	s256, s512, m5, s1 := all[SHA256], all[SHA512], all[MD5], all[SHA1]
	only := func(path string, algorithms ...Algorithm) []Entry {
		return []Entry{{path, -1, sumsOf("x", algorithms...)}}
	}
	for _, tt := range []struct {
		name, text, format string
		want               []Entry
	}{
		{"text mode", s256 + "  a b.pdf\n", "sha256sum", only("a b.pdf", SHA256)},
		{"binary mode", s256 + " *a.pdf\n", "sha256sum", only("a.pdf", SHA256)},
		{"one space", m5 + " a.pdf\n", "md5sum", only("a.pdf", MD5)},
		{"leading space and star in the name", s256 + "   *a\n", "sha256sum", only(" *a", SHA256)},
		{"no line feed at the end", s512 + "  a", "sha512sum", only("a", SHA512)},
		{"Windows line ends, byte order mark", "\ufeff" + s1 + " *a.pdf\r\n", "sha1sum", only("a.pdf", SHA1)},
		{"upper case", strings.ToUpper(s256) + "  A\n", "sha256sum", only("A", SHA256)},
		{"comments and empty lines", "# made by hand\n\n" + s256 + "  a\n", "sha256sum", only("a", SHA256)},
		{"escaped", `\` + s256 + `  a\\b\nc\rd` + "\n", "sha256sum", only("a\\b\nc\rd", SHA256)},
		{"backslash, not escaped", s256 + `  a\nb` + "\n", "sha256sum", only(`a\nb`, SHA256)},
		{"tag", "SHA256 (a (1).pdf) = " + s256 + "\n", "sha256sum", only("a (1).pdf", SHA256)},
		{"tag, escaped", `\MD5 (a\nb) = ` + m5 + "\n", "md5sum", only("a\nb", MD5)},
		{"tag of openssl", "SHA2-512(a)= " + s512 + "\n", "sha512sum", only("a", SHA512)},
		{"several digests", "SHA256 (a) = " + s256 + "\nMD5 (./a) = " + m5 + "\n", "sha256sum", only("a", SHA256, MD5)},
		{"a line twice", s256 + "  a\n" + s256 + "  a\n", "sha256sum", only("a", SHA256)},
		{"absolute and upwards", s256 + "  /a\n" + s256 + "  ../a\n", "sha256sum", append(only("/a", SHA256), only("../a", SHA256)...)},
		{"hashdeep", "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /x\n## \n1," + m5 + "," + s256 + ",d/a,b.pdf\n",
			"hashdeep", []Entry{{"d/a,b.pdf", 1, sumsOf("x", MD5, SHA256)}}},
		{"hashdeep, unknown digest", "%%%% HASHDEEP-1.0\r\n%%%% size,sha1,tiger,filename\r\n1," + s1 + ",00,a\r\n",
			"hashdeep", []Entry{{"a", 1, sumsOf("x", SHA1)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := readText(t, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if m.Format != tt.format {
				t.Errorf("format %q, want %q", m.Format, tt.format)
			}
			if diff := cmp.Diff(tt.want, m.Entries); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNotes(t *testing.T) {
	x := sumsOf("x", SHA256, MD5, SHA1)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"strong", x[SHA256] + "  a\n", nil},
		{"weak beside strong", "SHA256 (a) = " + x[SHA256] + "\nMD5 (a) = " + x[MD5] + "\n", nil},
		{"weak", x[MD5] + "  a\n" + x[SHA1] + "  b\n" + x[SHA256] + "  c\n",
			[]string{"2 files are listed with MD5 or SHA-1 only: these show damage, but another file with the same digest can be made"}},
		{"not understood", "%%%% HASHDEEP-1.0\n%%%% size,sha256,tiger,whirlpool,filename\n1," + x[SHA256] + ",0,0,a\n",
			[]string{"not checked, because they are not supported: tiger, whirlpool"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := readText(t, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, m.Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// helps reports whether an error is for a reason that callers tell apart or, where that is
// nil, says how the manifest is mended.
func helps(err *dossier.Error, reason error) bool {
	if reason == nil {
		return err.Hint != ""
	}
	return errors.Is(err, reason)
}

func TestReadRefuses(t *testing.T) {
	x, y := sha256Of("x"), sha256Of("y")
	deep := "%%%% HASHDEEP-1.0\n"
	columns := deep + "%%%% size,sha256,filename\n"
	for _, tt := range []struct {
		name, text, want string
		is               error // nil for advice on how the manifest is mended
	}{
		{"nothing", "", "it lists no files", ErrEmpty},
		{"comments only", "# nothing\n", "it lists no files", ErrEmpty},
		{"hashdeep of nothing", columns, "it lists no files", ErrEmpty},
		{"no manifest", "%PDF-1.7\n", "line 1: not a checksum line", nil},
		{"short digest", x + "  a\n" + x[1:] + "  b\n", "line 2: not a checksum line", nil},
		{"not hexadecimal", "g" + x[1:] + "  a\n", "line 1: not a checksum line", nil},
		{"no path", x + "\n", "line 1: no path", nil},
		{"no path after the mark", x + " *\n", "line 1: no path", nil},
		{"zero byte", x + "  a\x00" + y + "  b\x00", "line 1: a zero byte", nil},
		{"unknown escape", `\` + x + `  a\tb` + "\n", "line 1: unknown escape", nil},
		{"half an escape", `\` + x + `  a\` + "\n", "line 1: unknown escape", nil},
		{"unknown tag", "BLAKE2b (a) = " + x + "\n", "line 1: the digest BLAKE2b is not supported", nil},
		{"tag with a digest of another", "SHA512 (a) = " + x + "\n", "line 1: not a checksum line", nil},
		{"twice, differing", x + "  a\n" + x + "  b\n" + y + "  ./a\n", `line 3: "./a" is listed a second time with another digest (sha256)`, nil},
		{"hashdeep: columns missing", deep + "1," + x + ",a\n", "line 2: the columns are not announced", nil},
		{"hashdeep: no digest known", deep + "%%%% size,tiger,filename\n", "line 2: it gives no digest", nil},
		{"hashdeep: too few", columns + "1,a\n", "line 3: 2 columns where 3 are announced", nil},
		{"hashdeep: size", columns + "-1," + x + ",a\n", `line 3: "-1" is not a size`, nil},
		{"hashdeep: digest", columns + "1," + x[2:] + ",a\n", "is not a digest of sha256", nil},
		{"hashdeep: twice, other size", columns + "1," + x + ",a\n2," + x + ",a\n", `line 4: "a" is listed a second time with another size`, nil},
		{"long line", x + "  " + strings.Repeat("a", maxLine), "line 1 is longer than", ErrNotManifest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readText(t, tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if told, ok := errors.AsType[*dossier.Error](err); !ok || !helps(told, tt.is) || !strings.HasSuffix(told.Path, "SUMS") {
				t.Errorf("%#v names no file or says nothing to do", err)
			}
		})
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none"), 0); !errors.Is(err, os.ErrNotExist) || !errors.Is(err, ErrUnreadable) {
		t.Errorf("of no file: %v", err)
	}
}

// comments is a file of comments without an end.
type comments struct{}

func (comments) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '#'
	}
	p[len(p)-1] = '\n'
	return len(p), nil
}

func TestReadIsBounded(t *testing.T) {
	endless := bufio.NewReaderSize(comments{}, maxLine/2)
	if _, err := readLines("SUMS", endless, &list{}); err == nil || !strings.Contains(err.Error(), "it is larger than") {
		t.Errorf("a file without an end: %v", err)
	}
	sum := sha256Of("x")
	three := sum + "  a\n" + sum + "  b\n" + sum + "  c\n"
	long := sum + "  " + strings.Repeat("a", 3*usualFile) + "\n"
	for _, tt := range []struct {
		text string
		most int
		want error
	}{{three, 3, nil}, {three, 2, ErrTooMany}, {three, 0, nil}, {long, 3, ErrTooMany}, {long, 4, nil}, {long, 0, nil}} {
		_, err := readLines("SUMS", strings.NewReader(tt.text), &list{most: tt.most})
		if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%d bytes where %d files may be listed: %v, want %v", len(tt.text), tt.most, err, tt.want)
		}
	}
}

// FuzzRead reads what is no manifest, by lines and as files of a bag. What could be read
// comes out the same when it was written and read again.
func FuzzRead(f *testing.F) {
	x := sha256Of("x")
	for _, seed := range []string{
		x + "  a\n", `\` + x + ` *a\\\n` + "\n", "SHA256 (a) = " + x + "\nMD5 (a) = " + sumsOf("x", MD5)[MD5],
		"%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n1," + x + ",a,b\n", x + "\tdata/%0a%25\r" + x + " *data/b",
		"https://example.org/a 1 data/a\n", "Payload-Oxum: 1.1\n more\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := readLines("SUMS", bytes.NewReader(data), &list{}); err == nil {
			rewrite(t, m.Entries)
		}
		dir := t.TempDir()
		tree{declarationFile: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "manifest-sha256.txt": string(data),
			"tagmanifest-md5.txt": string(data), infoFile: string(data), fetchFile: string(data)}.write(t, dir)
		m, err := Read(dir, 0)
		if err != nil {
			return
		}
		for _, e := range m.Entries {
			if !filepath.IsLocal(e.Path) {
				t.Errorf("%q leads out of the bag", e.Path)
			}
		}
	})
}

// rewrite writes entries in both formats, if they can be, and reads them again.
func rewrite(t *testing.T, entries []Entry) {
	t.Helper()
	for _, write := range []func(io.Writer, []Entry) error{WriteSHA256Sum, WriteHashdeep} {
		var first, second bytes.Buffer
		if write(&first, entries) != nil {
			continue
		}
		m, err := readLines("SUMS", bytes.NewReader(first.Bytes()), &list{})
		if err != nil {
			t.Fatalf("%q cannot be read again: %v", first.Bytes(), err)
		}
		if err := write(&second, m.Entries); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%q became %q (%v)", first.Bytes(), second.Bytes(), err)
		}
	}
}
