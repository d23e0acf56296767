package office

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// An archive is the ZIP file that a DOCX or ODT is, read within limits.
type archive struct {
	members map[string]*zip.File
	left    int64 // bytes that may still be unpacked
}

func openArchive(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(z.File) > MaxMembers {
		return nil, fmt.Errorf("%w: %d files within it, and the limit is %d", ErrTooLarge, len(z.File), MaxMembers)
	}
	a := &archive{members: make(map[string]*zip.File, len(z.File)), left: MaxTotal}
	for _, f := range z.File {
		if _, twice := a.members[f.Name]; !twice {
			a.members[f.Name] = f
		}
	}
	return a, nil
}

// read unpacks a member. What a header says of its size is not believed. The error
// wraps fs.ErrNotExist when there is no such member.
func (a *archive) read(name string) ([]byte, error) {
	f, ok := a.members[name]
	if !ok {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, name, fs.ErrNotExist)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, name, err)
	}
	defer r.Close()
	limit := min(a.left, MaxMember)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	a.left -= min(a.left, int64(len(data)))
	switch {
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("%w: %s, unpacked, exceeds the limit of %d MB, or %d MB for all", ErrTooLarge, name, MaxMember>>20, MaxTotal>>20)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, name, err)
	}
	return data, nil
}

// readIfAny is read, and nothing where there is no such member.
func (a *archive) readIfAny(name string) ([]byte, error) {
	data, err := a.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}
