package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"

	"github.com/hhrutter/tiff"
)

// Tags and values of TIFF 6.0.
const (
	tagSubfileType = 254
	tagWidth       = 256
	tagLength      = 257
	tagCompression = 259
	tagPhotometric = 262
	tagOrientation = 274
	tagT4Options   = 292

	reducedResolution = 1 // bit of tagSubfileType: a preview of another page
	compressedFax3    = 3
	compressedOldJPEG = 6
	compressedJPEG    = 7
	photometricRGB    = 2
	photometricYCbCr  = 6
)

// openTIFF finds the pages. The decoder reads the page at a given offset; walking
// from one to the next is left to its caller.
func openTIFF(data []byte) (*File, error) {
	directories, note, err := directoriesOf(data)
	if err != nil {
		return nil, err
	}
	f := &File{Format: "tiff", Note: note}
	pages := data // patched where the decoder needs it
	for i, d := range directories {
		if i > 0 && d.values[tagSubfileType]&reducedResolution != 0 {
			continue
		}
		if len(f.pages) == MaxPages {
			f.Note = fmt.Sprintf("only the first %d pages were read", MaxPages)
			break
		}
		if d.photometricAt > 0 && d.values[tagPhotometric] == photometricYCbCr && isJPEG(d.values[tagCompression]) {
			// The decoder refuses this value; that of RGB has it take the colours as the
			// JPEG within says.
			if &pages[0] == &data[0] {
				pages = bytes.Clone(data)
			}
			d.order.PutUint16(pages[d.photometricAt:], photometricRGB)
		}
		f.pages = append(f.pages, page{
			width:       int(d.values[tagWidth]),
			height:      int(d.values[tagLength]),
			orientation: orientationOf(int(d.values[tagOrientation])),
			decode: func() (image.Image, string, error) {
				pixels, err := tiff.DecodeAt(bytes.NewReader(pages), d.offset)
				if err != nil && d.values[tagCompression] == compressedFax3 && d.values[tagT4Options] != 0 {
					err = fmt.Errorf("%w: fax Group 3 in two dimensions or with fill bits", ErrUnsupported)
				}
				return pixels, "", err
			},
		})
	}
	if len(f.pages) == 1 {
		if err := f.pages[0].checkSize(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func isJPEG(compression uint32) bool {
	return compression == compressedJPEG || compression == compressedOldJPEG
}

// A directory describes one page (image file directory, IFD).
type directory struct {
	offset        int64
	order         binary.ByteOrder
	values        map[uint16]uint32 // by tag: those of one SHORT or LONG
	photometricAt int64             // where the value of tagPhotometric stands, 0 unless a SHORT
}

// directoriesOf follows the chain of directories, at least one, as far as it is
// sound; the note says where it is not.
func directoriesOf(data []byte) (directories []directory, note string, err error) {
	if len(data) < 8 {
		return nil, "", fmt.Errorf("%w: the file ends early", ErrDamaged)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	if order.Uint16(data[2:]) == 43 {
		return nil, "", fmt.Errorf("%w: BigTIFF", ErrUnsupported)
	}
	seen := map[int64]bool{}
	for offset := int64(order.Uint32(data[4:])); offset != 0; {
		d, next, ok := directoryAt(data, order, offset)
		switch {
		case (!ok || seen[offset]) && len(directories) == 0:
			return nil, "", fmt.Errorf("%w: the file ends early", ErrDamaged)
		case !ok, seen[offset]:
			return directories, fmt.Sprintf("the list of pages is damaged after page %d", len(directories)), nil
		}
		seen[offset] = true
		directories = append(directories, d)
		if len(directories) == 2*MaxPages { // each may have a preview
			break
		}
		offset = next
	}
	if len(directories) == 0 {
		return nil, "", fmt.Errorf("%w: a TIFF without pages", ErrDamaged)
	}
	return directories, "", nil
}

// directoryAt reads the directory at offset and where the next one stands, 0 for
// none; not ok when it does not lie within data.
func directoryAt(data []byte, order binary.ByteOrder, offset int64) (d directory, next int64, ok bool) {
	const (
		entrySize = 12
		short     = 3
		long      = 4
	)
	if offset+2 > int64(len(data)) {
		return d, 0, false
	}
	count := int64(order.Uint16(data[offset:]))
	end := offset + 2 + count*entrySize
	if end > int64(len(data)) {
		return d, 0, false
	}
	d = directory{offset: offset, order: order, values: map[uint16]uint32{}}
	for at := offset + 2; at < end; at += entrySize {
		tag := order.Uint16(data[at:])
		switch order.Uint16(data[at+2:]) {
		case short:
			d.values[tag] = uint32(order.Uint16(data[at+8:]))
			if tag == tagPhotometric {
				d.photometricAt = at + 8
			}
		case long:
			d.values[tag] = order.Uint32(data[at+8:])
		}
	}
	if end+4 <= int64(len(data)) {
		next = int64(order.Uint32(data[end:]))
	}
	return d, next, true
}
