package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// here is an Unpacker in this process.
type here struct{}

func (here) Unpack(ctx context.Context, c Container, limits Limits, each func(Entry, io.Reader) error) error {
	data := make([]byte, c.Size)
	if _, err := c.Data.ReadAt(data, 0); err != nil && err != io.EOF {
		return err
	}
	return UnpackHere(ctx, c.Name, data, limits, func(e Entry, content Content) error {
		if content == nil {
			return each(e, nil)
		}
		return each(e, content)
	})
}

// described says all that there is to say of inputs.
func described(t *testing.T, inputs iter.Seq[Input]) string {
	t.Helper()
	var b strings.Builder
	for in := range inputs {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%d|%v|%v", in.Path, in.File, in.Name, in.MediaType, in.Size, in.Err, errors.Is(in.Err, ErrUnsupported))
		if told, ok := errors.AsType[*dossier.Error](in.Err); ok {
			b.WriteString("|" + told.Hint)
		}
		if content, err := in.Open(); err == nil {
			data, err := io.ReadAll(content)
			fmt.Fprintf(&b, "|%x|%v", dossier.Sum(data), err)
			content.Close()
		}
		b.WriteByte('\n')
		in.Release()
	}
	return b.String()
}

// What another unpacks is what is unpacked here.
func TestUnpackedElsewhere(t *testing.T) {
	inner := zipOf(t, file{"a.txt", quote}, file{"b/c.pdf", pdfHead})
	docx := zipOf(t, file{"[Content_Types].xml", "<x/>"}, file{"word/document.xml", "<x/>"})
	sheet := zipOf(t, file{"[Content_Types].xml", "<x/>"}, file{"xl/workbook.xml", "<x/>"})
	for name, content := range map[string]string{
		"zip":                  inner,
		"tar":                  tarOf(t, file{"a.txt", quote}, file{".hidden", quote}, file{"empty", ""}),
		"rar":                  rarOf(0, file{"a.txt", quote}),
		"7z":                   decoded(t, sevenLZMA2),
		"nested":               zipOf(t, file{"b.tar", tarOf(t, file{"c.zip", inner}, file{"d", "\x00\x01\x02"})}, file{"e.txt", quote}),
		"nested too deep":      zipOf(t, file{"1.zip", zipOf(t, file{"2.zip", zipOf(t, file{"3.zip", inner})})}),
		"cut short":            tarOf(t, file{"a.txt", quote}, file{"b.txt", quote})[:1200],
		"cut short, nested":    zipOf(t, file{"b.tar", tarOf(t, file{"a.txt", quote}, file{"b.txt", quote})[:1200]}),
		"damaged":              inner[:len(inner)-30],
		"empty":                zipOf(t),
		"a document":           docx,
		"a document within":    zipOf(t, file{"x.docx", docx}),
		"a kind not read":      sheet,
		"a kind not read, too": zipOf(t, file{"x.xlsx", sheet}),
		"a message":            mailHead + "\r\n" + quote,
		"many":                 tarOf(t, file{"1", quote}, file{"2", quote}, file{"3", quote}, file{"4", quote}, file{"5", quote}),
		"no archive":           quote,
	} {
		limits := Limits{Members: 4}
		paths := []string{"-", write(t, t.TempDir(), "x", content)}
		want := described(t, Each(t.Context(), paths, strings.NewReader(content), limits))
		got := described(t, EachBy(t.Context(), here{}, "", paths, strings.NewReader(content), limits))
		if got != want {
			t.Errorf("%s:\n%swant\n%s", name, got, want)
		}
	}
}

// liar says what is not so.
type liar struct{ entries []Entry }

func (l liar) Unpack(_ context.Context, _ Container, _ Limits, each func(Entry, io.Reader) error) error {
	for _, e := range l.entries {
		if err := each(e, strings.NewReader(strings.Repeat("x", 1000))); err != nil {
			return err
		}
	}
	return nil
}

func TestLimitsHoldWhateverAnUnpackerSays(t *testing.T) {
	archive := zipOf(t, file{"a.txt", quote})
	entry := Entry{Path: "!a", Name: "a", MediaType: Text, Size: 1}
	for name, tt := range map[string]struct {
		limits Limits
		says   []Entry
		inputs int
		last   string
	}{
		"members without end": {Limits{Members: 2}, []Entry{entry, entry, entry, entry, entry}, 3, ""},
		"a member too large":  {Limits{File: 999}, []Entry{entry}, 1, "more than the limit"},
		"more than it holds":  {Limits{Unpacked: 1500}, []Entry{entry, entry}, 2, "it unpacks to more than the limit of 1500 bytes"},
	} {
		n, last := 0, ""
		for in := range EachBy(t.Context(), liar{tt.says}, "", []string{"-"}, strings.NewReader(archive), tt.limits) {
			n, last = n+1, fmt.Sprint(in.Err)
			in.Release()
		}
		if n != tt.inputs || !strings.Contains(last, tt.last) {
			t.Errorf("%s: %d inputs, the last with %s; want %d, %s", name, n, last, tt.inputs, tt.last)
		}
	}
}

func TestBlocks(t *testing.T) {
	var b blocks
	var want strings.Builder
	for i := range 400 {
		piece := strings.Repeat(string(rune('a'+i%26)), 1+i*37%9000)
		want.WriteString(piece)
		io.WriteString(&b, piece)
	}
	got, err := io.ReadAll(io.NewSectionReader(&b, 0, b.size))
	if err != nil || string(got) != want.String() {
		t.Errorf("%d bytes, want %d; %v", len(got), want.Len(), err)
	}
	short := make([]byte, 10)
	if n, err := b.ReadAt(short, b.size-3); n != 3 || err != io.EOF {
		t.Errorf("at the end: %d bytes, %v", n, err)
	}
}
