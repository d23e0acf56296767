package extract

import (
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A worker in which a document has got hold of the program may answer anything. What readers of
// an answer count on beyond its type is checked here: that numbers are where they can be, that
// indices lead somewhere and that lists go together.

// soundPage returns an error if the answer is not page n as wanted.
func soundPage(p *PageContent, n int, want Want) error {
	switch {
	case p == nil || p.Number != n:
		return fmt.Errorf("not page %d", n)
	case !slices.Contains(absences, p.Print.Absent):
		return errors.New("absent for no reason")
	case p.Pictures != nil && (!want.Pictures || len(p.Pictures) != len(p.Images)):
		return fmt.Errorf("%d pictures for %d images", len(p.Pictures), len(p.Images))
	case len(p.Print.Images) > 0 && len(p.Print.Images) != len(p.Images):
		return fmt.Errorf("%d prints for %d images", len(p.Print.Images), len(p.Images))
	case p.Turned != nil && len(p.Turned) != int(pdq.Turns):
		return fmt.Errorf("turned %d ways", len(p.Turned))
	case p.Print.Length < 0 || p.Print.LooksQuality < 0 || p.Print.LooksQuality > 100:
		return errors.New("a length or quality that none has")
	}
	if i := slices.IndexFunc(p.Print.Images, func(i fingerprint.Image) bool { return i.Quality < 0 || i.Quality > 100 }); i >= 0 {
		return errors.New("a quality that none has")
	}
	if err := soundImages(p.Images); err != nil {
		return err
	}
	return p.Print.Layout.Check()
}

var absences = []dossier.Absence{
	dossier.Present, dossier.Blank, dossier.NearEmpty, dossier.BlackedOut, dossier.NothingSeen, dossier.Unread, dossier.PartlyUnread,
}

func soundImages(images []dossier.Image) error {
	for _, i := range images {
		if i.Width < 0 || i.Height < 0 {
			return fmt.Errorf("an image of %d x %d pixels", i.Width, i.Height)
		}
	}
	return nil
}

// soundView returns an error if the answer is not page n.
func soundView(v *pdf.View, n int) error {
	switch {
	case v == nil || v.Number != n:
		return fmt.Errorf("not page %d", n)
	case !leadTo(v.Words, v.Hidden) || !leadTo(v.Words, v.Invisible):
		return errors.New("words that are not there are hidden")
	case v.Turn < 0 || v.Turn >= 360 || v.Turn%90 != 0:
		return fmt.Errorf("turned by %d degrees", v.Turn)
	}
	if err := soundImages(v.Images); err != nil {
		return err
	}
	return soundRaster(v.Raster)
}

// leadTo reports whether all indices lead to a word.
func leadTo(words []dossier.Word, indices []int) bool {
	return !slices.ContainsFunc(indices, func(i int) bool { return i < 0 || i >= len(words) })
}

// soundRaster returns an error unless a raster, which may be nil, begins at the origin and has
// the pixels that it claims. Nothing is multiplied before it is known to be small.
func soundRaster(raster *image.Gray) error {
	if raster == nil {
		return nil
	}
	size, stride := raster.Rect.Max, raster.Stride
	switch {
	case raster.Rect.Min != image.Point{}, size.X < 0, size.Y < 0, size.X > maxViewFrame, size.Y > maxViewFrame,
		stride < size.X, stride > maxViewFrame, stride > 0 && size.Y > len(raster.Pix)/stride:
		return fmt.Errorf("%d pixels for a raster of %v", len(raster.Pix), raster.Rect)
	}
	return nil
}
