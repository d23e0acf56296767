package sqlite

import (
	"bytes"
	"compress/flate"
	"io"
)

// A deflater compresses the texts of pages one after another (RFC 1951).
type deflater struct {
	out bytes.Buffer
	w   *flate.Writer
}

func newDeflater() *deflater {
	d := new(deflater)
	d.w, _ = flate.NewWriter(&d.out, flate.DefaultCompression) // fails for unknown levels only
	return d
}

// compress returns text compressed, valid until the next call.
func (d *deflater) compress(text string) ([]byte, error) {
	d.out.Reset()
	d.w.Reset(&d.out)
	if _, err := io.WriteString(d.w, text); err != nil {
		return nil, err
	}
	if err := d.w.Close(); err != nil {
		return nil, err
	}
	return d.out.Bytes(), nil
}

// An inflater undoes what a deflater did.
type inflater struct {
	out bytes.Buffer
	r   io.ReadCloser
}

func (s *Store) inflate(data []byte) (string, error) {
	f, ok := s.inflaters.Get().(*inflater)
	if !ok {
		f = &inflater{r: flate.NewReader(nil)}
	}
	defer s.inflaters.Put(f)
	if err := f.r.(flate.Resetter).Reset(bytes.NewReader(data), nil); err != nil {
		return "", err
	}
	f.out.Reset()
	_, err := f.out.ReadFrom(f.r)
	return f.out.String(), err
}
