package pdf

import (
	"testing"
	"unicode/utf16"
)

func TestCleanText(t *testing.T) {
	for _, test := range []struct{ raw, want string }{
		{"", ""},
		{"one\r\ntwo", "one\ntwo"},
		{"one\rtwo\nthree", "one\ntwo\nthree"},
		{"inter\uFFFEnational", "inter-\nnational"},
		{"a\tb", "a b"},
		{"a\x00b\x07c\uFFFFd\uFDD0e\U0001FFFEf", "abcdef"},
		{"soft\u00ADhyphen \u202Ebidi", "soft\u00ADhyphen \u202Ebidi"},
		{"\U0001D45D = n", "\U0001D45D = n"},
	} {
		if got := cleanText(utf16.Encode([]rune(test.raw))); got != test.want {
			t.Errorf("cleanText(%q) = %q, want %q", test.raw, got, test.want)
		}
	}
}
