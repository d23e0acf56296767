package inspect

import (
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

// certificatesIn are the certificates of signed data, or those that data are; nil for none that can be
// read.
func certificatesIn(data []byte) []*x509.Certificate {
	var content struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(data, &content); err != nil {
		found, _ := x509.ParseCertificates(trimmedDER(data))
		return found
	}
	var signed struct {
		Version      int
		Algorithms   asn1.RawValue `asn1:"set"`
		Inner        asn1.RawValue
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
	}
	if _, err := asn1.Unmarshal(content.Content.Bytes, &signed); err != nil {
		if _, err := asn1.Unmarshal(content.Content.FullBytes, &signed); err != nil {
			return nil
		}
	}
	var found []*x509.Certificate
	for rest := signed.Certificates.Bytes; len(rest) > 0 && len(found) < maxCertificates; {
		var one asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &one); err != nil {
			break
		}
		if c, err := x509.ParseCertificate(one.FullBytes); err == nil {
			found = append(found, c)
		}
	}
	return found
}

// trimmedDER is the first value of data: what follows is padding.
func trimmedDER(data []byte) []byte {
	var one asn1.RawValue
	if _, err := asn1.Unmarshal(data, &one); err != nil {
		return nil
	}
	return one.FullBytes
}
