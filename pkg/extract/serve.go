package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/confine"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/internal/wire"
)

// Serve is a worker process's main loop: it reads a Pool's requests from in and answers them
// on out, which nothing else may write to. cacheDir keeps the compiled renderer; it may be
// empty. Before it reads a request it has the system confine the process (package confine), as
// far as the system can.
//
// Serve returns when in ends, even in the middle of a page. The process must then exit, so that
// no worker outlives its pool. Interrupts from the terminal are ignored, and left to the pool.
func Serve(ctx context.Context, in io.Reader, out io.Writer, cacheDir string) error {
	open, hello, err := prepare(ctx, cacheDir)
	if err != nil {
		return err
	}
	return serve(in, out, hello, open)
}

// prepare starts what reads documents, and then confines the process: what it needs of files, it
// has read by then.
func prepare(ctx context.Context, cacheDir string) (opener, reply, error) {
	signal.Ignore(os.Interrupt)
	engine, err := pdf.NewEngine(ctx, pdf.EngineOptions{CacheDir: cacheDir})
	if err != nil {
		return nil, reply{}, fmt.Errorf("start renderer: %w", err)
	}
	hello := ready()
	if hello.Confined, err = confine.Reader(); err != nil {
		hello.Unconfined = err.Error()
	}
	return func(data []byte, mediaType string) (document, error) {
		switch {
		case mediaType == "" || mediaType == "application/pdf":
			return engine.Open(data)
		case strings.HasPrefix(mediaType, "image/"):
			return openPicture(data)
		case mediaType == intake.Text:
			return openText(data)
		default:
			return openOffice(data, mediaType)
		}
	}, hello, nil
}

// ready is the reply that begins a conversation.
func ready() reply { return reply{Protocol: protocol} }

// A document is what a worker needs of one: a *pdf.Document or a stand-in.
type document interface {
	NumPages() int
	Structure() pdf.Structure
	Page(n int, want pdf.Want) (pdf.View, error)
	Close()
}

// A noter is a document of which something is to be noted as a whole.
type noter interface {
	Notes() []string
}

// A digester is a document whose pages have render digests.
type digester interface {
	RenderDigests() []dossier.Digest
}

// A concealer is a document of which the text that is not shown can be told apart.
type concealer interface {
	Hidden() []dossier.Hidden
}

type opener func(data []byte, mediaType string) (document, error)

// job is a request with the bytes that came with it.
type job struct {
	request
	data []byte
}

// serve reads requests while another goroutine answers them, so that it notices the end of in
// even if a page never ends. It returns at once when an answer cannot be sent, even if no request
// comes any more: the pool may be waiting for that answer.
func serve(in io.Reader, out io.Writer, hello reply, open opener) error {
	c := newConn(in, out)
	jobs := make(chan job)
	ended := make(chan error, 2)
	go func() {
		if err := work(c, jobs, hello, open); err != nil {
			ended <- fmt.Errorf("answer request: %w", err)
		}
	}()
	go func() { ended <- requests(c, jobs) }()
	return <-ended
}

// requests passes on what is asked until there is no more.
func requests(c *conn, jobs chan<- job) error {
	for {
		var j job
		err := c.receive(&j.request, maxFrame)
		if err == nil && (j.Op == opOpen || j.Op == opUnpack || j.Op == opInspectBytes) {
			j.data = make([]byte, j.Size)
			_, err = io.ReadFull(c.r, j.data)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read request: %w", err)
		}
		jobs <- j
	}
}

// work answers jobs in turn until there are no more. It returns the first error of sending an
// answer.
func work(c *conn, jobs <-chan job, hello reply, open opener) error {
	if err := c.send(hello, maxFrame); err != nil {
		return err
	}
	var doc document
	var inspected *examination // of doc
	for j := range jobs {
		var err error
		switch j.Op {
		case opOpen:
			var answer reply
			doc, answer = opening(j, open)
			inspected = &examination{data: j.data, mediaType: j.MediaType, doc: doc}
			err = c.send(answer, maxFrame)
		case opPages:
			for n := j.First; n <= j.Last && err == nil; n++ {
				err = sendPage(c, doc, n, j.Want)
			}
		case opView:
			err = sendView(c, doc, j.First, j.View)
		case opReadings:
			err = sendReadings(c, doc, j.First, j.Manner)
		case opStructure:
			structure := doc.Structure()
			err = sendOrFail(c, reply{Structure: &structure})
		case opHidden:
			err = sendOrFail(c, hiddenIn(doc))
		case opDigests:
			err = sendOrFail(c, digestsOf(doc))
		case opTraces:
			err = sendTraces(c, doc)
		case opInspectPage:
			err = inspected.sendPageItems(c, j.First)
		case opInspect:
			err = inspected.sendAll(c, open)
		case opInspectBytes:
			err = (&examination{data: j.data, mediaType: j.MediaType}).sendAll(c, open)
		case opUnpack:
			err = sendUnpacked(c, j.request, j.data)
			j.data = nil
			debug.FreeOSMemory()
		case opClose:
			doc.Close()
			if _, light := doc.(textDocument); !light {
				debug.FreeOSMemory()
			}
			doc, inspected = nil, nil
			err = c.send(reply{}, maxFrame)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// opening opens a document and returns it, nil if it cannot be, with the answer to that.
func opening(j job, open opener) (document, reply) {
	doc, err := open(j.data, j.MediaType)
	if err != nil {
		return nil, reply{Failure: newFailure(err)}
	}
	answer := reply{Pages: doc.NumPages()}
	if noted, ok := doc.(noter); ok {
		answer.Notes = noted.Notes()
	}
	return doc, answer
}

// hiddenIn is the answer to opHidden.
func hiddenIn(doc document) (answer reply) {
	if conceals, ok := doc.(concealer); ok {
		answer.Hidden = conceals.Hidden()
	}
	return answer
}

// digestsOf is the answer to opDigests.
func digestsOf(doc document) (answer reply) {
	if paged, ok := doc.(digester); ok {
		answer.Digests = paged.RenderDigests()
	}
	return answer
}

func sendPage(c *conn, doc document, n int, want Want) error {
	page, err := readPage(doc, n, want)
	if err != nil {
		page = unread(n, err)
	}
	err = c.send(reply{Page: &page}, frameLimit(want))
	if errors.Is(err, errFrameTooLarge) && want.Pictures {
		page.Pictures = nil
		page.Note = strings.TrimPrefix(page.Note+"; pictures left out: "+err.Error(), "; ")
		err = c.send(reply{Page: &page}, frameLimit(want))
	}
	if cannotPass(err) {
		page = unread(n, err)
		err = c.send(reply{Page: &page}, frameLimit(want))
	}
	return err
}

func sendView(c *conn, doc document, n int, want pdf.Want) error {
	page, err := doc.Page(n, want)
	if err == nil {
		page.Pictures = nil // picture files give them unasked
		err = c.send(reply{View: &page}, maxViewFrame)
		if !cannotPass(err) {
			return err
		}
	}
	return c.send(reply{View: &pdf.View{Page: unread(n, err).Page}}, maxViewFrame)
}

func sendReadings(c *conn, doc document, n int, how Manner) error {
	page, err := doc.Page(n, pdf.Want{DPI: fingerprint.DPI, Native: true})
	var answer reply
	if err == nil && page.Raster != nil {
		if how == Photographed {
			answer.Readings = fingerprint.Photographed(page.Page, page.Raster)
		} else {
			answer.Readings = fingerprint.Readings(page.Page, page.Raster)
		}
	}
	return sendOrFail(c, answer)
}

// sendOrFail sends an answer or, if that cannot be passed on, why.
func sendOrFail(c *conn, answer reply) error { return sendWithin(c, answer, maxFrame) }

// sendWithin is sendOrFail with a limit of its own.
func sendWithin(c *conn, answer reply, limit int) error {
	err := c.send(answer, limit)
	if cannotPass(err) {
		err = c.send(reply{Failure: newFailure(err)}, maxFrame)
	}
	return err
}

// cannotPass reports whether err says that a value cannot be sent, and that nothing was sent.
func cannotPass(err error) bool {
	return errors.Is(err, errFrameTooLarge) || errors.Is(err, wire.ErrNotFinite)
}

// unread returns a page that could not be read, with the reason.
func unread(n int, reason error) PageContent {
	return PageContent{
		Page:  dossier.Page{Number: n, Note: reason.Error()},
		Print: fingerprint.Print{Absent: dossier.Unread},
	}
}

func readPage(doc document, n int, want Want) (PageContent, error) {
	read, err := doc.Page(n, pdf.Want{Words: want.Words, Pictures: true, DPI: fingerprint.DPI, Native: true})
	if err != nil {
		return PageContent{}, err
	}
	pixels := make([]image.Image, len(read.Pictures))
	for i, picture := range read.Pictures {
		pixels[i] = picture.Pixels
	}
	page := PageContent{Page: read.Page, Print: fingerprint.Of(read.Page, pixels, read.Raster)}
	if want.ToKeep {
		page.Print = fingerprint.ToKeep(page.Print, page.Page, read.Raster)
	}
	if want.Turned && page.Print.Marks == nil && page.Print.LooksQuality >= pdq.MinQuality {
		turned := pdq.Dihedral(read.Raster)
		page.Turned = turned[:]
	}
	if !want.Pictures {
		return page, nil
	}
	for _, picture := range read.Pictures {
		content := Picture{Stored: picture.Stored}
		var encoded bytes.Buffer
		if picture.Pixels != nil && png.Encode(&encoded, picture.Pixels) == nil {
			content.PNG = encoded.Bytes()
		}
		page.Pictures = append(page.Pictures, content)
	}
	return page, nil
}
