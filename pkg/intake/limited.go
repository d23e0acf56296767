package intake

import (
	"errors"
	"iter"
)

// ErrBatchSize says that the inputs before one are as much as is read in all.
var ErrBatchSize = errors.New("not read: the files before it are as much as is read in all")

// Limited yields the inputs as long as they have no more than most bytes together. An input that would
// be more than that has an Err that wraps ErrBatchSize, and so have all after it.
func Limited(inputs iter.Seq[Input], most int64) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for in := range inputs {
			if in.MediaType != "" {
				most -= in.Size
			}
			if most < 0 {
				in.Release()
				in = Input{Path: in.Path, Name: in.Name, Size: in.Size, Err: fail(in.Path, ErrBatchSize, "allow more in all, or name fewer files")}
			}
			if !yield(in) {
				return
			}
		}
	}
}
