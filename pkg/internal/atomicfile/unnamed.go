package atomicfile

import "os"

// An Unnamed is a file for reading and writing that only this process knows, and that is gone once it is
// closed. Where the system knows of no files without a name, it has one until then.
type Unnamed struct {
	*os.File
	Folder string // that it lies in
	named  bool
}

// NewUnnamed makes an empty file in a folder. Where the folder is "", or nothing can be written to it, the file
// lies in that for temporary files.
func NewUnnamed(folder string) (*Unnamed, error) {
	if folder != "" {
		if file, err := unnamedIn(folder); err == nil {
			return file, nil
		}
	}
	return unnamedIn(os.TempDir())
}

func unnamedIn(folder string) (*Unnamed, error) {
	if file, err := openUnnamed(folder); err == nil {
		return &Unnamed{File: file, Folder: folder}, nil
	}
	file, err := os.CreateTemp(folder, "leakprint-*")
	if err != nil {
		return nil, err
	}
	// Some systems remove no file that is open.
	return &Unnamed{File: file, Folder: folder, named: os.Remove(file.Name()) != nil}, nil
}

// Close closes the file, which is gone then.
func (u *Unnamed) Close() error {
	err := u.File.Close()
	if u.named {
		os.Remove(u.Name()) // what goes wrong in clearing up matters less
	}
	return err
}

// Hint is what would help where the file cannot be written.
func (u *Unnamed) Hint() string {
	if u.Folder == os.TempDir() {
		return HintTemporary
	}
	return "make room on the disk of " + u.Folder
}

// HintTemporary is what would help where no file can be made.
const HintTemporary = "make room for temporary files, or name another folder for them in TMPDIR"
