package forge

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// signedData are signed data (RFC 5652) without a signature, with the certificate of an invented signer:
// the same bytes every time, as Ed25519 signs.
func signedData() []byte {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := x509.Certificate{
		SerialNumber: big.NewInt(0x42), Subject: pkix.Name{CommonName: "Ms Brandvold", Organization: []string{"Norrhavn"}},
		EmailAddresses: []string{"brandvold@norrhavn.example"},
		NotBefore:      time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	certificate := must(x509.CreateCertificate(nil, &template, &template, key.Public(), key))
	type inner struct{ Type asn1.ObjectIdentifier }
	data := struct {
		Version      int
		Algorithms   []asn1.RawValue `asn1:"set"`
		Inner        inner
		Certificates asn1.RawValue
		Signers      []asn1.RawValue `asn1:"set"`
	}{
		1, nil, inner{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}},
		asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificate}, nil,
	}
	signed := must(asn1.Marshal(data))
	return must(asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: signed}}))
}
