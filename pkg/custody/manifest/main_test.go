package manifest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sumsOf are the digests of a content, made without the code under test.
func sumsOf(content string, algorithms ...Algorithm) Sums {
	s512, s256 := sha512.Sum512([]byte(content)), sha256.Sum256([]byte(content))
	s1, m5 := sha1.Sum([]byte(content)), md5.Sum([]byte(content))
	all := Sums{SHA512: hex.EncodeToString(s512[:]), SHA256: hex.EncodeToString(s256[:]), SHA1: hex.EncodeToString(s1[:]), MD5: hex.EncodeToString(m5[:])}
	sums := Sums{}
	for _, a := range algorithms {
		sums[a] = all[a]
	}
	return sums
}

func sha256Of(content string) string { return sumsOf(content, SHA256)[SHA256] }

// A tree is files by path, with their content.
type tree map[string]string

// write makes the files below dir.
func (files tree) write(t testing.TB, dir string) {
	t.Helper()
	for path, content := range files {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// sha256sum is the manifest of the files.
func (files tree) sha256sum() string {
	lines := ""
	for _, path := range slices.Sorted(maps.Keys(files)) {
		lines += SumLine(sha256Of(files[path]), path)
	}
	return lines
}

// entries lists the files with their sizes and SHA-256.
func (files tree) entries() []Entry {
	var entries []Entry
	for path, content := range files {
		entries = append(entries, Entry{path, int64(len(content)), sumsOf(content, SHA256)})
	}
	return entries
}
