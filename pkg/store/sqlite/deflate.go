package sqlite

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// A deflater compresses texts and layouts (RFC 1951). Words that are repeated on a page mostly
// have the same picture, so the layout of a page that was never on paper shrinks to three
// fifths.
type deflater struct {
	out bytes.Buffer
	w   *flate.Writer
}

func newDeflater() *deflater {
	d := new(deflater)
	d.w, _ = flate.NewWriter(&d.out, flate.DefaultCompression) // fails only for unknown levels
	return d
}

// compress returns data compressed. The result is valid until the next call.
func (d *deflater) compress(data []byte) ([]byte, error) {
	d.out.Reset()
	d.w.Reset(&d.out)
	if _, err := d.w.Write(data); err != nil {
		return nil, err
	}
	if err := d.w.Close(); err != nil {
		return nil, err
	}
	return d.out.Bytes(), nil
}

// An inflater decompresses what a deflater compressed.
type inflater struct {
	out bytes.Buffer
	r   io.ReadCloser
}

func newInflater() *inflater { return &inflater{r: flate.NewReader(nil)} }

// expand returns data decompressed. The result is valid until the next call. It returns an
// error if that would be longer than maxExpanded.
func (f *inflater) expand(data []byte) ([]byte, error) {
	if err := f.r.(flate.Resetter).Reset(bytes.NewReader(data), nil); err != nil {
		return nil, err
	}
	f.out.Reset()
	n, err := f.out.ReadFrom(io.LimitReader(f.r, maxExpanded+1))
	if err != nil {
		return nil, err
	}
	if n > maxExpanded {
		return nil, fmt.Errorf("more than %d bytes when expanded", maxExpanded)
	}
	return f.out.Bytes(), nil
}

// maxExpanded is more bytes than anything that is kept of a page: a worker sends at most 4 MiB.
const maxExpanded = 64 << 20

// inflate passes data, decompressed, to use, which must not keep it.
func (s *database) inflate(data []byte, use func([]byte) error) error {
	f, ok := s.inflaters.Get().(*inflater)
	if !ok {
		f = newInflater()
	}
	defer s.inflaters.Put(f)
	expanded, err := f.expand(data)
	if err != nil {
		return err
	}
	return use(expanded)
}
