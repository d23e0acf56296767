//go:build !linux

package extract

import "os/exec"

// patience is how many times its processor time a worker may keep the pool waiting. This is
// the only limit, because processor time is not measured here.
const patience = 4

// dieWithParent does nothing: a worker exits when its input ends.
func dieWithParent(*exec.Cmd) {}

// limitMemory does nothing.
func limitMemory(int, int64) {}

// processUsage measures nothing.
func processUsage(int) budget { return budget{} }
