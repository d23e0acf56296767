package extract

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/confine"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/office"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/picture"
	"github.com/leakprint/leakprint/pkg/internal/wire"
	"github.com/leakprint/leakprint/pkg/traces"
)

// The protocol between a Pool and its workers. What a worker answers is as hostile as the
// document that it has read.
//
// A frame is the length of what follows (4 bytes, big-endian) and one value as package wire
// writes it. The worker sends one reply when it is ready, whose Protocol must be the pool's own:
// the program may have been replaced while it runs.
// From then on the pool sends requests, one at a time, and waits for the answer:
//
//	opOpen       then Size bytes, unframed: the document. One reply, Pages and Notes set.
//	opPages      one reply for each page from First to Last, in order.
//	opView       one reply: page First as View says, View set.
//	opReadings   one reply: the other layouts that page First may have, read in a Manner, Readings set.
//	opStructure  one reply, Structure set.
//	opHidden     one reply, Hidden set, the text that is not shown; empty if not an office document.
//	opDigests    one reply, Digests set, by page; empty if not a PDF.
//	opTraces     one reply, Traces set; empty if not a PDF.
//	opInspectPage   one reply, Found set: what page First gives away.
//	opInspect       one reply, Inspected set: what the open document gives away, and what is attached to it.
//	opInspectBytes  then Size bytes: a document that cannot be opened, while none is. A reply as to opInspect.
//	opUnpack     then Size bytes: an archive or message. Replies with Part set: for each member one
//	             with its Entry, and those of its content, if it has any. A reply without Part ends.
//	opClose      one reply, once the document's memory is freed.
//
// A reply with Failure set says that the request failed and is over; after a
// failed opOpen no document is open. The worker ends when its input does.

// Limits on a worker's replies, in bytes. A worker that exceeds them is taken for broken.
const (
	maxFrame        = 4 << 20   // a page's text, words and fingerprints, or anything else
	maxViewFrame    = 64 << 20  // a page with its raster
	maxPictureFrame = 128 << 20 // a page with its pictures
)

func frameLimit(want Want) int {
	if want.Pictures {
		return maxPictureFrame
	}
	return maxFrame
}

type op uint8

const (
	opOpen op = iota + 1
	opPages
	opView
	opReadings
	opStructure
	opHidden
	opDigests
	opTraces
	opInspectPage
	opInspect
	opInspectBytes
	opUnpack
	opClose
)

type request struct {
	Op          op
	Size        int64         // opOpen, opUnpack, opInspectBytes: bytes
	MediaType   string        // opOpen, opInspectBytes
	First, Last int           // opPages: 1-based, inclusive
	Want        Want          // opPages
	Manner      Manner        // opReadings
	View        pdf.Want      // opView
	Name        string        // opUnpack
	Limits      intake.Limits // opUnpack
}

type reply struct {
	// Of the first reply only: what the worker understands, and what holds it or why not.
	Protocol   string
	Confined   confine.Layers
	Unconfined string

	Failure   *failure
	Pages     int
	Notes     []string
	Page      *PageContent
	View      *pdf.View
	Readings  []layout.Layout
	Structure *pdf.Structure
	Hidden    []dossier.Hidden
	Digests   []dossier.Digest
	Traces    *traces.File
	Found     *pageItems
	Inspected []dossier.Inspected
	Part      *part
}

// A failure is an error as sent: its text, and which of reasons it wraps.
type failure struct {
	Text   string
	Reason int // index in reasons plus 1; 0 for none
}

// reasons are the errors that keep their identity on the way to the caller.
var reasons = []error{
	pdf.ErrPassword, pdf.ErrNotPDF, pdf.ErrDamaged, pdf.ErrTooLarge,
	picture.ErrDamaged, picture.ErrTooLarge, picture.ErrUnsupported,
	office.ErrDamaged, office.ErrTooLarge, office.ErrEncrypted, office.ErrUnsupported,
	ErrSize, intake.ErrEncoding, intake.ErrNotText,
}

func newFailure(err error) *failure {
	f := &failure{Text: err.Error()}
	for i, reason := range reasons {
		if errors.Is(err, reason) {
			f.Reason = i + 1
		}
	}
	return f
}

func (f *failure) Error() string { return f.Text }

func (f *failure) Unwrap() error {
	if f.Reason < 1 || f.Reason > len(reasons) {
		return nil
	}
	return reasons[f.Reason-1]
}

var (
	errFrameTooLarge = errors.New("too large to pass on")
	errFrame         = errors.New("malformed frame")
)

// A conn is one end of the pipes. One goroutine may send while another receives.
type conn struct {
	r   *bufio.Reader
	w   io.Writer
	in  bytes.Buffer // reused between frames: those of drawn pages are large
	out []byte
}

// keptFrame is the size in bytes above which a frame's buffer is not kept.
const keptFrame = 8 << 20

// swelling is how much more memory than its bytes the value in a frame may take: a short string
// or an empty list takes one byte, and 24 in memory.
const swelling = 4

// protocol names the version of frames, of requests and of replies.
var protocol = "leakprint/worker/2 " + shape(request{}) + " " + shape(reply{})

func shape(v any) string {
	of, err := wire.Shape(v)
	if err != nil {
		panic(err) // a type of this package that cannot be sent
	}
	return of
}

func newConn(r io.Reader, w io.Writer) *conn {
	return &conn{r: bufio.NewReaderSize(r, 64<<10), w: w}
}

// send writes v as one frame. It returns an error wrapping errFrameTooLarge, and writes
// nothing, if that would be longer than limit.
func (c *conn) send(v any, limit int) error {
	frame, err := wire.Append(append(c.out[:0], 0, 0, 0, 0), v)
	if err != nil {
		return fmt.Errorf("encode frame: %w", err)
	}
	if c.out = frame; cap(frame) > keptFrame {
		c.out = nil
	}
	size := len(frame) - 4
	if size > limit {
		return fmt.Errorf("%w: %d bytes, the limit is %d", errFrameTooLarge, size, limit)
	}
	binary.BigEndian.PutUint32(frame, uint32(size))
	_, err = c.w.Write(frame)
	return err
}

// receive reads one frame into v. It returns io.EOF if the other end has closed between frames,
// and an error wrapping errFrameTooLarge or errFrame if what came is not a frame.
func (c *conn) receive(v any, limit int) error {
	var header [4]byte
	if _, err := io.ReadFull(c.r, header[:]); err != nil {
		return err
	}
	size := int64(binary.BigEndian.Uint32(header[:]))
	if size > int64(limit) {
		return fmt.Errorf("%w: %d bytes, the limit is %d", errFrameTooLarge, size, limit)
	}
	frame := &c.in // grows as bytes arrive: a false length costs nothing
	if frame.Reset(); frame.Cap() > keptFrame {
		*frame = bytes.Buffer{}
	}
	if _, err := io.CopyN(frame, c.r, size); err != nil {
		return noEOF(err)
	}
	if err := wire.Decode(frame.Bytes(), v, swelling*limit); err != nil {
		return fmt.Errorf("%w: %w", errFrame, err)
	}
	return nil
}

// noEOF turns io.EOF in the middle of a frame into io.ErrUnexpectedEOF.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
