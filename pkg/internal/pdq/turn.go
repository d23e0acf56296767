package pdq

import (
	"fmt"
	"image"
)

// A Turn is one of the eight orientations of a picture: turned by a multiple of 90 degrees,
// mirrored or not.
type Turn int

// The turns, in the reference's order.
const (
	Upright Turn = iota
	TurnedLeft
	UpsideDown
	TurnedRight
	MirroredDown   // top and bottom exchanged
	MirroredAcross // left and right exchanged
	MirroredTurnedLeft
	MirroredTurnedRight
	Turns = iota // how many there are
)

// turns defines the orientations: first the axes are exchanged, then the order of rows or
// columns is reversed.
var turns = [Turns]struct {
	name                             string
	exchanged, rowsBack, columnsBack bool
}{
	Upright:             {name: "upright"},
	TurnedLeft:          {name: "turned left by 90 degrees", exchanged: true, rowsBack: true},
	UpsideDown:          {name: "turned by 180 degrees", rowsBack: true, columnsBack: true},
	TurnedRight:         {name: "turned right by 90 degrees", exchanged: true, columnsBack: true},
	MirroredDown:        {name: "mirrored top to bottom", rowsBack: true},
	MirroredAcross:      {name: "mirrored left to right", columnsBack: true},
	MirroredTurnedLeft:  {name: "mirrored left to right, then turned left by 90 degrees", exchanged: true},
	MirroredTurnedRight: {name: "mirrored left to right, then turned right by 90 degrees", exchanged: true, rowsBack: true, columnsBack: true},
}

// String returns the turn in words, such as "turned left by 90 degrees".
func (t Turn) String() string {
	if t < 0 || t >= Turns {
		return fmt.Sprintf("Turn(%d)", int(t))
	}
	return turns[t].name
}

// Dihedral returns the hashes of the page in all eight orientations, indexed by Turn. Each
// is what Of returns for the page so turned, within a few bits. Turning a picture only
// exchanges its coefficients or changes their signs, so all eight cost little more than one.
func Dihedral(page *image.Gray) [Turns]Hash {
	var hashes [Turns]Hash
	raster, ok := shrink(page)
	if !ok {
		return hashes
	}
	upright := transform(raster)
	for t := range hashes {
		hashes[t] = upright.turned(Turn(t)).hash()
	}
	return hashes
}

// turned returns the spectrum of the turned picture. Rows or columns are reversed by
// negating the odd frequencies, which have even indices since frequency 0 is left out.
func (s *spectrum) turned(t Turn) *spectrum {
	var out spectrum
	for i := range out {
		for j := range out[i] {
			v := s[i][j]
			if turns[t].exchanged {
				v = s[j][i]
			}
			if turns[t].rowsBack && i%2 == 0 {
				v = -v
			}
			if turns[t].columnsBack && j%2 == 0 {
				v = -v
			}
			out[i][j] = v
		}
	}
	return &out
}
