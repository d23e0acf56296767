//go:build !linux

package confine

// CloseOthers does nothing.
func CloseOthers() error { return ErrUnsupported }

// Reader does nothing.
func Reader() (Layers, error) { return Layers{}, ErrUnsupported }
