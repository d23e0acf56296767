package inspect

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// signatures are the file's digital signatures, with what of the file each covers. They are not
// verified.
func signatures(s *Subject) []dossier.Item {
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		span := v.Key("ByteRange").Numbers()
		if len(span) != 4 || v.Key("Contents").IsZero() {
			return
		}
		var said []string
		for _, field := range []struct{ words, key string }{{"by", "Name"}, {"at", "M"}, {"in", "Location"}, {"because", "Reason"}, {"contact", "ContactInfo"}} {
			if text := v.Key(field.key).Text(); text != "" {
				said = append(said, field.words+" "+text)
			}
		}
		said = append(said, covered(span, len(s.data), len(v.Key("Contents").String())))
		items = append(items, dossier.Item{
			Group: dossier.GroupAttached, Kind: dossier.Signature, Object: v.Number,
			Value: strings.Join(said, ", "), Basis: "signature " + v.Key("SubFilter").Name() + ", not verified",
		})
		items = append(items, certificates(v)...)
	})
	return items
}

// covered says what of a file of a size a signature of so many bytes covers: all but the signature itself,
// if it is as signatures are.
func covered(span []float64, size, signature int) string {
	end := span[2] + span[3]
	if span[0] == 0 && int(end) == size {
		if beside := int(span[2]-span[1]) - 2*signature - len("<>"); beside > 0 {
			return "covers the whole file but for " + number(beside, "byte") + " beside the signature"
		}
		return "covers the whole file"
	}
	if span[0] == 0 && end > 0 && end < float64(size) {
		return fmt.Sprintf("covers the first %.0f of %d bytes: what was appended after it is not covered", end, size)
	}
	return fmt.Sprintf("covers bytes %.0f to %.0f of %d", span[0], end, size)
}

// encryption says how a file is encrypted, and what it asks programs not to do.
func encryption(s *Subject) []dossier.Item {
	if s.bytesOnly() {
		if !bytes.Contains(s.data, []byte("/Encrypt")) {
			return nil
		}
		return []dossier.Item{{Group: dossier.GroupAttached, Kind: dossier.Encryption, Value: "encrypted", Basis: "the word /Encrypt in the bytes of the file"}}
	}
	bits, permissions, ok := s.objects.Encryption()
	if !ok {
		return nil
	}
	value := fmt.Sprintf("encrypted with %d bits, opens without a password", bits)
	var denied []string
	for _, p := range []struct {
		bit  int
		what string
	}{{3, "printing"}, {4, "changing"}, {5, "copying"}, {6, "commenting"}} {
		if permissions&(1<<(p.bit-1)) == 0 {
			denied = append(denied, p.what)
		}
	}
	if len(denied) > 0 {
		value += ", asks not to allow " + strings.Join(denied, ", ")
	}
	return []dossier.Item{{Group: dossier.GroupAttached, Kind: dossier.Encryption, Value: value, Basis: "encryption dictionary"}}
}
