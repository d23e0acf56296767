//go:build !unix

package ocr

import "os/exec"

// killGroup does nothing: the process alone is killed when its context is done.
func killGroup(*exec.Cmd) {}
