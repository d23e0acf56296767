package intake

import (
	"bytes"
	"errors"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// Why bytes are not text.
var (
	ErrEncoding = errors.New("text in an encoding that leakprint cannot recognise")
	ErrNotText  = errors.New("not text: too many control characters")
)

// HintText says what to do about text that cannot be read.
const HintText = "save it as plain text in UTF-8"

// isText examines the content itself, and uses signatures only to rule out markup and other
// formats written in letters: short signatures mistake prose that begins with "MZ" for a
// program, and prose with commas for CSV. Text copied from a PDF viewer may hold the odd
// control character.
func isText(s sample) bool {
	if slices.ContainsFunc(notPlain, func(mediaType string) bool { return isSigned(mediaType)(s) }) {
		return false
	}
	_, err := DecodeText(s.head)
	return err == nil
}

var notPlain = []string{
	"text/xml", "text/rtf", "image/svg+xml",
	"application/postscript", "application/pkcs7-signature", "application/vnd.fdf", "image/x-xpixmap",
}

// DecodeText converts text to UTF-8 from UTF-8, UTF-16 with a byte order mark, or a Western European
// encoding (ISO 8859-1, Windows-1252). It returns ErrEncoding or ErrNotText if it cannot.
func DecodeText(data []byte) (string, error) {
	var text []byte
	var err error
	switch {
	case isUTF16(data):
		text, err = utf.UTF16(utf.BigEndian, utf.UseBOM).NewDecoder().Bytes(data)
	case isUTF8(data):
		text = bytes.ToValidUTF8(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\ufffd"))
	case isWestern(data):
		text, err = charmap.Windows1252.NewDecoder().Bytes(data)
	default:
		return "", ErrEncoding
	}
	if err != nil {
		return "", ErrEncoding
	}
	if !isPlain(text) {
		return "", ErrNotText
	}
	return string(text), nil
}

// isUTF16 requires the byte order mark.
func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
}

// isUTF8 allows a few invalid bytes: text cut in the middle of a character is still UTF-8.
func isUTF8(data []byte) bool {
	broken, whole := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		data = data[size:]
	}
	return broken == 0 || 10*broken <= whole
}

// isWestern tells Western European text from other 8-bit encodings: few of its bytes are not
// ASCII, and none is one of the five that Windows-1252 leaves undefined.
func isWestern(data []byte) bool {
	high := 0
	for _, b := range data {
		switch b {
		case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
			return false
		}
		if b >= 0x80 {
			high++
		}
	}
	return 4*high <= len(data)
}

// isPlain reports whether text has no NUL and at most one control character in a hundred.
func isPlain(text []byte) bool {
	controls, runes := 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		runes++
		switch {
		case r == 0:
			return false
		case r == '\t', r == '\n', r == '\v', r == '\f', r == '\r':
		case unicode.IsControl(r):
			controls++
		}
	}
	return 100*controls <= runes
}
