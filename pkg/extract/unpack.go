package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/intake"
)

// unpackCPU is the processor time that unpacking one archive may take: a gigabyte of the slowest
// packing takes about a minute.
const unpackCPU = 10 * time.Minute

// A part is what a worker says of an archive: that a member begins, some of its content, or that
// there is no more.
type part struct {
	Entry   *intake.Entry // a member begins
	Content bool          // and its content follows, up to a part without Chunk
	Chunk   []byte
}

// chunkSize is how many bytes of a member are sent at once.
const chunkSize = 256 << 10

// Unpack unpacks an archive or a message in a worker (intake.Unpacker). The worker is one more than
// Options.Workers: what is unpacked is read by others meanwhile.
func (p *Pool) Unpack(ctx context.Context, c intake.Container, limits intake.Limits, each func(intake.Entry, io.Reader) error) error {
	select {
	case p.unpacking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.unpacking }()
	source := Source{Name: c.Path, Data: c.Data, Size: c.Size}
	var stopped error
	err := p.use(ctx, func(w *worker) error {
		defer w.guard(budget{cpu: unpackCPU, memory: p.budget(source, 0).memory})()
		return w.unpack(source, c.Name, limits, func(e intake.Entry, content io.Reader) error {
			stopped = each(e, content)
			return stopped
		})
	})
	if err != nil {
		return failed(ctx, "unpack", c.Path, err, stopped)
	}
	return nil
}

// unpack passes the worker an archive and takes what it says of it.
func (w *worker) unpack(s Source, name string, limits intake.Limits, each func(intake.Entry, io.Reader) error) error {
	w.atRest = false
	if err := w.ask(request{Op: opUnpack, Size: s.Size, Name: name, Limits: limits}); err != nil {
		return err
	}
	if err := w.pass(s); err != nil {
		return err
	}
	for {
		r, err := w.answer(maxFrame)
		if err != nil {
			return err
		}
		if r.Part == nil {
			w.atRest = true
			return nil
		}
		if err := soundEntry(r.Part.Entry); err != nil {
			return w.broken(fmt.Errorf("%w: %w", errFrame, err))
		}
		var content io.Reader
		member := &memberReader{worker: w}
		if r.Part.Content {
			content = member
		}
		if err := each(*r.Part.Entry, content); err != nil {
			return err
		}
		if content != nil && !member.ended {
			return w.broken(fmt.Errorf("%w: a member was not read to its end", errFrame))
		}
	}
}

// soundEntry returns an error unless an entry names a member, and has only what people can be shown.
func soundEntry(e *intake.Entry) error {
	switch {
	case e == nil:
		return errors.New("no member begins")
	case e.Path != "" && !strings.HasPrefix(e.Path, "!"), e.Size < 0:
		return errors.New("no member")
	}
	return nil
}

// A memberReader reads the content of a member as a worker sends it.
type memberReader struct {
	worker *worker
	rest   []byte
	ended  bool
}

func (m *memberReader) Read(p []byte) (int, error) {
	if len(m.rest) == 0 && !m.ended {
		r, err := m.worker.answer(maxFrame)
		if err != nil {
			return 0, err
		}
		if r.Part == nil || r.Part.Entry != nil {
			return 0, m.worker.broken(fmt.Errorf("%w: no content", errFrame))
		}
		m.rest, m.ended = r.Part.Chunk, len(r.Part.Chunk) == 0
	}
	if m.ended {
		return 0, io.EOF
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// sendUnpacked answers opUnpack.
func sendUnpacked(c *conn, r request, data []byte) error {
	chunk := make([]byte, chunkSize)
	err := intake.UnpackHere(context.Background(), r.Name, data, r.Limits, func(e intake.Entry, content intake.Content) error {
		if err := c.send(reply{Part: &part{Entry: &e, Content: content != nil}}, maxFrame); err != nil || content == nil {
			return err
		}
		for {
			n, err := content.Read(chunk)
			if n > 0 {
				if err := c.send(reply{Part: &part{Chunk: chunk[:n]}}, maxFrame); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				return c.send(reply{Part: &part{}}, maxFrame)
			}
			if err != nil {
				return err // content is in memory: this does not happen
			}
		}
	})
	if err != nil {
		return err
	}
	return c.send(reply{}, maxFrame)
}
