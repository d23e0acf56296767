package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// A spool holds what is to be printed until it is known whether it is. What is more than mostSpooled lies
// in a temporary file. The zero spool is ready for use.
type spool struct {
	small bytes.Buffer
	file  *os.File
}

// mostSpooled is how many bytes a spool holds in memory.
const mostSpooled = 1 << 20

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.small.Len()+len(p) <= mostSpooled {
		return s.small.Write(p)
	}
	if s.file == nil {
		file, err := os.CreateTemp("", "leakprint-*")
		if err != nil {
			return 0, fmt.Errorf("keep what is to be printed: %w", err)
		}
		s.file = file
		_ = os.Remove(file.Name()) // where an open file has no need of a name
		if _, err := s.small.WriteTo(file); err != nil {
			return 0, err
		}
	}
	return s.file.Write(p)
}

// moveTo writes everything to w and empties the spool.
func (s *spool) moveTo(w io.Writer) error {
	defer s.drop()
	if s.file == nil {
		_, err := s.small.WriteTo(w)
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.file)
	return err
}

// drop empties the spool.
func (s *spool) drop() {
	s.small = bytes.Buffer{}
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name()) // where it has one still
		s.file = nil
	}
}
