package atomicfile

import (
	"os"
	"path/filepath"
	"testing"
)

// A file without a name lies where it is to lie, for its owner alone, and leaves nothing.
func TestUnnamed(t *testing.T) {
	folder, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for asked, want := range map[string]string{folder: folder, "": temporary, filepath.Join(folder, "none"): temporary} {
		file, err := NewUnnamed(asked)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString("secret"); err != nil || file.Folder != want {
			t.Errorf("in %q: it lies in %s, %v", asked, file.Folder, err)
		}
		if info, err := file.Stat(); err != nil || info.Mode().Perm() != 0o600 || info.Size() != 6 {
			t.Errorf("in %q: %v, %v", asked, info, err)
		}
		if (file.Hint() == HintTemporary) != (want == temporary) {
			t.Errorf("in %q: hint %q", asked, file.Hint())
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, dir := range []string{folder, temporary} {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%v is left, %v", left, err)
		}
	}
	t.Setenv("TMPDIR", filepath.Join(folder, "none"))
	if _, err := NewUnnamed(""); err == nil {
		t.Error("a file lies in a folder that is not there")
	}
}
