// Package extracttest provides worker processes for tests of other packages. The test binary
// itself serves as the worker.
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

// Main is the TestMain of a package whose tests use Pool. It runs the tests and then the after
// functions; in a worker process it runs the worker instead. It does not return.
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

// Pool returns a pool shared by all tests, because workers are slow to start. The compiled
// renderer is kept between test runs.
var Pool = sync.OnceValue(func() *extract.Pool {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return extract.NewPool(extract.Options{Workers: min(4, runtime.GOMAXPROCS(0)), CacheDir: filepath.Join(cache, "leakprint", "renderer")})
})
