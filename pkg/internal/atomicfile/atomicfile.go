// Package atomicfile writes files that are there wholly or not at all: aside, under another
// name, then in their place. What fails leaves no trace, unless it is the very last step, of making
// a file outlast a crash.
package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Options say how a file is written.
type Options struct {
	Aside string // name that it is written under, as os.CreateTemp takes it
	// Dir is the folder that it is written in, of the same file system; "" for its own.
	Dir     string
	Mode    fs.FileMode // 0 leaves it as os.CreateTemp makes it: for its owner alone
	Durable bool        // it is to outlast a crash of the machine once it is there
}

// Replace writes a file, in the place of what is there under its name.
func Replace(path string, opt Options, write func(io.Writer) error) error {
	return aside(path, opt, write, os.Rename)
}

// Create writes a file, and returns fs.ErrExist where there is one already. Of two
// processes one creates it, on file systems that have links.
func Create(path string, opt Options, write func(io.Writer) error) error {
	return aside(path, opt, write, func(from, to string) error {
		switch err := os.Link(from, to); {
		case err == nil:
			os.Remove(from)
			return nil
		case errors.Is(err, fs.ErrExist):
			return err
		}
		// Sticks and shares may have no links. What another process makes meanwhile is lost.
		if _, err := os.Lstat(to); err == nil {
			return fs.ErrExist
		}
		return os.Rename(from, to)
	})
}

func aside(path string, opt Options, write func(io.Writer) error, put func(from, to string) error) error {
	own := filepath.Dir(path)
	dir := opt.Dir
	if dir == "" {
		dir = own
	}
	file, err := os.CreateTemp(dir, opt.Aside)
	if err != nil {
		return err
	}
	if err = fill(file, opt, write); err == nil {
		err = put(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name()) // what goes wrong in clearing up matters less
		return err
	}
	if !opt.Durable {
		return nil
	}
	err = syncFolder(own)
	if dir != own {
		err = errors.Join(err, syncFolder(dir))
	}
	return err
}

// fill writes a file and closes it.
func fill(file *os.File, opt Options, write func(io.Writer) error) error {
	err := write(file)
	if err == nil && opt.Mode != 0 {
		err = file.Chmod(opt.Mode)
	}
	if err == nil && opt.Durable {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// MakeFolder makes a folder for its owner alone, and those above it that are missing, which outlast
// a crash of the machine. One that is there is left as it is.
func MakeFolder(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(path); parent != path {
		if err := MakeFolder(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		if info, statErr := os.Stat(path); statErr != nil || !info.IsDir() { // made by another process meanwhile
			return err
		}
	}
	return syncFolder(filepath.Dir(path))
}

// Move renames a file, which outlasts a crash of the machine.
func Move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(to)), syncFolder(filepath.Dir(from)))
}

// syncFolder makes the names in a folder outlast a crash where that is possible: some
// systems and file systems know no such thing, and keep names all the same.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return nil // one may write to a folder that one may not read
	}
	err = folder.Sync()
	folder.Close()
	if errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) {
		return err
	}
	return nil
}
