package manifest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// bagPortion returns the whole of a bag, to be checked for being complete and valid (RFC 8493
// section 3).
func (m Manifest) bagPortion() (portion, error) {
	p := portion{Manifest: m, entries: slices.Clone(m.Entries), notes: slices.Clone(m.Notes)}
	lists := make(map[string]bool, len(p.entries))
	for i := range p.entries {
		p.entries[i].Path = below(m.Root, p.entries[i].Path)
		lists[p.entries[i].Path] = true
	}
	walked, err := Walk(m.Root)
	if err != nil {
		return portion{}, unnamed(m.Root, err)
	}
	var loose int
	p.read, loose = m.inBag(walked, lists)
	if loose > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%s of the bag in no tag manifest: not examined, as BagIt allows", plural(loose, "file", "files")))
	}
	return p, nil
}

// compareBag returns the checks of a bag whose files have been read.
func (p portion) compareBag(files []File) []dossier.Check {
	checks := slices.Concat(p.explained(Compare(p.entries, files)), p.defects(), p.checkOxum(files))
	if payload := below(p.Root, payloadFolder); !exists(payload) {
		checks = append(checks, dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Path: payload, Detail: "a bag must have this folder, even if empty"})
	}
	sortChecks(checks)
	return checks
}

// inBag returns which of a bag's files are to be read: its payload and the listed tag
// files. loose counts the others, except tag manifests, which nothing lists.
func (m Manifest) inBag(walked []string, lists map[string]bool) (found []string, loose int) {
	for _, path := range walked {
		switch {
		case lists[path], m.inPayload(path):
			found = append(found, path)
		case !isTagManifest(filepath.Base(path)):
			loose++
		}
	}
	return found, loose
}

// inPayload reports whether a path is the payload folder or in it.
func (m Manifest) inPayload(path string) bool {
	payload := below(m.Root, payloadFolder)
	return path == payload || strings.HasPrefix(path, payload+string(filepath.Separator))
}

// explained adds to checks of missing files that they were never fetched.
func (m Manifest) explained(checks []dossier.Check) []dossier.Check {
	urls := make(map[string]string, len(m.bag.fetch))
	for path, url := range m.bag.fetch {
		urls[below(m.Root, path)] = url
	}
	for i, check := range checks {
		if url := urls[check.Path]; url != "" && check.State == dossier.Missing {
			checks[i].Detail = "not fetched yet from " + url
		}
	}
	return checks
}

// defects returns the contradictions found when the bag was read.
func (m Manifest) defects() []dossier.Check {
	defects := slices.Clone(m.bag.defects)
	for i := range defects {
		defects[i].Path = below(m.Root, defects[i].Path)
	}
	return defects
}

// checkOxum compares the payload with Payload-Oxum (OCTETS.FILES). It returns nothing if some
// of the payload could not be read.
func (m Manifest) checkOxum(files []File) []dossier.Check {
	var octets, count int64
	for _, file := range files {
		if !m.inPayload(file.Path) {
			continue
		}
		if file.Err != nil {
			return nil
		}
		octets += file.Size
		count++
	}
	found := fmt.Sprintf("%d.%d", octets, count)
	var checks []dossier.Check
	for _, oxum := range m.bag.oxums {
		if oxum != found {
			checks = append(checks, dossier.Check{Of: dossier.OfFile, State: dossier.Damaged, Path: below(m.Root, infoFile), Expected: oxum, Actual: found,
				Detail: fmt.Sprintf("%s is %s, the payload %s (bytes.files)", oxumLabel, oxum, found)})
		}
	}
	return checks
}
