package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"slices"

	"golang.org/x/image/webp"
)

// The decoder knows still pictures only. The first frame of an animated WebP is
// itself written like a still one, in an ANMF chunk (RFC 9649, 2.7.1.1).

func configWebP(data []byte) (image.Config, error) {
	still, _, err := stillWebP(data)
	if err != nil {
		return image.Config{}, err
	}
	return webp.DecodeConfig(bytes.NewReader(still))
}

func decodeWebP(data []byte) (image.Image, string, error) {
	still, pictures, err := stillWebP(data)
	if err != nil {
		return nil, "", err
	}
	pixels, err := webp.Decode(bytes.NewReader(still))
	switch lossy := pixels.(type) {
	case *image.YCbCr:
		stretch(lossy)
	case *image.NYCbCrA:
		stretch(&lossy.YCbCr)
	}
	return pixels, animated(pictures), err
}

// stretch turns the narrow range of lossy WebP, where white is 235 and black 16
// (RFC 6386, 9.2), into the full range that image.YCbCr stands for.
func stretch(img *image.YCbCr) {
	const whiteY, blackY = 235, 16
	const mostC, middleC = 240, 128
	var toY, toC [256]byte
	for v := range 256 {
		toY[v] = byte(255 * (min(max(v, blackY), whiteY) - blackY) / (whiteY - blackY))
		c := (min(max(v, 256-mostC), mostC) - middleC) * 127 / (mostC - middleC)
		toC[v] = byte(middleC + c)
	}
	for i, v := range img.Y {
		img.Y[i] = toY[v]
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = toC[img.Cb[i]], toC[img.Cr[i]]
	}
}

// stillWebP returns the file itself or, when it is animated, its first frame as a
// file of its own, and how many frames there are.
func stillWebP(data []byte) (still []byte, pictures int, err error) {
	const (
		riffHeader  = 12
		frameHeader = 16
		alphaFlag   = 0x10
	)
	for at := riffHeader; at+8 <= len(data); {
		name, size := string(data[at:at+4]), int(binary.LittleEndian.Uint32(data[at+4:]))
		at += 8
		body := data[at:min(at+size, len(data))]
		at += size + size&1
		if name != "ANMF" {
			continue
		}
		if pictures++; pictures > 1 {
			continue
		}
		if len(body) < frameHeader {
			return nil, 0, fmt.Errorf("%w: the file ends early", ErrDamaged)
		}
		// VP8X: flags, three bytes reserved, then width-1 and height-1 as in the frame.
		flags := []byte{0, 0, 0, 0}
		if bytes.HasPrefix(body[frameHeader:], []byte("ALPH")) {
			flags[0] = alphaFlag
		}
		still = slices.Concat([]byte("WEBP"), chunk("VP8X", slices.Concat(flags, body[6:12])), body[frameHeader:])
		still = chunk("RIFF", still)
	}
	if pictures == 0 {
		return data, 1, nil
	}
	return still, pictures, nil
}

func chunk(name string, body []byte) []byte {
	c := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	return append(c, body...)
}
