package corpus

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// Compare matches copies against originals without a corpus at hand: the originals go
// into one that is gone afterwards. Its answer is that of Match. An original that cannot
// be read is told as an unreadable input, for nothing can be said of its copies.
func Compare(ctx context.Context, originals, copies iter.Seq[intake.Input], opt Options, match recognise.Options) (finding dossier.Finding, err error) {
	dir, err := os.MkdirTemp("", "leakprint-compare-*")
	if err != nil {
		return finding, &dossier.Error{Op: "compare", Err: err, Hint: "make room in the folder for temporary files, or set TMPDIR to another"}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	opt.Mode = Create
	c, err := Open(ctx, dir, opt)
	if err != nil {
		return finding, err
	}
	defer c.Close()
	var unread []dossier.InputFinding
	read := 0
	err = c.Add(ctx, originals, AddOptions{}, func(a Added) error {
		if a.Err == nil {
			read++
		} else {
			unread = append(unread, dossier.InputFinding{
				Path: a.Path, SHA256: a.Document.SHA256, MediaType: a.Document.MediaType,
				Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Notes: recognise.Reasons(a.Err),
			})
		}
		return nil
	})
	if err != nil {
		return finding, fmt.Errorf("read the original: %w", err)
	}
	if read == 0 {
		copies = func(func(intake.Input) bool) {} // there is nothing to say of them
	}
	finding, err = c.Match(ctx, copies, match)
	finding.Inputs = append(unread, finding.Inputs...)
	return finding, err
}
