package pdq

import (
	"fmt"
	"image"
)

// A Turn is one of the eight ways to lay a sheet on the glass: four turns, each of
// them mirrored or not.
type Turn int

// The turns, in the reference's order.
const (
	Upright Turn = iota
	TurnedLeft
	UpsideDown
	TurnedRight
	MirroredDown   // top and bottom change places
	MirroredAcross // left and right change places
	MirroredTurnedLeft
	MirroredTurnedRight
	Turns = iota // how many there are
)

// turns says how each is made: first the axes are exchanged, then the order of rows
// or columns is reversed.
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

// String is the turn in plain words, such as "turned left by 90 degrees".
func (t Turn) String() string {
	if t < 0 || t >= Turns {
		return fmt.Sprintf("Turn(%d)", int(t))
	}
	return turns[t].name
}

// Dihedral returns the hashes of the page in all eight turns, by Turn: what Of gives
// for the page so turned, within a few bits, for little more than the cost of one.
// Turning a picture only exchanges its coefficients or changes their signs.
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

// turned reverses rows or columns by negating the odd frequencies, which stand at even
// places since frequency 0 is left out.
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
