//go:build !linux

package extract

import "os/exec"

// patience is how many times its processor time a worker may keep the pool
// waiting. Processor time is not measured here, so this is the limit.
const patience = 4

// dieWithParent does nothing: a worker ends when its input does.
func dieWithParent(*exec.Cmd) {}

// processUsage measures nothing.
func processUsage(int) budget { return budget{} }
