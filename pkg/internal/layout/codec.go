package layout

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

const (
	codecVersion = 1
	bentVersion  = 2     // of layouts with a Bend, which follows the bars
	leastWord    = 4 + 8 // bytes of a word at least: four numbers and the picture
	leastBar     = 4     // bytes of a bar at least
)

var errShort = errors.New("they end too early")

// MarshalBinary encodes a layout in about 13 bytes a word. It returns an error if the
// layout holds figures that none can have: negative sizes, NaN, infinities.
func (l Layout) MarshalBinary() ([]byte, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	data := make([]byte, 0, 64+14*len(l.Words))
	inverted := byte(0)
	if l.Inverted {
		inverted = 1
	}
	version := byte(codecVersion)
	if l.Bend != nil {
		version = bentVersion
	}
	data = append(data, version, inverted)
	data = binary.AppendUvarint(data, uint64(l.Width))
	data = binary.AppendUvarint(data, uint64(l.Height))
	data = appendFloat(data, l.CharHeight)
	for _, a := range l.ToPage {
		data = appendFloat(data, a)
	}
	data = binary.AppendUvarint(data, uint64(len(l.Words)))
	var before Bar
	for _, w := range l.Words {
		box := Bar{w.X0, w.Y0, w.X1, w.Y1}
		data = binary.LittleEndian.AppendUint64(appendBox(data, box, before), w.Picture)
		before = box
	}
	data = binary.AppendUvarint(data, uint64(len(l.Bars)))
	before = Bar{}
	for _, b := range l.Bars {
		data = appendBox(data, b, before)
		before = b
	}
	if l.Bend != nil {
		data = appendBend(data, l.Bend)
	}
	return data, nil
}

// UnmarshalBinary decodes what MarshalBinary made. On anything else it returns an error
// and leaves l as it was.
func (l *Layout) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return damaged(errShort)
	}
	if data[0] != codecVersion && data[0] != bentVersion {
		return fmt.Errorf("this layout is encoded in version %d; this program knows up to %d", data[0], bentVersion)
	}
	d := decoder{data: data[1:]}
	var decoded Layout
	switch inverted := d.byte(); inverted {
	case 0, 1:
		decoded.Inverted = inverted == 1
	default:
		d.fail(fmt.Errorf("%d is no flag", inverted))
	}
	decoded.Width, decoded.Height = d.below(math.MaxInt32), d.below(math.MaxInt32)
	decoded.CharHeight = d.float()
	for i := range decoded.ToPage {
		decoded.ToPage[i] = d.float()
	}
	decoded.Words = d.words()
	decoded.Bars = d.bars()
	if data[0] == bentVersion {
		decoded.Bend = d.bend()
	}
	if len(d.data) > 0 {
		d.fail(fmt.Errorf("%d bytes follow the end", len(d.data)))
	}
	if d.err == nil {
		d.err = decoded.Check()
	}
	if d.err != nil {
		return damaged(d.err)
	}
	*l = decoded
	return nil
}

func damaged(err error) error { return fmt.Errorf("the bytes of a layout are damaged: %w", err) }

// Check returns an error that names a figure which no layout can have.
func (l *Layout) Check() error {
	if l.Width < 0 || l.Height < 0 || l.Width > math.MaxInt32 || l.Height > math.MaxInt32 {
		return fmt.Errorf("a page of %d x %d pixels", l.Width, l.Height)
	}
	if !finite(l.CharHeight) || l.CharHeight < 0 {
		return fmt.Errorf("a char height of %v", l.CharHeight)
	}
	for _, a := range l.ToPage {
		if !finite(a) {
			return fmt.Errorf("a map to the page by %v", a)
		}
	}
	if l.Bend != nil && !l.Bend.sound() {
		return fmt.Errorf("a bend of %d x %d nodes that has %d", l.Bend.Across, l.Bend.Down, len(l.Bend.Shifts))
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// appendBox encodes a box by its distance from the one before. Differences wrap around,
// so that any coordinates can be decoded again.
func appendBox(data []byte, b, before Bar) []byte {
	data = binary.AppendUvarint(data, uint64(uint16(b.Y0-before.Y0)))
	data = binary.AppendVarint(data, int64(b.X0-before.X1))
	data = binary.AppendUvarint(data, uint64(uint16(b.X1-b.X0)))
	return binary.AppendUvarint(data, uint64(uint16(b.Y1-b.Y0)))
}

// appendBend encodes a bend, each shift by how much it differs from the one before.
func appendBend(data []byte, b *Bend) []byte {
	data = binary.AppendUvarint(data, uint64(b.Across))
	data = binary.AppendUvarint(data, uint64(b.Down))
	before := int16(0)
	for _, s := range b.Shifts {
		data = binary.AppendVarint(data, int64(s-before))
		before = s
	}
	return data
}

func appendFloat(data []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(data, math.Float64bits(x))
}

// A decoder reads from the front of data. After the first error, which it keeps, it
// returns zeros.
type decoder struct {
	data []byte
	err  error
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.data = nil
}

func (d *decoder) byte() byte {
	if len(d.data) < 1 {
		d.fail(errShort)
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *decoder) uint64() uint64 {
	if len(d.data) < 8 {
		d.fail(errShort)
		return 0
	}
	x := binary.LittleEndian.Uint64(d.data)
	d.data = d.data[8:]
	return x
}

func (d *decoder) float() float64 { return math.Float64frombits(d.uint64()) }

// below reads a number of at most limit.
func (d *decoder) below(limit uint64) int {
	x, n := binary.Uvarint(d.data)
	if n <= 0 || x > limit {
		d.fail(errors.New("a number is too large or cut off"))
		return 0
	}
	d.data = d.data[n:]
	return int(x)
}

func (d *decoder) signed() int16 {
	x, n := binary.Varint(d.data)
	if n <= 0 || int64(int16(x)) != x {
		d.fail(errors.New("a number is too large or cut off"))
		return 0
	}
	d.data = d.data[n:]
	return int16(x)
}

// box reads what appendBox wrote.
func (d *decoder) box(before Bar) (b Bar) {
	b.Y0 = before.Y0 + int16(d.below(math.MaxUint16))
	b.X0 = before.X1 + d.signed()
	b.X1 = b.X0 + int16(d.below(math.MaxUint16))
	b.Y1 = b.Y0 + int16(d.below(math.MaxUint16))
	return b
}

// count reads how many elements follow, each of at least so many bytes. More than fit
// into the rest of data is an error, so the count is safe to allocate by.
func (d *decoder) count(least int) int {
	n := d.below(math.MaxInt32)
	if n > len(d.data)/least {
		d.fail(errShort)
		return 0
	}
	return n
}

func (d *decoder) words() (words []Word) {
	if n := d.count(leastWord); n > 0 {
		words = make([]Word, n)
	}
	var before Bar
	for i := range words {
		before = d.box(before)
		words[i] = Word{before.X0, before.Y0, before.X1, before.Y1, d.uint64()}
	}
	return words
}

func (d *decoder) bars() (bars []Bar) {
	if n := d.count(leastBar); n > 0 {
		bars = make([]Bar, n)
	}
	var before Bar
	for i := range bars {
		before = d.box(before)
		bars[i] = before
	}
	return bars
}

// bend reads what appendBend wrote.
func (d *decoder) bend() *Bend {
	b := &Bend{Across: d.below(maxNodes), Down: d.below(maxNodes)}
	n := b.Across * b.Down
	if n > len(d.data) {
		d.fail(errShort)
		return b
	}
	before := int16(0)
	for range n {
		before += d.signed()
		b.Shifts = append(b.Shifts, before)
	}
	return b
}
