package main

import (
	"errors"
	"strings"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

// adviceFor returns what to do about an error: the Hint of the outermost dossier.Error or, if that
// has none, what hints says; "" for no advice.
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

// A hint returns advice on one kind of failure; "" for others.
type hint func(*dossier.Error) string

// because advises on failures for a reason. In the text, {path} stands for the path of the
// failure.
func because(reason error, text string) hint { return trying("", reason, text) }

// trying advises on failures of the operation op ("" for any) for a reason (nil for any). The
// reasons of a *dossier.Error inside the failure do not count.
func trying(op string, reason error, text string) hint {
	return func(e *dossier.Error) string {
		if op != "" && e.Op != op || reason != nil && (told(e.Err) || !errors.Is(e.Err, reason)) {
			return ""
		}
		return strings.ReplaceAll(text, "{path}", e.Path)
	}
}

// told reports whether an error wraps a *dossier.Error.
func told(err error) bool {
	_, ok := errors.AsType[*dossier.Error](err)
	return ok
}

// goOn says how to continue a log deliberately that does not continue the remembered one.
const goOn = "restore the newest corpus.db; if there is none newer, or a copy of the corpus was continued elsewhere, leakprint init --new-log continues from here under a new key, and says so in the log"

// notKept advises if there is no original to remove.
func notKept(e *dossier.Error) string {
	found, ok := errors.AsType[*corpus.NotKeptError](e.Err)
	if !ok || told(e.Err) {
		return ""
	}
	return "leakprint show " + found.Short + " shows what it keeps"
}

// hints are all advice on failures that names verbs, flags and what they take. The first that
// applies to a failure counts.
var hints = []hint{
	// The corpus, its log and its key.
	because(corpus.ErrMissing, "make it with leakprint add FILE..., or name another with --corpus"),
	because(corpus.ErrIsFile, "name a folder with --corpus"),
	because(corpus.ErrUnreadable, "name another with --corpus"),
	trying(corpus.OpMake, nil, "choose another place with --corpus"),
	because(corpus.ErrNoKey, "leakprint key import FILE puts it back from a backup"),
	because(corpus.ErrKeyUnread, "check who may read the file"),
	because(corpus.ErrOtherKey, "move it away; leakprint key import FILE puts the right one back from a backup"),
	trying(corpus.OpKeepKey, corpus.ErrKeyInPlace, "check who may write the folder"),
	trying(corpus.OpKeepKey, nil, "choose another place with --corpus"),
	because(corpus.ErrDatabaseGone, "restore corpus.db from a backup; leakprint init --new-log deliberately begins a new log under a new key, and says so in it"),
	because(corpus.ErrLogGone, "restore corpus.db from a backup; if it was being brought up to date and that was cut short, move signing.key away and try again"),
	because(corpus.ErrRolledBack, "restore the newest corpus.db; if this is that backup, leakprint restore goes on from it under a new key, and says so in the log; if a copy of the corpus was continued elsewhere, leakprint init --new-log continues from here in the same way"),
	because(corpus.ErrOtherLog, goOn),
	because(corpus.ErrNotRolledBack, "there is nothing to do: put the backup back first, if it is not there yet; leakprint repair mends damage"),
	because(corpus.ErrHeadChanged, "compare the log with a checkpoint that was kept elsewhere (leakprint verify --against), then delete this file"),
	trying(corpus.OpRemember, nil, "this machine would not notice if the log were rolled back: keep what leakprint log checkpoint prints elsewhere"),
	because(corpus.ErrNoRecords, "leakprint add begins it"),
	because(corpus.ErrNoSuchRecord, "leakprint log lists them"),
	trying(corpus.OpKeepOperator, nil, "check who may write the folder"),
	trying(corpus.OpReadOperator, nil, "check who may read the file"),

	// Documents and dossiers.
	because(corpus.ErrNotID, "leakprint list shows the IDs"),
	because(corpus.ErrSameName, "name it by its dossier and name, as in dossier/name, or by its ID"),
	because(corpus.ErrQuery, `write words, "words one after another", begin* or -without, all of it between single quotation marks for the shell`),
	because(corpus.ErrFilter, "leakprint list shows the documents"),
	trying(corpus.OpFindDocument, dossier.ErrNotFound, "leakprint list shows what is there"),
	trying(corpus.OpFindDossier, dossier.ErrNotFound, "leakprint list shows the dossiers"),
	because(dossier.ErrAmbiguous, "give more digits"),
	because(corpus.ErrSecretKey, "keep it elsewhere"),
	trying(corpus.OpKeepOriginal, nil, "make room or choose another place with --corpus; --no-originals keeps fingerprints only"),
	trying(corpus.OpReadOriginals, nil, "check who may read the folder"),
	notKept,
	trying(corpus.OpRemove, nil, "the log already says that it was removed: delete the file"),

	// Files and folders that are named.
	because(corpus.ErrPath, "check the name, and who may read it"),
	because(corpus.ErrNoFiles, "check the name"),
	because(corpus.ErrPROV, "leakprint export --prov writes one"),
	because(corpus.ErrOriginalGone, "leakprint verify tells what else is gone; put it back from a backup, or add it again"),
	because(corpus.ErrInCorpus, "name a folder elsewhere"),
	because(corpus.ErrNoOriginals, "leakprint list shows the documents"),
	trying(corpus.OpWriteTo, corpus.ErrOutput, "name a new one with -o"),
	because(corpus.ErrOutput, "name another with -o"),

	// Manifests and bags.
	because(manifest.ErrUnreadable, "name a file of sha256sum or hashdeep, or a bag's folder"),
	because(manifest.ErrNotManifest, "this is not a manifest: name a file of sha256sum or hashdeep, or a bag's folder"),
	because(manifest.ErrNotBag, "name a manifest, or the folder of a bag (BagIt), which has bagit.txt"),
	because(manifest.ErrTooMany, "make one manifest for each folder, or allow more files with --max-files"),
	because(manifest.ErrEmpty, "an audit by it could not fail: make it again, for example with sha256sum FILE... >{path}"),
	because(manifest.ErrOutside, "a bag is checked as a whole: name only its folder"),
	because(manifest.ErrUnlisted, "it is neither there nor in the manifest: check its spelling"),
	because(manifest.ErrFileUnread, "check who may read it"),
	trying(manifest.OpWriteBag, nil, "name a folder that does not exist yet, on a disk with room"),

	// The database.
	because(sqlite.ErrMissing, "make it with leakprint init or leakprint add, or name another with --corpus"),
	because(sqlite.ErrNoFolder, "make its folder first"),
	because(sqlite.ErrUnreadable, "check who may read the file and its folder"),
	because(sqlite.ErrIsFolder, "move the folder away"),
	because(sqlite.ErrIrregular, "name another corpus with --corpus"),
	because(sqlite.ErrNotCorpus, "name another corpus with --corpus, or restore the file from a backup"),
	because(sqlite.ErrNewer, "use a newer leakprint"),
	because(sqlite.ErrFingerprint, "use the leakprint that made it, or add the originals to a new corpus"),
	because(sqlite.ErrOlder, "open it once for writing, with leakprint init"),
	because(sqlite.ErrWaiting, "changes wait in {path}-wal; copy both files to a folder that can be written"),
	because(sqlite.ErrFull, "free some space and run the command again; the corpus is sound"),
	because(sqlite.ErrReadonly, "check who may write the file and its folder"),
	trying(sqlite.OpErase, sqlite.ErrBusy, "it is out of the database, and the next command that writes to the corpus overwrites it; or call this again once nobody reads it"),
	because(sqlite.ErrBusy, "wait for it to finish"),
	because(sqlite.ErrCorrupt, "run leakprint verify; restore the file from a backup"),
	because(store.ErrLogDamaged, "run leakprint verify"),
	because(store.ErrOtherKey, "leakprint key import FILE puts the corpus's own key back"),

	// Proofs.
	because(custody.ErrOtherCheckpoint, "give a checkpoint that was taken of this log, or none"),
	because(custody.ErrOldCheckpoint, "give a newer checkpoint, or none"),
	because(custody.ErrLogChanged, "verify the corpus to learn what was changed"),
}
