package corpus

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/inspect"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// Inspect says of each input what its readers do not see, and stores nothing. known, which may be
// nil, is a corpus by which attached files are recognised.
func Inspect(ctx context.Context, r recognise.Reader, known *Corpus, inputs iter.Seq[intake.Input], tool dossier.Tool) (dossier.Inspection, error) {
	all := dossier.Inspection{Schema: dossier.InspectionSchema, Tool: tool}
	type inspected struct {
		files []dossier.Inspected
		err   error
	}
	read := func(ctx context.Context, in intake.Input) inspected {
		defer in.Release()
		files, err := r.Inspect(ctx, r.Digest(ctx, in))
		return inspected{files, err}
	}
	err := ordered.Do(ctx, inputs, r.Workers, read, func(of inspected) error {
		if of.err != nil {
			return of.err
		}
		if known != nil {
			if err := known.recogniseAttached(ctx, of.files); err != nil {
				return err
			}
			if err := known.tellFuture(ctx, of.files); err != nil {
				return err
			}
		}
		all.Inputs = append(all.Inputs, of.files...)
		return nil
	})
	return all, err
}

// recogniseAttached names the known documents among files that are attached to others: by their
// bytes.
func (c *Corpus) recogniseAttached(ctx context.Context, files []dossier.Inspected) error {
	for i := range files {
		items := files[i].Items
		for n := range items {
			if items[n].Kind != dossier.AttachedFile || items[n].SHA256 == nil {
				continue
			}
			var err error
			if items[n].Known, err = c.knownName(ctx, *items[n].SHA256); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellFuture adds to what was found in files that are known documents which of their dates are later than
// the moment when the corpus first knew them: no answer has a clock, but its records have.
func (c *Corpus) tellFuture(ctx context.Context, files []dossier.Inspected) error {
	for i := range files {
		if files[i].SHA256.IsZero() {
			continue
		}
		docs, err := c.store.Documents(ctx, files[i].SHA256.String())
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			continue
		}
		sightings, err := c.store.Sightings(ctx, files[i].SHA256)
		if err != nil {
			return err
		}
		if moment, event, known := wasThere(sightings); known {
			files[i].Items = append(files[i].Items, inspect.LaterThan(files[i].Items, moment, event)...)
		}
	}
	return nil
}

// wasThere is the first moment at which a document was there for certain, and what happened then: it was
// seen by whoever wrote that down, or written down to have been seen.
func wasThere(sightings []dossier.Sighting) (moment time.Time, event string, known bool) {
	note := func(at time.Time, what string) {
		if !at.IsZero() && (!known || at.Before(moment)) {
			moment, event, known = at, what, true
		}
	}
	for _, s := range sightings {
		note(s.Recorded, "the file was recorded here")
		switch {
		case s.Claimed:
		case s.Precision == dossier.ToTheDay:
			note(s.When.Add(24*time.Hour), "the end of the day on which the file was seen")
		default:
			note(s.When, "the file was seen")
		}
	}
	return moment, event, known
}

// knownName is the name of the known document of a digest; "" for none.
func (c *Corpus) knownName(ctx context.Context, of dossier.Digest) (string, error) {
	docs, err := c.store.Documents(ctx, of.String())
	if err != nil || len(docs) == 0 {
		return "", err
	}
	return docs[0].Name, nil
}

// An AttachedFile is a file within a document, and the name of the known document that it is, if any.
type AttachedFile struct {
	dossier.Attachment
	Known string `json:"known,omitempty"`
}

// attachedTo are the files within a document.
func (c *Corpus) attachedTo(ctx context.Context, doc dossier.Document) ([]AttachedFile, error) {
	var files []AttachedFile
	for _, a := range doc.Attachments {
		known, err := c.knownName(ctx, a.SHA256)
		if err != nil {
			return nil, err
		}
		files = append(files, AttachedFile{a, known})
	}
	return files, nil
}

// InspectDocument is Inspect of a document that the corpus keeps, named by the beginning of its
// digest, and calls it by its name. It returns an error wrapping fs.ErrNotExist if its original is not
// kept.
func (c *Corpus) InspectDocument(ctx context.Context, id string) (dossier.Inspection, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return dossier.Inspection{}, err
	}
	if kept, err := c.objects.has(doc.SHA256); err != nil || !kept {
		if err == nil {
			err = fmt.Errorf("its original is not kept: %w", fs.ErrNotExist)
		}
		return dossier.Inspection{}, &dossier.Error{Op: "inspect", Path: doc.Name, Err: err}
	}
	path := c.objects.path(doc.SHA256)
	all, err := Inspect(ctx, c.reader, c, c.Inputs(ctx, []string{path}, nil, intake.Limits{}), c.tool)
	for i := range all.Inputs {
		all.Inputs[i].Path = doc.Name + strings.TrimPrefix(all.Inputs[i].Path, path)
	}
	return all, err
}

// StatesSchema names the JSON form of States.
const StatesSchema = "leakprint/revisions/1"

// States is the index of what WriteStates wrote. File names are relative to its folder.
type States struct {
	Schema string  `json:"schema"`
	Path   string  `json:"path"`
	States []State `json:"states"`
}

// A State is one in which a file was saved, from the first to the last.
type State struct {
	File   string         `json:"file"`
	Size   int64          `json:"size"` // bytes
	SHA256 dossier.Digest `json:"sha256"`
}

// WriteStates writes each state that a PDF was saved in, one after another in the same file, as a PDF of
// its own into dir, which must be empty or not exist. It returns an error wrapping ErrOutput if dir
// cannot be used. WriteStates releases the input.
func WriteStates(ctx context.Context, r recognise.Reader, in intake.Input, dir string) (States, error) {
	defer in.Release()
	written := States{Schema: StatesSchema, Path: in.Path}
	ends, content, err := r.States(ctx, in)
	if err != nil {
		return written, err
	}
	defer content.Close()
	root, err := emptyFolder(dir)
	if err != nil {
		return written, err
	}
	defer root.Close()
	for i, end := range ends {
		state := State{File: fmt.Sprintf("state-%03d.pdf", i+1), Size: end}
		if state.SHA256, err = writeState(root, state.File, io.NewSectionReader(content, 0, end)); err != nil {
			return written, &dossier.Error{Op: "write", Path: dir, Err: err}
		}
		written.States = append(written.States, state)
	}
	return written, ctx.Err()
}

func writeState(root *os.Root, name string, content io.Reader) (sum dossier.Digest, err error) {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return sum, err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, hash), content)
	hash.Sum(sum[:0])
	return sum, errors.Join(err, file.Close())
}

// Differences lists all differences between two copies of a document, those included that change no
// word. Each of first and second is one file.
func Differences(ctx context.Context, r recognise.Reader, first, second intake.Input) ([]dossier.Difference, error) {
	var read [2]recognise.Reading
	for i, in := range []intake.Input{first, second} {
		defer in.Release()
		read[i] = r.Read(ctx, r.Digest(ctx, in), extract.Want{RenderDigests: true})
		if read[i].Err != nil {
			return nil, read[i].Err
		}
	}
	return r.Differences(ctx, read[0], read[1])
}
