package report

import (
	"io"

	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// JSON writes v as JSON (RFC 8259), indented by two spaces, with a line feed at the end. Arrays
// are never null. Characters that a terminal would obey or not show are escaped, which does not
// change the value. Bytes of a string that are not UTF-8 become U+FFFD.
func JSON(w io.Writer, v any) error { return plain.JSON(w, v) }
