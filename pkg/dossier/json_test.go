package dossier

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckJSON(t *testing.T) {
	for _, tt := range []struct {
		name, data       string
		values, composed int
		much             bool
	}{
		{"few", `{"a":[1,2],"b":null}`, 7, 2, false},
		{"a value too many", `{"a":[1,2],"b":null}`, 6, 2, true},
		{"an object too many", `[{},{}]`, 9, 2, true},
		{"what is no JSON", `{"a":}`, 9, 9, false},
		{"nothing", ``, 0, 0, false},
		{"endless lists", strings.Repeat("[", 1<<20), 1 << 19, 1 << 19, true},
		{"many numbers", "[" + strings.Repeat("0,", 1<<20) + "0]", 1 << 19, 1 << 19, true},
	} {
		if err := CheckJSON([]byte(tt.data), tt.values, tt.composed); errors.Is(err, ErrTooMuchJSON) != tt.much {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
