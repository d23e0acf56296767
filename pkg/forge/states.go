package forge

import "fmt"

// Saved is a document saved again by appending, in one file: its first state, then each of the others,
// as programs do that leave what was there (ISO 32000-1, 7.5.6).
func Saved(first Document, then ...Document) ([]byte, error) {
	file, err := first.Bytes()
	if err != nil {
		return nil, err
	}
	before, err := objectsOf(file)
	if err != nil {
		return nil, err
	}
	for i, next := range then {
		whole, err := next.Bytes()
		if err != nil {
			return nil, err
		}
		state, err := objectsOf(whole)
		if err == nil {
			file, err = state.after(before, file)
		}
		if err != nil {
			return nil, fmt.Errorf("state %d: %w", i+2, err)
		}
		before = state
	}
	return file, nil
}
