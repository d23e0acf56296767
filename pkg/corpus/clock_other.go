//go:build !linux

package corpus

import "github.com/leakprint/leakprint/pkg/custody"

// clockSource makes no claim: there is no portable way to ask.
func clockSource() string { return custody.SystemClock }
