package pdf

import (
	"bytes"
	"image/jpeg"
	"testing"
)

func TestTrimJPEG(t *testing.T) {
	whole := string(testJPEG(t))
	thumbnail := "\xFF\xE1\x00\x08ab\xFF\xD9cd"
	for _, test := range []struct{ name, data, want string }{
		{"exact", whole, whole},
		{"padded with zeros", whole + "\x00\x00\x00", whole},
		{"another picture behind", whole + whole, whole},
		{"thumbnail within a segment", whole[:2] + thumbnail + whole[2:] + "pad", whole[:2] + thumbnail + whole[2:]},
		{"fill bytes before the end", whole[:len(whole)-2] + "\xFF\xFF\xFF\xD9pad", whole[:len(whole)-2] + "\xFF\xFF\xFF\xD9"},
		{"restart and stuffing in the scan", "\xFF\xD8\xFF\xDA\x00\x02a\xFF\x00b\xFF\xD3c\xFF\xD9d", "\xFF\xD8\xFF\xDA\x00\x02a\xFF\x00b\xFF\xD3c\xFF\xD9"},
		{"two scans", "\xFF\xD8\xFF\xDA\x00\x02a\xFF\xDA\x00\x02b\xFF\xD9d", "\xFF\xD8\xFF\xDA\x00\x02a\xFF\xDA\x00\x02b\xFF\xD9"},
		{"no end", whole[:len(whole)-2], whole[:len(whole)-2]},
		{"segment beyond the end", "\xFF\xD8\xFF\xE0\xFF\xFF\xFF\xD9", "\xFF\xD8\xFF\xE0\xFF\xFF\xFF\xD9"},
		{"not a JPEG", "hello \xFF\xD9 there", "hello \xFF\xD9 there"},
		{"empty", "", ""},
	} {
		if got := TrimJPEG([]byte(test.data)); string(got) != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzTrimJPEG(f *testing.F) {
	for _, seed := range []string{"", "\xFF\xD8\xFF\xD9", "\xFF\xD8\xFF\xE0\x00\x02\xFF\xDA\x00\x02ab\xFF\x00\xFF\xD9pad", "\xFF\xD8\xFF\xE0\x00\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cut := TrimJPEG(data)
		if !bytes.HasPrefix(data, cut) {
			t.Fatal("not a prefix")
		}
		if again := TrimJPEG(cut); !bytes.Equal(again, cut) {
			t.Fatalf("cut again: %d bytes, then %d", len(cut), len(again))
		}
		// What a decoder reads of the whole it reads of the cut.
		if config, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && len(data) < 1<<16 {
			if other, err := jpeg.DecodeConfig(bytes.NewReader(cut)); err == nil && other != config {
				t.Fatal("the cut picture has another size")
			}
		}
	})
}
