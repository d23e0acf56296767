package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ulikunitz/xz/lzma"
)

const bomb = ": it unpacks to more than 200 times its size, as archive bombs do"

// A coder of a 7z archive, and how many bytes it declares to give.
type coder struct {
	method, properties string
	size               uint64
}

// sevenChain is a 7z archive of the file "a" of so many bytes, packed by a chain of coders:
// the first gives the file, the last reads the packed bytes.
func sevenChain(packed string, size int, coders ...coder) string {
	return sevenWith(packed, "\x01\x04"+sevenStreams(packed, coders)+"\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00")
}

// sevenPackedHeader is a 7z archive whose list of files is packed by a chain of coders.
func sevenPackedHeader(packed string, coders ...coder) string {
	return sevenWith(packed, "\x17"+sevenStreams(packed, coders))
}

// sevenStreams is the part of a header that says how the one folder is packed.
func sevenStreams(packed string, coders []coder) string {
	number := func(n uint64) string { return "\xff" + string(binary.LittleEndian.AppendUint64(nil, n)) }
	s := "\x06\x00\x01\x09" + number(uint64(len(packed))) + "\x00"
	s += "\x07\x0b\x01\x00" + number(uint64(len(coders)))
	for _, c := range coders {
		s += string(byte(0x20|len(c.method))) + c.method + number(uint64(len(c.properties))) + c.properties
	}
	for i := range len(coders) - 1 {
		s += number(uint64(i)) + number(uint64(i+1))
	}
	s += "\x0c"
	for _, c := range coders {
		s += number(c.size)
	}
	return s + "\x00\x00"
}

const (
	deflateMethod = "\x04\x01\x08"
	lzma2Method   = "\x21"
	// emptyBlock is a block of DEFLATE that holds nothing and is not the last (RFC 1951, 3.2.4).
	emptyBlock = "\x00\x00\x00\xff\xff"
)

// lzma2Chunks is content packed as LZMA2 that does not refer to what was before it: any
// number of these stand one after the other, and \x00 ends them.
func lzma2Chunks(t testing.TB, content string) string {
	t.Helper()
	var out bytes.Buffer
	w, err := lzma.Writer2Config{DictCap: 1 << 20}.NewWriter2(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	chunks, ended := strings.CutSuffix(out.String(), "\x00")
	if !ended {
		t.Fatal("LZMA2 does not end in \\x00")
	}
	return chunks
}

// endlessChain is some hundred bytes and the coders by which they unpack to terabytes of
// empty blocks, and these to nothing.
func endlessChain(t testing.TB) (packed string, coders []coder) {
	t.Helper()
	const unit = 2 << 20
	packed = emptyBlock
	coders = []coder{{deflateMethod, "", 100}}
	for range 3 {
		packed = lzma2Chunks(t, strings.Repeat(packed, unit/len(packed)))
		coders = append(coders, coder{lzma2Method, "\x10", 1 << 60}) // a dictionary of a mebibyte
	}
	return packed + "\x00", coders
}

func TestWhatFlowsBetweenCodersIsLimited(t *testing.T) {
	packed, coders := endlessChain(t)
	if len(packed) > 4<<10 {
		t.Fatalf("%d bytes are packed", len(packed))
	}
	for name, content := range map[string]string{
		"content":       sevenChain(packed, 100, coders...),
		"list of files": sevenPackedHeader(packed, coders...),
	} {
		if diff := cmp.Diff([]string{bomb}, listed(t, "x.7z", content, Limits{})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// A tiring context is cancelled when it is looked at the nth time.
type tiring struct {
	context.Context
	cancel context.CancelFunc
	looks  *atomic.Int64
}

func (c tiring) Err() error {
	if c.looks.Add(-1) <= 0 {
		c.cancel()
	}
	return c.Context.Err()
}

// Unpacking ends with its context even where nothing comes out and no limit is reached.
func TestUnpackingEndsWithItsContext(t *testing.T) {
	packed, coders := endlessChain(t)
	for name, content := range map[string]string{
		"content":       sevenChain(packed, 100, coders...),
		"list of files": sevenPackedHeader(packed, coders...),
	} {
		path := write(t, t.TempDir(), "x.7z", content)
		inner, cancel := context.WithCancel(t.Context())
		ctx := tiring{inner, cancel, new(atomic.Int64)}
		ctx.looks.Store(200)
		limits := Limits{Unpacked: math.MaxInt64, Ratio: math.MaxInt64}
		for in := range Each(ctx, []string{path}, nil, limits) {
			t.Errorf("%s: given: %s, %v", name, in.Path, in.Err)
			in.Release()
		}
		if !errors.Is(inner.Err(), context.Canceled) {
			t.Errorf("%s: the context was not looked at", name)
		}
	}
}

// The coders of a folder share the memory for dictionaries, and each folder has it anew.
func TestDictionariesOfAChainAreLimitedTogether(t *testing.T) {
	const tooMuch = "!a: unpacking it takes more memory than the limit of 256.0 MiB"
	chain := func(n int, size uint64) string {
		packed := quote
		var coders []coder
		for range n {
			packed = lzma2Chunks(t, packed) + "\x00"
			coders = append(coders, coder{lzma2Method, "\x1c", size}) // a dictionary of 64 MiB
		}
		coders[0].size = uint64(len(quote))
		return sevenChain(packed, len(quote), coders...)
	}
	for _, tt := range []struct {
		coders int
		size   uint64
		want   string
	}{
		{4, 1 << 30, "!a text/plain"},
		{5, 1 << 30, tooMuch}, // the first needs no more than its few bytes, the others all there is
		{32, 1 << 30, tooMuch},
		{32, 1 << 10, "!a text/plain"},
	} {
		if diff := cmp.Diff([]string{tt.want}, listed(t, "x.7z", chain(tt.coders, tt.size), Limits{})); diff != "" {
			t.Errorf("%d coders of %d bytes (-want +got)\n%s", tt.coders, tt.size, diff)
		}
	}
}

// A coder gives no more than it declares.
func TestACoderEndsWhereItsSizeSays(t *testing.T) {
	packed := lzma2Chunks(t, strings.Repeat(emptyBlock, 100)+"\x01\x01\x00\xfe\xffx") + "\x00"
	for size, want := range map[uint64]string{506: "!a text/plain", 505: ": it is cut short"} {
		content := sevenChain(packed, 1, coder{deflateMethod, "", 1}, coder{lzma2Method, "\x10", size})
		if diff := cmp.Diff([]string{want}, listed(t, "x.7z", content, Limits{})); diff != "" {
			t.Errorf("%d bytes declared (-want +got)\n%s", size, diff)
		}
	}
}

// Headers of a compressed tar archive without end are of no member.
func TestHeadersOfTarAreLimited(t *testing.T) {
	var header bytes.Buffer
	w := tar.NewWriter(&header)
	if err := w.WriteHeader(&tar.Header{Name: "a", Typeflag: tar.TypeReg, Format: tar.FormatPAX, PAXRecords: map[string]string{"LEAKPRINT.x": "x"}}); err != nil {
		t.Fatal(err)
	}
	extended := header.String()[:1024] // that goes before the header of the file, and what it holds
	frame := packed(t, strings.Repeat(extended, 16<<10), toZstd)
	content := strings.Repeat(frame, 64) // a gibibyte
	if diff := cmp.Diff([]string{bomb}, listed(t, "x.tar.zst", content, Limits{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// rawZip is a ZIP archive of one member, packed with DEFLATE already.
func rawZip(t testing.TB, name, content, deflated string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	body, err := w.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CompressedSize64: uint64(len(deflated)), UncompressedSize64: uint64(len(content)), CRC32: crc32.ChecksumIEEE([]byte(content)),
	})
	if err == nil {
		_, err = io.WriteString(body, deflated)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A member that is listed many times is unpacked many times, though it be empty.
func TestWhatIsReadOfAnArchiveIsLimited(t *testing.T) {
	archive := rawZip(t, "a", "", strings.Repeat(emptyBlock, 400_000)+"\x01\x00\x00\xff\xff")
	got := listed(t, "x.zip", again(archive, 1000), Limits{Unpacked: 1 << 20})
	want := append(slices.Repeat([]string{"!a: the file is empty"}, len(got)-1), fmt.Sprintf(": it unpacks to more than the limit of %s", bytesInWords(1<<20)))
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 10 || len(got) > 100 {
		t.Errorf("%d inputs (-want +got)\n%s", len(got), diff)
	}
}

// To learn what a ZIP archive is no more is unpacked than a media type takes.
func TestMediaTypeAmongEmptyBlocks(t *testing.T) {
	stored := "\x01" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(ODT)))) + string(binary.LittleEndian.AppendUint16(nil, ^uint16(len(ODT)))) + ODT
	for blocks, want := range map[int]string{1: " " + ODT, 1000: "!mimetype text/plain"} {
		archive := rawZip(t, "mimetype", ODT, strings.Repeat(emptyBlock, blocks)+stored)
		if diff := cmp.Diff([]string{want}, listed(t, "x", archive, Limits{})); diff != "" {
			t.Errorf("%d empty blocks (-want +got)\n%s", blocks, diff)
		}
	}
}
