package corpus

import (
	"errors"
	"fmt"
	"io/fs"
)

// Reasons that a *dossier.Error wraps, for callers to tell apart.
var (
	// Of Open.
	ErrMissing    = fmt.Errorf("%w", fs.ErrNotExist) // there is no corpus
	ErrIsFile     = errors.New("is a file; a corpus is a folder")
	ErrUnreadable = errors.New("the folder cannot be read")

	// Of the log and its key.
	ErrNoKey         = errors.New("the corpus's signing key is not here") // it can be read and verified, but nothing can be added
	ErrKeyUnread     = errors.New("the signing key cannot be read")
	ErrOtherKey      = errors.New("this is not the key that its log is signed with") // or not a key at all
	ErrKeyInPlace    = errors.New("the signing key cannot be replaced")
	ErrDatabaseGone  = errors.New("its log is gone") // with the database
	ErrLogGone       = errors.New("its log is gone") // from the database
	ErrRolledBack    = errors.New("its log was rolled back")
	ErrNotRolledBack = errors.New("its log is not behind what this machine remembers of it")
	ErrOtherLog      = errors.New("its log is a different one")
	ErrHeadChanged   = errors.New("its remembered head was changed or cut short")
	ErrNoRecords     = errors.New("there is no record in it yet")
	ErrNoSuchRecord  = errors.New("the log has no such record")

	// Of what the caller names. See also dossier.ErrNotFound and dossier.ErrAmbiguous.
	ErrNotID     = errors.New("not an ID")
	ErrSameName  = errors.New("more than one document is called so, or begins with it")
	ErrQuery     = errors.New("the query cannot be understood")
	ErrFilter    = errors.New("no documents can be chosen by it")
	ErrPath      = errors.New("the path cannot be walked")
	ErrNoFiles   = errors.New("there is no file in it")
	ErrPROV      = errors.New("not provenance as it is exported")
	ErrOutput    = errors.New("the folder cannot be written to")
	ErrInCorpus  = errors.New("the bag would be in the corpus")
	ErrSecretKey = errors.New("it is a secret key, which a corpus does not keep")

	// Of originals.
	ErrOriginalGone = errors.New("its original is gone, and the log does not say that it was removed")
	ErrNoOriginals  = errors.New("there is no original to put in the bag")
)

// An UnreadError says that an input could not be read, and why.
type UnreadError struct{ Err error }

func (e *UnreadError) Error() string { return e.Err.Error() }

func (e *UnreadError) Unwrap() error { return e.Err }

// A NotKeptError says that the corpus does not keep a document's original.
type NotKeptError struct{ Short string } // the document's ID

func (e *NotKeptError) Error() string { return "the corpus does not keep its original" }

// Values of Op in a *dossier.Error by which callers tell failures apart.
const (
	OpMake          = "make corpus"
	OpKeepKey       = "keep the signing key"
	OpRemember      = "remember the log's head"
	OpFindDocument  = "find document"
	OpFindDossier   = "find dossier"
	OpKeepOriginal  = "keep original"
	OpReadOriginals = "read the originals"
	OpRemove        = "remove"
	OpPurge         = "purge"
	OpName          = "name"
	OpKeepOperator  = "keep the operator's name"
	OpReadOperator  = "read the operator's name"
	OpWriteTo       = "write to"
)
