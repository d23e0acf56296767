package pdf

import (
	"fmt"
	"strings"
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

func TestRaisedDigits(t *testing.T) {
	at := func(size, x, y int, text string) string {
		return fmt.Sprintf("BT /F %d Tf %d %d Td (%s) Tj ET\n", size, x, y, text)
	}
	for _, test := range []struct{ name, content, want string }{
		{"plain", at(12, 50, 100, "105 of them"), "105 of them"},
		{"a power", at(12, 50, 100, "10") + at(7, 64, 105, "5") + at(12, 72, 100, "of them"), "10⁵ of them"},
		{"two digits", at(12, 50, 100, "10") + at(7, 64, 105, "12"), "10¹²"},
		{"a note", at(12, 50, 100, "law") + at(7, 69, 105, "3"), "law³"},
		{"a subscript", at(12, 50, 100, "H") + at(7, 59, 97, "2"), "H₂"},
		{"smaller on the line", at(12, 50, 100, "No") + at(9, 66, 100, "5"), "No5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := readPage(t, open(t, onePage(helvetica, test.content)), 1, Want{})
			if got := strings.Join(strings.Fields(page.Text), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
