package intake

import (
	"bytes"
	"io"
	"os"
	"sync"
)

// spoolInMemory is the most bytes held in memory; larger content goes to a temporary file.
const spoolInMemory = 8 << 20

// A spool holds content unpacked from an archive or read from standard input. It is safe for
// concurrent use.
type spool struct {
	size int64

	mu       sync.Mutex
	data     []byte      // if small
	file     *os.File    // otherwise
	at       io.ReaderAt // where no files can be made
	named    bool        // the file could not be removed while open, as on Windows
	users    int         // open contents, plus one until released
	released bool
}

func inMemory(data []byte) *spool {
	return &spool{size: int64(len(data)), data: data, users: 1}
}

// fill reads r to its end into a new spool. Errors of r are returned as they are.
func fill(r io.Reader) (*spool, error) {
	data, err := io.ReadAll(io.LimitReader(r, spoolInMemory+1))
	if err != nil {
		return nil, err
	}
	if len(data) <= spoolInMemory {
		return inMemory(bytes.Clone(data)), nil // without ReadAll's spare capacity
	}
	return onDisk(io.MultiReader(bytes.NewReader(data), r))
}

// onDisk copies r to a temporary file. If the system allows, the file has no name, so nothing
// is left behind however the program ends.
func onDisk(r io.Reader) (_ *spool, err error) {
	file, err := os.CreateTemp("", "leakprint-*")
	if err != nil {
		return nil, noRoom(err)
	}
	s := &spool{file: file, named: os.Remove(file.Name()) != nil, users: 1}
	filled := false
	defer func() {
		if !filled { // also when r panics
			s.release()
		}
	}()
	if s.size, err = io.Copy(spoolWriter{file}, r); err != nil {
		return nil, err
	}
	filled = true
	return s, nil
}

// A spoolWriter marks errors as those of the temporary file.
type spoolWriter struct{ file *os.File }

func (w spoolWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = noRoom(err)
	}
	return n, err
}

func noRoom(err error) error {
	return &refusal{reason(err), "make room for temporary files, or name another folder for them in TMPDIR"}
}

// A spooled is one reading of a spool.
type spooled struct {
	*io.SectionReader
	leave func()
}

func (s spooled) Close() error {
	s.leave()
	return nil
}

func (s *spool) open() (Content, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.released {
		return nil, errReleased
	}
	s.users++
	var r io.ReaderAt = bytes.NewReader(s.data)
	switch {
	case s.file != nil:
		r = s.file
	case s.at != nil:
		r = s.at
	}
	return spooled{io.NewSectionReader(r, 0, s.size), sync.OnceFunc(s.leave)}, nil
}

// release prevents further readings; the content is freed when open ones are closed.
func (s *spool) release() {
	s.mu.Lock()
	again := s.released
	s.released = true
	s.mu.Unlock()
	if !again {
		s.leave()
	}
}

// leave frees everything when the last user leaves. Errors are ignored, because the content
// was only a copy.
func (s *spool) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	s.data, s.at = nil, nil
	if s.file != nil {
		s.file.Close()
		if s.named {
			os.Remove(s.file.Name())
		}
	}
}
