package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Show, back up and put back the key that signs the log",
		Long: `The heads of a corpus's log are signed with a key (Ed25519) that is made with the corpus
and kept in its folder, in signing.key. Keep a copy elsewhere: without it nothing can be
added to the corpus any more, though it can be read and verified.

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError(cmd, errors.New("want show, export or import"))
		},
	}
	cmd.AddCommand(a.keyShowCommand(), a.keyExportCommand(), a.keyImportCommand())
	return cmd
}

func (a *app) keyShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Print the public key, for others to check signatures with",
		Long:  "Print the public key (signed-note verifier form), for others to check signatures with.\n\n" + exitHelp,
		Args:  takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				key, err := c.PublicKey(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), key)
				return err
			})
		},
	}
}

func (a *app) keyExportCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print the secret key, for a backup",
		Long: `Print the secret key, or write it to a new file that only you can read. Who has it can
sign in your name: keep it as you would a password.

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := corpus.Locate(a.corpus)
			if err != nil {
				return err
			}
			key, err := corpus.ReadKey(dir)
			if err != nil {
				return err
			}
			return write(cmd, output, 0o600, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, key.Secret())
				return err
			})
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write it to")
	return cmd
}

func (a *app) keyImportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE|-",
		Short: "Put the corpus's key back from a backup",
		Long:  "Put back the key that leakprint key export wrote. One that is there is not overwritten.\n\n" + exitHelp,
		Args:  takes(1, 1, "the file of a key, or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			fail := func(err error, hint string) error {
				return &dossier.Error{Op: "import key", Path: args[0], Err: err, Hint: hint}
			}
			key, err := readKey(args[0], cmd.InOrStdin())
			if err != nil {
				return fail(err, "leakprint key export writes one")
			}
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				_, public, err := c.Log(cmd.Context())
				if err != nil {
					return err
				}
				if public != "" && public != key.Verifier() {
					return fail(errors.New("this is not the key that the corpus's log is signed with, which is "+public), "look for the backup of that one")
				}
				err = corpus.WriteKey(c.Dir(), key)
				if errors.Is(err, fs.ErrExist) {
					return fail(errors.New("the corpus has its key"), "delete signing.key in "+c.Dir()+" first if it is to be replaced")
				}
				if err != nil {
					return fail(err, "check who may write the folder "+c.Dir())
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "key put back in %s: %s\n", report.Quote(c.Dir()), key.Verifier())
				return err
			})
		},
	}
}

// readKey reads a key from a file, or from standard input if path is -.
func readKey(path string, stdin io.Reader) (*custody.Key, error) {
	text, err := readSmall(path, stdin, 4<<10)
	if err != nil {
		return nil, err
	}
	return custody.ParseKey(string(text))
}
