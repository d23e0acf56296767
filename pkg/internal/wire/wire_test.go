package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

type inner struct {
	Name  string
	Small int16
	Of    [2]uint64
}

type outer struct {
	inner   // not exported, so not sent
	Is      bool
	Low     int64
	High    uint64
	Byte    uint8
	Share   float64
	Short   float32
	Digest  [4]byte
	Text    string
	Raw     []byte
	List    []inner
	Names   map[string]string
	To      *inner
	Not     any
	Nothing func()
}

func sample() outer {
	return outer{
		Is: true, Low: math.MinInt64, High: math.MaxUint64, Byte: 255, Share: -math.MaxFloat64, Short: 0.5,
		Digest: [4]byte{1, 2, 3, 4}, Text: "déjà \xff vu", Raw: []byte{}, List: []inner{{Name: "a", Small: -3}, {Of: [2]uint64{7, 8}}},
		Names: map[string]string{"b": "2", "a": "1", "": "0"}, To: &inner{Small: math.MinInt16},
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, v := range []outer{{}, sample(), {Raw: nil, List: []inner{}, Names: map[string]string{}}} {
		data, err := Append([]byte("before"), v)
		if err != nil {
			t.Fatal(err)
		}
		var got outer
		if err := Decode(data[len("before"):], &got, 1<<20); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(v, got) {
			t.Errorf("wrote %+v, read %+v", v, got)
		}
		again, err := Append(nil, &got)
		if err != nil || !bytes.Equal(again, data[len("before"):]) {
			t.Errorf("written again it is not the same (%v)", err)
		}
	}
}

func TestEveryCutIsNoticed(t *testing.T) {
	data, err := Append(nil, sample())
	if err != nil {
		t.Fatal(err)
	}
	for n := range data {
		if err := Decode(data[:n], &outer{}, 1<<20); !errors.Is(err, ErrMalformed) {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
	if err := Decode(append(data, 0), &outer{}, 1<<20); !errors.Is(err, ErrMalformed) {
		t.Errorf("a byte more: %v", err)
	}
}

func TestFalseNumbers(t *testing.T) {
	huge := binary.AppendUvarint(nil, math.MaxUint64)
	for name, test := range map[string]struct {
		data []byte
		into any
		want error
	}{
		"a string longer than all":        {huge, new(string), ErrMalformed},
		"more elements than bytes":        {huge, new([]inner), ErrMalformed},
		"more entries than bytes":         {huge, new(map[string]string), ErrMalformed},
		"more bytes than there are":       {huge, new([]byte), ErrMalformed},
		"a number beyond 64 bits":         {bytes.Repeat([]byte{0xff}, 11), new(uint64), ErrMalformed},
		"a number beyond its type":        {binary.AppendVarint(nil, 40000), new(int16), ErrMalformed},
		"a byte beyond its type":          {binary.AppendUvarint(nil, 256), new(uint8), ErrMalformed},
		"neither true nor false":          {[]byte{2}, new(bool), ErrMalformed},
		"two values of one key":           {[]byte{3, 1, 'a', 0, 1, 'a', 0}, new(map[string]string), ErrMalformed},
		"a list that takes more than all": {append(binary.AppendUvarint(nil, 100_001), make([]byte, 100_000)...), new([]string), ErrTooLarge},
	} {
		if err := Decode(test.data, test.into, 1<<20); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestWhatHasNoEncoding(t *testing.T) {
	type ring struct{ Next *ring }
	type nothing struct{ hidden int }
	for _, v := range []any{ring{}, nothing{1}, make(chan int), []struct{}{}, map[string]nothing{}} {
		if _, err := Append(nil, v); err == nil {
			t.Errorf("%T was written", v)
		}
	}
}

func TestNumbersAreFinite(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := Append(nil, map[string]float64{"a": f}); !errors.Is(err, ErrNotFinite) {
			t.Errorf("%v is written: %v", f, err)
		}
		data := binary.LittleEndian.AppendUint64(nil, math.Float64bits(f))
		if err := Decode(data, new(float64), 1<<20); !errors.Is(err, ErrMalformed) {
			t.Errorf("%v is read: %v", f, err)
		}
	}
}

func TestShape(t *testing.T) {
	type one struct{ A, B int }
	type other struct{ A, C int }
	shape := func(v any) string {
		s, err := Shape(v)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if shape(one{}) != shape(struct{ A, B int }{}) || shape(one{}) == shape(other{}) {
		t.Error("shapes do not tell fields apart, or tell names of types apart")
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range []outer{{}, sample()} {
		data, err := Append(nil, v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(strings.Repeat("\xff", 40)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, again outer
		if Decode(data, &got, 1<<20) != nil {
			return
		}
		written, err := Append(nil, got)
		if err != nil {
			t.Fatal(err)
		}
		if err := Decode(written, &again, 2<<20); err != nil {
			t.Fatalf("what was read and written cannot be read: %v", err)
		}
	})
}
