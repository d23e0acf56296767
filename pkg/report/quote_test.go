package report

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/internal/plain"
)

func TestQuote(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "final_v2 (1).pdf", "final_v2 (1).pdf"},
		{"letters of other scripts", "Отчёт – 报告 é", "Отчёт – 报告 é"},
		{"escape sequence", "a\x1b[2Jb", `a\x1b[2Jb`},
		{"eight-bit escape", "a\u009b2Jb", `a\u009b2Jb`},
		{"line ends", "a\r\nb\tc", `a\r\nb\tc`},
		{"bidirectional override", "invoice\u202efdp.exe", `invoice\u202efdp.exe`},
		{"isolates", "\u2066a\u2069", `\u2066a\u2069`},
		{"zero width", "a\u200bb\ufeff", `a\u200bb\ufeff`},
		{"other spaces", "a\u00a0b\u2003c", `a\u00a0b\u2003c`},
		{"line separators", "a\u2028b", `a\u2028b`},
		{"letters that show nothing", "a\u3164\u115f\u2800", `a\u3164\u115f\u2800`},
		{"variation selectors", "a\ufe0f\U000e0101", `a\ufe0f\U000e0101`},
		{"tags", "a\U000e0041", `a\U000e0041`},
		{"not UTF-8", "a\xff\xc3", `a\xff\xc3`},
		{"replacement character", "a\ufffd", "a\ufffd"},
		{"backslash", `a\x1b`, `a\\x1b`},
		{"quotation marks", `a"b'c`, `a"b'c`},
		{"a runner's command", "::error::x.txt", `\x3a:error::x.txt`},
		{"a runner's command after spaces", "  ::add-mask::a", `  \x3a:add-mask::a`},
		{"a runner's command where a line may break", "a ::set-env::b", `a \x3a:set-env::b`},
		{"colons elsewhere", "std::string :: a 12::30 ::", "std::string :: a 12::30 ::"},
		{"an older runner's command", "x##[error]y", `x\x23#[error]y`},
		{"another runner's command", "##vso[task.complete]", `\x23#vso[task.complete]`},
		{"hashes elsewhere", "## [a] #[b]", "## [a] #[b]"},
		{"NUL and DEL", "\x00\x7f", `\x00\x7f`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Quote(test.in); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	if got := inQuotes(`a" b\`); got != `"a\" b\\"` {
		t.Errorf("in quotation marks: %s", got)
	}
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"a.pdf", "\x1b[31m", "\u202e", "\xff", `\`, "'", "\u3164"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := Quote(s)
		for _, r := range quoted {
			if !plain.Visible(r) {
				t.Errorf("Quote(%q) holds %U", s, r)
			}
		}
		if strings.ToValidUTF8(quoted, "") != quoted {
			t.Errorf("Quote(%q) is not UTF-8", s)
		}
		if !strings.Contains(s, `\`) && !strings.Contains(quoted, `\`) && quoted != s {
			t.Errorf("Quote(%q) = %q loses something", s, quoted)
		}
	})
}
