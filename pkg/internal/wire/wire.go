// Package wire turns values into bytes and back, for a reader that trusts nothing of what it
// reads: every length is checked against the bytes that are there, every number against its
// type, and what is made in reading has a limit. It never panics.
//
// A value is written without names or types, so both ends must be of one [Shape]: bool as a byte
// 0 or 1, integers as varints (encoding/binary), floats as IEEE 754 in little endian and finite, strings and
// byte slices as length and bytes, other slices and maps as one more than their length (0 for
// nil) and elements, maps in the order of their keys as written, arrays and structs as their
// elements in order, pointers as a byte 0 or 1 and what they point to. Fields that are
// interfaces or functions are left out, and nil when read.
package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Errors, for callers to tell apart.
var (
	ErrMalformed = errors.New("malformed value")
	ErrTooLarge  = errors.New("value takes too much memory")
	ErrNotFinite = errors.New("a number is not finite") // of Append
)

// Append appends the encoding of v, or of what v points to, to b. It returns an error wrapping
// ErrNotFinite if a number in v is infinite or none, and another if values of v's type have no
// encoding: those with channels, or that hold values of their own type.
func Append(b []byte, v any) ([]byte, error) {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	c, err := codecOf(value.Type())
	if err != nil {
		return b, err
	}
	w := &writer{bytes: b}
	c.append(w, value)
	return w.bytes, w.err
}

// Decode reads what v points to from data, all of it. It returns an error wrapping ErrMalformed
// if data is not such a value, or ErrTooLarge if that would take more than most bytes of memory
// beside data. What v points to may be partly set then.
func Decode(data []byte, v any, most int) error {
	value := reflect.ValueOf(v).Elem()
	c, err := codecOf(value.Type())
	if err != nil {
		return err
	}
	r := &reader{rest: data, room: most}
	c.read(r, value)
	if r.err == nil && len(r.rest) > 0 {
		r.err = fmt.Errorf("%w: %d bytes left over", ErrMalformed, len(r.rest))
	}
	return r.err
}

// Shape is the same for two types, such as those of two versions of a program, if each reads what
// the other writes.
func Shape(v any) (string, error) {
	var b strings.Builder
	if err := describe(&b, reflect.TypeOf(v), nil); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8]), nil
}

// describe writes what matters of a type: kinds, in order, and names of fields. It returns an
// error if values of the type have no encoding.
func describe(b *strings.Builder, t reflect.Type, within []reflect.Type) error {
	for _, outer := range within {
		if outer == t {
			return fmt.Errorf("%s holds values of its own type", t)
		}
	}
	within = append(within, t)
	b.WriteString(t.Kind().String())
	switch t.Kind() {
	case reflect.Struct:
		b.WriteByte('{')
		for _, field := range sent(t) {
			b.WriteString(field.Name + " ")
			if err := describe(b, field.Type, within); err != nil {
				return err
			}
			b.WriteByte(';')
		}
		b.WriteByte('}')
		return nil
	case reflect.Map:
		if err := describe(b, t.Key(), within); err != nil {
			return err
		}
		return describe(b, t.Elem(), within)
	case reflect.Array:
		fmt.Fprintf(b, "%d", t.Len())
		return describe(b, t.Elem(), within)
	case reflect.Slice, reflect.Pointer:
		return describe(b, t.Elem(), within)
	}
	return nil
}

// sent returns the fields of a struct that are written.
func sent(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for _, field := range reflect.VisibleFields(t) {
		kind := field.Type.Kind()
		if len(field.Index) == 1 && field.IsExported() && kind != reflect.Interface && kind != reflect.Func {
			fields = append(fields, field)
		}
	}
	return fields
}

var codecs sync.Map // of reflect.Type to codec

func codecOf(t reflect.Type) (codec, error) {
	if c, ok := codecs.Load(t); ok {
		return c.(codec), nil
	}
	if err := describe(&strings.Builder{}, t, nil); err != nil {
		return nil, err
	}
	c, err := newCodec(t)
	if err != nil {
		return nil, err
	}
	codecs.Store(t, c)
	return c, nil
}
