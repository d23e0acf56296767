// Package extracttest lends the tests of other packages worker processes, which the test
// binary itself is.
package extracttest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/extract"
)

// Main is the TestMain of a package whose tests use Pool. It runs the tests, then what
// clears up after them; or it is a worker.
func Main(m *testing.M, after ...func()) {
	if len(os.Args) > 2 && os.Args[1] == "worker" {
		if err := extract.Serve(context.Background(), os.Stdin, os.Stdout, os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	Pool().Close()
	for _, clear := range after {
		clear()
	}
	os.Exit(code)
}

// Pool is one for all tests: its workers are slow to start. The compiled renderer is
// kept from one run of the tests to the next.
var Pool = sync.OnceValue(func() *extract.Pool {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return extract.NewPool(extract.Options{Workers: min(4, runtime.GOMAXPROCS(0)), CacheDir: filepath.Join(cache, "leakprint", "renderer")})
})
