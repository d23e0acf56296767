package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"slices"
)

// spoilWithin are ways to spoil what a format packs, and to leave the packing whole, so that decoders go
// on to what lies within. Data that is not as expected stays as it is.
var spoilWithin = map[string]func(*rand.Rand, []byte) []byte{
	".png": spoilPNG, ".jpg": spoilJPEG, ".zip": spoilZIP, ".docx": spoilZIP, ".gz": spoilGzip, ".pdf": spoilStreams, ".eml": spoilMIME,
	".7z": spoil7z, ".rar": spoilRAR,
}

// spoilPNG changes the content of chunks and makes their checksums right, so that decoders read on.
func spoilPNG(random *rand.Rand, data []byte) []byte {
	const signature, overhead = 8, 12
	for at := signature; at+overhead <= len(data); {
		length := int(binary.BigEndian.Uint32(data[at:]))
		if length > len(data)-at-overhead {
			return data
		}
		body := data[at+4 : at+8+length]
		if random.IntN(2) == 0 && length > 0 {
			body[4+random.IntN(length)] ^= 1 << random.IntN(8)
			binary.BigEndian.PutUint32(data[at+8+length:], crc32.ChecksumIEEE(body))
		}
		at += overhead + length
	}
	return data
}

// spoilJPEG changes the content of the segments before the picture's data, and none of their lengths.
func spoilJPEG(random *rand.Rand, data []byte) []byte {
	const startOfScan = 0xda
	for at := 2; at+4 <= len(data) && data[at] == 0xff && data[at+1] != startOfScan; {
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length <= 2 || at+2+length > len(data) {
			return data
		}
		if random.IntN(3) == 0 {
			data[at+4+random.IntN(length-2)] = byte(random.Uint32())
		}
		at += 2 + length
	}
	return data
}

// spoilMIME changes fields of a message's headers, and leaves its lines and boundaries whole.
func spoilMIME(random *rand.Rand, data []byte) []byte {
	others := []string{"base64", "quoted-printable", "multipart/mixed; boundary=x", "message/rfc822", "text/plain; charset=utf-7", "=?utf-8?b?//8=?="}
	lines := bytes.SplitAfter(data, []byte("\n"))
	for i, line := range lines {
		name, value, ok := bytes.Cut(line, []byte(": "))
		if !ok || len(name) == 0 || bytes.ContainsAny(name, " \t") || random.IntN(3) > 0 {
			continue
		}
		switch random.IntN(4) {
		case 0:
			value = []byte(others[random.IntN(len(others))] + "\r\n")
		case 1:
			value = bytes.Repeat(value, 2+random.IntN(50)) // further lines
		case 2:
			value = append(bytes.Repeat([]byte(" \r\n"), random.IntN(200)), value...)
		case 3:
			name = append([]byte("X-"), name...)
		}
		lines[i] = append(append(bytes.Clone(name), ": "...), value...)
	}
	return bytes.Join(lines, nil)
}

// spoilZIP changes some members of a ZIP.
func spoilZIP(random *rand.Rand, data []byte) []byte {
	from, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return data
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, member := range from.File {
		content, err := member.Open()
		if err != nil {
			return data
		}
		unpacked, err := io.ReadAll(content)
		if err != nil {
			return data
		}
		if random.IntN(2) == 0 {
			unpacked = spoil(random, unpacked)
		}
		method := []uint16{zip.Store, zip.Deflate}[random.IntN(2)]
		if w, err := to.CreateHeader(&zip.FileHeader{Name: member.Name, Method: method}); err != nil {
			return data
		} else if _, err := w.Write(unpacked); err != nil {
			return data
		}
	}
	if to.Close() != nil {
		return data
	}
	return out.Bytes()
}

// spoilGzip changes what a gzip holds.
func spoilGzip(random *rand.Rand, data []byte) []byte {
	from, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return data
	}
	unpacked, err := io.ReadAll(from)
	if err != nil {
		return data
	}
	var out bytes.Buffer
	to := gzip.NewWriter(&out)
	_, _ = to.Write(spoil(random, unpacked)) // in memory
	_ = to.Close()
	return out.Bytes()
}

// spoilStreams changes what is in compressed streams of a PDF. Their lengths and all offsets are wrong
// then, which readers put up with.
func spoilStreams(random *rand.Rand, data []byte) []byte {
	begin, end := []byte("stream\n"), []byte("endstream")
	for at := 0; ; {
		from := bytes.Index(data[at:], begin)
		if from < 0 {
			return data
		}
		from += at + len(begin)
		length := bytes.Index(data[from:], end)
		if length < 0 {
			return data
		}
		at = from + length + len(end)
		unpacked := inflated(data[from : from+length])
		if unpacked == nil || random.IntN(2) == 0 {
			continue
		}
		var packed bytes.Buffer
		w, _ := zlib.NewWriterLevel(&packed, flate.BestSpeed) // fails only for unknown levels
		_, _ = w.Write(spoil(random, unpacked))
		_ = w.Close()
		data = slices.Replace(data, from, from+length, packed.Bytes()...)
		at = from + packed.Len() + len(end)
	}
}

// inflated returns what is in a zlib stream; nil if it is none.
func inflated(data []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	unpacked, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return unpacked
}
