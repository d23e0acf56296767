package extract

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// The compiled renderer is code that every worker runs. Its digest is kept elsewhere, so that one that was
// spoilt, or planted where the system does not keep workers from that, is told and not run.

// checkCache removes compiled renderers that are not as they were, the first time. The caller must hold
// cold.
func (p *Pool) checkCache() {
	if p.checked || p.opt.CacheSums == "" {
		return
	}
	p.checked = true
	known := readSums(p.opt.CacheSums)
	for name, sum := range sumsOf(p.opt.CacheDir) {
		want, ok := known[name]
		if !ok || sum == want {
			continue
		}
		p.tell(fmt.Sprintf("the compiled renderer in %s is not as it was made: it is made anew", p.opt.CacheDir))
		if err := os.Remove(filepath.Join(p.opt.CacheDir, name)); err != nil {
			p.opt.CacheDir = "" // so it is compiled by each worker
		}
	}
	p.enterCache()
}

// enterCache enters what is in the cache. If it cannot, the next process checks less.
func (p *Pool) enterCache() {
	if p.opt.CacheSums == "" {
		return
	}
	sums := sumsOf(p.opt.CacheDir)
	if len(sums) == 0 || maps.Equal(sums, readSums(p.opt.CacheSums)) || atomicfile.MakeFolder(filepath.Dir(p.opt.CacheSums)) != nil {
		return
	}
	_ = atomicfile.Replace(p.opt.CacheSums, atomicfile.Options{Aside: ".new-*"}, func(w io.Writer) error {
		for _, name := range slices.Sorted(maps.Keys(sums)) {
			if _, err := fmt.Fprintf(w, "%s  %s\n", sums[name], name); err != nil {
				return err
			}
		}
		return nil
	})
}

// sumsOf returns the SHA-256 of the compiled renderers in a folder, by their names below it.
func sumsOf(dir string) map[string]string {
	sums := map[string]string{}
	for _, path := range pdf.CacheFiles(dir) {
		name, err := filepath.Rel(dir, path)
		file, openErr := os.Open(path)
		if err != nil || openErr != nil {
			continue // nor can a worker read it
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, file); err == nil {
			sums[name] = hex.EncodeToString(sum.Sum(nil))
		}
		file.Close()
	}
	return sums
}

// readSums reads what enterCache wrote; nothing if there is none.
func readSums(path string) map[string]string {
	sums := map[string]string{}
	file, err := os.Open(path)
	if err != nil {
		return sums
	}
	defer file.Close()
	for lines := bufio.NewScanner(io.LimitReader(file, 1<<20)); lines.Scan(); {
		if sum, name, ok := strings.Cut(lines.Text(), "  "); ok {
			sums[name] = sum
		}
	}
	return sums
}
