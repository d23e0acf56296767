package forge

import (
	"encoding/binary"
	"math"
)

// An exifEntry is one of a directory of Exif data (TIFF 6.0, section 2).
type exifEntry struct {
	tag, kind uint16
	count     uint32
	data      []byte
}

func exifText(tag uint16, text string) exifEntry {
	data := append([]byte(text), 0)
	return exifEntry{tag, 2, uint32(len(data)), data}
}

func exifPointer(tag uint16, to uint32) exifEntry {
	return exifEntry{tag, 4, 1, binary.BigEndian.AppendUint32(nil, to)}
}

// exifDegrees is an angle as degrees, minutes and seconds.
func exifDegrees(tag uint16, angle float64) exifEntry {
	hundredths := uint32(math.Round(math.Abs(angle) * 360000))
	var data []byte
	for _, part := range [...][2]uint32{{hundredths / 360000, 1}, {hundredths / 6000 % 60, 1}, {hundredths % 6000, 100}} {
		data = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(data, part[0]), part[1])
	}
	return exifEntry{tag, 5, 3, data}
}

// directory writes a directory that begins at an offset, what does not fit into its entries after it.
func directory(at int, entries ...exifEntry) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(entries)))
	beyond := at + 2 + 12*len(entries) + 4
	var rest []byte
	for _, e := range entries {
		b = binary.BigEndian.AppendUint16(b, e.tag)
		b = binary.BigEndian.AppendUint16(b, e.kind)
		b = binary.BigEndian.AppendUint32(b, e.count)
		if len(e.data) <= 4 {
			b = append(b, append(e.data, make([]byte, 4-len(e.data))...)...)
			continue
		}
		b = binary.BigEndian.AppendUint32(b, uint32(beyond+len(rest)))
		rest = append(rest, e.data...)
		if len(rest)%2 == 1 {
			rest = append(rest, 0)
		}
	}
	return append(append(b, 0, 0, 0, 0), rest...)
}

// exif are data that tell a camera, its serial number and a place.
func exif(latitude, longitude float64) []byte {
	reference := func(value float64, positive, negative string) string {
		if value < 0 {
			return negative
		}
		return positive
	}
	const main = 8
	head := func(details, place int) []byte {
		return directory(main,
			exifText(0x010F, "Varn Optics"), exifText(0x0110, "V-1"), exifText(0x013B, "Ms Brandvold"),
			exifPointer(0x8769, uint32(details)), exifPointer(0x8825, uint32(place)))
	}
	at := main + len(head(0, 0))
	details := directory(at, exifText(0x9003, "2019:10:23 09:30:00"), exifText(0xA431, "VARN-0042"))
	place := directory(at+len(details),
		exifText(1, reference(latitude, "N", "S")), exifDegrees(2, latitude), exifText(3, reference(longitude, "E", "W")), exifDegrees(4, longitude))
	b := append([]byte("MM\x00*\x00\x00\x00\x08"), head(at, at+len(details))...)
	return append(append(b, details...), place...)
}

// exifOfThumbnail are data that hold a thumbnail, a JPEG.
func exifOfThumbnail(preview []byte) []byte {
	const main = 8
	first := directory(main, exifText(0x010F, "Varn Optics"))
	second := main + len(first)
	next := 2 + 12 // of the first directory, after its only entry
	binary.BigEndian.PutUint32(first[next:], uint32(second))
	entries := func(at int) []byte {
		return directory(second, exifEntry{0x0103, 3, 1, []byte{0, 6}}, exifPointer(0x0201, uint32(at)), exifPointer(0x0202, uint32(len(preview))))
	}
	at := second + len(entries(0))
	b := append([]byte("MM\x00*\x00\x00\x00\x08"), first...)
	return append(append(b, entries(at)...), preview...)
}
