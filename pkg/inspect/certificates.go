package inspect

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// maxCertificates is how many certificates of a signature are told.
const maxCertificates = 20

// certificates are those that a signature holds (RFC 5652, 5.1), the signer's among them. Nothing is
// verified.
func certificates(signature pdf.Value) []dossier.Item {
	held := certificatesIn([]byte(signature.Key("Contents").String()))
	if held == nil {
		held = certificatesIn([]byte(signature.Key("Cert").String())) // adbe.x509.rsa_sha1
	}
	var items []dossier.Item
	for _, c := range held[:min(len(held), maxCertificates)] {
		said := []string{"of " + c.Subject.String()}
		if len(c.EmailAddresses) > 0 {
			said = append(said, strings.Join(c.EmailAddresses, ", "))
		}
		said = append(said, "issued by "+c.Issuer.String(),
			fmt.Sprintf("valid from %s to %s", c.NotBefore.UTC().Format(time.DateOnly), c.NotAfter.UTC().Format(time.DateOnly)),
			fmt.Sprintf("serial number %X", c.SerialNumber))
		items = append(items, dossier.Item{
			Group: dossier.GroupAttached, Kind: dossier.Certificate, Object: signature.Number,
			Value: strings.Join(said, ", "), Basis: "certificate in a signature, not verified",
		})
	}
	return items
}

// maxTries is how many places of a signature are looked at where a certificate may begin.
const maxTries = 5000

// certificatesIn are the certificates that stand in a signature, wherever: signed data are written with
// lengths that are known and with others, and around each certificate there are some.
func certificatesIn(data []byte) []*x509.Certificate {
	var found []*x509.Certificate
	for tries := 0; tries < maxTries && len(found) < maxCertificates; tries++ {
		start := bytes.IndexByte(data, 0x30) // a sequence (ITU-T X.690), as a certificate is one
		if start < 0 {
			break
		}
		data = data[start:]
		var one asn1.RawValue
		if _, err := asn1.Unmarshal(data, &one); err == nil {
			if c, err := x509.ParseCertificate(one.FullBytes); err == nil {
				found = append(found, c)
				data = data[len(one.FullBytes):]
				continue
			}
		}
		data = data[1:]
	}
	return found
}
