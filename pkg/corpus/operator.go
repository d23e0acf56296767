package corpus

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// operatorFile holds the name of the operator in the log.
const operatorFile = "operator"

// SetOperator sets the name by which the corpus's log calls its operator, from now on.
func (c *Corpus) SetOperator(name string) error {
	path := filepath.Join(c.dir, operatorFile)
	if err := os.WriteFile(path, []byte(name+"\n"), 0o600); err != nil {
		return &dossier.Error{Op: OpKeepOperator, Path: path, Err: err}
	}
	c.operator = name
	return nil
}

// readOperator returns the name kept; "" if there is none.
func readOperator(dir string) (string, error) {
	path := filepath.Join(dir, operatorFile)
	name, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", &dossier.Error{Op: OpReadOperator, Path: path, Err: err}
	}
	return strings.TrimSpace(string(name)), nil
}
