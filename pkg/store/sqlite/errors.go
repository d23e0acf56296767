package sqlite

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// openCorpus is the Op of errors when a database cannot be opened.
const openCorpus = "open corpus"

// OpErase is the Op of errors when what was purged cannot be overwritten.
const OpErase = "overwrite what was purged"

// Reasons that a *dossier.Error wraps, for callers to tell apart. Its Path is the database.
// Those of the log are store.ErrLogDamaged and store.ErrOtherKey.
var (
	ErrMissing    = fmt.Errorf("%w", fs.ErrNotExist)
	ErrNoFolder   = errors.New("there is no folder to make it in")
	ErrUnreadable = errors.New("the file cannot be read")
	ErrIsFolder   = errors.New("is a folder, not a file")
	ErrIrregular  = errors.New("is not a regular file")
	ErrNotCorpus  = fmt.Errorf("not a leakprint corpus, or %w", dossier.ErrDamaged)

	ErrNewer       = fmt.Errorf("%w", dossier.ErrVersion) // its schema
	ErrOlder       = fmt.Errorf("%w", dossier.ErrVersion) // its schema, and it is opened read-only
	ErrFingerprint = fmt.Errorf("%w", dossier.ErrVersion) // fingerprints that cannot be compared

	ErrWaiting  = errors.New("changes wait in the file beside it, whose name ends in -wal")
	ErrFull     = errors.New("no space left")
	ErrReadonly = fmt.Errorf("%w", fs.ErrPermission)
	ErrBusy     = errors.New("another process is writing to it")
	ErrCorrupt  = fmt.Errorf("%w", dossier.ErrDamaged)
)
