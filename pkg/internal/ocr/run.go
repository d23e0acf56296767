package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"github.com/leakprint/leakprint/pkg/internal/confine"
)

// maxOutput bounds what is kept of the output, in bytes. A page of small print comes to
// a hundredth of it.
const maxOutput = 16 << 20

var errOutput = errors.New("tesseract writes without end")

// run calls tesseract and returns its output. It takes at most the time given, and
// leaves no process behind.
func (e *Engine) run(ctx context.Context, most time.Duration, stdin []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, most, fmt.Errorf("%w: more than %v", ErrTime, most))
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	stdout := output{exceeded: stop}
	var stderr complaint
	cmd := exec.CommandContext(ctx, e.path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	// With several threads tesseract is hardly faster, and the pages are many.
	cmd.Env = append(e.environment(), "OMP_THREAD_LIMIT=1", "LC_ALL=C")
	cmd.WaitDelay = time.Second
	killGroup(cmd)

	err := e.start(cmd)
	if err == nil {
		return stdout.kept.Bytes(), nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if said := stderr.String(); said != "" {
		return nil, fmt.Errorf("tesseract failed (%w): %s", err, said)
	}
	return nil, fmt.Errorf("tesseract failed (%w)", err)
}

// start runs tesseract, which parses what a hostile document shows. The system keeps it from all
// that it has no need of, as far as it can.
func (e *Engine) start(cmd *exec.Cmd) error {
	if e.free {
		return cmd.Run()
	}
	var data []string
	if folder := os.Getenv(dataFolder); folder != "" {
		data = []string{folder}
	}
	unconfined, err := confine.Run(cmd, data...)
	if unconfined != nil {
		e.unconfined.Store(&unconfined)
	}
	return err
}

// dataFolder is the variable that says where tesseract's data are.
const dataFolder = "TESSDATA_PREFIX"

// environment returns the variables that tesseract needs to be found and to find its own files. The
// others, which may hold secrets, it does not get.
func environment() []string {
	var kept []string
	for _, name := range []string{dataFolder, "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP"} {
		if value, ok := os.LookupEnv(name); ok {
			kept = append(kept, name+"="+value)
		}
	}
	return kept
}

// An output keeps what is written until that exceeds maxOutput.
type output struct {
	kept     bytes.Buffer
	exceeded func(error)
}

func (o *output) Write(p []byte) (int, error) {
	if len(p) > maxOutput-o.kept.Len() {
		o.exceeded(errOutput)
		return 0, errOutput
	}
	return o.kept.Write(p)
}

// A complaint keeps the beginning of what is written and drops the rest.
type complaint struct{ kept []byte }

const maxComplaint = 300 // bytes

func (c *complaint) Write(p []byte) (int, error) {
	c.kept = append(c.kept, p[:min(len(p), maxComplaint-len(c.kept))]...)
	return len(p), nil
}

// String is the complaint in one line that is fit for a terminal.
func (c *complaint) String() string {
	said := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, string(c.kept))
	return strings.Join(strings.Fields(said), " ")
}
