package wire

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
)

// A codec writes and reads values of one type.
type codec interface {
	append(w *writer, v reflect.Value)
	read(r *reader, v reflect.Value) // after an error it leaves v as it is
	least() int                      // bytes that a value takes
}

func newCodec(t reflect.Type) (codec, error) {
	switch t.Kind() {
	case reflect.Bool:
		return boolean{}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return integer{}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return natural{}, nil
	case reflect.Float32, reflect.Float64:
		return float{}, nil
	case reflect.String:
		return text{}, nil
	case reflect.Struct:
		return newRecord(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return blob{}, nil
		}
		return of(t.Elem(), func(c codec) codec { return list{t, c} })
	case reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return bytesOf(t.Len()), nil
		}
		return of(t.Elem(), func(c codec) codec { return array{t.Len(), c} })
	case reflect.Pointer:
		return of(t.Elem(), func(c codec) codec { return pointer{t.Elem(), c} })
	case reflect.Map:
		return of(t.Key(), func(key codec) codec {
			c, err := newCodec(t.Elem())
			if err != nil {
				return nil
			}
			return table{t, key, c}
		})
	}
	return nil, fmt.Errorf("values of %s have no encoding", t)
}

// of makes a codec from that of an element, which must take at least one byte: else a few bytes
// could stand for any number of them.
func of(element reflect.Type, outer func(codec) codec) (codec, error) {
	c, err := newCodec(element)
	if err != nil {
		return nil, err
	}
	if c.least() == 0 {
		return nil, fmt.Errorf("values of %s take no bytes", element)
	}
	if whole := outer(c); whole != nil {
		return whole, nil
	}
	return nil, fmt.Errorf("values with %s have no encoding", element)
}

type boolean struct{}

func (boolean) least() int                        { return 1 }
func (boolean) append(w *writer, v reflect.Value) { w.bool(v.Bool()) }
func (boolean) read(r *reader, v reflect.Value)   { v.SetBool(r.bool()) }

type integer struct{}

func (integer) least() int                        { return 1 }
func (integer) append(w *writer, v reflect.Value) { w.bytes = binary.AppendVarint(w.bytes, v.Int()) }
func (integer) read(r *reader, v reflect.Value) {
	n, size := binary.Varint(r.rest)
	if r.skip(size) && v.OverflowInt(n) {
		r.fail("%d does not fit its type", n)
	}
	if r.err == nil {
		v.SetInt(n)
	}
}

type natural struct{}

func (natural) least() int                        { return 1 }
func (natural) append(w *writer, v reflect.Value) { w.number(v.Uint()) }
func (natural) read(r *reader, v reflect.Value) {
	n := r.number()
	if v.OverflowUint(n) {
		r.fail("%d does not fit its type", n)
	}
	if r.err == nil {
		v.SetUint(n)
	}
}

type float struct{}

func (float) least() int { return 8 }
func (float) append(w *writer, v reflect.Value) {
	if !isFinite(v.Float()) {
		w.err = fmt.Errorf("%w: %v", ErrNotFinite, v.Float())
	}
	w.bytes = binary.LittleEndian.AppendUint64(w.bytes, math.Float64bits(v.Float()))
}
func (float) read(r *reader, v reflect.Value) {
	data := r.bytes(8)
	if data == nil {
		return
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(data))
	if !isFinite(f) {
		r.fail("%v is not finite", f)
		return
	}
	v.SetFloat(f)
}

func isFinite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

type text struct{}

func (text) least() int { return 1 }
func (text) append(w *writer, v reflect.Value) {
	w.number(uint64(v.Len()))
	w.bytes = append(w.bytes, v.String()...)
}
func (text) read(r *reader, v reflect.Value) {
	if data := r.bytes(r.number()); r.take(len(data)) {
		v.SetString(string(data))
	}
}

type blob struct{}

func (blob) least() int { return 1 }
func (blob) append(w *writer, v reflect.Value) {
	if w.count(v) {
		w.bytes = append(w.bytes, v.Bytes()...)
	}
}
func (blob) read(r *reader, v reflect.Value) {
	n := r.number()
	if n == 0 {
		return
	}
	if data := r.bytes(n - 1); r.take(len(data)) {
		v.SetBytes(append(make([]byte, 0, len(data)), data...))
	}
}

// bytesOf is an array of so many bytes.
type bytesOf int

func (n bytesOf) least() int { return int(n) }
func (n bytesOf) append(w *writer, v reflect.Value) {
	w.bytes = append(w.bytes, make([]byte, n)...)
	reflect.Copy(reflect.ValueOf(w.bytes[len(w.bytes)-int(n):]), v)
}
func (n bytesOf) read(r *reader, v reflect.Value) {
	if data := r.bytes(uint64(n)); data != nil {
		reflect.Copy(v, reflect.ValueOf(data))
	}
}

type array struct {
	len     int
	element codec
}

func (a array) least() int { return a.len * a.element.least() }
func (a array) append(w *writer, v reflect.Value) {
	for i := range a.len {
		a.element.append(w, v.Index(i))
	}
}
func (a array) read(r *reader, v reflect.Value) {
	for i := 0; i < a.len && r.err == nil; i++ {
		a.element.read(r, v.Index(i))
	}
}

type list struct {
	of      reflect.Type
	element codec
}

func (list) least() int { return 1 }
func (l list) append(w *writer, v reflect.Value) {
	if !w.count(v) {
		return
	}
	for i := range v.Len() {
		l.element.append(w, v.Index(i))
	}
}
func (l list) read(r *reader, v reflect.Value) {
	n, ok := r.count(l.element.least())
	if !ok || !r.take(n*int(l.of.Elem().Size())) {
		return
	}
	elements := reflect.MakeSlice(l.of, n, n)
	for i := 0; i < n && r.err == nil; i++ {
		l.element.read(r, elements.Index(i))
	}
	v.Set(elements)
}

type pointer struct {
	to      reflect.Type
	element codec
}

func (pointer) least() int { return 1 }
func (p pointer) append(w *writer, v reflect.Value) {
	if w.bool(!v.IsNil()); !v.IsNil() {
		p.element.append(w, v.Elem())
	}
}
func (p pointer) read(r *reader, v reflect.Value) {
	if !r.bool() || !r.take(int(p.to.Size())) {
		return
	}
	element := reflect.New(p.to)
	p.element.read(r, element.Elem())
	v.Set(element)
}

type table struct {
	of         reflect.Type
	key, value codec
}

// entrySize is about what an entry of a map takes in memory beside key and value.
const entrySize = 32

func (table) least() int { return 1 }
func (t table) append(w *writer, v reflect.Value) {
	if !w.count(v) {
		return
	}
	var entries [][2][]byte
	for key, value := range v.Seq2() {
		var k, e writer
		t.key.append(&k, key)
		t.value.append(&e, value)
		w.err = cmp.Or(w.err, k.err, e.err)
		entries = append(entries, [2][]byte{k.bytes, e.bytes})
	}
	slices.SortFunc(entries, func(x, y [2][]byte) int { return bytes.Compare(x[0], y[0]) })
	for _, entry := range entries {
		w.bytes = append(append(w.bytes, entry[0]...), entry[1]...)
	}
}
func (t table) read(r *reader, v reflect.Value) {
	n, ok := r.count(t.key.least() + t.value.least())
	if !ok || !r.take(n*(entrySize+int(t.of.Key().Size()+t.of.Elem().Size()))) {
		return
	}
	entries := reflect.MakeMap(t.of)
	for i := 0; i < n && r.err == nil; i++ {
		key, value := reflect.New(t.of.Key()).Elem(), reflect.New(t.of.Elem()).Elem()
		t.key.read(r, key)
		t.value.read(r, value)
		if entries.MapIndex(key).IsValid() {
			r.fail("a key is there twice")
		}
		entries.SetMapIndex(key, value)
	}
	v.Set(entries)
}

// A record is a struct.
type record struct {
	indices []int
	fields  []codec
	size    int
}

func newRecord(t reflect.Type) (codec, error) {
	var c record
	for _, field := range sent(t) {
		of, err := newCodec(field.Type)
		if err != nil {
			return nil, err
		}
		c.indices, c.fields, c.size = append(c.indices, field.Index[0]), append(c.fields, of), c.size+of.least()
	}
	if len(c.fields) == 0 {
		return nil, fmt.Errorf("nothing of %s can be sent", t)
	}
	return c, nil
}

func (c record) least() int { return c.size }
func (c record) append(w *writer, v reflect.Value) {
	for i, of := range c.fields {
		of.append(w, v.Field(c.indices[i]))
	}
}
func (c record) read(r *reader, v reflect.Value) {
	for i := 0; i < len(c.fields) && r.err == nil; i++ {
		c.fields[i].read(r, v.Field(c.indices[i]))
	}
}

// A writer makes a value's encoding.
type writer struct {
	bytes []byte
	err   error
}

func (w *writer) number(n uint64) { w.bytes = binary.AppendUvarint(w.bytes, n) }

func (w *writer) bool(is bool) {
	if is {
		w.bytes = append(w.bytes, 1)
	} else {
		w.bytes = append(w.bytes, 0)
	}
}

// count writes the length of a slice or map, and reports whether it is there at all.
func (w *writer) count(v reflect.Value) bool {
	if v.IsNil() {
		w.number(0)
		return false
	}
	w.number(uint64(v.Len()) + 1)
	return true
}

// A reader reads from a value's encoding. After the first error all that it returns is zero.
type reader struct {
	rest []byte
	room int // bytes of memory that may still be taken
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
		r.rest = nil
	}
}

// take reports whether n bytes of memory may be taken.
func (r *reader) take(n int) bool {
	if r.err == nil && n > r.room {
		r.err, r.rest = ErrTooLarge, nil
	}
	if r.err != nil {
		return false
	}
	r.room -= n
	return true
}

// skip passes over a number of so many bytes, and reports whether there was one.
func (r *reader) skip(size int) bool {
	if size <= 0 {
		r.fail("a number is cut short or too large")
		return false
	}
	r.rest = r.rest[size:]
	return true
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if !r.skip(size) {
		return 0
	}
	return n
}

func (r *reader) bytes(n uint64) []byte {
	if r.err == nil && n > uint64(len(r.rest)) {
		r.fail("it is cut short")
	}
	if r.err != nil {
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) bool() bool {
	switch b := r.bytes(1); {
	case b == nil || b[0] == 0:
		return false
	case b[0] == 1:
		return true
	}
	r.fail("neither true nor false")
	return false
}

// count reads the number of elements of at least so many bytes each; not ok stands for nil.
func (r *reader) count(least int) (n int, ok bool) {
	written := r.number()
	if r.err != nil || written == 0 {
		return 0, false
	}
	if written-1 > uint64(len(r.rest)/least) {
		r.fail("it is cut short")
		return 0, false
	}
	return int(written - 1), true
}
