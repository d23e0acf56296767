package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// What the program takes of its memory.
const (
	ownMemory    = 256 << 20 // the program itself
	workerMemory = 450 << 20 // a worker, to read any document but the most laborious
	leastMemory  = 512 << 20 // to work at all

	// amplyUsed is from where the program itself collects garbage as often as it takes to stay below.
	amplyUsed = 180 << 20
)

// A sharing says how the memory is shared.
type sharing struct {
	workers int   // how many documents are read at once
	most    int64 // bytes that any of the processes that read may take, whatever its document; 0 for no limit
}

// share shares memory among the workers wanted, of which it leaves out some if they would get too
// little. One more process unpacks archives.
func share(memory int64, workers int) sharing {
	if memory == 0 {
		return sharing{workers: workers}
	}
	forAll := max(memory, leastMemory) - ownMemory
	fit := max(1, min(int64(workers), forAll/workerMemory-1))
	return sharing{int(fit), forAll / (fit + 1)}
}

// freeMemory returns how many bytes of memory are free for this program; 0 if that is not known.
func freeMemory() int64 {
	free := int64(math.MaxInt64)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		free = min(free, available(text))
	}
	// Within a container, where its limit is that of the whole.
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
			free = min(free, most)
		}
	}
	if free == math.MaxInt64 {
		return 0
	}
	return free
}

// available reads MemAvailable of /proc/meminfo (proc_meminfo(5)).
func available(meminfo []byte) int64 {
	for line := range bytes.Lines(meminfo) {
		fields := bytes.Fields(line)
		if len(fields) >= 2 && string(fields[0]) == "MemAvailable:" {
			if kibibytes, err := strconv.ParseInt(string(fields[1]), 10, 53); err == nil {
				return kibibytes << 10
			}
		}
	}
	return math.MaxInt64
}

// parseMemory reads an amount of memory: 4GiB, 800MiB, or auto for half of what is free.
func parseMemory(text string) (int64, error) {
	if text == "auto" {
		return freeMemory() / 2, nil
	}
	memory, ok := parseAmount(text)
	switch {
	case !ok:
		return 0, fmt.Errorf("--memory is %q, want an amount such as 4GiB or 800MiB, or auto", text)
	case memory < leastMemory:
		return 0, errors.New("--memory is less than 512MiB")
	}
	return memory, nil
}

// parseAmount reads a number of bytes such as 4GiB or 800MiB.
func parseAmount(text string) (bytes int64, ok bool) {
	for unit, size := range map[string]int64{"GiB": 1 << 30, "MiB": 1 << 20} {
		if number, is := strings.CutSuffix(text, unit); is {
			n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 32)
			return n * size, err == nil && n >= 1
		}
	}
	return 0, false
}
