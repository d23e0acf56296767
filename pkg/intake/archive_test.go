package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const quote = "The parties agreed to nothing."

// A file to be put into an archive.
type file struct{ name, content string }

func zipOf(t testing.TB, files ...file) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		content, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(content, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func tarOf(t testing.TB, files ...file) string {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// packed is content after it went through a compressor.
func packed(t testing.TB, content string, compressor func(io.Writer) (io.WriteCloser, error)) string {
	t.Helper()
	var out bytes.Buffer
	w, err := compressor(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func toGzip(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }
func toXZ(w io.Writer) (io.WriteCloser, error)   { return xz.NewWriter(w) }
func toZstd(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }

// rarOf writes a RAR 5 archive of stored files (RAR 5.0 archive format,
// rarlab.com); volume is 1 when it is to go on in another file.
func rarOf(volume byte, files ...file) string {
	vint := binary.AppendUvarint
	block := func(header []byte) []byte {
		sized := append(vint(nil, uint64(len(header))), header...)
		return append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(sized)), sized...)
	}
	const (
		mainHeader, fileHeader, endHeader = 1, 2, 5
		hasData, hasCRC                   = 2, 4
		unix, mode                        = 1, 0o100644
	)
	out := []byte("Rar!\x1a\x07\x01\x00")
	out = append(out, block([]byte{mainHeader, 0, volume})...)
	for _, f := range files {
		size := uint64(len(f.content))
		h := vint([]byte{fileHeader, hasData}, size)
		h = vint(append(h, hasCRC), size)
		h = vint(h, mode)
		h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE([]byte(f.content)))
		h = vint(vint(h, 0), unix)
		h = append(vint(h, uint64(len(f.name))), f.name...)
		out = append(append(out, block(h)...), f.content...)
	}
	return string(append(out, block([]byte{endHeader, 0, volume})...))
}

// Archives by 7-Zip 26.02 of a.txt, which holds the quote, sub/b.pdf, which is
// pdfHead, and some of an empty file, a link to a.txt and .DS_Store.
const (
	sevenLZMA2 = "N3q8ryccAASvctSj5wAAAAAAAAAiAAAAAAAAALnK9/4BAD9UaGUgcGFydGllcyBhZ3JlZWQgdG8gbm90aGluZy5hLnR4dCVQREYtMS43CjEgMCBvYmoKPDw+PgplbmRvYmoKAAAAgTMHrg/SJpj9QMCQ0v99aU2DgY+eR5z5+YICpL63Bm0Dik1TSCHfGAdoBAbU4GYblhQaV54vI2lI9cvG5+YlliW339Kzb+1DfCQ8c+7+dqs+jfjFOE2G4WAq2azoKdTY2miaP9Tp3kuGIHGIHXFjoymlK6Cs2egqn4q3ct7nb2p6Xci1PorF23ydOxsl7LU7KZyPZfeWgvi4ho4zd3gAAAAXBkQBCYCjAAcLAQABIwMBAQVdABAAAAyA9goBCyMkfQAA"
	sevenLZMA  = "N3q8ryccAASoaiu3tAAAAAAAAAAhAAAAAAAAAA2YEoUAKhoIogMcyrMWAth4yyQF7dSrz/Onz6OKXJ9vM1zuKAxqW8gvQ0Ild0iojiziNPExLzwj3OGFXlH58AmAAAAAgTMHrg/R1LcIoJCgd7D+k4fhqj+pMNBPuSEoZySOekDJNGAvIGBCcmSAcs6qiYtcWwpBtKJGPdE2r+OdIq3Ux+QyVYIIUbex5SblVkRT4F57FdL4mJW8nHERIeTVss6J0ECC6Pmzz/VTeULETM1kE3QAAAAXBj4BCXYABwsBAAEjAwEBBV0AEAAADICaCgH5p7gtAAA="
	sevenBzip2 = "N3q8ryccAATtj4yFzwAAAAAAAAAhAAAAAAAAAJsIoEtCWmg5MUFZJlNZMDMz6AAADN+AABBCA2CFBQBEADbx3AAgAFRQADQABiKZGnkh6m1PUyNkDYOJvfmtTSxGdN4ocFVZEyBRrxcXkzYAsBMepQ24+nsAFCLuSKcKEgYGZn0AAACBMweuD9Ocyz1AwJDO5ct29kMIyJEIHa/6oiZiy0V74bYUwnADLtfI7yrd24DPWacIeImOMQHSp8e/JsK71rgfkNe0odL7L9hvoLhncgFoOEpCPRNoG1tJz4HVHUGgJHtV8xkr1G3aW5v/SgAXBmEBCW4ABwsBAAEjAwEBBV0AEAAADICKCgFc3fosAAA="
	// With a password on the content, and on the list of files too.
	sevenEncrypted       = "N3q8ryccAARDFetrMAAAAAAAAABiAAAAAAAAAPRXPOZjSIv5vyDEr2nM5KSahoc3duNsaRbAXA0pdQs0RFP36MOf7bCu48sAR0k2SnrjPjMBBAYAAQkwAAcLAQACJAbxBwESUw/1bUGeQJsHbqhrcQWbGB4iISEBAAEADCIeAAgKAckJrDcAAAUBGQEAEQ0AYQAuAHQAeAB0AAAAFAoBAPa4eki8et0BFQYBACCApIEAAA=="
	sevenHeaderEncrypted = "N3q8ryccAARaGDG5oAAAAAAAAAAuAAAAAAAAAM4xfmlg5joV/onN+3pNEmoe9qHtWgjEx68WYSDRsHmR8YbWD534GfqsSBN79ra7lFS+uEmH6dEG0lkS3BlFuc9TD5+EQVeGXHT9zbt9i1NaFWEWEMsyDD2R8A039E75Ma4FkUe6IUY02KrG/RdfBT4itVm6CO7h4I51HCazD0SIrawup9fdrofqjdFJbN1w78vVLDvjJ83mDxOiGfmbXoWhrWMzFwYwAQlwAAcLAQABJAbxBwESUw+L2TyLs6mGxy8AwVLSoJeoDGIKAeFy43EAAA=="
	// d/a.txt in a tar archive.
	tarBzip2 = "QlpoOTFBWSZTWeGQtY8AAHl7hM4AAEBAAe+ABCBm4d5AAACACCAAdBpDUbSNNT1A2nqGKeoMigNDIAMmIPpi5FIIDKQASHOsDcWVhqEkBQiIslnJ74QVIAEsCoyZym0z+mcwbs+ER4w0LGl/S1bS197QD8tHPChDRZWdH8mGVZrpfEokRAfxdyRThQkOGQtY8A=="
)

func decoded(t testing.TB, literal string) string {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(literal)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// sevenOf is a 7z archive of nothing but a header.
func sevenOf(header string) string { return sevenWith("", header) }

// sevenWith is a 7z archive of packed streams and a header.
func sevenWith(packed, header string) string {
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(packed)))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE([]byte(header)))
	out := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return string(append(out, start...)) + packed + header
}

// listed is what content gives when it is a file named name: "path type" or
// "path: reason" for each input. Every input is released.
func listed(t testing.TB, name, content string, limits Limits) []string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	var got []string
	for in := range Each(t.Context(), []string{path}, nil, limits) {
		label := strings.TrimPrefix(in.Path, path)
		if told, ok := errors.AsType[*dossier.Error](in.Err); ok {
			got = append(got, label+": "+told.Err.Error())
		} else {
			got = append(got, label+" "+in.MediaType)
		}
		in.Release()
	}
	return got
}

func TestArchives(t *testing.T) {
	files := []file{{"a.txt", quote}, {"sub/b.pdf", pdfHead}}
	tarball := tarOf(t, files...)
	both := []string{"!a.txt text/plain", "!sub/b.pdf application/pdf"}
	only := []string{"!x text/plain"}
	tests := []struct {
		name, content string
		want          []string
	}{
		{"x.zip", zipOf(t, files...), both},
		{"x.tar", tarball, both},
		{"x.tar.gz", packed(t, tarball, toGzip), both},
		{"x.tar.xz", packed(t, tarball, toXZ), both},
		{"x.tar.zst", packed(t, tarball, toZstd), both},
		{"x.tar.bz2", decoded(t, tarBzip2), []string{"!d/a.txt text/plain"}},
		{"lzma2.7z", decoded(t, sevenLZMA2), append([]string{"!empty.txt: the file is empty"}, both...)},
		{"lzma.7z", decoded(t, sevenLZMA), both},
		{"bzip2.7z", decoded(t, sevenBzip2), both},
		{"x.rar", rarOf(0, files...), both},
		{"x.gz", packed(t, quote, toGzip), only},
		{"x.xz", packed(t, quote, toXZ), only},
		{"x.zst", packed(t, quote, toZstd), only},
		{"not-named-so.pdf", zipOf(t, files...), both},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, listed(t, test.name, test.content, Limits{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The content of each member is what was put in, in every format.
func TestMemberContent(t *testing.T) {
	for name, content := range map[string]string{
		"zip": zipOf(t, file{"a.txt", quote}), "tar": tarOf(t, file{"a.txt", quote}), "rar": rarOf(0, file{"a.txt", quote}),
		"7z with LZMA": decoded(t, sevenLZMA), "7z with LZMA2": decoded(t, sevenLZMA2), "7z with bzip2": decoded(t, sevenBzip2),
	} {
		found := false
		for in := range Each(t.Context(), []string{"-"}, strings.NewReader(content), Limits{}) {
			if in.Path == "-!a.txt" {
				found = true
				text, err := textOf(in)
				if text != quote || err != nil || in.Name != "a.txt" || in.Size != int64(len(quote)) {
					t.Errorf("%s: text %q, %v, of %+v", name, text, err, in)
				}
			}
			in.Release()
		}
		if !found {
			t.Errorf("%s: a.txt was not given", name)
		}
	}
}

func TestNamesOfMembers(t *testing.T) {
	long := strings.Repeat("long/", 2000) + "a.txt"
	names := []file{
		{"../../etc/passwd", quote}, {"/etc/passwd", quote}, {`..\..\win\a.txt`, quote}, {`C:\a.txt`, quote},
		{"bell\a\x1b[31m.txt", quote}, {"latin\xe9.txt", quote}, {"same", quote}, {"same", quote}, {"a//./b/../c", quote}, {"a!b.txt", quote}, {long, quote},
		{".DS_Store", quote}, {"__MACOSX/._a.txt", quote}, {"sub/Thumbs.db", quote}, {".git/config", quote}, {"folder/", ""},
	}
	want := []string{
		"!etc/passwd", "!etc/passwd", "!win/a.txt", "!C:/a.txt",
		"!bell\a\x1b[31m.txt", "!latin\xe9.txt", "!same", "!same", "!a/c", "!a!b.txt", "!" + long,
	}
	for i := range want {
		want[i] += " text/plain"
	}
	if diff := cmp.Diff(want, listed(t, "x.zip", zipOf(t, names...), Limits{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for name, want := range map[string]string{"": "unnamed", "..": "unnamed", "/": "unnamed", "a/": "a"} {
		if got := label(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
	hidden := []string{": it holds no files"}
	if diff := cmp.Diff(hidden, listed(t, "x.zip", zipOf(t, file{".DS_Store", quote}, file{"folder/", ""}), Limits{})); diff != "" {
		t.Errorf("nothing to be seen (-want +got)\n%s", diff)
	}
}

func TestDocumentsThatAreArchivesInside(t *testing.T) {
	types := file{"[Content_Types].xml", "<Types/>"}
	padding := file{"media/image1.png", strings.Repeat("x", 2*headSize)} // moves the rest out of the sample
	odt := file{"mimetype", ODT}
	tests := []struct {
		name  string
		files []file
		want  []string
	}{
		{"word", []file{types, {"word/document.xml", "<w/>"}}, []string{" " + DOCX}},
		{"word, written anew", []file{padding, {"word/document2.xml", "<w/>"}, types}, []string{" " + DOCX}},
		{"sheet", []file{types, {"xl/workbook.xml", "<w/>"}}, []string{": leakprint does not read " + officeOpen + "spreadsheetml.sheet yet"}},
		{"text", []file{odt, {"content.xml", "<o/>"}}, []string{" " + ODT}},
		{"text, written anew", []file{{"content.xml", "<o/>"}, odt}, []string{" " + ODT}},
		{"template", []file{{"mimetype", ODT + "-template"}, {"content.xml", "<o/>"}}, []string{" " + ODT}},
		{"slides", []file{{"mimetype", openDocument + "presentation"}}, []string{": leakprint does not read " + openDocument + "presentation yet"}},
		{"archive with a folder named word", []file{{"word/a.txt", quote}}, []string{"!word/a.txt text/plain"}},
		{"archive with a file named mimetype", []file{{"mimetype", quote}}, []string{"!mimetype text/plain"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, listed(t, "x", zipOf(t, test.files...), Limits{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNested(t *testing.T) {
	nest := func(depth int) string {
		content := zipOf(t, file{"a.txt", quote})
		for n := range depth - 1 {
			content = zipOf(t, file{fmt.Sprintf("%d.zip", n), content}, file{"next.txt", quote})
		}
		return content
	}
	want := []string{"!1.zip!0.zip!a.txt text/plain", "!1.zip!next.txt text/plain", "!next.txt text/plain"}
	if diff := cmp.Diff(want, listed(t, "x.zip", nest(3), Limits{})); diff != "" {
		t.Errorf("three deep (-want +got)\n%s", diff)
	}
	want = []string{
		"!2.zip!1.zip!0.zip: archives and messages nested more than 3 deep",
		"!2.zip!1.zip!next.txt text/plain", "!2.zip!next.txt text/plain", "!next.txt text/plain",
	}
	if diff := cmp.Diff(want, listed(t, "x.zip", nest(4), Limits{})); diff != "" {
		t.Errorf("four deep (-want +got)\n%s", diff)
	}
	mixed := rarOf(0, file{"b.tar.gz", packed(t, tarOf(t, file{"c.zip", zipOf(t, file{"d.pdf", pdfHead})}), toGzip)})
	want = []string{"!b.tar.gz!c.zip!d.pdf application/pdf"}
	if diff := cmp.Diff(want, listed(t, "x.rar", mixed, Limits{})); diff != "" {
		t.Errorf("mixed (-want +got)\n%s", diff)
	}
}

// overlapping is an archive whose directory lists one member many times.
func overlapping(t *testing.T, f file, times int) string { return again(zipOf(t, f), times) }

// again is a ZIP archive of one member, which its directory lists many times.
func again(archive string, times int) string {
	const endRecord = 22 // its length; it holds the number of entries, and the directory's size and place
	end := []byte(archive[len(archive)-endRecord:])
	place := binary.LittleEndian.Uint32(end[16:])
	entry := archive[place : len(archive)-endRecord]
	binary.LittleEndian.PutUint16(end[8:], uint16(times))
	binary.LittleEndian.PutUint16(end[10:], uint16(times))
	binary.LittleEndian.PutUint32(end[12:], uint32(times*len(entry)))
	return archive[:place] + strings.Repeat(entry, times) + string(end)
}

// lying is an archive whose member declares another size than it has.
func lying(t *testing.T, content string, declared uint64) string {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	body, err := w.CreateRaw(&zip.FileHeader{Name: "a.txt", Method: zip.Store, CompressedSize64: uint64(len(content)), UncompressedSize64: declared})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(body, content); err != nil {
		t.Fatal(err)
	}
	after, err := w.Create("b.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(after, quote); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLimits(t *testing.T) {
	ten := strings.Repeat("0123456789", 10)
	zeros := strings.Repeat("\x00", ratioMatters/4)
	manyZeros := zipOf(t, file{"1", zeros}, file{"2", zeros}, file{"3", zeros}, file{"4", zeros}, file{"5", zeros})
	inner := zipOf(t, file{"1", ten}, file{"2", ten})
	unknown := ": leakprint does not know this kind of file"
	tests := []struct {
		name, content string
		limits        Limits
		want          []string
	}{
		{"members", zipOf(t, file{"a", ten}, file{"b", ten}, file{"c", ten}), Limits{Members: 2},
			[]string{"!a text/plain", "!b text/plain", ": it holds more than the limit of 2 files"}},
		{"members of nested archives", zipOf(t, file{"a.zip", inner}, file{"b", ten}), Limits{Members: 2},
			[]string{"!a.zip!1 text/plain", ": it holds more than the limit of 2 files"}},
		{"size of a member", tarOf(t, file{"a", ten}, file{"b", ten + ten}, file{"c", ten}), Limits{File: 6000, Unpacked: 1 << 20}, // the archive is a file too
			[]string{"!a text/plain", "!b text/plain", "!c text/plain"}},
		{"size of a member in a zip", zipOf(t, file{"a", ten}, file{"b", strings.Repeat(ten, 100)}, file{"c", ten}), Limits{File: 1000},
			[]string{"!a text/plain", "!b: 10000 bytes, more than the limit of 1000 bytes", "!c text/plain"}},
		{"size of a member in a stream", packed(t, tarOf(t, file{"a", ten}, file{"b", strings.Repeat(ten, 100)}, file{"c", ten}), toGzip), Limits{File: 1000},
			[]string{"!a text/plain", "!b: 10000 bytes, more than the limit of 1000 bytes", "!c text/plain"}},
		{"size that is not declared", packed(t, strings.Repeat(ten, 100), toGzip), Limits{File: 1000},
			[]string{"!size that is not declared: more than the limit of 1000 bytes"}},
		{"bytes in all", zipOf(t, file{"a", ten}, file{"b", ten}, file{"c", ten}), Limits{Unpacked: 250},
			[]string{"!a text/plain", "!b text/plain", ": it unpacks to more than the limit of 250 bytes"}},
		{"bytes of nested archives", zipOf(t, file{"a.zip", inner}, file{"b", ten}), Limits{Unpacked: int64(len(inner)) + 150},
			[]string{"!a.zip!1 text/plain", fmt.Sprintf(": it unpacks to more than the limit of %d bytes", len(inner)+150)}},
		{"bytes that are passed over", packed(t, tarOf(t, file{".a", ten}, file{"b", ten}, file{".c", ten}), toGzip), Limits{Unpacked: 250},
			[]string{"!b text/plain", ": it unpacks to more than the limit of 250 bytes"}},
		{"one huge member", zipOf(t, file{"a", strings.Repeat("\x00", ratioMatters+1)}, file{"b", ten}), Limits{},
			[]string{"!a" + bomb, "!b text/plain"}},
		{"a huge size declared", lying(t, ten, 1<<40), Limits{},
			[]string{"!a.txt: 1048576.0 MiB, more than the limit of 1024.0 MiB", "!b.txt text/plain"}},
		{"a size declared that is beyond all files", lying(t, ten, 1<<63+5), Limits{},
			[]string{"!a.txt: 8796093022208.0 MiB, more than the limit of 1024.0 MiB", "!b.txt text/plain"}},
		{"many members", manyZeros, Limits{},
			[]string{"!1" + unknown, "!2" + unknown, "!3" + unknown, "!4" + unknown, bomb}},
		{"overlapping members", overlapping(t, file{"a", zeros}, 6), Limits{},
			[]string{"!a" + unknown, "!a" + unknown, "!a" + unknown, "!a" + unknown, bomb}},
		{"a huge directory", overlapping(t, file{strings.Repeat("a", 200), ten}, 50_000), Limits{},
			[]string{": it lists too many files"}},
		{"a bomb among files", zipOf(t, file{"a.zip", manyZeros}, file{"b", ten}, file{"noise.gz", packed(t, noise(1<<20), toGzip)}), Limits{},
			[]string{"!a.zip!1" + unknown, "!a.zip!2" + unknown, "!a.zip!3" + unknown, "!a.zip!4" + unknown, "!a.zip" + bomb, "!b text/plain", "!noise.gz!noise" + unknown}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, listed(t, test.name+".x", test.content, test.limits)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// noise is n bytes that cannot be compressed, the same every time.
func noise(n int) string {
	out := make([]byte, n)
	state := uint64(1)
	for i := range out {
		state = state*6364136223846793005 + 1442695040888963407 // Knuth's MMIX
		out[i] = byte(state >> 56)
	}
	return string(out)
}

func TestEncryptedArchives(t *testing.T) {
	encrypted := []byte(zipOf(t, file{"a.txt", quote}, file{"b.txt", quote}))
	directory := bytes.Index(encrypted, []byte("PK\x01\x02"))
	encrypted[directory+8] |= 1 // general purpose bit flag of the first entry
	tests := []struct {
		name, content string
		want          []string
	}{
		{"zip", string(encrypted), []string{"!a.txt: it is encrypted", "!b.txt text/plain"}},
		{"7z", decoded(t, sevenEncrypted), []string{"!a.txt: it is encrypted"}},
		{"7z with its names", decoded(t, sevenHeaderEncrypted), []string{": it is encrypted"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, listed(t, "x", test.content, Limits{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	in := one(t, "", Limits{}, write(t, t.TempDir(), "x.7z", decoded(t, sevenHeaderEncrypted)))
	if told, ok := errors.AsType[*dossier.Error](in.Err); !ok || told.Hint != "unpack it with the password and name the folder" {
		t.Errorf("error %+v", in.Err)
	}
}

func TestDamagedArchives(t *testing.T) {
	long := noise(3 * headSize)
	tarball := packed(t, tarOf(t, file{"a.txt", quote}, file{"b.bin", long}), toGzip)
	twoInRAR := rarOf(0, file{"a.txt", quote}, file{"b.txt", quote})
	broken := []byte(zipOf(t, file{"a.txt", quote}, file{"b.txt", quote}))
	broken[len("PK\x03\x04")+26+len("a.txt")+3]++ // in the deflated quote
	seven := []byte(decoded(t, sevenLZMA2))
	seven[40]++ // in a.txt, which is stored
	tests := []struct {
		name, content string
		want          []string
	}{
		{"tar.gz cut short", tarball[:len(tarball)-headSize], []string{"!a.txt text/plain", ": it is cut short"}},
		{"tar cut short", tarOf(t, file{"a.txt", quote}, file{"b.txt", long})[:2500], []string{"!a.txt text/plain", ": it is cut short"}},
		{"zip without its directory", zipOf(t, file{"a.txt", quote})[:60], []string{": it is damaged: zip: not a valid zip file"}},
		{"zip with a damaged member", string(broken), []string{"!a.txt: it is damaged: zip: checksum error", "!b.txt text/plain"}},
		{"rar cut short", twoInRAR[:len(twoInRAR)-20], []string{"!a.txt text/plain", ": it is cut short"}},
		{"rar that goes on elsewhere", rarOf(1, file{"a.txt", quote}), []string{"!a.txt text/plain", ": it continues in another file"}},
		{"rar of garbage", "Rar!\x1a\x07\x01\x00" + quote + quote, []string{": it is cut short"}},
		{"7z cut short", decoded(t, sevenLZMA2)[:200], []string{": it is cut short"}},
		{"7z with a damaged member", string(seven), []string{"!empty.txt: the file is empty", ": it is damaged: a checksum does not match"}},
		{"7z with a damaged header", sevenOf("\x01\x05\x03"), []string{": it is damaged: its list of files cannot be understood"}},
		// Each of these asks for more memory than there is on any machine.
		{"7z of many files", sevenOf("\x01\x05\xff\xff\xff\xff\xff\xff\xff\x7f\x00"), []string{": it is damaged: its list of files cannot be understood"}},
		{"7z of many folders", sevenOf("\x01\x04\x07\x0b\xff\xff\xff\xff\xff\xff\xff\x7f\x00\x00"), []string{": it is damaged: its list of files cannot be understood"}},
		{"7z with a huge header", sevenOf("\x17\x06\x00\x01\x09\x05\x00\x07\x0b\x01\x00\x01\x01\x00\x0c\xf0\xff\xff\xff\xff\x00\x00"), []string{": it lists too many files"}},
		{"7z with a huge dictionary", sevenOf("\x01\x04\x06\x00\x01\x09\x05\x00\x07\x0b\x01\x00\x01\x21\x21\x01\x28\x0c\xf0\x00\x00\x00\x40\x00\x00" +
			"\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"), []string{"!a: unpacking it takes more memory than the limit of 256.0 MiB"}},
		{"gz of garbage", "\x1f\x8b\x08" + strings.Repeat("\x00", 7) + "\xff\xff\xff", []string{": it is damaged: flate: corrupt input before offset 1"}},
		{"xz cut short", packed(t, long, toXZ)[:headSize], []string{": it is damaged: xz: data is truncated or corrupt"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, listed(t, "x", test.content, Limits{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPanicsOfReadersAreErrors(t *testing.T) {
	_, err := guarded(func() (int, error) {
		var none []int
		return none[len(none)], nil
	})
	if err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("error %v", err)
	}
	// The consumer's own panics are not caught.
	defer func() {
		if recover() == nil {
			t.Error("the panic of the consumer is gone")
		}
	}()
	for range Each(t.Context(), []string{"-"}, strings.NewReader(zipOf(t, file{"a", quote})), Limits{}) {
		panic("by the consumer")
	}
}

func TestManyMembers(t *testing.T) {
	var files []file
	for n := range 5000 {
		files = append(files, file{fmt.Sprintf("%04d.txt", n), quote})
	}
	got := listed(t, "x.zip", zipOf(t, files...), Limits{})
	if len(got) != 5000 || got[0] != "!0000.txt text/plain" || got[4999] != "!4999.txt text/plain" {
		t.Errorf("%d inputs", len(got))
	}
}

// The rest of a batch goes on after an archive that cannot be read, and
// archives in folders are opened as well.
func TestArchivesInAFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "1.zip", zipOf(t, file{"a.txt", quote}))
	write(t, dir, "2.zip", "PK\x03\x04 and nothing more")
	write(t, dir, "3.txt", quote)
	var got []string
	for in := range Each(t.Context(), []string{dir}, nil, Limits{}) {
		got = append(got, fmt.Sprintf("%s %t", strings.TrimPrefix(in.Path, dir), in.Err == nil))
		in.Release()
	}
	if diff := cmp.Diff([]string{"/1.zip!a.txt true", "/2.zip false", "/3.txt true"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// What cannot be unpacked can be opened all the same, to be hashed.
func TestRefusedArchiveCanBeOpened(t *testing.T) {
	content := decoded(t, sevenHeaderEncrypted)
	in := one(t, "", Limits{}, write(t, t.TempDir(), "x.7z", content))
	digests, err := in.Digests(t.Context())
	if err != nil || digests.SHA256 != dossier.Sum([]byte(content)) {
		t.Errorf("digest %s, %v", digests.SHA256, err)
	}
	if in.Family() != Unread {
		t.Errorf("family %d", in.Family())
	}
}

func TestFamily(t *testing.T) {
	for mediaType, want := range map[string]Family{
		PDF: Document, Text: PlainText, HTML: Office, DOCX: Office, ODT: Office, PNG: Picture, AVIF: Picture,
		typeZip: Unread, typeMail: Unread, "video/mp4": Unread, "": Unread,
	} {
		if got := (Input{MediaType: mediaType}).Family(); got != want {
			t.Errorf("%q is of family %d, want %d", mediaType, got, want)
		}
	}
}

// Every container that is recognised can be unpacked.
func TestEveryContainerHasAnUnpacker(t *testing.T) {
	for _, k := range kinds {
		if _, ok := unpackers[k.mediaType]; ok != (k.family == container) {
			t.Errorf("%s: unpacker %t", k.mediaType, ok)
		}
	}
}

func FuzzArchives(f *testing.F) {
	for _, seed := range []string{
		zipOf(f, file{"a.txt", quote}, file{"b.tar", tarOf(f, file{"c", quote})}), tarOf(f, file{"a", quote}), packed(f, quote, toGzip),
		packed(f, quote, toXZ), packed(f, quote, toZstd), rarOf(0, file{"a", quote}), decoded(f, sevenLZMA), decoded(f, sevenLZMA2),
		decoded(f, sevenBzip2), decoded(f, sevenEncrypted), decoded(f, sevenHeaderEncrypted), decoded(f, tarBzip2),
	} {
		f.Add([]byte(seed))
	}
	limits := Limits{File: 1 << 20, Members: 100, Unpacked: 4 << 20}
	f.Fuzz(func(t *testing.T, content []byte) { checkWalk(t, content, limits) })
}

// FuzzSevenZip reaches behind the checksums of the header, and past what
// catches panics.
func FuzzSevenZip(f *testing.F) {
	const streams = "\x04\x06\x00\x01\x09\x04\x00\x07\x0b\x01\x00\x01\x01\x00\x0c\x04\x00\x08\x0d\x02\x09\x02\x00\x00"
	for _, seed := range []string{
		"\x01" + streams + "\x05\x02\x11\x09\x00a\x00\x00\x00b\x00\x00\x00\x15\x0a\x01\x00\x20\x00\x00\x00\x20\x00\x00\x00\x00\x00",
		"\x01\x05\x02\x0e\x01\xc0\x0f\x01\x40\x11\x09\x00a\x00\x00\x00b\x00\x00\x00\x00\x00",
		"\x17\x06\x00\x01\x09\x01\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\x00\x10\x00\x00\x0c\x02\x00\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, header []byte) {
		content := sevenOf(string(header))
		r := io.NewSectionReader(strings.NewReader(content), 0, int64(len(content)))
		next, err := sevenZipMembers(Input{}, r, flow{&walk{ctx: t.Context(), limits: DefaultLimits()}, &unpacking{Input: Input{Size: r.Size()}}})
		for err == nil {
			var m member
			if m, err = next(); err != nil || m.refused != nil {
				continue
			}
			opened, openErr := m.open()
			if openErr != nil {
				t.Fatal(openErr)
			}
			n, readErr := io.Copy(io.Discard, io.LimitReader(opened, 1<<20))
			if readErr == nil && n < min(m.size, 1<<20) {
				t.Errorf("%d of %d bytes without an error", n, m.size)
			}
		}
	})
}

// checkWalk wants of any input that it is given whole or with a reason.
func checkWalk(t *testing.T, content []byte, limits Limits) {
	total := int64(0)
	for in := range Each(t.Context(), []string{"-"}, bytes.NewReader(content), limits) {
		if in.Path != "-" && !strings.HasPrefix(in.Path, "-!") || in.Name == "" {
			t.Errorf("path %q, name %q", in.Path, in.Name)
		}
		if _, ok := errors.AsType[*dossier.Error](in.Err); in.Err != nil && !ok {
			t.Errorf("error %v is no *dossier.Error", in.Err)
		}
		if in.Err == nil && in.Family() == Unread {
			t.Errorf("%s is given as readable", in.MediaType)
		}
		if in.MediaType != "" {
			opened, err := in.Open()
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, opened)
			if err != nil || n != in.Size {
				t.Errorf("read %d of %d bytes, %v", n, in.Size, err)
			}
			total += n
			opened.Close()
		}
		in.Release()
	}
	if total > limits.Unpacked+limits.File {
		t.Errorf("%d bytes came out", total)
	}
}
