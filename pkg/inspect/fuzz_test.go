package inspect

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// Whatever bytes say, inspecting them ends with items that are short.
func FuzzBytes(f *testing.F) {
	f.Add([]byte(`%PDF-1.7 <?xpacket begin="" id=""?><x:xmpmeta><rdf:RDF><rdf:Description a:Title="t"><a:History><rdf:Seq><rdf:li action="saved"/></rdf:Seq></a:History></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?> startxref 9 %%EOF obj startxref 9 %%EOF`))
	f.Add(forge.Secrets()[0].Bytes)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, mediaType := range []string{intake.PDF, intake.DOCX, intake.ODT, intake.JPEG} {
			for _, item := range Open(data, mediaType, nil, mediaType != intake.PDF).File().Items {
				if len(item.Value) > maxValue+3 || item.Kind == "" || item.Group == "" {
					t.Errorf("%+v", item)
				}
			}
		}
	})
}
