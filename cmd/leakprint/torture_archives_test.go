package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"unicode/utf16"

	"github.com/ulikunitz/xz/lzma"
)

// startOf7z is the length of what stands before the packed bytes of a 7z archive.
const startOf7z = 32

// sevenZip puts a 7z archive together: its start, with checksums, packed bytes, and the header that says
// what they are (7zFormat.txt of the LZMA SDK).
func sevenZip(packed, header []byte) []byte {
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(packed)))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(header))
	archive := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return slices.Concat(archive, start, packed, header)
}

// sevenNumber writes a number of a 7z header in its longest form.
func sevenNumber(n uint64) string { return "\xff" + string(binary.LittleEndian.AppendUint64(nil, n)) }

// sevenZipped makes a 7z archive of members that are packed as one stream of LZMA2.
func sevenZipped(members ...member) maker {
	return func() ([]byte, error) {
		var content, packed bytes.Buffer
		var sizes, sums, names []byte
		for i, m := range members {
			data, err := m.make()
			if err != nil {
				return nil, err
			}
			content.Write(data)
			if i < len(members)-1 { // the last is what is left
				sizes = append(sizes, sevenNumber(uint64(len(data)))...)
			}
			sums = binary.LittleEndian.AppendUint32(sums, crc32.ChecksumIEEE(data))
			for _, unit := range utf16.Encode([]rune(m.name + "\x00")) {
				names = binary.LittleEndian.AppendUint16(names, unit)
			}
		}
		w, err := lzma.Writer2Config{DictCap: 1 << 20}.NewWriter2(&packed)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(content.Bytes()); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		count := string(rune(len(members)))                                                 // few: a byte
		header := "\x01\x04\x06\x00\x01\x09" + sevenNumber(uint64(packed.Len())) + "\x00" + // packed bytes
			"\x07\x0b\x01\x00\x01\x21\x21\x01\x10\x0c" + sevenNumber(uint64(content.Len())) + "\x00" + // one coder
			"\x08\x0d" + count + "\x09" + string(sizes) + "\x0a\x01" + string(sums) + "\x00\x00" + // members in it
			"\x05" + count + "\x11" + sevenNumber(uint64(len(names)+1)) + "\x00" + string(names) + "\x00\x00" // their names
		return sevenZip(packed.Bytes(), []byte(header)), nil
	}
}

// spoil7z changes the header of a 7z archive, or what is packed before it, and makes the checksums right, so
// that readers believe what it says.
func spoil7z(random *rand.Rand, data []byte) []byte {
	packed := binary.LittleEndian.Uint64(data[12:])
	if packed > uint64(len(data)-startOf7z) {
		return data
	}
	content, header := data[startOf7z:startOf7z+packed], data[startOf7z+packed:]
	if random.IntN(4) == 0 {
		content = spoil(random, slices.Clone(content))
	} else {
		header = spoilBytes(random, slices.Clone(header))
	}
	return sevenZip(content, header)
}

// spoilBytes changes a few bytes of a list whose numbers stand in single bytes: to others, to the greatest
// there is, to what stands elsewhere; some come twice, or not at all.
func spoilBytes(random *rand.Rand, data []byte) []byte {
	for range 1 + random.IntN(4) {
		if len(data) < 2 {
			return data
		}
		at := random.IntN(len(data))
		switch random.IntN(6) {
		case 0:
			data[at] ^= 1 << random.IntN(8)
		case 1:
			data[at] = []byte{0, 1, 0x7f, 0x80, 0xff}[random.IntN(5)]
		case 2:
			data[at] = data[random.IntN(len(data))]
		case 3:
			data = slices.Delete(data, at, min(len(data), at+1+random.IntN(8)))
		case 4:
			data = slices.Insert(data, at, bytes.Repeat(data[at:min(len(data), at+1+random.IntN(8))], 1+random.IntN(40))...)
		case 5:
			data = slices.Insert(data, at, []byte(sevenNumber(random.Uint64()>>random.IntN(64)))...)
		}
	}
	return data
}

// rarSignature begins a RAR archive of version 5 (RAR 5.0 archive format, rarlab.com).
const rarSignature = "Rar!\x1a\x07\x01\x00"

// rarBlock puts the length and the checksum of a header before it.
func rarBlock(header []byte) []byte {
	sized := append(binary.AppendUvarint(nil, uint64(len(header))), header...)
	return append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(sized)), sized...)
}

// rarred makes a RAR archive of stored members.
func rarred(members ...member) maker {
	const (
		mainHeader, fileHeader, endHeader = 1, 2, 5
		hasData, hasSum                   = 2, 4
		unix, mode                        = 1, 0o100644
	)
	return func() ([]byte, error) {
		archive := append([]byte(rarSignature), rarBlock([]byte{mainHeader, 0, 0})...)
		for _, m := range members {
			data, err := m.make()
			if err != nil {
				return nil, err
			}
			h := binary.AppendUvarint([]byte{fileHeader, hasData}, uint64(len(data)))
			h = binary.AppendUvarint(append(h, hasSum), uint64(len(data)))
			h = binary.AppendUvarint(h, mode)
			h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE(data))
			h = append(h, 0, unix)
			h = append(binary.AppendUvarint(h, uint64(len(m.name))), m.name...)
			archive = slices.Concat(archive, rarBlock(h), data)
		}
		return append(archive, rarBlock([]byte{endHeader, 0, 0})...), nil
	}
}

// spoilRAR changes headers of a RAR archive that rarred made, and makes their checksums right. What lies
// between them stays.
func spoilRAR(random *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data[:len(rarSignature)])
	for rest := data[len(rarSignature):]; len(rest) > 4; {
		length, n := binary.Uvarint(rest[4:])
		if n <= 0 || length < 3 || length > uint64(len(rest)-4-n) {
			return append(out, rest...)
		}
		header := rest[4+n : 4+n+int(length)]
		rest = rest[4+n+int(length):]
		size := uint64(0) // of what follows the header
		if header[1]&2 != 0 {
			size, _ = binary.Uvarint(header[2:])
		}
		if random.IntN(2) == 0 {
			header = spoilBytes(random, bytes.Clone(header))
		}
		size = min(size, uint64(len(rest)))
		out = slices.Concat(out, rarBlock(header), rest[:size])
		rest = rest[size:]
	}
	return out
}
