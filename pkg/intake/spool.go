package intake

import (
	"bytes"
	"io"
	"sync"

	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// spoolInMemory is the most bytes held in memory; larger content goes to a file.
const spoolInMemory = 8 << 20

// A spool holds content unpacked from an archive or read from standard input. It is safe for
// concurrent use.
type spool struct {
	size int64

	mu       sync.Mutex
	data     []byte      // if small
	at       io.ReaderAt // otherwise: the file or, where no files can be made, memory
	file     *atomicfile.Unnamed
	users    int // open contents, plus one until released
	released bool
}

func inMemory(data []byte) *spool {
	return &spool{size: int64(len(data)), data: data, users: 1}
}

// fill reads r to its end into a new spool, whose file, if it takes one, lies in a folder as
// atomicfile.NewUnnamed says. Errors of r are returned as they are.
func fill(folder string, r io.Reader) (*spool, error) {
	data, err := io.ReadAll(io.LimitReader(r, spoolInMemory+1))
	if err != nil {
		return nil, err
	}
	if len(data) <= spoolInMemory {
		return inMemory(bytes.Clone(data)), nil // without ReadAll's spare capacity
	}
	return onDisk(folder, io.MultiReader(bytes.NewReader(data), r))
}

// onDisk copies r to a file without a name, so that nothing is left behind however the program ends.
func onDisk(folder string, r io.Reader) (_ *spool, err error) {
	file, err := atomicfile.NewUnnamed(folder)
	if err != nil {
		return nil, &refusal{reason(err), atomicfile.HintTemporary}
	}
	s := &spool{file: file, at: file, users: 1}
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

// A spoolWriter marks errors as those of the file.
type spoolWriter struct{ file *atomicfile.Unnamed }

func (w spoolWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = &refusal{reason(err), w.file.Hint()}
	}
	return n, err
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
	if s.at != nil {
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
	}
}
