package dossier

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrTooMuchJSON says that JSON from elsewhere holds more than is decoded: a value of two bytes may
// take hundreds once it is.
var ErrTooMuchJSON = errors.New("it holds more than is read")

// CheckJSON returns an error wrapping ErrTooMuchJSON if data holds more JSON values, names included, or
// more objects and lists among them than these. It returns nil for what is no JSON: decoding says so.
func CheckJSON(data []byte, values, composed int) error {
	for from := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := from.Token()
		if err != nil {
			return nil
		}
		if token == json.Delim('}') || token == json.Delim(']') {
			continue
		}
		if _, begins := token.(json.Delim); begins {
			composed--
		}
		if values--; values < 0 || composed < 0 {
			return fmt.Errorf("%w: too many values", ErrTooMuchJSON)
		}
	}
}
