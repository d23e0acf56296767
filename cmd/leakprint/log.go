package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) logCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "log",
		Short: "List what was done with the corpus; prove it, and check such proofs",
		Long: `List the records of the corpus's log: what was acquired, seen again, exported, verified
and removed. The log is a Merkle tree with a signed head, so that no record can be
changed or taken out without its being noticed.

Who can write to the corpus could still put another log in its place, or an older state
of it. This machine remembers the newest head that it wrote, and does not write to a log
that does not continue it. For others, tell them its public key, and give them its head from
time to time: the key shows the one, the newest head both.

  leakprint key show                           to be known elsewhere
  leakprint log checkpoint > checkpoint        to be kept elsewhere
  leakprint verify --key KEY --against checkpoint

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				entries, key, err := c.Log(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return logJSON(cmd.OutOrStdout(), entries, key)
				}
				return logText(cmd.OutOrStdout(), entries)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the records as JSON")
	cmd.AddCommand(a.checkpointCommand(), a.proofCommand(), a.checkProofCommand())
	return cmd
}

func logJSON(w io.Writer, entries []corpus.LogEntry, key string) error {
	type record struct {
		Number int64           `json:"number"`
		Error  string          `json:"error,omitempty"`
		Record *custody.Record `json:"record,omitempty"`
	}
	records := make([]record, len(entries))
	for i, e := range entries {
		if records[i].Number = e.Number; e.Err != nil {
			records[i].Error = e.Err.Error()
			continue
		}
		records[i].Record = &e.Record
	}
	return report.JSON(w, struct {
		Schema  string   `json:"schema"`
		Key     string   `json:"key"`
		Records []record `json:"records"`
	}{"leakprint/log/1", key, records})
}

func logText(w io.Writer, entries []corpus.LogEntry) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tTIME\tEVENT\tBY\tWHAT")
	for _, e := range entries {
		if e.Err != nil {
			fmt.Fprintf(table, "%d\t\tUNREADABLE\t\t%s\n", e.Number, explain(e.Err))
			continue
		}
		operator := e.Operator
		if operator == "" {
			operator = "-"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", e.Number, e.Time.Format(time.RFC3339), e.Event, report.Quote(operator), report.Quote(whatHappened(e.Record)))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, count(len(entries), "record"))
	return err
}

// whatHappened returns what a record says, in one line.
func whatHappened(r custody.Record) string {
	var parts []string
	if d := r.Document; d != nil {
		parts = append(parts, d.SHA256.Short()+" "+d.Name)
	}
	if s := r.Sighting; s != nil {
		parts = append(parts, "at "+s.Where)
	}
	if e := r.Export; e != nil {
		parts = append(parts, fmt.Sprintf("%s of %s, sha256 %s", e.Format, count(e.Files, "file"), e.SHA256.Short()))
	}
	if o := r.Audit; o != nil {
		parts = append(parts, fmt.Sprintf("%d checked, %s", o.Checks, count(o.Problems, "problem")))
	}
	if f := r.Refresh; f != nil {
		parts = append(parts, count(len(f.Documents), "document")+" read anew")
	}
	if r.Reason != "" {
		parts = append(parts, r.Reason)
	}
	return strings.Join(parts, ", ")
}

func (a *app) checkpointCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "checkpoint",
		Short: "Print the signed head of the log, to be kept elsewhere",
		Long: `Print the signed head of the log (a C2SP tlog-checkpoint). Publish it, or give it to
somebody else: leakprint verify --against then shows whether the log was rewritten since.

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				head, err := c.Checkpoint(cmd.Context())
				if err != nil {
					return err
				}
				_, err = cmd.OutOrStdout().Write(head)
				return err
			})
		},
	}
}

func (a *app) proofCommand() *cobra.Command {
	var against string
	cmd := &cobra.Command{
		Use:   "proof ID",
		Short: "Print a proof that a document's records are in the log",
		Long: `Print a proof that the records of a document are in the log, as JSON. It can be checked
with leakprint log check by anybody, without the corpus. ID is the document's, or #N for
one record by its number. With --against the proof leads to that checkpoint, which may
have been published long ago, instead of the newest head.

` + exitHelp,
		Args: takes(1, 1, "one ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			checkpoint, err := readCheckpoint(against)
			if err != nil {
				return err
			}
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				proof, err := c.Prove(cmd.Context(), args[0], checkpoint)
				if err != nil {
					return err
				}
				return report.JSON(cmd.OutOrStdout(), proof)
			})
		},
	}
	cmd.Flags().StringVar(&against, "against", "", "file of the checkpoint that the proof is to lead to")
	return cmd
}

func (a *app) checkProofCommand() *cobra.Command {
	var key, against, format string
	cmd := &cobra.Command{
		Use:   "check PROOF|-",
		Short: "Check a proof; no corpus is needed",
		Long: `Check what leakprint log proof printed: that the records are as they were logged, and
that the log's head is signed. No corpus is needed. Give the log's public key (leakprint
key show) or a checkpoint as you know them from elsewhere: without, the proof shows only
that it fits together.

` + exitHelp,
		Args: takes(1, 1, "the file of a proof, or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if auditFormats[format] == nil {
				return usageError(cmd, unknownFormat(format))
			}
			if err := noBlanks(cmd, "against", "key"); err != nil {
				return err
			}
			proof, err := readProof(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			checkpoint, err := readCheckpoint(against)
			if err != nil {
				return err
			}
			checks, err := proof.Check(key, checkpoint)
			if err != nil {
				return &dossier.Error{Op: "read proof", Path: args[0], Err: err, Hint: "leakprint log proof ID prints one"}
			}
			audit := dossier.Audit{Schema: dossier.AuditSchema, Tool: tool(), Subject: args[0], Checks: checks}
			if key == "" && against == "" {
				audit.Notes = append(audit.Notes, "signed with the key that the proof itself names, "+proof.Key+": compare it with the one that its owner publishes, or give --key")
			}
			if format == "text" {
				if err := provenText(cmd.OutOrStdout(), proof); err != nil {
					return err
				}
			}
			return a.printAudit(cmd, audit, format)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the log's public key, as leakprint key show prints it")
	cmd.Flags().StringVar(&against, "against", "", "file of the checkpoint that the proof must lead to")
	auditFormat(cmd.Flags(), &format)
	return cmd
}

// provenText lists the records of a proof.
func provenText(w io.Writer, proof custody.Proof) error {
	entries := make([]corpus.LogEntry, len(proof.Records))
	for i, r := range proof.Records {
		entries[i].Number = r.Number
		entries[i].Err = json.Unmarshal(r.Record, &entries[i].Record)
	}
	return logText(w, entries)
}

// readCheckpoint reads the file of a checkpoint; nil if path is empty.
func readCheckpoint(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	checkpoint, err := readSmall(path, nil, maxCheckpoint)
	if err != nil {
		return nil, &dossier.Error{Op: "read checkpoint", Path: path, Err: err, Hint: "leakprint log checkpoint prints one"}
	}
	return checkpoint, nil
}

// Limits on the sizes of what is read, in bytes.
const (
	maxCheckpoint = 1 << 20 // with the signatures of many witnesses
	maxProof      = 16 << 20
)

func readProof(path string, stdin io.Reader) (custody.Proof, error) {
	var proof custody.Proof
	data, err := readSmall(path, stdin, maxProof)
	if err == nil {
		proof, err = custody.ParseProof(data)
	}
	if err != nil {
		return proof, &dossier.Error{Op: "read proof", Path: path, Err: err, Hint: "leakprint log proof ID prints one"}
	}
	return proof, nil
}

// readSmall reads a file, or standard input if path is - and stdin is not nil. It returns an error
// if there are more than most bytes, or if the file is none to be read to its end, such as a pipe.
func readSmall(path string, stdin io.Reader, most int64) ([]byte, error) {
	if path != "-" || stdin == nil {
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			return nil, errors.New("not a regular file")
		}
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		stdin = file
	}
	var data bytes.Buffer
	if file, ok := stdin.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Size() <= most {
			data.Grow(int(info.Size()) + bytes.MinRead) // once, and to no more than it takes
		}
	}
	if _, err := data.ReadFrom(io.LimitReader(stdin, most+1)); err != nil {
		return nil, err
	}
	if int64(data.Len()) > most {
		return nil, fmt.Errorf("more than the limit of %d bytes", most)
	}
	return data.Bytes(), nil
}
