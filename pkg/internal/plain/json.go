// Package plain writes what people and programs read so that nothing in it is hidden:
// what is written was found in files that somebody may have made to deceive.
package plain

import (
	"bufio"
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes v as JSON (RFC 8259), indented by two spaces, with a line feed
// at the end. An array is never null. Characters that a terminal would obey or
// not show are escaped, which leaves the value as it is; bytes of a string
// that are not UTF-8 become U+FFFD.
func JSON(w io.Writer, v any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(withArrays(reflect.ValueOf(v))); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	if err := writeVisible(w, b.Bytes()); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// withArrays returns v with every nil slice made an empty one, which
// encoding/json would write as null. v itself is not changed.
func withArrays(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	filled := reflect.New(v.Type()).Elem()
	fill(filled, v)
	return filled.Interface()
}

// fill copies from into to, slices without nil. What marshals itself is copied
// as it is.
func fill(to, from reflect.Value) {
	to.Set(from)
	switch from.Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return
	}
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				fill(to.Field(i), from.Field(i))
			}
		}
	case reflect.Slice:
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			fill(to.Index(i), from.Index(i))
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for key, value := range from.Seq2() {
			filled := reflect.New(value.Type()).Elem()
			fill(filled, value)
			to.SetMapIndex(key, filled)
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			fill(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			to.Set(reflect.ValueOf(withArrays(from.Elem())))
		}
	}
}

// writeVisible writes a JSON text, and escapes what is not visible in it, but for line feeds: outside its
// strings there is none of it.
func writeVisible(w io.Writer, text []byte) error {
	out := bufio.NewWriter(w)
	from := 0 // of what is to be written as it is
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r != '\n' && !Visible(r) {
			out.Write(text[from:at]) // the first error is that of Flush
			escape(out, r)
			from = at + size
		}
		at += size
	}
	out.Write(text[from:])
	return out.Flush()
}

// escape writes a character as JSON does that need not be UTF-8 (RFC 8259, section 7).
func escape(w io.Writer, r rune) {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		fmt.Fprintf(w, `\u%04x\u%04x`, high, low)
		return
	}
	fmt.Fprintf(w, `\u%04x`, r)
}

// Visible reports whether r shows as a character of its own, or is a space. Some letters
// show as nothing: Unicode lists them as default ignorable.
func Visible(r rune) bool {
	return unicode.IsPrint(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		r != '\u2800' // an empty Braille cell
}
