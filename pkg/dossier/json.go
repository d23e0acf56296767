package dossier

import (
	"errors"
	"fmt"
)

// ErrTooMuchJSON says that JSON from elsewhere holds more than is decoded: a value of two bytes may
// take hundreds once it is.
var ErrTooMuchJSON = errors.New("it holds more than is read")

// CheckJSON returns an error wrapping ErrTooMuchJSON if data holds more JSON values, names included, or
// more objects and lists among them than these. What is no JSON it counts as if it were: decoding says so.
// It takes no memory.
func CheckJSON(data []byte, values, composed int) error {
	within := false // a number or a word
	for i := 0; i < len(data); i++ {
		before := within
		within = false
		switch data[i] {
		case ' ', '\t', '\n', '\r', ',', ':', '}', ']':
			continue
		case '{', '[':
			composed--
		case '"':
			i = endOfString(data, i)
		default:
			if within = true; before {
				continue
			}
		}
		if values--; values < 0 || composed < 0 {
			return fmt.Errorf("%w: too many values", ErrTooMuchJSON)
		}
	}
	return nil
}

// endOfString returns where the JSON string that begins at from ends.
func endOfString(data []byte, from int) int {
	for i := from + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(data)
}
