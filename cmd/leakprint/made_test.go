package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"html"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
	"github.com/ulikunitz/xz/lzma"

	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
)

// A maker makes a file.
type maker func() ([]byte, error)

var (
	originals = sync.OnceValue(func() []forge.Document { return forge.Dossier(1) })
	plenary   = func() forge.Document { return originals()[0] }
	minutes   = func() forge.Document { return plenary().Cut(5, 6) }
	treaty    = sync.OnceValue(func() forge.Document { return forge.Treaties(1, 1, 60)[0] })
)

// What comes back alone and within other files.
var (
	whole = func() ([]byte, error) { return plenary().Bytes() }
	cut   = func() ([]byte, error) { return plenary().Cut(3, 5).Bytes() }
	quote = func() ([]byte, error) {
		text := forge.ExcerptParagraph(plenary().Cut(5, 5).Text(), rand.New(rand.NewPCG(1, 1)))
		return []byte(text), nil
	}
	photo = look("photo1", jpegOf)
)

// made are the files that scripts use.
var made = map[string]maker{
	"plenary.pdf": whole,
	"goods.pdf":   func() ([]byte, error) { return originals()[1].Bytes() },
	"treaty.pdf":  func() ([]byte, error) { return treaty().Bytes() },
	// The plenary as it comes back.
	"resaved.pdf": func() ([]byte, error) {
		d := plenary()
		d.Meta, d.Container = forge.Meta{}, forge.Container{Version: "1.7", Uncompressed: true}
		return d.Bytes()
	},
	"cut.pdf": cut,
	"edited.pdf": func() ([]byte, error) {
		d, _ := plenary().EditSentences(3, rand.New(rand.NewPCG(1, 1)))
		return d.Bytes()
	},
	"quote.txt": quote,
	// What is short, where the number of pages does not matter: two pages of the plenary,
	// the second with a picture, and what became of them, and a page of few words.
	"minutes.pdf": func() ([]byte, error) { return minutes().Bytes() },
	"minutes-resaved.pdf": func() ([]byte, error) {
		d := minutes()
		d.Meta, d.Container = forge.Meta{}, forge.Container{Version: "1.7", Uncompressed: true}
		return d.Bytes()
	},
	"minutes-edited.pdf": func() ([]byte, error) {
		d, _ := minutes().EditExactly(1, rand.New(rand.NewPCG(1, 1)))
		return d.Bytes()
	},
	"annex.pdf": func() ([]byte, error) { return originals()[1].Cut(8, 8).Bytes() },
	// What takes no renderer.
	"note.txt": text("Note of what was said in the corridor when the minutes had been closed, and by whom."),
	"memo.txt": text("Memo to the desk: three copies of this went out, and one of them did not come back."),
	// Pages of it as pictures.
	"screenshot.png": look("ident", pngOf),
	"detail.png":     look("shot33", pngOf),
	"photo.jpg":      photo,
	"turned.png":     look("rot90", pngOf),
	"blacked.png":    look("redact30", pngOf),
	"blurred.png":    look("w900, noiseblur1", pngOf),
	"anew.png": func() ([]byte, error) {
		style := forge.Style{Width: 420, Height: 595, Margin: 40, Size: 9, Leading: 12, Justify: true}
		return pngOf(draw(plenary().Cut(5, 5).Retypeset(style), 1))
	},
	"post.png": func() ([]byte, error) { // what is drawn does not matter: the words are made up where it is read
		style := forge.Style{Width: 300, Height: 300, Margin: 20, Size: 9, Leading: 12}
		return pngOf(draw(originals()[1].Cut(8, 8).Retypeset(style), 1))
	},
	"scan.pdf": func() ([]byte, error) {
		var pages []*image.Gray
		r := rand.New(rand.NewPCG(1, 1))
		for n := 3; n <= 7; n++ {
			page, err := draw(plenary(), n)
			if err != nil {
				return nil, err
			}
			pages = append(pages, forge.Scan(page, r))
		}
		pages[2] = image.NewGray(pages[2].Rect)
		return forge.Scanned(pages, forge.ScanDPI, 70)
	},
	// It in other formats, and in other files.
	"letter.docx": func() ([]byte, error) {
		var body strings.Builder
		for n := 3; n <= 5; n++ {
			for line := range strings.Lines(plenary().Cut(n, n).Text()) {
				fmt.Fprintf(&body, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", html.EscapeString(strings.TrimSpace(line)))
			}
			body.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		}
		const (
			packages = "http://schemas.openxmlformats.org/package/2006/"
			office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
			word     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
		)
		return zipped(
			member{"[Content_Types].xml", text(`<Types xmlns="` + packages + `content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`)},
			member{"_rels/.rels", text(`<Relationships xmlns="` + packages + `relationships"><Relationship Id="r1" Type="` + office + `" Target="word/document.xml"/></Relationships>`)},
			member{"word/document.xml", text(`<w:document xmlns:w="` + word + `"><w:body>` + body.String() + `</w:body></w:document>`)},
		)()
	},
	"page.html": func() ([]byte, error) {
		return fmt.Appendf(nil, "<!DOCTYPE html><title>Read-out</title><script>track()</script><p>%s</p>", html.EscapeString(plenary().Cut(5, 5).Text())), nil
	},
	"reposts.zip":    zipped(member{"plenary.pdf", whole}, member{"files/cut.pdf", cut}),
	"reposts.tar.gz": tarred(member{"files/cut.pdf", cut}, member{"files/quote.txt", quote}),
	"reposts.7z":     sevenZipped(member{"files/cut.pdf", cut}, member{"files/quote.txt", quote}),
	"reposts.rar":    rarred(member{"files/cut.pdf", cut}, member{"files/quote.txt", quote}),
	"nested.zip":     zipped(member{"inner.zip", zipped(member{"quote.txt", quote})}),
	"message.eml": func() ([]byte, error) {
		attached, err := cut()
		return fmt.Appendf(nil, "From: a@example.org\r\nTo: b@example.org\r\nSubject: read this\r\nDate: Mon, 21 Oct 2019 14:05:00 +0000\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n"+
			"--part\r\nContent-Type: text/plain\r\n\r\nThis came in this morning, from somebody whom neither of us knows.\r\n"+
			"--part\r\nContent-Type: application/pdf; name=cut.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=cut.pdf\r\n\r\n%s\r\n--part--\r\n",
			base64.StdEncoding.EncodeToString(attached)), err
	},
	// What is not of the dossier, what says nothing, and what cannot be read.
	"form.pdf":      func() ([]byte, error) { return form(1).Bytes() },
	"filled.png":    func() ([]byte, error) { return pngOf(draw(form(2), 1)) },
	"lookalike.pdf": func() ([]byte, error) { return forge.LookAlike(1).Bytes() },
	"stranger.png":  func() ([]byte, error) { return pngOf(draw(treaty(), 20)) },
	"blank.pdf": func() ([]byte, error) {
		return forge.Document{Pages: []forge.Sheet{{Width: 595, Height: 842}}}.Bytes()
	},
	"flat.png": func() ([]byte, error) { return pngOf(flat(600, 800), nil) },
	"dot.png":  func() ([]byte, error) { return pngOf(flat(1, 1), nil) },
	// What gives something away.
	"secret.pdf": secret("under a black box"),
	"noted.pdf":  secret("comment"),
	"clean.pdf":  secret("on a picture"),
	"budget.pdf": secret("in a layer that is on"),
	"attached.pdf": func() ([]byte, error) {
		inner, err := secret("in a layer that is on")()
		for _, s := range forge.Active(inner) {
			if s.Name == "attached file" {
				return s.Bytes, err
			}
		}
		return nil, errors.New("forge makes no file with another attached")
	},
	"saved.pdf": func() ([]byte, error) {
		edited, _ := minutes().EditExactly(1, rand.New(rand.NewPCG(1, 1)))
		return forge.Saved(minutes(), edited)
	},
	"photo-located.jpg": func() ([]byte, error) { return forge.PhotoAt(48.8584, 2.2945), nil },
	"empty.pdf":         func() ([]byte, error) { return nil, nil },
	"truncated.pdf": func() ([]byte, error) {
		data, err := whole()
		return data[:len(data)/2], err
	},
	"half.jpg": func() ([]byte, error) {
		data, err := photo()
		return data[:len(data)/2], err
	},
	"truncated.jpg": func() ([]byte, error) {
		data, err := photo()
		return data[:500], err
	},
	"locked.pdf": func() ([]byte, error) {
		var b bytes.Buffer
		f := fpdf.New("P", "pt", "A4", "")
		f.SetProtection(0, "password", "password")
		f.AddPage()
		err := f.Output(&b)
		return b.Bytes(), err
	},
	"letter.pdf": text(`{\rtf1\ansi A letter, rich in text.}`),
	"huge.png": func() ([]byte, error) {
		header := []byte("IHDR\x00\x00\x4e\x20\x00\x00\x4e\x20\x08\x00\x00\x00\x00") // 20,000 x 20,000, gray
		data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
		return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(header)), nil
	},
	"animated.gif": func() ([]byte, error) {
		page, err := draw(plenary(), 5)
		if err != nil {
			return nil, err
		}
		var frames gif.GIF
		for _, gray := range []*image.Gray{page, flat(page.Rect.Dx(), page.Rect.Dy())} {
			frame := image.NewPaletted(gray.Rect, grays)
			copy(frame.Pix, gray.Pix) // each gray is its own index
			frames.Image, frames.Delay = append(frames.Image, frame), append(frames.Delay, 50)
		}
		var b bytes.Buffer
		err = gif.EncodeAll(&b, &frames)
		return b.Bytes(), err
	},
	// Archives that are trouble, most with the quote in them.
	"bomb.zip":     zipped(member{"zeros.txt", func() ([]byte, error) { return make([]byte, 1<<30), nil }}, member{"quote.txt", quote}),
	"climbing.zip": zipped(member{"../../../climbed.txt", quote}, member{"/climbed.txt", quote}, member{`..\climbed.txt`, quote}),
	"deep.zip": func() ([]byte, error) {
		archive := member{"quote.txt", quote}
		for n := range 5 {
			archive = member{fmt.Sprintf("%d.zip", n+1), zipped(archive)}
		}
		return archive.make()
	},
	"encrypted.zip": func() ([]byte, error) {
		data, err := zipped(member{"plenary.pdf", whole}, member{"quote.txt", quote})()
		if err != nil {
			return nil, err
		}
		// General purpose bit 0 of the first member, in its own header and in the directory
		// (APPNOTE.TXT 4.4.4).
		for header, flags := range map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8} {
			data[bytes.Index(data, []byte(header))+flags] |= 1
		}
		return data, nil
	},
	"many.zip": func() ([]byte, error) {
		members := []member{{"0000.txt", quote}}
		for n := 1; n < 5000; n++ {
			note := fmt.Sprintf("Note number %d of those that nobody asked for, kept for want of anything better to keep.", n)
			members = append(members, member{fmt.Sprintf("%04d.txt", n), text(note)})
		}
		return zipped(members...)()
	},
	"void.zip":   zipped(),
	"endless.7z": endlessSevenZip,
}

// form is a printed form, filled in differently for each seed.
func form(seed uint64) forge.Document {
	const left, column, top, leading, size = 50, 130, 60, 16, 10
	printed, entered := rand.New(rand.NewPCG(0, 0)), rand.New(rand.NewPCG(seed, 0))
	words := strings.Fields(treaty().Cut(10, 14).Text())
	page := forge.Sheet{Width: 595, Height: 842}
	for line := range 44 {
		for field := range 4 {
			r := printed
			if field == 3 {
				r = entered
			}
			x := float64(left + field*column)
			for range 2 {
				w := forge.Word{Text: words[r.IntN(len(words))], X: x, Y: float64(top + line*leading), Size: size}
				w.Width = float64(len(w.Text)) * size * .5
				x += w.Width + size*.4
				page.Words = append(page.Words, w)
			}
		}
	}
	return forge.Document{Pages: []forge.Sheet{page}}
}

func text(content string) maker {
	return func() ([]byte, error) { return []byte(content), nil }
}

// pool draws pages for the scripts, which have the program on their PATH.
var pool = extract.NewPool(extract.Options{Workers: 1, Command: []string{"leakprint", "worker", rendererCache()}})

// draw draws a page as forge.Looks want it.
func draw(d forge.Document, number int) (*image.Gray, error) {
	data, err := d.Bytes()
	if err != nil {
		return nil, err
	}
	source := extract.Source{Name: d.Name, Data: bytes.NewReader(data), Size: int64(len(data))}
	var drawn *image.Gray
	err = pool.Render(context.Background(), source, []int{number}, forge.LooksDPI, func(_ int, raster *image.Gray) error {
		drawn = raster
		return nil
	})
	if err == nil && drawn == nil {
		err = errors.New("the page cannot be drawn")
	}
	return drawn, err
}

// look makes a picture of the plenary's page 5, altered in one way after another.
func look(names string, encode func(*image.Gray, error) ([]byte, error)) maker {
	return func() ([]byte, error) {
		page, err := draw(plenary(), 5)
		if err != nil {
			return nil, err
		}
		looks := forge.Looks()
		for name := range strings.SplitSeq(names, ", ") {
			i := slices.IndexFunc(looks, func(l forge.Look) bool { return l.Name == name })
			page = looks[i].Alter(page, rand.New(rand.NewPCG(1, 1)))
		}
		return encode(page, nil)
	}
}

func pngOf(picture *image.Gray, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err = encoder.Encode(&b, picture)
	return b.Bytes(), err
}

func jpegOf(picture *image.Gray, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, picture, &jpeg.Options{Quality: 60})
	return b.Bytes(), err
}

// flat is a picture all of one gray.
func flat(width, height int) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 180
	}
	return picture
}

var grays = func() (p color.Palette) {
	for y := range 256 {
		p = append(p, color.Gray{Y: uint8(y)})
	}
	return p
}()

// A member is a file in an archive.
type member struct {
	name string
	make maker
}

func zipped(members ...member) maker {
	return func() ([]byte, error) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
		for _, m := range members {
			data, err := m.make()
			if err != nil {
				return nil, err
			}
			w, err := z.Create(m.name)
			if err != nil {
				return nil, err
			}
			if _, err := w.Write(data); err != nil {
				return nil, err
			}
		}
		err := z.Close()
		return b.Bytes(), err
	}
}

// tarred makes a compressed tar archive.
func tarred(members ...member) maker {
	return func() ([]byte, error) {
		var b bytes.Buffer
		packed := gzip.NewWriter(&b)
		t := tar.NewWriter(packed)
		for _, m := range members {
			data, err := m.make()
			if err != nil {
				return nil, err
			}
			if err := t.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(data))}); err != nil {
				return nil, err
			}
			if _, err := t.Write(data); err != nil {
				return nil, err
			}
		}
		err := errors.Join(t.Close(), packed.Close())
		return b.Bytes(), err
	}
}

// endlessSevenZip makes a 7z archive of some hundred bytes: three layers of LZMA2 over
// terabytes of DEFLATE's empty blocks, of which not a byte comes out.
func endlessSevenZip() ([]byte, error) {
	const unit = 2 << 20
	stream := []byte("\x00\x00\x00\xff\xff") // an empty block, not the last (RFC 1951, 3.2.4)
	for range 3 {
		var out bytes.Buffer
		w, err := lzma.Writer2Config{DictCap: 1 << 20}.NewWriter2(&out)
		if err == nil {
			_, err = w.Write(bytes.Repeat(stream, unit/len(stream)))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			return nil, err
		}
		stream = out.Bytes()[:out.Len()-1] // without its end, so that it may be repeated
	}
	stream = append(stream, 0)
	// One folder of four coders, each fed by the next (7zFormat.txt); one file, named a.
	header := "\x01\x04\x06\x00\x01\x09" + sevenNumber(uint64(len(stream))) + "\x00\x07\x0b\x01\x00\x04" +
		"\x03\x04\x01\x08" + strings.Repeat("\x21\x21\x01\x10", 3) + "\x00\x01\x01\x02\x02\x03" +
		"\x0c\x64" + strings.Repeat(sevenNumber(1<<60), 3) + "\x00\x00\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"
	return sevenZip(stream, []byte(header)), nil
}

// secret makes one of forge's secrets.
func secret(name string) maker {
	return func() ([]byte, error) {
		for _, s := range forge.Secrets() {
			if s.Name == name {
				return s.Bytes, nil
			}
		}
		return nil, fmt.Errorf("forge makes no secret %q", name)
	}
}
