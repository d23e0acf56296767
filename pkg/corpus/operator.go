package corpus

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// operatorFile holds the name under which a corpus's log says who did something.
const operatorFile = "operator"

// SetOperator keeps the name that the corpus's log is to call its operator by.
func (c *Corpus) SetOperator(name string) error {
	path := filepath.Join(c.dir, operatorFile)
	if err := os.WriteFile(path, []byte(name+"\n"), 0o600); err != nil {
		return &dossier.Error{Op: OpKeepOperator, Path: path, Err: err}
	}
	c.operator = name
	return nil
}

// readOperator returns the name kept, "" when there is none.
func readOperator(dir string) (string, error) {
	path := filepath.Join(dir, operatorFile)
	name, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", &dossier.Error{Op: OpReadOperator, Path: path, Err: err}
	}
	return strings.TrimSpace(string(name)), nil
}
