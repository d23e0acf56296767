package pdf

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const (
	memoryLimitPages = 8192      // 512 MiB in pages of 64 KiB: the most one PDFium may hold
	recycleAbove     = 128 << 20 // bytes; WebAssembly memory never shrinks, so a swollen instance is replaced
	outParams        = 64        // bytes set aside in the sandbox for results returned through pointers
)

// A pointer is an address in the sandbox. PDFium's handles are pointers too.
type pointer = uint64

// A sandbox is one instance of PDFium compiled to WebAssembly, with no file
// system, no clock and no randomness, called through its C interface.
//
// go-pdfium instantiates it. Its request API makes a Go object with a random
// name for each thing asked after and keeps them until the instance is closed,
// which on pages of some thousand objects costs more than PDFium does; so the
// C functions are called directly.
//
// Errors stick: after a call has failed (a WebAssembly trap, which leaves PDFium
// in no defined state) every further call returns 0 until renew, and the caller
// looks at err once.
type sandbox struct {
	ctx        context.Context
	pool       pdfium.Pool
	cache      wazero.CompilationCache
	instance   pdfium.Pdfium
	library    library
	memory     *linearMemory
	out        pointer // outParams bytes
	generation int     // counts instances: handles of an earlier one are void
	err        error
	stack      [12]uint64
}

// library is the part of go-pdfium's WebAssembly implementation that gives
// access to the C functions by name.
type library interface {
	Fn(name string) api.Function
}

// newSandbox starts PDFium. cache may be nil.
func newSandbox(ctx context.Context, cache wazero.CompilationCache) (*sandbox, error) {
	s := &sandbox{cache: cache}
	s.ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(s.allocate))
	config := wazero.NewRuntimeConfig().
		// go-pdfium sets these itself only when no configuration is given.
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryLimitPages)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context:       s.ctx,
		RuntimeConfig: config,
		FSConfig:      wazero.NewFSConfig(), // the default mounts the host's root, writable
		RandomSource:  rand.NewChaCha8([32]byte{}),
		Stdout:        io.Discard,
		Stderr:        io.Discard,
		MaxTotal:      1,
	})
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	s.pool = pool
	if err := s.renew(); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// allocate remembers the memory of the newest instance, the only one alive.
func (s *sandbox) allocate(_, limit uint64) experimental.LinearMemory {
	s.memory = &linearMemory{limit: limit}
	return s.memory
}

// renew replaces the instance by a fresh one.
func (s *sandbox) renew() error {
	if s.instance != nil {
		// It may be broken, and whatever closing it says, it is not used again.
		_ = s.instance.Close()
		s.instance = nil
	}
	s.generation++
	s.err = nil
	instance, err := s.pool.GetInstanceWithContext(s.ctx)
	if err != nil {
		s.err = fmt.Errorf("start PDFium: %w", err)
		return s.err
	}
	s.instance = instance
	library, ok := instance.GetImplementation().(library)
	if !ok {
		s.err = errors.New("start PDFium: this go-pdfium does not give access to its functions")
		return s.err
	}
	s.library = library
	if s.out = s.malloc(outParams); s.out == 0 && s.err == nil {
		s.err = errors.New("start PDFium: out of memory")
	}
	return s.err
}

// ready replaces the instance if it is broken.
func (s *sandbox) ready() error {
	if s.err == nil {
		return nil
	}
	return s.renew()
}

// close ends PDFium.
func (s *sandbox) close() error {
	if s.instance != nil {
		_ = s.instance.Close()
		s.instance = nil
	}
	err := s.pool.Close()
	if s.cache != nil {
		err = errors.Join(err, s.cache.Close(s.ctx))
	}
	s.err = errors.New("PDFium is closed")
	return err
}

// call calls a C function and returns its 32-bit result.
func (s *sandbox) call(name string, args ...uint64) uint64 {
	if s.err != nil {
		return 0
	}
	fn := s.library.Fn(name)
	if fn == nil {
		s.err = fmt.Errorf("PDFium lacks %s", name)
		return 0
	}
	copy(s.stack[:], args)
	if err := fn.CallWithStack(s.ctx, s.stack[:]); err != nil {
		s.err = fmt.Errorf("%s: %w", name, err)
		return 0
	}
	return uint64(uint32(s.stack[0]))
}

// integer calls a C function that returns int.
func (s *sandbox) integer(name string, args ...uint64) int {
	return int(int32(uint32(s.call(name, args...))))
}

// float calls a C function that returns float.
func (s *sandbox) float(name string, args ...uint64) float64 {
	return float64(math.Float32frombits(uint32(s.call(name, args...))))
}

// double calls a C function that returns double.
func (s *sandbox) double(name string, args ...uint64) float64 {
	s.call(name, args...)
	if s.err != nil {
		return 0
	}
	return math.Float64frombits(s.stack[0])
}

// malloc returns size bytes, not cleared, to be given back by free; 0 when
// there is no room for them.
func (s *sandbox) malloc(size uint64) pointer {
	if size > memoryLimitPages<<16 {
		return 0
	}
	return s.call("malloc", size)
}

func (s *sandbox) free(p pointer) { s.call("free", p) }

// bytes is a view of the sandbox's memory, void after the next call.
func (s *sandbox) bytes(p pointer, size uint64) []byte {
	if s.err != nil {
		return nil
	}
	memory := s.memory.buf
	if p > uint64(len(memory)) || size > uint64(len(memory))-p {
		s.err = errors.New("PDFium pointed outside its memory")
		return nil
	}
	return memory[p : p+size : p+size]
}

// outFloat reads the i-th float a C function left at s.out.
func (s *sandbox) outFloat(i int) float64 {
	return float64(math.Float32frombits(s.outUint(i)))
}

// outDouble reads the i-th double a C function left at s.out.
func (s *sandbox) outDouble(i int) float64 {
	if b := s.bytes(s.out+uint64(8*i), 8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// outUint reads the i-th unsigned int a C function left at s.out.
func (s *sandbox) outUint(i int) uint32 {
	if b := s.bytes(s.out+uint64(4*i), 4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// A linearMemory is an instance's memory. Owning it tells how large it has
// grown and lets results be read in place.
type linearMemory struct {
	buf   []byte
	limit uint64
}

// Reallocate grows the memory; nil refuses, which the C side sees as a failed malloc.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if size > m.limit {
		return nil
	}
	if size > uint64(cap(m.buf)) {
		m.buf = append(m.buf, make([]byte, size-uint64(len(m.buf)))...)
	}
	m.buf = m.buf[:size]
	return m.buf
}

// Free drops the memory.
func (m *linearMemory) Free() { m.buf = nil }
