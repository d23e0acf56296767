package layout

import (
	"bytes"
	"encoding/gob"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestCodec(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	wild := Layout{Width: math.MaxInt32, Height: 0, CharHeight: 1e-300, Inverted: true, ToPage: Affine{-1, math.MaxFloat64, 1e-310, 0, math.Pi, math.Copysign(0, -1)}}
	for range 300 {
		wild.Words = append(wild.Words, Word{int16(random.Uint32()), int16(random.Uint32()), int16(random.Uint32()), int16(random.Uint32()), random.Uint64()})
	}
	blackened := printed(2, 5)
	blackened.Bars = []Bar{{40, 8, 104, 16}, {104, 8, 168, 16}, {-3, 900, 61, 908}, {0, math.MaxInt16 - 8, 1, math.MaxInt16}}
	for _, l := range []Layout{{}, {Width: 850, Height: 1100, ToPage: Affine{1, 0, 0, 0, 1, 0}}, printed(1, 52), blackened, wild} {
		data, err := l.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		got := Layout{Inverted: true, Words: []Word{{}}}
		if err := got.UnmarshalBinary(data); err != nil || !reflect.DeepEqual(got, l) {
			t.Errorf("%d words come back as %d, error %v", len(l.Words), len(got.Words), err)
		}
	}
}

func TestCodecIsCompact(t *testing.T) {
	l := printed(1, 52)
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if a := float64(len(data)) / float64(len(l.Words)); a > 13.5 {
		t.Errorf("%.1f bytes a word", a)
	}
}

func TestCodecInGob(t *testing.T) {
	type page struct {
		Number int
		Layout Layout
		More   *Layout
	}
	l := printed(1, 5)
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(page{1, l, &l}); err != nil {
		t.Fatal(err)
	}
	var got page
	if err := gob.NewDecoder(&buffer).Decode(&got); err != nil || !reflect.DeepEqual(got, page{1, l, &l}) {
		t.Errorf("comes back as %v, error %v", got, err)
	}
}

func TestCodecRefusesDamage(t *testing.T) {
	l := printed(1, 5)
	good, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if err := new(Layout).UnmarshalBinary(good[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are a layout", n, len(good))
		}
	}
	empty, err := Layout{}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	header := empty[:len(empty)-1]
	nan := bytes.Clone(empty)
	nan[10], nan[11] = 0xF8, 0x7F
	for name, data := range map[string][]byte{
		"another version":  append([]byte{codecVersion + 1}, good[1:]...),
		"another flag":     append([]byte{codecVersion, 2}, good[2:]...),
		"bytes after":      append(bytes.Clone(good), 0),
		"a huge count":     append(bytes.Clone(header), 0xFF, 0xFF, 0xFF, 0xFF, 0x07),
		"an endless count": append(bytes.Clone(header), bytes.Repeat([]byte{0xFF}, 20)...),
		"no number":        nan,
	} {
		got := printed(2, 1)
		if err := got.UnmarshalBinary(data); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if !reflect.DeepEqual(got, printed(2, 1)) {
			t.Errorf("%s: the layout is changed", name)
		}
	}
}

func TestCodecRefusesImpossibleFigures(t *testing.T) {
	for _, l := range []Layout{{Width: -1}, {Height: -1}, {CharHeight: math.NaN()}, {CharHeight: -1}, {ToPage: Affine{3: math.Inf(1)}}} {
		if _, err := l.MarshalBinary(); err == nil {
			t.Errorf("%v is encoded", l)
		}
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	l := printed(1, 3)
	good, err := l.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:100])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var l, again Layout
		if l.UnmarshalBinary(data) != nil {
			return
		}
		encoded, err := l.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalBinary(encoded); err != nil {
			t.Fatal(err)
		}
		// Every bit counts, also the sign of a zero.
		if once, _ := again.MarshalBinary(); !bytes.Equal(once, encoded) || !reflect.DeepEqual(l, again) {
			t.Fatalf("%d words come back as %d", len(l.Words), len(again.Words))
		}
		l.Probes(true)
		Register(NewPlane(&l), NewPlane(&l))
	})
}
