package pdf

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A role is what an object is to the page that leads to it. It says which of the
// object's entries are left out and what the others are; objects of which nothing is
// known are plain, and nothing of them is left out.
type role uint8

const (
	plain role = iota
	pageRole
	annotationRole  // annotations, and the form fields above them
	actionRole      // and lists of actions
	triggerRole     // actions by event
	destinationRole // what a link leads to
	valueRole       // a form field's value
	formRole        // the interactive form
	omitted         // not looked at
)

// roles says what the entries of a dictionary in a role are; those not named are
// plain, and "*" stands for all. What is omitted has no part in drawing the page or
// in reading it: it leads back to where the object was reached from, or it is
// bookkeeping.
var roles = map[role]map[types.Name]role{
	pageRole: {
		"Parent": omitted, "StructParents": omitted, "Metadata": omitted, "PieceInfo": omitted,
		"LastModified": omitted, "Tabs": omitted, "Thumb": omitted, "B": omitted,
		"Annots": annotationRole, "AA": triggerRole,
	},
	annotationRole: {
		"P": omitted, "M": omitted, "NM": omitted, "StructParent": omitted, "Kids": omitted,
		"Parent": annotationRole, "Popup": annotationRole, "IRT": annotationRole,
		"A": actionRole, "PA": actionRole, "AA": triggerRole, "Dest": destinationRole, "V": valueRole,
	},
	actionRole: {
		"Next": actionRole, "D": destinationRole, "SD": omitted, // into the logical structure
		"AN": annotationRole, "T": annotationRole, "TA": annotationRole, "Fields": annotationRole,
	},
	triggerRole:     {"*": actionRole},
	destinationRole: {"D": destinationRole},
	valueRole:       {"Reference": omitted}, // of a signature: what it signs
	formRole:        {"Fields": omitted, "CO": omitted},
}

// entry is the role of what stands under a key of a dictionary in a role.
func (r role) entry(key types.Name) role {
	if all, ok := roles[r]["*"]; ok {
		return all
	}
	return roles[r][key]
}

// A node is an indirect object in one of its roles.
type node struct {
	at   types.IndirectRef
	role role
}

// A hole is a place in a canonical form, marked there, where the digest of a node belongs.
type hole struct {
	at int
	to node
}

// A form is the canonical form of one object, with holes for the objects that it
// refers to. All values begin with a letter of their own and end by themselves, so
// two forms are the same bytes only if they say the same:
//
//	z            null
//	t f          true and false
//	d1.5;        a number, in as few digits as tell it from others of 64 bits
//	s3:abc       a string's bytes, decrypted and without escapes
//	n4:Name      a name's bytes
//	[ ... ]      an array
//	< ... >      a dictionary: names and values, by name; without those that are null
//	x...         a stream: its dictionary without Length, Filter and DecodeParms, and its data
//	=DIGEST      data: the SHA-256 after all filters were undone
//	~[ ... ]DIGEST  data with the filters that were not, each a name and a dictionary or null
//	p7;          a page of the document, by its number, as what a link leads to
//	l2;          a layer, by its place among the document's
//	&DIGEST      another object that is no scalar: the digest of its canonical form
type form struct {
	text  []byte
	holes []hole
	// layered tells that what is seen may depend on the state of layers.
	layered bool
}

// Reasons for which an object has no canonical form.
var (
	errTooMuch   = errors.New("too much to digest")
	errBackwards = errors.New("leads back to the pages of the document")
	errUnlike    = errors.New("is read differently by other programs")
)

// put appends bytes to a form, within the graph's bounds.
func (g *graph) put(f *form, text ...byte) error {
	size := int64(len(text))
	if size > g.text || size > g.room {
		return errTooMuch
	}
	g.text, g.room = g.text-size, g.room-size
	f.text = append(f.text, text...)
	return nil
}

func (g *graph) puts(f *form, kind byte, text string) error {
	return g.put(f, fmt.Appendf(nil, "%c%d:%s", kind, len(text), text)...)
}

// putForm appends a form between two marks.
func (g *graph) putForm(f, inner *form, before, after string) error {
	if err := g.put(f, []byte(before)...); err != nil {
		return err
	}
	for _, h := range inner.holes {
		f.holes = append(f.holes, hole{len(f.text) + h.at, h.to})
	}
	f.layered = f.layered || inner.layered
	return g.put(f, append(inner.text, after...)...)
}

// drop gives back what a form takes of the graph's bounds; nil takes nothing.
func (g *graph) drop(f *form) {
	if f != nil {
		g.text += int64(len(f.text))
	}
}

// object appends an object as it stands, a reference as what it leads to.
func (g *graph) object(f *form, object types.Object, as role) error {
	reference, ok := object.(types.IndirectRef)
	if !ok {
		return g.value(f, object, as)
	}
	number := reference.ObjectNumber.Value()
	if n := g.pages[number]; n > 0 && as == destinationRole {
		return g.put(f, fmt.Appendf(nil, "p%d;", n)...)
	}
	if n := g.layers[number]; n > 0 {
		f.layered = true
		return g.put(f, fmt.Appendf(nil, "l%d;", n)...)
	}
	to, err := g.follow(reference)
	if err != nil {
		return err
	}
	switch to.(type) {
	case types.Dict, types.Array, types.StreamDict:
		f.holes = append(f.holes, hole{len(f.text), node{reference, as}})
		return g.put(f, '&')
	}
	return g.value(f, to, as)
}

// follow is what a reference leads to; nil for nothing.
func (g *graph) follow(object types.Object) (types.Object, error) {
	reference, ok := object.(types.IndirectRef)
	if !ok {
		return object, nil
	}
	if g.trunk[reference.ObjectNumber.Value()] {
		return nil, errBackwards
	}
	to, err := g.ctx.Dereference(reference)
	if err != nil {
		return nil, err
	}
	entry, there := g.ctx.FindTableEntryForIndRef(&reference)
	if !there || entry.Free {
		return nil, nil
	}
	if to == nil {
		return nil, fmt.Errorf("%w: an object that pdfcpu passed over", errUnlike)
	}
	if _, again := to.(types.IndirectRef); again {
		return nil, fmt.Errorf("%w: a reference to a reference", errUnlike)
	}
	if entry.Generation != nil && *entry.Generation != reference.GenerationNumber.Value() {
		return nil, fmt.Errorf("%w: a reference to another generation", errUnlike)
	}
	return to, nil
}

// value appends an object that is no reference.
func (g *graph) value(f *form, object types.Object, as role) error {
	switch o := object.(type) {
	case nil:
		return g.put(f, 'z')
	case types.Boolean:
		if o {
			return g.put(f, 't')
		}
		return g.put(f, 'f')
	case types.Integer:
		return g.put(f, fmt.Appendf(nil, "d%d;", int(o))...)
	case types.Float:
		return g.put(f, append(number(float64(o)), ';')...)
	case types.Name:
		return g.puts(f, 'n', string(o))
	case types.StringLiteral:
		text, err := types.Unescape(string(o))
		if err != nil {
			return err
		}
		return g.puts(f, 's', string(text))
	case types.HexLiteral:
		text, err := o.Bytes()
		if err != nil {
			return err
		}
		return g.puts(f, 's', string(text))
	case types.Array:
		return g.array(f, o, as)
	case types.Dict:
		return g.dict(f, o, as, nil)
	case types.StreamDict:
		return g.stream(f, o, as)
	default:
		return fmt.Errorf("%w: a %T", errUnlike, o)
	}
}

// number is a float without its end: as an integer is written where it is one.
func number(n float64) []byte {
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return fmt.Appendf(nil, "d%d", int64(n))
	}
	return strconv.AppendFloat([]byte{'d'}, n, 'g', -1, 64)
}

func (g *graph) array(f *form, array types.Array, as role) error {
	if err := g.put(f, '['); err != nil {
		return err
	}
	for _, element := range array {
		if err := g.object(f, element, as); err != nil {
			return err
		}
	}
	return g.put(f, ']')
}

// dict appends a dictionary without the entries in except.
func (g *graph) dict(f *form, dict types.Dict, as role, except []string) error {
	if err := g.put(f, '<'); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(dict)) {
		entry := as.entry(types.Name(key))
		if entry == omitted || slices.Contains(except, key) {
			continue
		}
		f.layered = f.layered || key == "OC" || key == "Properties"
		if err := g.entry(f, key, dict[key], entry); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return g.put(f, '>')
}

// entry appends a name and its value, neither when that is null.
func (g *graph) entry(f *form, key string, value types.Object, as role) error {
	if _, ok := value.(types.IndirectRef); ok && as != destinationRole {
		if to, err := g.follow(value); err != nil || to == nil {
			return err
		}
	}
	if value == nil {
		return nil
	}
	if err := g.puts(f, 'n', key); err != nil {
		return err
	}
	return g.object(f, value, as)
}

func (g *graph) stream(f *form, stream types.StreamDict, as role) error {
	kept, sum, err := g.data(stream, io.Discard)
	if err != nil {
		return err
	}
	length, err := g.follow(stream.Dict["Length"])
	if err != nil {
		return err
	}
	var except []string // what putData says, or the data itself
	if _, ok := length.(types.Integer); ok {
		except = append(except, "Length")
	}
	if stream.Dict["Filter"] != nil {
		except = append(except, "Filter", "DecodeParms")
	}
	if err := g.put(f, 'x'); err != nil {
		return err
	}
	if err := g.dict(f, stream.Dict, as, except); err != nil {
		return err
	}
	return g.putData(f, kept, sum)
}

// putData appends a stream's data.
func (g *graph) putData(f *form, kept []filtering, sum dossier.Digest) error {
	if kept == nil {
		return g.put(f, append([]byte{'='}, sum[:]...)...)
	}
	if err := g.put(f, '~', '['); err != nil {
		return err
	}
	for _, filter := range kept {
		if err := g.puts(f, 'n', filter.name); err != nil {
			return err
		}
		var parms types.Object
		if filter.parms != nil {
			parms = filter.parms
		}
		if err := g.object(f, parms, plain); err != nil {
			return err
		}
	}
	return g.put(f, append([]byte{']'}, sum[:]...)...)
}
