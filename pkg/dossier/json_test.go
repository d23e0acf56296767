package dossier

import (
	"bytes"
	"encoding/json"
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
		{"what would count, within strings", `["[{\"1, 2\\", "\\"]`, 3, 1, false},
		{"strings that end in a backslash", `["\\","\\"]`, 2, 1, true},
		{"a string without an end", `["a, b`, 2, 1, false},
		{"words and numbers side by side", `[true, -1.5e+3 ,null]`, 4, 1, false},
		{"one of them too many", `[true, -1.5e+3 ,null]`, 3, 1, true},
		{"endless lists", strings.Repeat("[", 1<<20), 1 << 19, 1 << 19, true},
		{"many numbers", "[" + strings.Repeat("0,", 1<<20) + "0]", 1 << 19, 1 << 19, true},
	} {
		if err := CheckJSON([]byte(tt.data), tt.values, tt.composed); errors.Is(err, ErrTooMuchJSON) != tt.much {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// FuzzCheckJSON counts what is JSON as encoding/json does.
func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e+7],"b":null}`, `["\"[,\\",{}]`, `"\u0000" `, ` true`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			_ = CheckJSON(data, 10, 10) // ends
			return
		}
		values, composed := 0, 0
		from := json.NewDecoder(bytes.NewReader(data))
		from.UseNumber()
		for {
			token, err := from.Token()
			if err != nil {
				break
			}
			switch token {
			case json.Delim('}'), json.Delim(']'):
				continue
			case json.Delim('{'), json.Delim('['):
				composed++
			}
			values++
		}
		if CheckJSON(data, values, composed) != nil || CheckJSON(data, values-1, composed) == nil || composed > 0 && CheckJSON(data, values, composed-1) == nil {
			t.Errorf("%q does not count as %d values, %d of them composed", data, values, composed)
		}
	})
}
