//go:build !race

// The decoder of HEIC is eight megabytes of generated code, which take minutes to
// compile under the race detector: programs built for that do without.

package picture

import (
	"bytes"
	"fmt"
	"image"

	"github.com/gen2brain/heic"
)

func init() {
	formats["heic"] = format{configHEIC, whole(heic.Decode), noExif}
	// What libheif is installed must not decide what a picture looks like, nor parse it
	// outside the memory that holds the module's.
	heic.ForceWasmMode = true
}

// minHEIC is the least width that the HEIC decoder gets right: of narrower ones it
// takes the rows of colour for shorter than they are.
const minHEIC = 127

func configHEIC(data []byte) (image.Config, error) {
	c, err := heic.DecodeConfig(bytes.NewReader(data))
	if err == nil && c.Width < minHEIC {
		err = fmt.Errorf("%w: a HEIC picture less than %d pixels wide", ErrUnsupported, minHEIC)
	}
	return c, err
}
