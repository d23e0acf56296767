package main

import (
	"errors"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

// adviceFor is what to do about an error, "" where there is nothing to say: the Hint of the
// outermost dossier.Error or, where it has none, what hints says of it.
func adviceFor(err error) string {
	e, ok := errors.AsType[*dossier.Error](err)
	if !ok {
		return ""
	}
	if e.Hint != "" {
		return e.Hint
	}
	for _, advice := range hints {
		if text := advice(e); text != "" {
			return text
		}
	}
	return ""
}

// A hint is advice on one kind of failure, "" on others.
type hint func(*dossier.Error) string

// because advises on failures for a reason. In the text {path} stands for what the failure
// is about.
func because(reason error, text string) hint { return trying("", reason, text) }

// trying advises on failures of what is called op, "" for whatever was being done, for a
// reason, nil for any. The reasons of a failure within this one, which was told by itself,
// are not this one's.
func trying(op string, reason error, text string) hint {
	return func(e *dossier.Error) string {
		if op != "" && e.Op != op || reason != nil && (told(e.Err) || !errors.Is(e.Err, reason)) {
			return ""
		}
		return strings.ReplaceAll(text, "{path}", e.Path)
	}
}

// told reports whether an error holds a failure that says what was being done.
func told(err error) bool {
	_, ok := errors.AsType[*dossier.Error](err)
	return ok
}

// hints are the advice on failures that packages tell: all of it that names verbs, flags and
// what they take. The first that knows a failure decides.
var hints = []hint{
	// Manifests and bags.
	because(manifest.ErrUnread, "name a file of sha256sum or hashdeep, or a bag's folder"),
	because(manifest.ErrNotManifest, "this is no manifest: name a file of sha256sum or hashdeep, or a bag's folder"),
	because(manifest.ErrNotBag, "name a manifest, or the folder of a bag (BagIt), which has bagit.txt"),
	because(manifest.ErrEmpty, "an audit by it could not fail: make it anew, as with sha256sum FILE... >{path}"),
	because(manifest.ErrOutside, "a bag is checked as a whole: name none but its folder"),
	because(manifest.ErrUnlisted, "it is neither there nor in the manifest: check its spelling"),
	because(manifest.ErrFileUnread, "check who may read it"),
	trying(manifest.OpWriteBag, nil, "name a folder that does not exist yet, on a disk with room"),

	// The database.
	because(sqlite.ErrMissing, "make it with leakprint init or leakprint add, or name another with --corpus"),
	because(sqlite.ErrNoFolder, "make its folder first"),
	because(sqlite.ErrUnread, "check who may read the file and its folder"),
	because(sqlite.ErrIsFolder, "move the folder away"),
	because(sqlite.ErrIrregular, "name another corpus with --corpus"),
	because(sqlite.ErrNotCorpus, "name another corpus with --corpus, or restore the file from a backup"),
	because(sqlite.ErrNewer, "use a newer leakprint"),
	because(sqlite.ErrFingerprint, "use the leakprint that made it, or add the originals to a new corpus"),
	because(sqlite.ErrOlder, "open it once for writing, with leakprint init"),
	because(sqlite.ErrWaiting, "changes wait in {path}-wal; copy both files to a folder that can be written"),
	because(sqlite.ErrFull, "free some space and run the command again; the corpus is sound"),
	because(sqlite.ErrReadonly, "check who may write the file and its folder"),
	because(sqlite.ErrBusy, "wait for it to finish"),
	because(sqlite.ErrCorrupt, "run leakprint verify; restore the file from a backup"),
	because(store.ErrLogDamaged, "run leakprint verify"),
	because(store.ErrOtherKey, "leakprint key import FILE puts the corpus's own key back"),

	// Proofs.
	because(custody.ErrOtherCheckpoint, "give a checkpoint that was taken of this log, or none"),
	because(custody.ErrOldCheckpoint, "give a newer checkpoint, or none"),
	because(custody.ErrLogChanged, "verify the corpus to learn what was changed"),
}
