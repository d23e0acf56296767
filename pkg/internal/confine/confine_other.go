//go:build !linux

package confine

import "os/exec"

// CloseOthers does nothing.
func CloseOthers() error { return ErrUnsupported }

// Reader does nothing.
func Reader() (Layers, error) { return Layers{}, ErrUnsupported }

// Run runs a program as cmd.Run does.
func Run(cmd *exec.Cmd, _ ...string) (unconfined, err error) { return ErrUnsupported, cmd.Run() }
