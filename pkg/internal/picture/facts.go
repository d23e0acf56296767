package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/bep/imagemeta"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Facts are what a picture file says of how it was made, beside what it shows. All of it is
// easily forged.
type Facts struct {
	Tags      []Tag      // of Exif, IPTC and PNG's text, by name, those of the thumbnail left out
	Latitude  float64    // degrees, meaningful if Located
	Longitude float64    // likewise
	Located   bool       // it says where it was taken
	XMP       [][]byte   // metadata packets
	Thumbnail bool       // it holds a smaller picture
	Preview   []byte     // that picture, a JPEG, what follows it included; nil where it was not found
	Profile   string     // description of the colour profile; "" for none
	Tables    JPEGTables // of a JPEG
}

// A Tag is a named value.
type Tag struct{ Name, Value string }

// JPEGTables are the tables by which programs that write JPEGs differ.
type JPEGTables struct {
	Digest dossier.Digest // of the quantisation tables; zero for none
	// Quality at which libjpeg writes these quantisation tables; 0 where it never does.
	Quality   int
	Optimised bool // Huffman tables other than the usual ones
}

// Limits on what is read of one picture.
const (
	maxTags    = 2000
	maxTag     = 2000    // bytes of a value
	maxPacket  = 1 << 20 // bytes of XMP
	maxPackets = 4
)

var metadataOf = map[string]imagemeta.ImageFormat{
	"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP,
	"tiff": imagemeta.TIFF, "heic": imagemeta.HEIF, "avif": imagemeta.AVIF,
}

// FactsOf reads the facts of a picture file, as far as it is sound.
func FactsOf(data []byte) (f Facts) {
	defer func() { _ = recover() }() // f is what was read before
	name := formatOf(data)
	switch name {
	case "jpeg":
		f.Tables = tablesOf(data)
		f.Profile = profileOf(data)
	case "png":
		f.Tags = textOfPNG(data)
	}
	format, known := metadataOf[name]
	if !known {
		return f
	}
	gps := imagemeta.Tags{}
	_, _ = imagemeta.Decode(imagemeta.Options{ // what it could read it has told
		R:           bytes.NewReader(data),
		ImageFormat: format,
		Sources:     imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		ShouldHandleTag: func(imagemeta.TagInfo) bool {
			return len(f.Tags) < maxTags
		},
		LimitTagSize: maxTag,
		HandleTag: func(tag imagemeta.TagInfo) error {
			if strings.HasPrefix(tag.Namespace, "IFD1") {
				f.Thumbnail = f.Thumbnail || tag.Tag == "ThumbnailOffset"
				return nil
			}
			if strings.HasPrefix(tag.Tag, "GPSL") {
				gps.Add(tag)
			}
			if value := tagValue(tag.Value); value != "" {
				f.Tags = append(f.Tags, Tag{tag.Tag, value})
			}
			return nil
		},
		HandleXMP: func(r io.Reader) error {
			packet, err := io.ReadAll(io.LimitReader(r, maxPacket))
			if len(f.XMP) < maxPackets {
				f.XMP = append(f.XMP, packet)
			}
			_, _ = io.Copy(io.Discard, r)
			return err
		},
	})
	if f.Thumbnail && name == "jpeg" {
		f.Preview = previewOf(data)
	}
	slices.SortStableFunc(f.Tags, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	f.Tags = slices.Compact(f.Tags)
	f.locate(gps)
	return f
}

func (f *Facts) locate(gps imagemeta.Tags) {
	if len(gps.EXIF()) < 2 {
		return
	}
	latitude, longitude, err := gps.GetLatLong()
	if err != nil || math.IsNaN(latitude) || math.IsNaN(longitude) || math.Abs(latitude) > 90 || math.Abs(longitude) > 180 {
		return
	}
	f.Latitude, f.Longitude, f.Located = latitude, longitude, latitude != 0 || longitude != 0
}

// tagValue is a tag's value as text, "" for one that says nothing to a person.
func tagValue(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(strings.Trim(v, "\x00"))
	case []byte:
		return ""
	case []any, []uint16, []uint32:
		return ""
	case float32, float64:
		return fmt.Sprintf("%.6g", v)
	case nil:
		return ""
	}
	text := fmt.Sprint(value)
	return text[:min(len(text), maxTag)]
}

// previewOf is the JPEG in the Exif data of one.
func previewOf(data []byte) (preview []byte) {
	segments(data, func(marker byte, body []byte) {
		if start := bytes.Index(body, []byte{0xFF, 0xD8, 0xFF}); marker == 0xE1 && start > 0 && bytes.HasPrefix(body, []byte("Exif\x00")) && preview == nil {
			preview = body[start:]
		}
	})
	return preview
}

// segments calls each with the marker segments of a JPEG before its first scan (ITU-T T.81, annex B).
func segments(data []byte, each func(marker byte, body []byte)) {
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker := data[at+1]
		if marker == 0xFF {
			at++
			continue
		}
		if marker == 0xDA || marker == 0xD9 {
			return
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 || at+2+length > len(data) {
			return
		}
		each(marker, data[at+4:at+2+length])
		at += 2 + length
	}
}

func tablesOf(data []byte) JPEGTables {
	var tables JPEGTables
	var quantisation []byte
	var first []byte // the table of brightness
	segments(data, func(marker byte, body []byte) {
		switch marker {
		case 0xDB:
			quantisation = append(quantisation, body...)
			if first == nil && len(body) >= 65 && body[0] == 0 {
				first = body[1:65]
			}
		case 0xC4:
			tables.Optimised = tables.Optimised || !usualHuffman(body)
		}
	})
	if len(quantisation) > 0 {
		tables.Digest = dossier.Sum(quantisation)
		tables.Quality = qualityOf(first)
	}
	return tables
}

// brightness is the quantisation table of T.81, K.1, in zigzag order.
var brightness = [64]int{
	16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
	56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
}

// qualityOf is the quality at which libjpeg scales the usual table to this one (jcparam.c); 0
// for none.
func qualityOf(table []byte) int {
	if len(table) != len(brightness) {
		return 0
	}
	for quality := 100; quality >= 1; quality-- {
		scale := 200 - 2*quality
		if quality < 50 {
			scale = 5000 / quality
		}
		fits := true
		for i, usual := range brightness {
			if int(table[i]) != max(1, min(255, (usual*scale+50)/100)) {
				fits = false
				break
			}
		}
		if fits {
			return quality
		}
	}
	return 0
}

// usualHuffman reports whether all tables of a segment have as many codes of each length as
// those of T.81, K.3.
func usualHuffman(body []byte) bool {
	usual := []string{
		"\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00",
		"\x00\x03\x01\x01\x01\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00",
		"\x00\x02\x01\x03\x03\x02\x04\x03\x05\x05\x04\x04\x00\x00\x01\x7d",
		"\x00\x02\x01\x02\x04\x04\x03\x04\x07\x05\x04\x04\x00\x01\x02\x77",
	}
	for len(body) >= 17 {
		counts, symbols := body[1:17], 0
		for _, n := range counts {
			symbols += int(n)
		}
		if !slices.Contains(usual, string(counts)) {
			return false
		}
		body = body[min(len(body), 17+symbols):]
	}
	return true
}

// profileOf is the description of a JPEG's colour profile (ICC.1, 9.2.41).
func profileOf(data []byte) string {
	description := ""
	segments(data, func(marker byte, body []byte) {
		if profile, ok := bytes.CutPrefix(body, []byte("ICC_PROFILE\x00")); ok && marker == 0xE2 && len(profile) > 2 && description == "" {
			description = ProfileDescription(profile[2:])
		}
	})
	return description
}

// ProfileDescription is what a colour profile calls itself; "" where it does not say.
func ProfileDescription(profile []byte) string {
	const header, entry = 132, 12
	if len(profile) < header {
		return ""
	}
	count := min(binary.BigEndian.Uint32(profile[128:]), 100)
	for i := range int(count) {
		at := header + entry*i
		if at+entry > len(profile) {
			return ""
		}
		if string(profile[at:at+4]) != "desc" {
			continue
		}
		from, size := int64(binary.BigEndian.Uint32(profile[at+4:])), int64(binary.BigEndian.Uint32(profile[at+8:]))
		if from+size > int64(len(profile)) || size < 12 {
			return ""
		}
		return textOfProfile(profile[from : from+size])
	}
	return ""
}

// textOfProfile reads a text of version 2 or 4 of profiles.
func textOfProfile(of []byte) string {
	switch string(of[:4]) {
	case "desc":
		length := int64(binary.BigEndian.Uint32(of[8:]))
		return strings.TrimRight(string(of[12:min(12+length, int64(len(of)))]), "\x00")
	case "mluc":
		if len(of) < 28 {
			return ""
		}
		size, from := int64(binary.BigEndian.Uint32(of[20:])), int64(binary.BigEndian.Uint32(of[24:]))
		if from+size > int64(len(of)) {
			return ""
		}
		var b strings.Builder
		for i := from; i+1 < from+size; i += 2 {
			b.WriteRune(rune(binary.BigEndian.Uint16(of[i:])))
		}
		return b.String()
	}
	return ""
}

// textOfPNG are the texts of a PNG (ISO/IEC 15948, 11.3.4) that are not compressed.
func textOfPNG(data []byte) []Tag {
	var tags []Tag
	for at := 8; at+12 <= len(data) && len(tags) < maxTags; {
		length := int64(binary.BigEndian.Uint32(data[at:]))
		end := int64(at) + 12 + length
		if end > int64(len(data)) {
			break
		}
		if string(data[at+4:at+8]) == "tEXt" {
			if key, value, ok := bytes.Cut(data[at+8:end-4], []byte{0}); ok && len(value) <= maxTag {
				tags = append(tags, Tag{string(key), latin1(value)})
			}
		}
		at = int(end)
	}
	return tags
}

func latin1(text []byte) string {
	var b strings.Builder
	for _, c := range text {
		b.WriteRune(rune(c))
	}
	return b.String()
}
