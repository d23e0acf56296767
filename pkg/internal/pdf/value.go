package pdf

import (
	"bytes"
	"encoding/hex"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Objects are the objects of a PDF as a graph that can be walked; the zero value has none. What
// leads nowhere or is of another type than asked for is the zero Value, of which everything is
// empty, so that a walk needs no checks.
type Objects struct{ ctx *model.Context }

// context is never nil.
func (o Objects) context() *model.Context {
	if o.ctx == nil {
		return &model.Context{XRefTable: &model.XRefTable{}}
	}
	return o.ctx
}

// OpenObjects reads a PDF's objects without its pages, such as those of an earlier state.
func OpenObjects(data []byte) (Objects, error) {
	ctx, err := readObjects(data)
	return Objects{ctx}, err
}

// Objects returns the document's objects.
func (d *Document) Objects() (Objects, error) {
	ctx, err := d.readObjects()
	return Objects{ctx}, err
}

// Data is the file as it was opened. It must not be changed.
func (d *Document) Data() []byte { return d.data }

// Catalog is the root of all that the document shows.
func (o Objects) Catalog() Value { return o.reference(o.context().Root) }

// Info is the document information dictionary.
func (o Objects) Info() Value { return o.reference(o.context().Info) }

// IDs are the trailer's two identifiers in hexadecimal.
func (o Objects) IDs() (permanent, ofSave string) {
	ids := [2]string{}
	for i := range min(len(o.context().ID), len(ids)) {
		ids[i] = identifier(o.ctx.ID[i])
	}
	return ids[0], ids[1]
}

// Encryption says how the file is encrypted and what it allows; ok is false where it is not.
func (o Objects) Encryption() (bits, permissions int, ok bool) {
	e := o.context().E
	if e == nil {
		return 0, 0, false
	}
	bits = e.L
	if bits <= 32 { // bytes: no key is that short
		bits *= 8
	}
	return bits, e.P, true
}

func (o Objects) reference(to *types.IndirectRef) Value {
	if to == nil {
		return Value{}
	}
	return value(o.ctx, *to, 0)
}

// All yields the numbered objects, in the order of their numbers.
func (o Objects) All() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, number := range slices.Sorted(maps.Keys(o.context().Table)) {
			if !yield(value(o.ctx, types.IndirectRef{ObjectNumber: types.Integer(number)}, 0)) {
				return
			}
		}
	}
}

// Pages returns the pages in order, as far as the page tree leads to them.
func (o Objects) Pages() []Value {
	var pages []Value
	seen := map[int]bool{}
	var walk func(node Value, depth int)
	walk = func(node Value, depth int) {
		if depth > maxTreeDepth || len(pages) >= MaxPages || node.Number != 0 && seen[node.Number] {
			return
		}
		seen[node.Number] = true
		if kids := node.Key("Kids"); !kids.IsZero() {
			for _, kid := range kids.Elements() {
				walk(kid, depth+1)
			}
		} else if len(node.Keys()) > 0 {
			pages = append(pages, node)
		}
	}
	walk(o.Catalog().Key("Pages"), 0)
	return pages
}

// A Value is one object, or a part of one.
type Value struct {
	Number int // of the object that it is or stands in; 0 for none
	ctx    *model.Context
	object types.Object
}

// value follows a reference. What cannot be read is the zero Value.
func value(ctx *model.Context, object types.Object, within int) (v Value) {
	defer func() {
		if recover() != nil {
			v = Value{}
		}
	}()
	if reference, ok := object.(types.IndirectRef); ok {
		within = reference.ObjectNumber.Value()
	}
	to, err := ctx.Dereference(object)
	if err != nil || to == nil {
		return Value{}
	}
	return Value{within, ctx, to}
}

// IsZero reports whether there is no such value.
func (v Value) IsZero() bool { return v.object == nil }

// IsStream reports whether it is a stream.
func (v Value) IsStream() bool {
	_, ok := v.object.(types.StreamDict)
	return ok
}

func (v Value) dict() types.Dict {
	switch d := v.object.(type) {
	case types.Dict:
		return d
	case types.StreamDict:
		return d.Dict
	case types.ObjectStreamDict:
		return d.Dict
	case types.XRefStreamDict:
		return d.Dict
	}
	return nil
}

// Key is what a dictionary, or that of a stream, has under a key.
func (v Value) Key(key string) Value {
	held, ok := v.dict()[key]
	if !ok {
		return Value{}
	}
	return value(v.ctx, held, v.Number)
}

// Keys are those of a dictionary, sorted.
func (v Value) Keys() []string { return slices.Sorted(maps.Keys(v.dict())) }

// Elements are those of an array; one that is none has itself alone.
func (v Value) Elements() []Value {
	array, ok := v.object.(types.Array)
	if !ok {
		if v.IsZero() {
			return nil
		}
		return []Value{v}
	}
	elements := make([]Value, len(array))
	for i, element := range array {
		elements[i] = value(v.ctx, element, v.Number)
	}
	return elements
}

// Direct are the parts of a value that stand in it and not in objects of their own.
func (v Value) Direct() []Value {
	var parts []Value
	add := func(object types.Object) {
		if _, elsewhere := object.(types.IndirectRef); !elsewhere && object != nil {
			parts = append(parts, Value{v.Number, v.ctx, object})
		}
	}
	if array, ok := v.object.(types.Array); ok {
		for _, element := range array {
			add(element)
		}
	}
	held := v.dict()
	for _, key := range slices.Sorted(maps.Keys(held)) {
		add(held[key])
	}
	return parts
}

// Text is what a string says.
func (v Value) Text() (text string) {
	defer func() { _ = recover() }()
	switch v.object.(type) {
	case types.StringLiteral, types.HexLiteral:
		text, _ = v.ctx.DereferenceText(v.object)
	}
	return text
}

// StringText is what a string says that stands in a file between brackets or, else, in hexadecimal
// (ISO 32000-1, 7.3.4); "" for none.
func StringText(literal, hexadecimal string) (text string) {
	defer func() { _ = recover() }()
	if hexadecimal != "" {
		text, _ = types.HexLiteralToString(types.HexLiteral(strings.Join(strings.Fields(hexadecimal), "")))
		return text
	}
	text, _ = types.StringLiteralToString(types.StringLiteral(literal))
	return text
}

// String is the bytes of a string.
func (v Value) String() string {
	id := identifier(v.object)
	decoded, _ := hex.DecodeString(id)
	return string(decoded)
}

// Name is a name without its slash.
func (v Value) Name() string {
	name, _ := v.object.(types.Name)
	return name.Value()
}

// Number64 is a number.
func (v Value) Number64() float64 {
	switch n := v.object.(type) {
	case types.Integer:
		return float64(n.Value())
	case types.Float:
		return finite(n.Value())
	}
	return 0
}

// Numbers are those of an array, in order.
func (v Value) Numbers() []float64 {
	var numbers []float64
	for _, e := range v.Elements() {
		numbers = append(numbers, e.Number64())
	}
	return numbers
}

// Stored is a stream's data, decrypted, its filters not undone.
func (v Value) Stored() []byte {
	stream, ok := v.object.(types.StreamDict)
	if !ok {
		return nil
	}
	return stream.Raw
}

// Content is a stream's data, its filters undone; nil where that cannot be or gives more than
// most bytes.
func (v Value) Content(most int64) (data []byte) {
	stream, ok := v.object.(types.StreamDict)
	if !ok {
		return nil
	}
	defer func() {
		if recover() != nil {
			data = nil
		}
	}()
	if stream.Content == nil && stream.DecodeWithLimit(most) != nil || int64(len(stream.Content)) > most {
		return nil
	}
	return stream.Content
}

// Filter is the last filter that a stream's data went through first: what the data is once the
// others are undone.
func (v Value) Filter() string {
	filters := v.Key("Filter").Elements()
	if len(filters) == 0 {
		return ""
	}
	return filters[len(filters)-1].Name()
}

// endMark is what ends a state of a file: "startxref", an offset above 0 and "%%EOF".
// Linearized files begin with one of offset 0 that ends nothing.
var endMark = regexp.MustCompile(`startxref\s+0*([1-9]\d{0,18})\s+%%EOF(?:\r\n|\r|\n)?`)

// maxStates is how many earlier states of a file are looked for.
const maxStates = 100

// States returns where each state of a PDF ends that was saved one after another in it, in
// bytes, the last being all of the file. A state ends with a mark that says where its table of
// objects begins; one that says a place behind itself ends none, as in linearized files.
func States(data []byte) []int64 {
	var ends []int64
	for _, found := range endMark.FindAllSubmatchIndex(data, -1) {
		table, err := strconv.ParseInt(string(data[found[2]:found[3]]), 10, 64)
		if err != nil || table >= int64(found[0]) {
			continue
		}
		if n := len(ends); n > 0 && sameState(data[ends[n-1]:found[1]]) {
			ends[n-1] = int64(found[1])
			continue
		}
		if len(ends) < maxStates {
			ends = append(ends, int64(found[1]))
		}
	}
	if len(ends) == 0 {
		return []int64{int64(len(data))}
	}
	ends[len(ends)-1] = int64(len(data))
	return ends
}

// sameState reports whether what was appended holds no object and no table of its own, which may take
// objects away: some writers end a file twice.
func sameState(appended []byte) bool {
	return !bytes.Contains(appended, []byte(" obj")) && !bytes.Contains(appended, []byte("/Prev"))
}

// BoxOnPage is where a rectangle of a page's own space (left, bottom, right and top, in any
// order of each pair) stands on the page as displayed; nil where that is unknown.
func BoxOnPage(page Value, rectangle []float64) *dossier.Box {
	shown := Inherited(page, "CropBox", "Parent").Numbers()
	if len(shown) != 4 {
		shown = Inherited(page, "MediaBox", "Parent").Numbers()
	}
	if len(shown) != 4 || len(rectangle) != 4 {
		return nil
	}
	left, right := min(shown[0], shown[2]), max(shown[0], shown[2])
	bottom, top := min(shown[1], shown[3]), max(shown[1], shown[3])
	turn := int(Inherited(page, "Rotate", "Parent").Number64())
	toView := displayed((turn/90%4+4)%4, left, bottom, right, top)
	box := toView.box(rectangle[0], rectangle[1], rectangle[2], rectangle[3])
	return &box
}

// Inherited is what a page or another node of a tree has under a key or, where it has nothing, the
// node above, which stands under a key too (ISO 32000-1, table 30).
func Inherited(node Value, key, above string) Value {
	for range maxTreeDepth {
		if held := node.Key(key); !held.IsZero() || node.IsZero() {
			return held
		}
		node = node.Key(above)
	}
	return Value{}
}
