package recognise_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract/extracttest"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// Two files are compared without a corpus. Files are read in worker
// processes: what extracttest.Pool is here, in a program is extract.NewPool, and a verb "worker"
// that calls extract.Serve.
func ExampleAskOf() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	file := func(name, text string) []string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			log.Fatal(err)
		}
		return []string{path}
	}
	const begin, end = "The board resolved to accept the lowest tender, of ", " crowns, and asked its secretary to sign the contract before the end of May. Two members dissented."
	original := file("minutes.txt", begin+"41,500"+end)
	repost := file("repost.txt", begin+"47,500"+end)

	finding, err := recognise.AskOf(ctx, recognise.Reader{Documents: extracttest.Pool(), Workers: 1},
		intake.Each(ctx, original, nil, intake.DefaultLimits()),
		intake.Each(ctx, repost, nil, intake.DefaultLimits()),
		recognise.Options{Tool: dossier.Tool{Version: "example", Fingerprint: fingerprint.Version}})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range finding.Inputs[0].Matches {
		fmt.Println(m.Verdict, "copy of", m.Document.Name)
		for _, a := range m.Alterations {
			fmt.Printf("%s: %s -> %s\n", a.Kind, a.Before, a.After)
		}
	}
	// Output:
	// altered copy of minutes.txt
	// text-edited: 41,500 -> 47,500
}
