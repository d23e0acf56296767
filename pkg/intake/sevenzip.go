package intake

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"unicode/utf16"

	"github.com/ulikunitz/xz/lzma"
)

// The 7z format is described in 7zFormat.txt of the LZMA SDK. Existing libraries allocate
// whatever a header asks for, so that a hundred bytes can exhaust memory; here every count is
// checked against the bytes that are there.

// Property numbers of the header.
const (
	sevenEnd = iota
	sevenHeader
	sevenArchiveProperties
	sevenAdditionalStreams
	sevenMainStreams
	sevenFiles
	sevenPackInfo
	sevenUnpackInfo
	sevenSubStreams
	sevenSize
	sevenCRC
	sevenFolder
	sevenUnpackSize
	sevenNumUnpackStream
	sevenEmptyStream
	sevenEmptyFile
	sevenAnti
	sevenNames
	sevenCTime
	sevenATime
	sevenMTime
	sevenAttributes
	sevenComment
	sevenEncodedHeader
)

// Limits on the header: the names of 10,000 members take a mebibyte, and there is at most one
// folder for each.
const (
	sevenHeaderSize = 8 << 20 // bytes, packed and unpacked
	sevenFolders    = 1 << 16
	sevenFileNames  = 1 << 20
)

var (
	errSevenHeader = errors.New("its list of files cannot be understood")
	errChecksum    = errors.New("a checksum does not match")
	errDictionary  = &refusal{errors.New("unpacking it takes more memory than the limit of " + bytesInWords(dictionary)), hintUnpack}
)

// A sevenArchive is the parsed header of an archive.
type sevenArchive struct {
	packed  io.ReaderAt // from the end of the signature header
	within  flow        // of the archive
	folders []sevenFolderInfo
	files   []sevenFile
}

// A sevenFolderInfo is a stream of files, packed together by a chain of coders.
type sevenFolderInfo struct {
	coders []sevenCoder
	pairs  [][2]uint64 // in-stream of a coder, and the out-stream that feeds it
	inputs uint64      // in-streams of all coders
	sizes  []uint64    // of out-streams
	offset int64       // of its first packed stream
	packed int64       // bytes
	files  []sevenStream
	crc    *uint32
}

type sevenCoder struct {
	method     string
	properties []byte
}

// A sevenStream is the content of one file in a folder.
type sevenStream struct {
	size uint64
	crc  *uint32
}

type sevenFile struct {
	name     string
	notAFile bool
	empty    bool // without content; a folder unless marked as a file
}

func sevenZipMembers(_ Input, r *io.SectionReader, within flow) (nextMember, error) {
	archive, err := openSevenZip(r, within)
	if err != nil {
		return nil, err
	}
	folder, stream := 0, 0 // the next ones
	var content io.Reader  // of the folder
	var failed error       // to be opened
	return func() (member, error) {
		if len(archive.files) == 0 {
			return member{}, io.EOF
		}
		file := archive.files[0]
		archive.files = archive.files[1:]
		m := member{name: file.name, notAFile: file.notAFile}
		if file.empty {
			m.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(nil)), nil }
			return m, nil
		}
		for folder < len(archive.folders) && stream == len(archive.folders[folder].files) {
			folder, stream, content = folder+1, 0, nil
		}
		if folder == len(archive.folders) {
			return member{}, errSevenHeader
		}
		if stream == 0 {
			content, failed = archive.open(folder)
		}
		if _, ok := errors.AsType[*refusal](failed); failed != nil && !ok {
			return member{}, failed
		}
		s := archive.folders[folder].files[stream]
		stream++
		m.inStream, m.size, m.refused = true, inInt64(s.size), failed
		body := &checked{r: io.LimitReader(content, m.size), left: m.size, crc: crc32.NewIEEE(), want: s.crc}
		m.open = func() (io.ReadCloser, error) { return io.NopCloser(body), nil }
		return m, nil
	}, nil
}

// checked reads r. It ends in an error unless that has as many bytes as left says, with the
// wanted checksum.
type checked struct {
	r    io.Reader
	left int64
	crc  hash.Hash32
	want *uint32
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.crc.Write(p[:n])
	c.left -= int64(n)
	switch {
	case err == io.EOF && c.left > 0:
		return n, io.ErrUnexpectedEOF
	case err == io.EOF && c.want != nil && c.crc.Sum32() != *c.want:
		return n, errChecksum
	}
	return n, err
}

func openSevenZip(r *io.SectionReader, within flow) (*sevenArchive, error) {
	const signatureHeader = 32
	start := make([]byte, signatureHeader)
	if _, err := io.ReadFull(r, start); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	if crc32.ChecksumIEEE(start[12:]) != binary.LittleEndian.Uint32(start[8:]) {
		return nil, errChecksum
	}
	offset, size := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	crc := binary.LittleEndian.Uint32(start[28:])
	a := &sevenArchive{packed: io.NewSectionReader(r, signatureHeader, r.Size()-signatureHeader), within: within}
	if size == 0 {
		return a, nil
	}
	packed := uint64(r.Size() - signatureHeader)
	if offset > packed || size > packed-offset {
		return nil, io.ErrUnexpectedEOF
	}
	if size > sevenHeaderSize {
		return nil, &refusal{errors.New("it lists too many files"), hintUnpack}
	}
	header := make([]byte, size)
	if _, err := r.ReadAt(header, signatureHeader+int64(offset)); err != nil && err != io.EOF {
		return nil, err
	}
	if crc32.ChecksumIEEE(header) != crc {
		return nil, errChecksum
	}
	const encodings = 4 // a header may be packed, and be packed again
	for range encodings {
		f := &fields{rest: header}
		switch f.byte() {
		case sevenHeader:
			a.read(f)
			return a, f.err
		case sevenEncodedHeader:
			var err error
			if header, err = a.encodedHeader(f); err != nil {
				return nil, err
			}
		default:
			return nil, errSevenHeader
		}
	}
	return nil, errSevenHeader
}

// encodedHeader unpacks a packed header.
func (a *sevenArchive) encodedHeader(f *fields) ([]byte, error) {
	folders := f.streams()
	if f.err != nil || len(folders) != 1 || len(folders[0].files) != 1 {
		return nil, errSevenHeader
	}
	size := folders[0].files[0].size
	if size > sevenHeaderSize {
		return nil, &refusal{errors.New("it lists too many files"), hintUnpack}
	}
	a.folders = folders
	content, err := a.open(0)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(&checked{r: io.LimitReader(content, int64(size)), left: int64(size), crc: crc32.NewIEEE(), want: folders[0].files[0].crc})
}

// read reads the header after its property number.
func (a *sevenArchive) read(f *fields) {
	a.folders = nil
	for {
		switch f.byte() {
		case sevenEnd:
			return
		case sevenArchiveProperties:
			for f.byte() != sevenEnd && f.err == nil {
				f.bytes(f.number())
			}
		case sevenMainStreams:
			a.folders = f.streams()
		case sevenFiles:
			a.files = f.files()
		default:
			f.fail()
		}
		if f.err != nil {
			return
		}
	}
}

// open returns the unpacked content of a folder.
func (a *sevenArchive) open(number int) (io.Reader, error) {
	folder := a.folders[number]
	if folder.inputs != uint64(len(folder.coders)) || len(folder.sizes) != len(folder.coders) {
		return nil, errUnknownMethod // some coder joins several streams
	}
	main := folder.main()
	if main < 0 {
		return nil, errSevenHeader
	}
	var content io.Reader = bufio.NewReader(io.NewSectionReader(a.packed, folder.offset, folder.packed))
	// The chain is walked from its end, then put together from its beginning.
	var chain []int
	for at := main; at >= 0; at = folder.feeder(at) {
		if len(chain) == len(folder.coders) {
			return nil, errSevenHeader // a ring
		}
		chain = append(chain, at)
	}
	// Each coder gives no more bytes than declared, and all of them share one dictionary's
	// memory.
	room := uint64(dictionary)
	for _, at := range slices.Backward(chain) {
		size, before := folder.sizes[at], room
		decoded, err := folder.coders[at].decode(content, size, &room)
		if err == nil {
			err = a.within.count(int64(before - room))
		}
		if err != nil {
			return nil, err
		}
		content = io.LimitReader(a.within.reader(decoded), inInt64(size))
	}
	return content, nil
}

// main returns the coder whose output feeds no other; -1 if there is none.
func (f sevenFolderInfo) main() int {
	for i := range f.coders {
		if !slices.ContainsFunc(f.pairs, func(p [2]uint64) bool { return p[1] == uint64(i) }) {
			return i
		}
	}
	return -1
}

// feeder returns the coder whose output coder i unpacks; -1 if it unpacks the archive itself.
func (f sevenFolderInfo) feeder(i int) int {
	for _, p := range f.pairs {
		if p[0] == uint64(i) && p[1] < uint64(len(f.coders)) {
			return int(p[1])
		}
	}
	return -1
}

// decode unpacks r to size bytes, and subtracts the memory of its dictionary from room. It
// supports the methods used for documents, not the filters for programs.
func (c sevenCoder) decode(r io.Reader, size uint64, room *uint64) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	switch c.method {
	case "\x00":
		return buffered, nil
	case "\x03\x01\x01":
		return unLZMA(buffered, c.properties, size, room)
	case "\x21":
		return unLZMA2(buffered, c.properties, size, room)
	case "\x04\x01\x08":
		return flate.NewReader(buffered), nil
	case "\x04\x02\x02":
		return bzip2.NewReader(buffered), nil
	case "\x06\xf1\x07\x01":
		return nil, &refusal{errEncrypted, hintPassword}
	}
	return nil, errUnknownMethod
}

// unLZMA puts the header of the stand-alone format before the stream, with a dictionary no
// larger than the content can fill.
func unLZMA(r io.Reader, properties []byte, size uint64, room *uint64) (io.Reader, error) {
	if len(properties) != 5 {
		return nil, errSevenHeader
	}
	window := min(uint64(binary.LittleEndian.Uint32(properties[1:])), max(size, lzma.MinDictCap))
	if window > *room {
		return nil, errDictionary
	}
	*room -= window
	header := binary.LittleEndian.AppendUint32([]byte{properties[0]}, uint32(window))
	header = binary.LittleEndian.AppendUint64(header, size)
	content, err := lzma.ReaderConfig{DictCap: dictionary}.NewReader(io.MultiReader(bytes.NewReader(header), r))
	if err != nil {
		return nil, fmt.Errorf("LZMA: %w", err)
	}
	return content, nil
}

func unLZMA2(r io.Reader, properties []byte, size uint64, room *uint64) (io.Reader, error) {
	if len(properties) != 1 || properties[0] > 40 {
		return nil, errSevenHeader
	}
	p := properties[0]
	window := min((2|uint64(p&1))<<(p/2+11), max(size, lzma.MinDictCap))
	if window > *room {
		return nil, errDictionary
	}
	*room -= window
	content, err := lzma.Reader2Config{DictCap: int(window)}.NewReader2(r)
	if err != nil {
		return nil, fmt.Errorf("LZMA2: %w", err)
	}
	return content, nil
}

// fields reads the header field by field. After the first invalid field err is set, and all
// further fields are zero.
type fields struct {
	rest []byte
	err  error
}

func (f *fields) fail() {
	f.err, f.rest = errSevenHeader, nil
}

func (f *fields) bytes(n uint64) []byte {
	if n > uint64(len(f.rest)) {
		f.fail()
		return nil
	}
	taken := f.rest[:n]
	f.rest = f.rest[n:]
	return taken
}

func (f *fields) byte() byte {
	if b := f.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (f *fields) uint32() uint32 {
	if b := f.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// number reads an integer of up to nine bytes. The number of leading ones in the first byte is
// that of the bytes that follow, least significant first; the other bits of the first byte are
// the most significant.
func (f *fields) number() uint64 {
	first := f.byte()
	var n uint64
	for i := range 8 {
		mask := byte(0x80) >> i
		if first&mask == 0 {
			return n | uint64(first&(mask-1))<<(8*i)
		}
		n |= uint64(f.byte()) << (8 * i)
	}
	return n
}

// count reads a number of items that take at least one byte each. More than most is an error.
func (f *fields) count(most int) int {
	n := f.number()
	if n > uint64(min(most, len(f.rest))) {
		f.fail()
		return 0
	}
	return int(n)
}

// expect reads a property number that must come here.
func (f *fields) expect(id byte) {
	if f.byte() != id {
		f.fail()
	}
}

// bits reads n bits, the most significant of each byte first.
func (f *fields) bits(n int) []bool {
	packed := f.bytes(uint64(n+7) / 8)
	if f.err != nil {
		return nil
	}
	set := make([]bool, n)
	for i := range set {
		set[i] = packed[i/8]&(0x80>>(i%8)) != 0
	}
	return set
}

// optionalBits reads n bits. A non-zero byte in front means that all are set, and none follow.
func (f *fields) optionalBits(n int) []bool {
	if f.byte() == 0 {
		return f.bits(n)
	}
	if n > len(f.rest) { // each stands for an item that follows
		f.fail()
		return nil
	}
	return slices.Repeat([]bool{true}, n)
}

// checksums reads n checksums; those not defined are nil.
func (f *fields) checksums(n int) []*uint32 {
	sums := make([]*uint32, n)
	for i, defined := range f.optionalBits(n) {
		if defined {
			sum := f.uint32()
			sums[i] = &sum
		}
	}
	return sums
}

// streams reads the folders and where their packed bytes lie.
func (f *fields) streams() []sevenFolderInfo {
	var position uint64
	var packed []uint64
	var folders []sevenFolderInfo
	for f.err == nil {
		switch f.byte() {
		case sevenEnd:
			f.place(folders, position, packed)
			return folders
		case sevenPackInfo:
			position, packed = f.packInfo()
		case sevenUnpackInfo:
			folders = f.unpackInfo()
		case sevenSubStreams:
			f.subStreams(folders)
		default:
			f.fail()
		}
	}
	return nil
}

// place sets where the packed bytes of each folder lie, one folder after the other.
func (f *fields) place(folders []sevenFolderInfo, position uint64, packed []uint64) {
	for i := range folders {
		streams := folders[i].inputs - uint64(len(folders[i].pairs))
		if streams > uint64(len(packed)) || streams == 0 {
			f.fail()
			return
		}
		folders[i].offset = inInt64(position)
		folders[i].packed = inInt64(packed[0])
		for _, size := range packed[:streams] {
			position += size
		}
		packed = packed[streams:]
	}
}

func (f *fields) packInfo() (position uint64, sizes []uint64) {
	position = f.number()
	n := f.count(sevenHeaderSize)
	for f.err == nil {
		switch f.byte() {
		case sevenEnd:
			return position, sizes
		case sevenSize:
			for range n {
				sizes = append(sizes, f.number())
			}
		case sevenCRC:
			f.checksums(n)
		default:
			f.fail()
		}
	}
	return 0, nil
}

func (f *fields) unpackInfo() []sevenFolderInfo {
	f.expect(sevenFolder)
	n := f.count(sevenFolders)
	f.expect(0) // the folders are not kept elsewhere
	var folders []sevenFolderInfo
	for range n {
		folders = append(folders, f.folder())
		if f.err != nil {
			return nil
		}
	}
	f.expect(sevenUnpackSize)
	for i := range folders {
		outputs := len(folders[i].pairs) + 1
		for range outputs {
			folders[i].sizes = append(folders[i].sizes, f.number())
		}
	}
	id := f.byte()
	if id == sevenCRC {
		for i, sum := range f.checksums(len(folders)) {
			folders[i].crc = sum
		}
		id = f.byte()
	}
	if id != sevenEnd {
		f.fail()
	}
	for i := range folders { // by default a folder is one file
		folders[i].files = []sevenStream{{folders[i].size(), folders[i].crc}}
	}
	return folders
}

// size returns how many bytes the folder unpacks to.
func (f sevenFolderInfo) size() uint64 {
	if main := f.main(); main >= 0 && main < len(f.sizes) {
		return f.sizes[main]
	}
	return 0
}

func (f *fields) folder() sevenFolderInfo {
	const (
		manyStreams   = 0x10
		hasProperties = 0x20
		maxStreams    = 32 // 7-Zip's own limit
	)
	var folder sevenFolderInfo
	outputs := uint64(0)
	for range f.count(maxStreams) {
		flags := f.byte()
		coder := sevenCoder{method: string(f.bytes(uint64(flags & 0xf)))}
		ins, outs := uint64(1), uint64(1)
		if flags&manyStreams != 0 {
			ins, outs = f.number(), f.number()
		}
		if flags&hasProperties != 0 {
			coder.properties = f.bytes(f.number())
		}
		folder.coders = append(folder.coders, coder)
		if ins > maxStreams || outs > maxStreams {
			f.fail()
			return folder
		}
		folder.inputs += ins
		outputs += outs
	}
	if outputs == 0 || folder.inputs < outputs-1 {
		f.fail()
		return folder
	}
	for range outputs - 1 {
		folder.pairs = append(folder.pairs, [2]uint64{f.number(), f.number()})
	}
	if streams := folder.inputs - (outputs - 1); streams > 1 {
		for range streams {
			f.number() // matters only to coders that join streams
		}
	}
	return folder
}

// subStreams reads how the folders are divided into files.
func (f *fields) subStreams(folders []sevenFolderInfo) {
	id := f.byte()
	counts := slices.Repeat([]int{1}, len(folders))
	if id == sevenNumUnpackStream {
		for i := range counts {
			n := f.number()
			if n > uint64(len(f.rest))+1 {
				f.fail()
				return
			}
			counts[i] = int(n)
		}
		id = f.byte()
	}
	unknown := 0 // checksums that follow
	for i, n := range counts {
		if n != 1 || folders[i].crc == nil {
			unknown += n
		}
	}
	for i, n := range counts {
		folders[i].files = nil
		left := folders[i].size()
		for file := range n {
			size := left
			if file < n-1 {
				if id != sevenSize {
					f.fail()
				}
				size = f.number()
			}
			if size > left || f.err != nil {
				f.fail()
				return
			}
			left -= size
			folders[i].files = append(folders[i].files, sevenStream{size: size})
		}
		if n == 1 {
			folders[i].files[0].crc = folders[i].crc
		}
	}
	if id == sevenSize {
		id = f.byte()
	}
	if id == sevenCRC {
		sums := f.checksums(unknown)
		for i := range folders {
			for file := range folders[i].files {
				if folders[i].files[file].crc == nil && len(sums) > 0 {
					folders[i].files[file].crc, sums = sums[0], sums[1:]
				}
			}
		}
		id = f.byte()
	}
	if id != sevenEnd {
		f.fail()
	}
}

// files reads the names of the files and which of them have no content.
func (f *fields) files() []sevenFile {
	files := make([]sevenFile, f.count(sevenFileNames))
	var empty []int // files without content
	for f.err == nil {
		id := f.byte()
		if id == sevenEnd {
			return files
		}
		property := &fields{rest: f.bytes(f.number())}
		switch id {
		case sevenEmptyStream:
			for i, set := range property.bits(len(files)) {
				if set {
					files[i].empty, files[i].notAFile = true, true
					empty = append(empty, i)
				}
			}
		case sevenEmptyFile:
			for i, set := range property.bits(len(empty)) {
				files[empty[i]].notAFile = !set
			}
		case sevenNames:
			property.names(files)
		case sevenAttributes:
			property.attributes(files)
		}
		if property.err != nil {
			f.fail()
		}
	}
	return nil
}

// names reads a name for each file, in zero-terminated UTF-16.
func (f *fields) names(files []sevenFile) {
	f.expect(0) // the names are not kept elsewhere
	for i := range files {
		var name []uint16
		for f.err == nil {
			b := f.bytes(2)
			if b == nil || b[0] == 0 && b[1] == 0 {
				break
			}
			name = append(name, binary.LittleEndian.Uint16(b))
		}
		files[i].name = string(utf16.Decode(name))
	}
}

// attributes finds links among the files by their Windows attributes or, if flagged, the Unix
// mode in the upper half.
func (f *fields) attributes(files []sevenFile) {
	const (
		hasUnixMode  = 0x8000
		reparsePoint = 0x400
		unixType     = 0xf000
		unixRegular  = 0x8000
	)
	defined := f.optionalBits(len(files))
	f.expect(0) // the attributes are not kept elsewhere
	for i, set := range defined {
		if !set {
			continue
		}
		a := f.uint32()
		if a&hasUnixMode != 0 && a>>16&unixType != unixRegular || a&reparsePoint != 0 {
			files[i].notAFile = true
		}
	}
}
