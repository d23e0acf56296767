package pdf

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// maxUndoneInMemory is the most that a filter which works in memory may give, in bytes.
const maxUndoneInMemory = 64 << 20

// data digests a stream's data after its lossless filters were undone, and returns the
// filters that are left: nil for none, all where the data is damaged. What it digests
// is written to also, and is worth nothing there unless kept is nil.
func (g *graph) data(stream types.StreamDict, also io.Writer) (kept []filtering, sum dossier.Digest, err error) {
	if err := g.asStored(stream); err != nil {
		return nil, sum, err
	}
	filters, err := g.filters(stream.Dict)
	if err != nil {
		return nil, sum, err
	}
	lossless := 0
	for lossless < len(filters) && filters[lossless].lossless() {
		lossless++
	}
	sum, err = g.undone(stream.Raw, filters[:lossless], also)
	if err != nil && !errors.Is(err, errTooMuch) {
		lossless = 0
		sum, err = g.undone(stream.Raw, nil, io.Discard)
	}
	if lossless < len(filters) {
		kept = filters[lossless:]
	}
	return kept, sum, err
}

// undone digests what remains of data when filters are undone.
func (g *graph) undone(data []byte, filters []filtering, also io.Writer) (sum dossier.Digest, err error) {
	var r io.Reader = metered{bytes.NewReader(data), &g.room}
	if len(data) == 0 {
		filters = nil // programs leave the filters of nothing out, or in
	}
	for _, f := range filters {
		if r, err = f.undo(r, max(1, min(g.room, maxUndoneInMemory))); err != nil {
			return sum, err
		}
		r = metered{r, &g.room}
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(hash, also), r)
	hash.Sum(sum[:0])
	return sum, err
}

// A metered reader takes what is read from room, and fails once there is none left.
// Each step of a stream's filters is metered: little may come of much.
type metered struct {
	r    io.Reader
	room *int64
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if *m.room -= int64(n); *m.room < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// asStored returns an error unless a stream's data ends where its Length says: PDFium
// and others then look for its end, and read more or less than pdfcpu did. Data in
// another file is not looked for.
func (g *graph) asStored(stream types.StreamDict) error {
	if stream.Dict["F"] != nil {
		return fmt.Errorf("%w: data in another file", errUnlike)
	}
	start := stream.StreamOffset
	if start < 0 || start > int64(len(g.file)) {
		return fmt.Errorf("%w: a stream outside the file", errUnlike)
	}
	stored := g.file[start:]
	const mark, encryption = "endstream", 32 // bytes by which encryption lengthens data, at most
	if g.ctx.E != nil {
		after := stored[min(len(stored), len(stream.Raw)):]
		if bytes.Contains(after[:min(len(after), encryption+len("\r\n")+len(mark))], []byte(mark)) {
			return nil
		}
	} else if after, ok := bytes.CutPrefix(stored, stream.Raw); ok && bytes.HasPrefix(bytes.TrimLeft(after, "\x00\t\n\f\r "), []byte(mark)) {
		return nil
	}
	return fmt.Errorf("%w: a stream of another length", errUnlike)
}

// filters lists a stream's filters, the one to undo first in front.
func (g *graph) filters(stream types.Dict) ([]filtering, error) {
	named, err := g.follow(stream["Filter"])
	if err != nil {
		return nil, err
	}
	parms, err := g.follow(stream["DecodeParms"])
	if err != nil {
		return nil, err
	}
	names, several := named.(types.Array)
	if !several {
		if named == nil {
			return nil, nil
		}
		names, parms = types.Array{named}, types.Array{parms}
	}
	each, ok := parms.(types.Array)
	if parms != nil && (!ok || len(each) != len(names)) {
		return nil, fmt.Errorf("%w: parameters of filters", errUnlike)
	}
	var filters []filtering
	for i := range names {
		name, ok := names[i].(types.Name)
		if !ok {
			return nil, fmt.Errorf("%w: a filter without a name", errUnlike)
		}
		f := filtering{name: string(name)}
		if each != nil && each[i] != nil {
			parms, err := g.follow(each[i])
			if err != nil {
				return nil, err
			}
			if f.parms, ok = parms.(types.Dict); !ok && parms != nil {
				return nil, fmt.Errorf("%w: parameters of a filter", errUnlike)
			}
		}
		filters = append(filters, f)
	}
	return filters, nil
}

// lossless reports whether a filter is one that undo knows, with parameters that it knows.
func (f filtering) lossless() bool {
	_, err := f.integers()
	return err == nil
}

// content appends what a page's Contents draw. One stream and several are the same
// where the parts, each but the last ending between two tokens, are the same joined.
func (g *graph) content(f *form, contents types.Object) error {
	parts, err := g.contentParts(contents)
	if err != nil {
		return err
	}
	if len(parts) == 1 {
		kept, sum, err := g.data(parts[0], io.Discard)
		return cmp.Or(err, g.putData(f, kept, sum))
	}
	joined, ends, whole := sha256.New(), &tokenEnd{}, true
	apart := &form{}
	defer g.drop(apart)
	for i, part := range parts {
		var also io.Writer = joined
		if i < len(parts)-1 {
			also = io.MultiWriter(joined, ends)
		}
		kept, sum, err := g.data(part, also)
		if err != nil {
			return err
		}
		whole = whole && kept == nil && (i == len(parts)-1 || ends.whole())
		if err := g.putData(apart, kept, sum); err != nil {
			return err
		}
	}
	if whole {
		return g.putData(f, nil, dossier.Digest(joined.Sum(nil)))
	}
	return g.putForm(f, apart, "[", "]")
}

// contentParts are the streams of a page's Contents.
func (g *graph) contentParts(contents types.Object) ([]types.StreamDict, error) {
	object, err := g.follow(contents)
	if err != nil {
		return nil, err
	}
	each, several := object.(types.Array)
	if !several {
		each = types.Array{object}
	}
	var parts []types.StreamDict
	for _, element := range each {
		object, err := g.follow(element)
		if err != nil {
			return nil, err
		}
		switch part := object.(type) {
		case nil:
		case types.StreamDict:
			parts = append(parts, part)
		default:
			return nil, fmt.Errorf("%w: content that is no stream", errUnlike)
		}
	}
	return parts, nil
}
