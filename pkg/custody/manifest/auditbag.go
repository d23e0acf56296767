package manifest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// auditBag checks that a bag is complete and valid: RFC 8493 section 3.
func (m Manifest) auditBag(ctx context.Context, at places, workers int) ([]dossier.Check, []string, error) {
	for _, named := range at.named {
		if !at.inside(m.Root, named) {
			return nil, nil, &dossier.Error{Op: "verify", Path: named, Err: fmt.Errorf("lies outside of the bag %s", m.Root),
				Hint: "a bag is checked as a whole: name none but its folder"}
		}
	}
	entries := slices.Clone(m.Entries)
	lists := make(map[string]bool, len(entries))
	for i := range entries {
		entries[i].Path = below(m.Root, entries[i].Path)
		lists[entries[i].Path] = true
	}
	walked, err := Walk(m.Root)
	if err != nil {
		return nil, nil, unnamed(m.Root, err)
	}
	notes := slices.Clone(m.Notes)
	found, loose := m.inBag(walked, lists)
	if loose > 0 {
		notes = append(notes, fmt.Sprintf("%s of the bag in no tag manifest: not examined, as BagIt allows", plural(loose, "file", "files")))
	}
	files, err := hashed(ctx, found, entries, workers)
	if err != nil {
		return nil, nil, err
	}
	checks := slices.Concat(m.explained(Compare(entries, files)), m.defects(), m.checkOxum(files))
	if payload := below(m.Root, payloadFolder); !exists(payload) {
		checks = append(checks, dossier.Check{Of: dossier.OfFile, State: dossier.Missing, Path: payload, Detail: "a bag has this folder, be it empty"})
	}
	sortChecks(checks)
	return checks, notes, nil
}

// inBag returns which of a bag's files are to be read: its payload and the tag files that
// are listed. Of the others it returns how many there are, tag manifests left out: nothing
// lists these.
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

// inPayload reports whether a path is that of the payload, or in it.
func (m Manifest) inPayload(path string) bool {
	payload := below(m.Root, payloadFolder)
	return path == payload || strings.HasPrefix(path, payload+string(filepath.Separator))
}

// explained says which of the files that are missing were never fetched.
func (m Manifest) explained(checks []dossier.Check) []dossier.Check {
	urls := make(map[string]string, len(m.bag.fetch))
	for path, url := range m.bag.fetch {
		urls[below(m.Root, path)] = url
	}
	for i, check := range checks {
		if url := urls[check.Path]; url != "" && check.State == dossier.Missing {
			checks[i].Detail = "not fetched: it is to come from " + url
		}
	}
	return checks
}

// defects are what was found when the bag was read.
func (m Manifest) defects() []dossier.Check {
	defects := slices.Clone(m.bag.defects)
	for i := range defects {
		defects[i].Path = below(m.Root, defects[i].Path)
	}
	return defects
}

// checkOxum compares the payload with what Payload-Oxum says: OCTETS.FILES. It is left out
// when some of the payload could not be read.
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
