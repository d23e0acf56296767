package pdf

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"regexp"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Structure is what a file says of itself beside its pages. All of it is
// easily forged.
type Structure struct {
	Version     string            // "1.7"
	Info        map[string]string // the document information dictionary: Producer, CreationDate, ...
	ID          [2]string         // the trailer's identifiers in hexadecimal: permanent, of this save; "" when there are none
	Encrypted   bool
	Permissions int  // bits of ISO 32000-1, table 22; meaningful when Encrypted
	Linearized  bool // arranged for the web
	XRefStream  bool // cross-reference streams (PDF 1.5)
	Hybrid      bool // a cross-reference table and streams
	// Trailers counts the "startxref N %%EOF" marks with N above 0: at least one
	// for each save that was appended, but some writers put two at once.
	Trailers    int
	Attachments []dossier.Attachment // by name
	Problem     string               // why the structure could not be read; a finding, not a failure
}

// trailerMark ends each saved revision (ISO 32000-1, 7.5.5). Linearized files
// begin with one of offset 0 that ends nothing.
var trailerMark = regexp.MustCompile(`startxref\s+0*[1-9]\d*\s+%%EOF`)

// pdfcpu would make a folder for its configuration in the user's home.
var disableConfigDir = sync.OnceFunc(api.DisableConfigDir)

// Structure reads the document's structure. The first call takes time, some tens of
// milliseconds for a thousand pages.
func (d *Document) Structure() Structure {
	s := Structure{Trailers: len(trailerMark.FindAllIndex(d.data, -1))}
	ctx, err := d.readObjects()
	if err == nil {
		err = s.read(ctx)
	}
	if err != nil {
		s.Problem = err.Error()
	}
	return s
}

// readObjects reads the document's objects, once.
func (d *Document) readObjects() (*model.Context, error) {
	if d.objects == nil && d.unreadable == nil {
		d.objects, d.unreadable = readObjects(d.data)
	}
	return d.objects, d.unreadable
}

// readObjects reads the file with pdfcpu.
func readObjects(data []byte) (ctx *model.Context, err error) {
	defer recovered(&err)
	disableConfigDir()
	if ctx, err = pdfcpu.Read(bytes.NewReader(data), configuration()); err != nil {
		return nil, fmt.Errorf("read structure: %w", err)
	}
	return ctx, nil
}

// recovered turns a panic of pdfcpu into an error; it is to be deferred.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("read structure: %v", r)
	}
}

// read fills s from what pdfcpu read, as far as it gets.
func (s *Structure) read(ctx *model.Context) (err error) {
	defer recovered(&err)
	s.Version = ctx.VersionString()
	s.Linearized = ctx.Read.Linearized
	s.XRefStream = ctx.Read.UsingXRefStreams
	s.Hybrid = ctx.Read.Hybrid
	if ctx.E != nil {
		s.Encrypted, s.Permissions = true, ctx.E.P
	}
	for i := range min(len(ctx.ID), len(s.ID)) {
		s.ID[i] = identifier(ctx.ID[i])
	}
	var unread error
	s.Attachments, unread = attachments(ctx)
	return cmp.Or(s.readInfo(ctx), unread)
}

// readInfo reads the document information dictionary.
func (s *Structure) readInfo(ctx *model.Context) error {
	if ctx.Info == nil {
		return nil
	}
	info, err := ctx.DereferenceDict(*ctx.Info)
	if err != nil {
		return fmt.Errorf("read document information: %w", err)
	}
	s.Info = make(map[string]string, len(info))
	for key, object := range info {
		if text, err := ctx.DereferenceText(object); err == nil {
			s.Info[key] = text
			continue
		}
		if name, err := ctx.Dereference(object); err == nil && name != nil {
			s.Info[key] = name.String() // Trapped is a name
		}
	}
	return nil
}

// configuration is a fresh one each time: pdfcpu writes to it.
func configuration() *model.Configuration {
	c := model.NewDefaultConfiguration()
	c.ValidationMode = model.ValidationRelaxed
	c.Offline = true
	c.Limits.MaxStreamBytes = MaxBytes
	c.Limits.MaxDecodeBytes = 64 << 20
	c.Limits.MaxObjectCount = 2_000_000
	c.Limits.MaxXRefEntries = 2_000_000
	c.Limits.MaxObjectStreamCount = 100_000
	c.Limits.MaxObjectStreamFirst = 4 << 20
	return c
}

// identifier is a trailer identifier in lower-case hexadecimal.
func identifier(object types.Object) string {
	switch id := object.(type) {
	case types.HexLiteral:
		if b, err := id.Bytes(); err == nil {
			return hex.EncodeToString(b)
		}
	case types.StringLiteral:
		if b, err := types.Unescape(id.Value()); err == nil {
			return hex.EncodeToString(b)
		}
	}
	return ""
}
