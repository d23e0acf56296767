package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) hashCommand() *cobra.Command {
	var format string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "hash PATH|-...",
		Short: "Print every hash of files, their pages and pictures; store nothing",
		Long: `Print every cryptographic and perceptual hash of files, of their pages' text and of
the pictures in them. Nothing is stored, and no corpus is needed.

SHA-1 is for joining with others' catalogues, not evidence: files of equal SHA-1 can be
made to order.

  --format sha256sum   prints the files' SHA-256 as sha256sum does, for sha256sum -c
  --format sha512sum   the same with SHA-512

Archives and messages stand for what they hold: "a.zip!b.pdf", which no other program
finds under that name. Hidden files are left out.

` + exitHelp,
		Args: takesPaths,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if asJSON {
				format = "json"
			}
			print, ok := hashFormats[format]
			if !ok {
				return usageError(cmd, fmt.Errorf("--format is %q, want text, json, sha256sum or sha512sum", format))
			}
			reader, end, err := a.reader(cmd)
			if err != nil {
				return err
			}
			defer end()
			hash, sums := corpus.Hash, strings.HasSuffix(format, "sum")
			if sums {
				hash = corpus.Digests
			}
			hashes, err := hash(cmd.Context(), reader, inputs(cmd.Context(), reader, paths), tool())
			if err != nil {
				return err
			}
			if len(hashes.Files) == 0 {
				return errNothing(paths)
			}
			end()
			if err := print(cmd.OutOrStdout(), hashes); err != nil {
				return err
			}
			incomplete := false
			for _, f := range hashes.Files {
				if f.Error != nil && !(sums && !f.SHA256.IsZero()) {
					incomplete = true
					fmt.Fprintf(cmd.ErrOrStderr(), "cannot read %s: %s\n", report.Quote(f.Path), report.Quote(strings.Join(f.Error, "; ")))
				}
			}
			if incomplete {
				return errIncomplete
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json, sha256sum or sha512sum")
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	return cmd
}

var hashFormats = map[string]func(io.Writer, corpus.Hashes) error{
	"json":      func(w io.Writer, h corpus.Hashes) error { return report.JSON(w, h) },
	"text":      hashText,
	"sha256sum": checksums(func(f corpus.FileHashes) string { return f.SHA256.String() }),
	"sha512sum": checksums(func(f corpus.FileHashes) string { return f.SHA512 }),
}

// checksums prints checksum lines like those of GNU coreutils.
func checksums(sum func(corpus.FileHashes) string) func(io.Writer, corpus.Hashes) error {
	return func(w io.Writer, h corpus.Hashes) error {
		for _, f := range h.Files {
			if f.SHA256.IsZero() {
				continue
			}
			if _, err := io.WriteString(w, manifest.SumLine(sum(f), f.Path)); err != nil {
				return err
			}
		}
		return nil
	}
}

func hashText(w io.Writer, h corpus.Hashes) error {
	var b strings.Builder
	for _, f := range h.Files {
		fmt.Fprintf(&b, "%s\n", report.Show(f.Path))
		if f.SHA256.IsZero() {
			b.WriteString("  unreadable\n")
			continue
		}
		content := count(len(f.Pages), "page")
		if f.Error != nil {
			content = "pages unreadable"
		}
		fmt.Fprintf(&b, "  sha256 %s\n  sha512 %s\n  sha1   %s\n  %s, %s, %s\n", f.SHA256, f.SHA512, f.SHA1, count(f.Size, "byte"), report.Quote(f.MediaType), content)
		for _, p := range f.Pages {
			pageText(&b, p)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func pageText(b *strings.Builder, p corpus.PageHashes) {
	fmt.Fprintf(b, "  page %d: ", p.Page)
	switch {
	case p.TextSHA256.IsZero():
		b.WriteString("no text")
	default:
		fmt.Fprintf(b, "text sha256 %s, %d characters, %d marks", p.TextSHA256, p.Characters, len(p.Marks))
	}
	if p.Absent != "" {
		fmt.Fprintf(b, "; no fingerprint: %s", report.Quote(p.Absent))
	}
	b.WriteByte('\n')
	if p.Words > 0 {
		fmt.Fprintf(b, "    layout: %s, %s\n", count(p.Words, "word"), count(len(p.Chains), "chain"))
	}
	if p.PDQ != "" {
		fmt.Fprintf(b, "    pdq %s\n", p.PDQ)
	}
	for i, image := range p.Images {
		imageText(b, i+1, image)
	}
}

func imageText(b *strings.Builder, n int, image corpus.ImageHashes) {
	fmt.Fprintf(b, "    image %d: %d x %d, %s, sha256 %s\n", n, image.Width, image.Height, image.Format, image.SHA256)
	if image.Trimmed != image.SHA256 && image.Trimmed != (dossier.Digest{}) {
		fmt.Fprintf(b, "      trimmed  %s\n", image.Trimmed)
	}
	if image.PHash == "" {
		b.WriteString("      not decoded, no perceptual hash\n")
		return
	}
	gate := ""
	if image.Quality < fingerprint.MinQuality {
		gate = " (too little in it to be matched by looks)"
	}
	fmt.Fprintf(b, "      ahash %s  dhash %s  phash %s  quality %d%s\n      phash256 %s\n      pdq      %s\n", image.AHash, image.DHash, image.PHash, image.Quality, gate, image.PHash256, image.PDQ)
}
