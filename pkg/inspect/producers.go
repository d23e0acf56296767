package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// producers says in words which programs wrote the file, one after another, as far as it says so.
func producers(s *Subject) []dossier.Item {
	info := s.objects.Info()
	var told []string
	var chain []string
	say := func(words, program string) {
		program = strings.TrimSpace(program)
		if program != "" && !slices.Contains(told, program) {
			told = append(told, program)
			chain = append(chain, fmt.Sprintf("%s '%s'", words, cut(program)))
		}
	}
	say("written with", info.Key("Creator").Text())
	for _, earlier := range s.earlierInfo() {
		say("written with", earlier.Key("Creator").Text())
		say("made into a PDF by", earlier.Key("Producer").Text())
	}
	for _, p := range s.packetsOf() {
		for _, property := range propertiesOf(p.data) {
			switch property.name {
			case "CreatorTool":
				say("written with", property.value)
			case "softwareAgent":
				say("edited with", property.value)
			}
		}
	}
	words := "made into a PDF by"
	if len(s.earlierInfo()) > 0 {
		words = "saved again by"
	}
	say(words, info.Key("Producer").Text())
	for _, p := range s.packetsOf() {
		for _, property := range propertiesOf(p.data) {
			if property.name == "Producer" {
				say("made into a PDF, as XMP has it, by", property.value)
			}
		}
	}
	if len(chain) == 0 {
		return nil
	}
	return []dossier.Item{{Group: dossier.GroupOrigin, Kind: dossier.ProducerChain, Value: strings.Join(chain, ", "), Basis: "what the file says of programs, in the order of their work"}}
}

// colourProfiles are the descriptions of the colour profiles in the file.
func colourProfiles(s *Subject) []dossier.Item {
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		if !v.IsStream() || v.Key("N").IsZero() || v.Key("Type").Name() == "ObjStm" {
			return
		}
		if description := profileDescription(v.Content(maxStream)); description != "" {
			items = append(items, dossier.Item{Group: dossier.GroupOrigin, Kind: dossier.ColourProfile, Object: v.Number, Value: description, Basis: "colour profile"})
		}
	})
	return distinct(items)
}
