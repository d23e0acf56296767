package main

import "testing"

func TestMemoryIsShared(t *testing.T) {
	const gib = 1 << 30
	for _, tt := range []struct {
		memory  int64
		wanted  int
		workers int
	}{{0, 8, 8}, {2 * gib, 8, 2}, {512 << 20, 8, 1}, {1, 2, 1}, {100 * gib, 8, 8}, {4 * gib, 2, 2}} {
		got := share(tt.memory, tt.wanted)
		if got.workers != tt.workers {
			t.Errorf("%d MiB for %d: %d workers, want %d", tt.memory>>20, tt.wanted, got.workers, tt.workers)
		}
		if all := got.most*int64(got.workers+1) + ownMemory; tt.memory != 0 && all > max(tt.memory, leastMemory) {
			t.Errorf("%d MiB for %d: %d MiB in all", tt.memory>>20, tt.wanted, all>>20)
		}
	}
}

func TestMemoryIsRead(t *testing.T) {
	for text, want := range map[string]int64{"4GiB": 4 << 30, "800MiB": 800 << 20, "512 MiB": 512 << 20} {
		if got, err := parseMemory(text); got != want || err != nil {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "4", "4GB", "-1GiB", "0GiB", "100MiB", "99999999999GiB", "1.5GiB"} {
		if _, err := parseMemory(text); err == nil {
			t.Errorf("%q is an amount", text)
		}
	}
	if got := available([]byte("MemTotal:       24610000 kB\nMemFree:  1 kB\nMemAvailable:   2048 kB\n")); got != 2<<20 {
		t.Errorf("%d bytes are free", got)
	}
}
