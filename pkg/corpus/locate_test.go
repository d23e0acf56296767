package corpus

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestLocate(t *testing.T) {
	home := t.TempDir()
	t.Cleanup(xdg.Reload) // when the environment is what it was
	t.Setenv("XDG_DATA_HOME", home)
	xdg.Reload()

	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(root, "case", "drafts")
	near, far := filepath.Join(root, "case", ".leakprint"), filepath.Join(root, ".leakprint")
	if err := os.MkdirAll(below, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	t.Setenv("LEAKPRINT_CORPUS", "")

	steps := []struct {
		name    string
		prepare func() error
		flag    string
		want    string
	}{
		{"nothing said: the user's data directory", func() error { return nil }, "", filepath.Join(home, "leakprint")},
		{"a corpus further up", func() error { return os.Mkdir(far, 0o700) }, "", far},
		{"a file of that name is none", func() error { return os.WriteFile(near, nil, 0o600) }, "", far},
		{"a nearer corpus", func() error { return errors.Join(os.Remove(near), os.Mkdir(near, 0o700)) }, "", near},
		{"the environment", func() error { return os.Setenv("LEAKPRINT_CORPUS", "/srv/leaks") }, "", "/srv/leaks"},
		{"the flag", func() error { return nil }, "elsewhere", "elsewhere"},
	}
	for _, tt := range steps {
		if err := tt.prepare(); err != nil {
			t.Fatal(err)
		}
		if got, err := Locate(tt.flag); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestDigestPrefix(t *testing.T) {
	whole := dossier.Sum(nil).String()
	tests := []struct{ name, id, want string }{
		{"six digits", "00ff9a", "00ff9a"},
		{"capitals", "00FF9A", "00ff9a"},
		{"a whole digest", whole, whole},
		{"five digits", "00ff9", ""},
		{"nothing", "", ""},
		{"more than a digest", whole + "0", ""},
		{"other letters", "00ff9g", ""},
		{"a space", "00ff9a ", ""},
		{"a pattern", "00ff9%", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := digestPrefix(tt.id)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	file := save(t, "corpus", []byte("not a folder"))
	missing := filepath.Join(t.TempDir(), "missing")
	for _, tt := range []struct {
		name, dir string
		mode      Mode
		is        error
	}{
		{"a file", file, ReadOnly, ErrIsFile},
		{"a file, to be made", file, Create, ErrIsFile},
		{"missing", missing, ReadOnly, ErrMissing},
		{"missing, to be written", missing, ReadWrite, fs.ErrNotExist},
		{"below a file", filepath.Join(file, "corpus"), Create, ErrUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Open(t.Context(), tt.dir, Options{Mode: tt.mode})
			if err == nil {
				c.Close()
				t.Fatal("opened")
			}
			told, ok := errors.AsType[*dossier.Error](err)
			if !ok || told.Path != tt.dir || strings.Contains(told.Error(), "\n") {
				t.Errorf("error %+v", err)
			}
			if !errors.Is(err, tt.is) {
				t.Errorf("error %v is not %v", err, tt.is)
			}
		})
	}
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a corpus that was only to be read was made")
	}
}
