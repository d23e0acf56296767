package forge

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// objects is a PDF as fpdf writes it, cut into its objects so that some of them can be
// changed (ISO 32000-1, 7.5).
type objects struct {
	header  []byte
	bodies  [][]byte // object n is bodies[n-1]: what stands between obj and endobj
	trailer []byte   // entries, Size aside
}

var errObjects = errors.New("not a PDF as forge writes them")

// objectsOf cuts a file that Document.Bytes made and that is not encrypted.
func objectsOf(data []byte) (objects, error) {
	at := bytes.LastIndex(data, []byte("\nxref\n")) + 1
	_, table, found := bytes.Cut(data[at:], []byte("0000000000 65535 f \n"))
	if at == 0 || !found {
		return objects{}, errObjects
	}
	const entry = 20 // bytes
	var offsets []int
	for ; len(table) > entry && bytes.HasSuffix(table[:entry], []byte(" 00000 n \n")); table = table[entry:] {
		offset, err := strconv.Atoi(string(table[:10]))
		if err != nil || offset >= at {
			return objects{}, errObjects
		}
		offsets = append(offsets, offset)
	}
	_, rest, _ := bytes.Cut(table, []byte("<<\n"))
	entries, _, found := bytes.Cut(rest, []byte("\n>>"))
	_, entries, sized := bytes.Cut(entries, []byte("\n")) // Size is the first
	if len(offsets) == 0 || !found || !sized {
		return objects{}, errObjects
	}
	ends := append(slices.Sorted(slices.Values(offsets)), at)
	f := objects{header: data[:ends[0]], trailer: entries}
	for _, offset := range offsets {
		next, _ := slices.BinarySearch(ends, offset+1)
		_, body, _ := bytes.Cut(data[offset:ends[next]], []byte(" obj\n"))
		f.bodies = append(f.bodies, bytes.TrimSuffix(body, []byte("\nendobj\n")))
	}
	return f, nil
}

// add appends an object and returns its number.
func (f *objects) add(body string) int {
	f.bodies = append(f.bodies, []byte(body))
	return len(f.bodies)
}

// mark writes what pages hold that fpdf cannot write: how they are turned and cropped,
// annotations, and the fields of a form.
func (f *objects) mark(pages []Sheet) {
	start := []byte("<</Type /Page\n")
	n := 0
	var fields []byte
	for i := 0; i < len(f.bodies) && n < len(pages); i++ {
		rest, found := bytes.CutPrefix(f.bodies[i], start)
		if !found {
			continue
		}
		page := pages[n]
		n++
		marks := bytes.Clone(start)
		if page.Turn != 0 {
			marks = fmt.Appendf(marks, "/Rotate %d\n", page.Turn)
		}
		if page.Crop != (dossier.Box{}) {
			marks = fmt.Appendf(marks, "/CropBox %s\n", page.rectangle(page.Crop))
		}
		if len(page.Annotations)+len(page.Fields) > 0 {
			marks = append(marks, "/Annots ["...)
			for _, a := range page.Annotations {
				marks = fmt.Appendf(marks, "%d 0 R ", f.add(page.annotation(a)))
			}
			for _, field := range page.Fields {
				number := f.field(page, field)
				marks = fmt.Appendf(marks, "%d 0 R ", number)
				fields = fmt.Appendf(fields, "%d 0 R ", number)
			}
			marks = append(marks, "]\n"...)
		}
		f.bodies[i] = append(marks, rest...)
	}
	f.form(fields)
}

// form lists the fields in the catalog, if there are any.
func (f *objects) form(fields []byte) {
	start := []byte("<<\n/Type /Catalog\n")
	for i, body := range f.bodies {
		if rest, found := bytes.CutPrefix(body, start); found && len(fields) > 0 {
			f.bodies[i] = fmt.Appendf(bytes.Clone(start), "/AcroForm <</Fields [%s] /DA (/Helv 0 Tf 0 g) /DR <</Font <</Helv %s>>>>>>\n%s", fields, helvetica, rest)
			return
		}
	}
}

const helvetica = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"

// field adds a field and how it looks, and returns its number.
func (f *objects) field(p Sheet, field Field) int {
	size := hundredths(.7 * field.H)
	look := fmt.Sprintf(".6 G .5 w .25 .25 %.2f %.2f re S /Tx BMC q BT /Helv %.2f Tf 0 g 2 %.2f Td (%s) Tj ET Q EMC", field.W-.5, field.H-.5, size, hundredths(.3*field.H), field.Value)
	appearance := f.add(fmt.Sprintf("<</Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources <</Font <</Helv %s>>>> /Length %d>>\nstream\n%s\nendstream", field.W, field.H, helvetica, len(look), look))
	return f.add(fmt.Sprintf("<</Type /Annot /Subtype /Widget /FT /Tx /T (%s) /V (%s) /DA (/Helv %.2f Tf 0 g) /Rect %s /F 4 /AP <</N %d 0 R>>>>", field.Name, field.Value, size, p.rectangle(field.Box), appearance))
}

// rectangle writes a box from its lower left corner to its upper right one, as PDF
// counts.
func (p Sheet) rectangle(b dossier.Box) string {
	return fmt.Sprintf("[%.2f %.2f %.2f %.2f]", b.X, p.Height-b.Y-b.H, b.X+b.W, p.Height-b.Y)
}

// annotation is the object of an annotation that is printed with the page.
func (p Sheet) annotation(a Annotation) string {
	shape := "/Name /Note"
	if a.Subtype == "Highlight" {
		left, right, top, bottom := a.X, a.X+a.W, p.Height-a.Y, p.Height-a.Y-a.H
		shape = fmt.Sprintf("/QuadPoints [%.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f]", left, top, right, top, left, bottom, right, bottom)
	}
	return fmt.Sprintf("<</Type /Annot /Subtype /%s /Rect %s /F 4 /C [1 .9 .2] %s /Contents %s>>", a.Subtype, p.rectangle(a.Box), shape, textString(a.Contents))
}

// textString writes text in UTF-16, in hexadecimal.
func textString(s string) string {
	units := append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...)
	var b []byte
	for _, u := range units {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return fmt.Sprintf("<%X>", b)
}

// bytes is the file.
func (f *objects) bytes() []byte {
	b := bytes.NewBuffer(bytes.Clone(f.header))
	numbers := make([]int, len(f.bodies))
	for i := range numbers {
		numbers[i] = i + 1
	}
	f.section(b, numbers, "")
	return b.Bytes()
}

// upon is the file saved as an incremental update of the one that original is: its
// bytes, then the objects that differ (ISO 32000-1, 7.5.6).
func (f *objects) upon(original []byte) ([]byte, error) {
	before, err := objectsOf(original)
	if err != nil {
		return nil, err
	}
	return f.after(before, original)
}

// after is the file saved as an incremental update of a file that ends in the state that before is.
func (f *objects) after(before objects, file []byte) ([]byte, error) {
	var changed []int
	for i, body := range f.bodies {
		if i >= len(before.bodies) || !bytes.Equal(body, before.bodies[i]) {
			changed = append(changed, i+1)
		}
	}
	_, start, found := bytes.Cut(file[bytes.LastIndex(file, []byte("startxref\n")):], []byte("\n"))
	start, _, ended := bytes.Cut(start, []byte("\n"))
	if !found || !ended {
		return nil, errObjects
	}
	b := bytes.NewBuffer(bytes.Clone(file))
	f.section(b, changed, fmt.Sprintf("\n/Prev %s", start))
	return b.Bytes(), nil
}

// section writes the numbered objects, their cross-reference table and the trailer.
func (f *objects) section(b *bytes.Buffer, numbers []int, more string) {
	offsets := make([]int, len(numbers))
	for i, n := range numbers {
		offsets[i] = b.Len()
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, f.bodies[n-1])
	}
	start := b.Len()
	b.WriteString("xref\n")
	entries := slices.Concat([]int{0}, numbers) // 0 heads the list of free objects
	for i, n := range entries {
		if i == 0 || n != entries[i-1]+1 {
			run := 1
			for i+run < len(entries) && entries[i+run] == n+run {
				run++
			}
			fmt.Fprintf(b, "%d %d\n", n, run)
		}
		if n == 0 {
			b.WriteString("0000000000 65535 f \n")
		} else {
			fmt.Fprintf(b, "%010d 00000 n \n", offsets[i-1])
		}
	}
	fmt.Fprintf(b, "trailer\n<<\n/Size %d\n%s%s\n>>\nstartxref\n%d\n%%%%EOF\n", len(f.bodies)+1, f.trailer, more, start)
}

// padding fills up passwords (ISO 32000-1, 7.6.3.3).
const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// encrypt encrypts strings and streams with RC4 and a key of 128 bits, revision 3 of the
// standard handler (ISO 32000-1, 7.6.3): without a password the file opens, may be
// read, printed and copied, and not be changed.
func (f *objects) encrypt() {
	const permissions = -44 // neither changes nor annotations
	id := md5.Sum(bytes.Join(f.bodies, nil))
	ownerKey := repeatedMD5([]byte(("owner" + padding)[:len(padding)]))
	owner := repeatedRC4(ownerKey, []byte(padding))
	seed := append([]byte(padding), owner...)
	seed = binary.LittleEndian.AppendUint32(seed, 1<<32+permissions)
	key := repeatedMD5(append(seed, id[:]...))
	check := md5.Sum(append([]byte(padding), id[:]...))
	user := append(repeatedRC4(key, check[:]), make([]byte, 16)...)
	for i, body := range f.bodies {
		n := i + 1
		salted := md5.Sum(append(bytes.Clone(key), byte(n), byte(n>>8), byte(n>>16), 0, 0))
		f.bodies[i] = encryptObject(body, func(data []byte) []byte { return throughRC4(salted[:], data) })
	}
	dictionary := f.add(fmt.Sprintf("<</Filter /Standard /V 2 /R 3 /Length 128 /P %d /O <%X> /U <%X>>>", permissions, owner, user))
	f.trailer = fmt.Appendf(bytes.Clone(f.trailer), "\n/Encrypt %d 0 R\n/ID [<%X> <%X>]", dictionary, id, id)
}

func throughRC4(key, data []byte) []byte {
	c := must(rc4.NewCipher(key))
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// repeatedRC4 is steps 5 to 7 of algorithm 3.
func repeatedRC4(key, data []byte) []byte {
	for round := range byte(20) {
		varied := make([]byte, len(key))
		for i, k := range key {
			varied[i] = k ^ round
		}
		data = throughRC4(varied, data)
	}
	return data
}

// repeatedMD5 is steps 2 and 3 of algorithm 3.
func repeatedMD5(data []byte) []byte {
	for range 51 {
		sum := md5.Sum(data)
		data = sum[:]
	}
	return data
}

// encryptObject encrypts the strings and the stream of an object.
func encryptObject(body []byte, cipher func([]byte) []byte) []byte {
	begin, end := []byte(">>\nstream\n"), []byte("\nendstream")
	head, data, isStream := bytes.Cut(body, begin)
	head = encryptStrings(head, cipher)
	if !isStream {
		return head
	}
	data = cipher(bytes.TrimSuffix(data, end))
	return slices.Concat(head, begin, data, end)
}

// encryptStrings encrypts the strings of a dictionary and writes them in hexadecimal.
func encryptStrings(dictionary []byte, cipher func([]byte) []byte) []byte {
	var out []byte
	for i := 0; i < len(dictionary); i++ {
		c := dictionary[i]
		next := byte(0)
		if i+1 < len(dictionary) {
			next = dictionary[i+1]
		}
		var plain []byte
		switch {
		case c == '(':
			plain, i = literalString(dictionary, i)
		case c == '<' && next != '<':
			end := i + bytes.IndexByte(dictionary[i:], '>')
			plain = must(hex.DecodeString(string(dictionary[i+1 : end])))
			i = end
		case c == next && (c == '<' || c == '>'):
			out = append(out, c, c)
			i++
			continue
		default:
			out = append(out, c)
			continue
		}
		out = fmt.Appendf(out, "<%X>", cipher(plain))
	}
	return out
}

// literalString reads the string that begins at from, as fpdf escapes them, and returns
// where it ends.
func literalString(data []byte, from int) (plain []byte, end int) {
	for i := from + 1; i < len(data); i++ {
		switch c := data[i]; c {
		case ')':
			return plain, i
		case '\\':
			i++
			if data[i] == 'r' {
				plain = append(plain, '\r')
			} else {
				plain = append(plain, data[i])
			}
		default:
			plain = append(plain, c)
		}
	}
	return plain, len(data)
}
