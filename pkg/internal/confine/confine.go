// Package confine has the operating system take from a process what it does not need, so that
// code which a hostile document runs in it can do no harm.
//
// On Linux a reader of documents gives up, for good and in all its threads:
//
//   - files: it can open none (Landlock), nor write to any beyond what is open
//   - the network: it can make no socket (seccomp, Landlock)
//   - programs: it can start none, and gain no rights by one (seccomp, no_new_privs)
//   - other processes: it can neither signal nor trace one, nor reach its memory (seccomp, Landlock)
//   - all calls of the kernel but those that computing, memory and open pipes need (seccomp)
//
// Other systems have none of this here: Layers says what holds.
package confine

import (
	"errors"
	"strings"
)

// Layers are what holds a process. They are found out by trying, not by what was asked for.
type Layers struct {
	Files     bool // it can open no file
	Network   bool // it can make no socket
	Programs  bool // it can start no program
	Processes bool // it can signal no other process
	Calls     bool // it can make few calls of the kernel only
	// Landlock is the version of the kernel's Landlock; 0 for none.
	Landlock int
}

// Missing names the layers that do not hold, for a person; "" for none.
func (l Layers) Missing() string {
	var missing []string
	for _, layer := range []struct {
		holds bool
		name  string
	}{
		{l.Files, "files"}, {l.Network, "network"}, {l.Programs, "programs"}, {l.Processes, "other processes"}, {l.Calls, "calls of the kernel"},
	} {
		if !layer.holds {
			missing = append(missing, layer.name)
		}
	}
	return strings.Join(missing, ", ")
}

// ErrUnsupported says that this system has nothing that this package uses.
var ErrUnsupported = errors.New("this system confines no process here")
