package corpus_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract/extracttest"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// A document is added to a new corpus, and a quote of it is recognised. Files are read in worker
// processes: what extracttest.Pool is here, in a program is extract.NewPool, and a verb "worker"
// that calls extract.Serve.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	minutes := filepath.Join(folder, "minutes.txt")
	err = os.WriteFile(minutes, []byte("Minutes of the harbour board. The board met on Tuesday to consider the dredging of the northern "+
		"channel. It resolved to accept the lowest tender, and asked its secretary to sign the contract before the end of May."), 0o600)
	if err != nil {
		log.Fatal(err)
	}

	c, err := corpus.Open(ctx, filepath.Join(folder, "corpus"), corpus.Options{
		Mode:   corpus.Create,
		Reader: recognise.Reader{Documents: extracttest.Pool(), Workers: 1},
		Tool:   dossier.Tool{Version: "example", Fingerprint: fingerprint.Version},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	files := intake.Each(ctx, []string{minutes}, nil, intake.DefaultLimits())
	err = c.Add(ctx, files, corpus.AddOptions{Dossier: "Harbour"}, func(a corpus.Added) error { return a.Err })
	if err != nil {
		log.Fatal(err)
	}

	quote := strings.NewReader("It resolved to accept the lowest tender, and asked its secretary to sign the contract")
	finding, err := c.Match(ctx, intake.Each(ctx, []string{"-"}, quote, intake.DefaultLimits()), recognise.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range finding.Inputs[0].Matches {
		fmt.Printf("%s of page %d of %s, dossier %s\n", m.Pages[0].Relation, m.Pages[0].Known, m.Document.Name, m.Document.Dossier)
	}
	// Output:
	// excerpt of page 1 of minutes.txt, dossier Harbour
}
