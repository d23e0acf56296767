package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	// The last parameter limits the number of pages; -1 for all.
	selectPages = `
		SELECT p.id, number, width, height, text, note, length, absent, recognised, language,
		       coalesce(seal, zeroblob(32)), coalesce(quality, 0), coalesce(pdq, zeroblob(32)), coalesce(digest, zeroblob(32)),
		       coalesce(text_version, 0), coalesce(layout_version, 0), coalesce(pictures_version, 0), coalesce(looks_version, 0), coalesce(facts_version, 0)
		FROM pages AS p LEFT JOIN looks AS l ON l.page = p.id LEFT JOIN renders AS r ON r.page = p.id LEFT JOIN documents AS d ON d.id = document
		WHERE p.id BETWEEN ? AND ? ORDER BY p.id LIMIT ?`

	// selectPages3 is selectPages in schema 3.
	selectPages3 = `
		SELECT id, number, width, height, text, note, length, absent, recognised, '',
		       coalesce(seal, zeroblob(32)), coalesce(quality, 0), coalesce(pdq, zeroblob(32)), zeroblob(32), 0, 0, 0, 0, 0
		FROM pages LEFT JOIN looks ON page = id WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?`

	selectPageImages = `SELECT page, ` + imageColumns + ` FROM images AS i WHERE page BETWEEN ? AND ? ORDER BY page, place`

	selectLayouts = `SELECT page, data FROM layouts WHERE page BETWEEN ? AND ? ORDER BY page`

	imageColumns = `x, y, w, h, i.width, i.height, format, i.sha256, trimmed, quality, phash, dhash, ahash, phash256, pdq`
)

// A storedPage is what the tables hold for a page.
type storedPage struct {
	store.KeptPage
	id     int64
	damage error // why some of it cannot be read; nil if all was
}

// spoil notes that a part of the page cannot be read.
func (p *storedPage) spoil(part string, err error) {
	if p.damage == nil {
		p.damage = fmt.Errorf("its %s cannot be read: %w", part, err)
	}
}

// allPages stands for no limit to the number of pages.
const allPages = -1

// readPages returns the pages with ids from first to last inclusive, in order, without
// their layouts.
func (s *database) readPages(ctx context.Context, db querier, first, last int64) ([]storedPage, error) {
	return s.readPagesBy(ctx, db, selectPages, pageRange{first, last, allPages})
}

// A pageRange is the pages with ids from first to last inclusive, at most limit.
type pageRange struct {
	first, last int64
	limit       int // or allPages
}

// readPagesBy is like readPages but uses the statement of a given schema.
func (s *database) readPagesBy(ctx context.Context, db querier, statement string, r pageRange) ([]storedPage, error) {
	pages, err := query(ctx, db, s.scanPage, statement, r.first, r.last, r.limit)
	if err != nil || len(pages) == 0 {
		return nil, err
	}
	err = each(ctx, db, func(rows *sql.Rows) error {
		var id int64
		var m fingerprint.Image
		err := scanImage(rows, &m, &id)
		if p := withID(pages, id); p != nil {
			p.Print.Images = append(p.Print.Images, m)
			if err != nil {
				p.spoil("pictures", err)
			}
		}
		return nil
	}, selectPageImages, pages[0].id, pages[len(pages)-1].id)
	return pages, err
}

func (s *database) scanPage(rows *sql.Rows) (p storedPage, err error) {
	var packed sql.RawBytes
	err = rows.Scan(&p.id, &p.Number, &p.Width, &p.Height, &packed, &p.Note, &p.Print.Length, &p.Print.Absent, &p.Recognised, &p.Language,
		digestColumn{&p.Seal}, &p.Print.LooksQuality, wordsColumn{(*[4]uint64)(&p.Print.Looks)}, digestColumn{&p.Render},
		&p.Columns.Text, &p.Columns.Layout, &p.Columns.Pictures, &p.Columns.Looks, &p.Columns.Facts)
	if err != nil {
		p.spoil("row", err)
		return p, nil
	}
	err = s.inflate(packed, func(text []byte) error {
		p.Text = string(text)
		return nil
	})
	if err != nil {
		p.spoil("text", err)
	}
	return p, nil
}

// scanImage scans imageColumns after the columns before.
func scanImage(rows *sql.Rows, m *fingerprint.Image, before ...any) error {
	var phash, dhash, ahash int64
	err := rows.Scan(append(before, &m.Box.X, &m.Box.Y, &m.Box.W, &m.Box.H, &m.Width, &m.Height, &m.Format,
		digestColumn{&m.SHA256}, digestColumn{&m.Trimmed}, &m.Quality, &phash, &dhash, &ahash, wordsColumn{&m.PHash256},
		wordsColumn{(*[4]uint64)(&m.PDQ)})...)
	m.PHash, m.DHash, m.AHash = uint64(phash), uint64(dhash), uint64(ahash)
	return err
}

// readLayouts fills in the layouts of pages, which must be in order.
func (s *database) readLayouts(ctx context.Context, db querier, pages []storedPage) error {
	return each(ctx, db, func(rows *sql.Rows) error {
		var id int64
		var packed sql.RawBytes
		err := rows.Scan(&id, &packed)
		p := withID(pages, id)
		if p == nil {
			return nil
		}
		if err == nil {
			err = s.inflate(packed, p.Print.Layout.UnmarshalBinary)
		}
		if err != nil {
			p.spoil("layout", err)
		}
		return nil
	}, selectLayouts, pages[0].id, pages[len(pages)-1].id)
}

// withID returns the page with an id among pages in order; nil if there is none.
func withID(pages []storedPage, id int64) *storedPage {
	at, found := slices.BinarySearchFunc(pages, id, func(p storedPage, id int64) int { return cmp.Compare(p.id, id) })
	if !found {
		return nil
	}
	return &pages[at]
}

// pagesAtOnce is how many whole pages are held in memory.
const pagesAtOnce = 64

// eachWholePage calls use with every page and its layout, in the order of their ids. The
// statement is selectPages, or that of an earlier schema.
func (s *database) eachWholePage(ctx context.Context, db querier, statement string, use func(*storedPage) error) error {
	for next := int64(math.MinInt64); ; {
		pages, err := s.readPagesBy(ctx, db, statement, pageRange{next, math.MaxInt64, pagesAtOnce})
		if err != nil || len(pages) == 0 {
			return err
		}
		if err := s.readLayouts(ctx, db, pages); err != nil {
			return err
		}
		for i := range pages {
			if err := use(&pages[i]); err != nil {
				return err
			}
		}
		last := pages[len(pages)-1].id
		if last == math.MaxInt64 {
			return nil
		}
		next = last + 1
	}
}
