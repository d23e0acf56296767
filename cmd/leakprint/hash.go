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
	"github.com/leakprint/leakprint/pkg/recognise"
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
			made, err := print()
			if err != nil {
				return err
			}
			reader, end, err := a.reader(cmd)
			if err != nil {
				return err
			}
			defer end()
			return a.hashFiles(cmd, reader, paths, made, end)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json, sha256sum or sha512sum")
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	return cmd
}

// A hashFormat prints the hashes of files one after another, before them begin and after them end, both
// of which may be empty, and between is what stands between two files.
type hashFormat struct {
	begin, between, end string
	file                func(io.Writer, corpus.FileHashes) error
	digests             bool // contents need not be read
}

var hashFormats = map[string]func() (hashFormat, error){
	"json": hashJSON,
	"text": func() (hashFormat, error) { return hashFormat{file: hashText}, nil },
	"sha256sum": func() (hashFormat, error) {
		return checksums(func(f corpus.FileHashes) string { return f.SHA256.String() }), nil
	},
	"sha512sum": func() (hashFormat, error) {
		return checksums(func(f corpus.FileHashes) string { return f.SHA512 }), nil
	},
}

// A hashedFile is what is printed of a file.
type hashedFile struct {
	printed *spool
	err     error
	of      corpus.FileHashes
}

// hashFiles prints the hashes of files, all at the end.
func (a *app) hashFiles(cmd *cobra.Command, reader recognise.Reader, paths []string, format hashFormat, end func()) error {
	hash := corpus.Hash[hashedFile]
	if format.digests {
		hash = corpus.Digests[hashedFile]
	}
	made := func(f corpus.FileHashes) hashedFile {
		h := hashedFile{printed: &spool{}, of: f}
		h.err = format.file(h.printed, f)
		h.of.Pages = nil
		return h
	}
	var out spool
	defer out.drop()
	_, _ = io.WriteString(&out, format.begin) // in memory
	files, unread := 0, []corpus.FileHashes{}
	err := hash(cmd.Context(), reader, a.inputs(cmd.Context(), reader, paths), made, func(h hashedFile) error {
		defer h.printed.drop()
		if h.err != nil {
			return h.err
		}
		if h.of.Error != nil && !(format.digests && !h.of.SHA256.IsZero()) {
			unread = append(unread, h.of)
		}
		if files++; files > 1 {
			if _, err := io.WriteString(&out, format.between); err != nil {
				return err
			}
		}
		return h.printed.moveTo(&out)
	})
	if err != nil {
		return err
	}
	if files == 0 {
		return errNothing(paths)
	}
	end()
	if _, err := io.WriteString(&out, format.end); err != nil {
		return err
	}
	if err := out.moveTo(cmd.OutOrStdout()); err != nil {
		return err
	}
	for _, f := range unread {
		fmt.Fprintf(cmd.ErrOrStderr(), "cannot read %s: %s\n", report.Quote(f.Path), report.Quote(strings.Join(f.Error, "; ")))
	}
	if len(unread) > 0 {
		return errIncomplete
	}
	return nil
}

// hashJSON prints one JSON value, as report.JSON would of all hashes together.
func hashJSON() (hashFormat, error) {
	const files = "\"files\": []\n}\n"
	whole, err := jsonText(struct {
		Schema string       `json:"schema"`
		Tool   dossier.Tool `json:"tool"`
		Files  []struct{}   `json:"files"`
	}{Schema: corpus.HashSchema, Tool: tool()})
	begin := strings.TrimSuffix(whole, files) + "\"files\": [\n    "
	return hashFormat{begin: begin, between: ",\n    ", end: "\n  ]\n}\n", file: hashFileJSON}, err
}

func hashFileJSON(w io.Writer, f corpus.FileHashes) error {
	const depth = 2
	return jsonWithPages(w, f, f.Pages, depth)
}

// checksums prints checksum lines like those of GNU coreutils.
func checksums(sum func(corpus.FileHashes) string) hashFormat {
	return hashFormat{digests: true, file: func(w io.Writer, f corpus.FileHashes) error {
		if f.SHA256.IsZero() {
			return nil
		}
		_, err := io.WriteString(w, manifest.SumLine(sum(f), f.Path))
		return err
	}}
}

func hashText(w io.Writer, f corpus.FileHashes) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", report.Show(f.Path))
	if f.SHA256.IsZero() {
		b.WriteString("  unreadable\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	content := count(f.PageCount, "page")
	if f.Error != nil {
		content = "pages unreadable"
	}
	fmt.Fprintf(&b, "  sha256 %s\n  sha512 %s\n  sha1   %s\n  %s, %s, %s\n", f.SHA256, f.SHA512, f.SHA1, count(f.Size, "byte"), report.Quote(f.MediaType), content)
	for p, err := range f.Pages {
		if err != nil {
			return err
		}
		pageText(&b, p)
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
		b.Reset()
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
