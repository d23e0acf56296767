package pdf

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A filtering is one step of a stream's filters with its parameters
// (ISO 32000-1, 7.4).
type filtering struct {
	name  string
	parms types.Dict // nil for none
}

// errKept says that a filter is not one to undo: that of a picture, an unknown one, or
// one with parameters that are not understood.
var errKept = errors.New("filter is kept")

// maxPredictorRow is the longest row, in bytes, of which a predictor is undone.
const maxPredictorRow = 1 << 24

// undo returns what a lossless filter was applied to, or an error wrapping errKept. The
// reader fails on data that is damaged or ends early, of which every program makes
// something else. At most limit bytes are held in memory.
func (f filtering) undo(r io.Reader, limit int64) (io.Reader, error) {
	parms, err := f.integers()
	if err != nil {
		return nil, err
	}
	switch f.name {
	case filter.Flate:
		unpacked, err := zlib.NewReader(r)
		if err != nil {
			return nil, err
		}
		return predicted(unpacked, parms)
	case filter.LZW:
		unpacked, err := decode(f.name, map[string]int{"EarlyChange": parms["EarlyChange"]}, r, limit)
		if err != nil {
			return nil, err
		}
		return predicted(unpacked, parms)
	default:
		return decode(f.name, nil, r, limit)
	}
}

// decode undoes a filter with pdfcpu, which does so in memory.
func decode(name string, parms map[string]int, r io.Reader, limit int64) (io.Reader, error) {
	undone, err := filter.NewFilter(name, parms, limit)
	if err != nil {
		return nil, err
	}
	return undone.Decode(r)
}

// integers are the parameters of a filter that undo knows, defaults filled in, or an
// error wrapping errKept.
func (f filtering) integers() (map[string]int, error) {
	parms := map[string]int{}
	switch f.name {
	case filter.Flate, filter.LZW: // ISO 32000-1, table 8
		parms = map[string]int{"Predictor": 1, "Colors": 1, "BitsPerComponent": 8, "Columns": 1, "EarlyChange": 1}
	case filter.ASCII85, filter.ASCIIHex, filter.RunLength:
	default:
		return nil, fmt.Errorf("%w: %s", errKept, f.name)
	}
	for key, value := range f.parms {
		n, whole := value.(types.Integer)
		if _, known := parms[key]; !known || !whole {
			return nil, fmt.Errorf("%w: %s with %s", errKept, f.name, key)
		}
		parms[key] = n.Value()
	}
	return parms, nil
}

// predicted undoes a predictor (ISO 32000-1, 7.4.4.4). It knows TIFF's for components
// of 8 bits, and those of PNG.
func predicted(r io.Reader, parms map[string]int) (io.Reader, error) {
	predictor, bits := parms["Predictor"], parms["BitsPerComponent"]
	if predictor == 1 {
		return r, nil
	}
	colors, columns := parms["Colors"], parms["Columns"]
	png := predictor >= 10 && predictor <= 15
	switch {
	case !png && !(predictor == 2 && bits == 8):
		return nil, fmt.Errorf("%w: predictor %d of %d bits", errKept, predictor, bits)
	case colors < 1 || bits < 1 || columns < 1 || colors > 32 || bits > 16 || columns > maxPredictorRow:
		return nil, fmt.Errorf("%w: %d columns of %d colors of %d bits", errKept, columns, colors, bits)
	}
	size := (colors*bits*columns + 7) / 8
	if size > maxPredictorRow {
		return nil, fmt.Errorf("%w: rows of %d bytes", errKept, size)
	}
	p := &predictedReader{r: r, png: png, pixel: (colors*bits + 7) / 8, row: make([]byte, size), above: make([]byte, size)}
	return p, nil
}

// A predictedReader undoes a predictor row by row.
type predictedReader struct {
	r          io.Reader
	png        bool
	pixel      int    // bytes from one pixel to the next
	row, above []byte // the row read last and the one before
	left       []byte // of row, still to be read
}

func (p *predictedReader) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		if err := p.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.left)
	p.left = p.left[n:]
	return n, nil
}

// next reads a row. io.EOF between rows; a row that is cut short is an error.
func (p *predictedReader) next() error {
	p.row, p.above = p.above, p.row
	kind := [1]byte{1} // TIFF's is PNG's second, Sub, in every row
	if p.png {
		if _, err := io.ReadFull(p.r, kind[:]); err != nil {
			return err
		}
	}
	if _, err := io.ReadFull(p.r, p.row); err != nil {
		if p.png {
			return noEnd(err)
		}
		return err
	}
	p.left = p.row
	return unfilter(kind[0], p.row, p.above, p.pixel)
}

// unfilter undoes one row's filter (PNG, 3rd edition, 9.2).
func unfilter(kind byte, row, above []byte, pixel int) error {
	switch kind {
	case 0:
	case 1: // Sub
		for i := pixel; i < len(row); i++ {
			row[i] += row[i-pixel]
		}
	case 2: // Up
		for i, b := range above {
			row[i] += b
		}
	case 3: // Average
		for i, b := range above {
			var a byte
			if i >= pixel {
				a = row[i-pixel]
			}
			row[i] += byte((int(a) + int(b)) / 2)
		}
	case 4: // Paeth
		for i, b := range above {
			var a, c byte
			if i >= pixel {
				a, c = row[i-pixel], above[i-pixel]
			}
			row[i] += paeth(a, b, c)
		}
	default:
		return fmt.Errorf("row filter %d", kind)
	}
	return nil
}

// paeth is PNG's Paeth predictor (9.4).
func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	distance := func(x byte) int { return max(p-int(x), int(x)-p) }
	switch {
	case distance(a) <= distance(b) && distance(a) <= distance(c):
		return a
	case distance(b) <= distance(c):
		return b
	default:
		return c
	}
}

// noEnd keeps an end in the middle of a row from passing for a proper one.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
