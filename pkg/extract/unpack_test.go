package extract

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := archive.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unpacked returns the paths of what an archive on standard input holds, and the last error.
func unpacked(ctx context.Context, p *Pool, archive string, limits intake.Limits) (paths []string, sum dossier.Digest, last error) {
	for in := range intake.EachBy(ctx, p, "", []string{"-"}, strings.NewReader(archive), limits) {
		if content, err := in.Open(); err == nil {
			data, _ := io.ReadAll(content)
			sum = dossier.Sum(data)
			content.Close()
		}
		paths, last = append(paths, in.Path), in.Err
		in.Release()
	}
	return paths, sum, last
}

func TestUnpackInAWorker(t *testing.T) {
	p := real(t, 1)
	large := strings.Repeat("0123456789abcdef", 100_000) // of several chunks
	paths, sum, err := unpacked(t.Context(), p, zipped(t, "a.txt", "The parties agreed.", "b.txt", large), intake.Limits{})
	if err != nil || !slices.Equal(paths, []string{"-!a.txt", "-!b.txt"}) || sum != dossier.Sum([]byte(large)) {
		t.Errorf("%q, %v", paths, err)
	}
	// Each member can be read while the archive is being unpacked, though there is one worker.
	for in := range intake.EachBy(t.Context(), p, "", []string{"-"}, strings.NewReader(zipped(t, "a.pdf", makePDF(t, 2, ""), "b.pdf", makePDF(t, 3, ""))), intake.Limits{}) {
		content, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Read(t.Context(), Source{Name: in.Path, MediaType: in.MediaType, Data: content, Size: in.Size}, Want{}, func(PageContent) error { return nil }); err != nil {
			t.Error(err)
		}
		content.Close()
		in.Release()
	}
}

// What an archive costs is limited like any document, and costs the archive alone.
func TestArchivesThatExhaustAWorker(t *testing.T) {
	var bomb bytes.Buffer
	pack := gzip.NewWriter(&bomb)
	for range 400 {
		if _, err := pack.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	p := real(t, 1)
	paths, _, err := unpacked(t.Context(), p, bomb.String(), intake.Limits{Ratio: 1 << 40})
	if told, ok := errors.AsType[*dossier.Error](err); !ok || len(paths) != 1 || !strings.Contains(told.Error(), "limit of 300.0 MiB within an archive") {
		t.Errorf("%q, %v", paths, err)
	}
	p = NewPool(Options{Workers: 1, Memory: 60 << 20, CacheDir: realCache()})
	defer p.Close()
	paths, _, err = unpacked(t.Context(), p, bomb.String(), intake.Limits{Ratio: 1 << 40})
	if !errors.Is(err, ErrMemory) && !errors.Is(err, ErrStart) || len(paths) != 1 {
		t.Errorf("%q, %v", paths, err)
	}
}

func TestUnpackingIsCancelled(t *testing.T) {
	p := real(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	archive := zipped(t, "a.txt", "The parties agreed.", "b.txt", "And parted.")
	n := 0
	for in := range intake.EachBy(ctx, p, "", []string{"-"}, strings.NewReader(archive), intake.Limits{}) {
		in.Release()
		cancel()
		n++
	}
	if n != 1 {
		t.Errorf("%d members after it was cancelled", n)
	}
	if paths, _, err := unpacked(t.Context(), p, archive, intake.Limits{}); err != nil || len(paths) != 2 {
		t.Errorf("the pool does not go on: %q, %v", paths, err)
	}
}

func TestEntriesThatReadersCannotTrust(t *testing.T) {
	if err := soundEntry(&intake.Entry{Path: "!a", Name: "a"}); err != nil {
		t.Error(err)
	}
	for name, e := range map[string]*intake.Entry{"none": nil, "a path of its own": {Path: "/etc/passwd"}, "less than nothing": {Path: "!a", Size: -1}} {
		if soundEntry(e) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}
