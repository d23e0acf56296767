package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A compiled renderer that is not as it was when it was entered is removed, so that it is made anew.
func TestASpoiltCacheIsTold(t *testing.T) {
	dir, sums := t.TempDir(), filepath.Join(t.TempDir(), "state", "renderer.sha256")
	file := filepath.Join(dir, "wazero-v1", "module")
	write := func(path, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func() (told string, warm bool) {
		t.Helper()
		p := NewPool(Options{CacheDir: dir, CacheSums: sums, Notify: func(what string) { told += what }})
		defer p.Close()
		p.checkCache()
		return told, p.Warm()
	}
	write(file, "code")
	for _, when := range []string{"first", "again"} {
		if told, warm := check(); told != "" || !warm {
			t.Errorf("%s: told %q, warm: %v", when, told, warm)
		}
	}
	write(filepath.Join(dir, "wazero-v2", "module"), "code of another version")
	if told, warm := check(); told != "" || !warm {
		t.Errorf("another version: told %q, warm: %v", told, warm)
	}
	write(file, "other code")
	if told, _ := check(); !strings.Contains(told, "is not as it was made") {
		t.Errorf("spoilt: told %q", told)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the spoilt renderer is there: %v", err)
	}
	write(file, "code that was made anew")
	if told, warm := check(); told != "" || !warm {
		t.Errorf("made anew: told %q, warm: %v", told, warm)
	}
}
