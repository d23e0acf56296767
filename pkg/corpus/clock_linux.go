package corpus

import (
	"golang.org/x/sys/unix"

	"github.com/leakprint/leakprint/pkg/custody"
)

// clockSource returns the kernel's word on whether the clock is synchronised (adjtimex(2)).
func clockSource() string {
	switch state, err := unix.Adjtimex(&unix.Timex{}); {
	case err != nil: // some sandboxes forbid the call
		return custody.SystemClock
	case state == unix.TIME_ERROR:
		return custody.UnsynchronisedClock
	}
	return custody.SynchronisedClock
}
