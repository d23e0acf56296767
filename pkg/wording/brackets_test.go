package wording

import "testing"

// What is seen is told by UAX 9, rule N0 included.
func TestBracketsAreSeenByTheirPairs(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"אבג SSH (OpenSSH) דהו", "והדSSH(OpenSSH)גבא"},
		{"אבג (OpenSSH) SSH דהו", "והדSSH(OpenSSH)גבא"},
		{"אבג (SSH אב) LUKS דהו", "והדLUKS(באSSH)גבא"},
		{"אבג a (b) c (d) דהו", "והדa(b)c(d)גבא"},
		{"אבג (b] SSH דהו", "והדb]SSH)גבא"},
	} {
		if got, ok := seen(tt.text); !ok || got != tt.want {
			t.Errorf("seen(%q) = %q, %v, not %q", tt.text, got, ok, tt.want)
		}
	}
	if a, b := "אבג (OpenSSH) SSH דהו", "אבג SSH (OpenSSH) דהו"; !Equal(a, b) && !seenAlike(Tokens(a), Tokens(b)) {
		t.Errorf("%q and %q are not seen alike", a, b)
	}
}
