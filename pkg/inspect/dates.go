package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A dated is a date that the file tells of itself.
type dated struct {
	name, text, basis string
	at                time.Time
	zoned             bool // it says its zone
	created, modified bool // which it claims to be; both for others
}

// maxDates is how many dates of a file are compared.
const maxDates = 200

// date notes a date, whatever it is worth.
func (s *Subject) date(name, text, basis string) {
	at, zoned, ok := parseDate(text)
	if !ok || len(s.found) == maxDates {
		return
	}
	d := dated{name: name, text: text, basis: basis, at: at, zoned: zoned}
	folded := strings.ToLower(name)
	d.created = strings.Contains(folded, "creat") || strings.Contains(folded, "original")
	d.modified = strings.Contains(folded, "mod")
	s.found = append(s.found, d)
}

// pdfDate is a date as PDFs write it (ISO 32000-1, 7.9.4), isoDate one as XMP and office documents do.
var (
	pdfDate = regexp.MustCompile(`^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz])|([+-])(\d\d)'?(\d\d)?'?)?`)
	isoDate = regexp.MustCompile(`^(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(?:([Zz])|([+-])(\d\d):?(\d\d))?)?`)
)

// parseDate reads a date. One without a zone is taken for UTC.
func parseDate(text string) (at time.Time, zoned, ok bool) {
	text = strings.TrimSpace(text)
	parts := isoDate.FindStringSubmatch(text)
	if parts == nil {
		parts = pdfDate.FindStringSubmatch(text)
	}
	if parts == nil {
		return time.Time{}, false, false
	}
	number := func(i, or int) int {
		if parts[i] == "" {
			return or
		}
		n := 0
		_, _ = fmt.Sscanf(parts[i], "%d", &n)
		return n
	}
	year, month, day := number(1, 0), number(2, 1), number(3, 1)
	if year == 0 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false, false
	}
	offset := 60 * (60*number(9, 0) + number(10, 0))
	if parts[8] == "-" {
		offset = -offset
	}
	zoned = parts[7] != "" || parts[8] != ""
	return time.Date(year, time.Month(month), day, number(4, 0), number(5, 0), number(6, 0), 0, time.FixedZone("", offset)), zoned, true
}

// apart is how much two dates of one event may differ that programs write one after the other.
const apart = 2 * time.Minute

// dates lists the dates met before, their zones, and how they contradict each other.
func dates(s *Subject) []dossier.Item {
	var items []dossier.Item
	zones := map[string][]string{}
	for _, d := range s.found {
		items = append(items, dossier.Item{Group: dossier.GroupOrigin, Kind: dossier.DateTold, Value: d.name + ": " + written(d), Basis: d.basis})
		if d.zoned {
			zone := d.at.Format("-07:00")
			zones[zone] = append(zones[zone], d.name)
		}
	}
	items = distinct(items)
	for _, d := range s.found {
		zone := d.at.Format("-07:00")
		names, known := zones[zone]
		if !d.zoned || !known {
			continue
		}
		delete(zones, zone)
		slices.Sort(names)
		items = append(items, dossier.Item{
			Group: dossier.GroupOrigin, Kind: dossier.DateZone, Value: "UTC" + zone,
			Basis: "offset of " + strings.Join(slices.Compact(names), ", "),
		})
	}
	return append(items, contradictions(s.found)...)
}

// How dates are written, with a zone and without.
const (
	zonedDate    = "2006-01-02 15:04:05 -07:00"
	zonelessDate = "2006-01-02 15:04:05, no zone"
)

func written(d dated) string {
	if !d.zoned {
		return d.at.Format(zonelessDate)
	}
	return d.at.Format(zonedDate)
}

// farthestZone is how far a zone may be from UTC.
const farthestZone = 14 * time.Hour

// LaterThan are the dates among the items of a file that are later than a moment at which the file was
// there, as they were in the future then. event says what happened at that moment.
func LaterThan(items []dossier.Item, moment time.Time, event string) []dossier.Item {
	var later []dossier.Item
	for _, item := range items {
		at := strings.LastIndex(item.Value, ": ")
		if item.Kind != dossier.DateTold || at < 0 {
			continue
		}
		slack := apart
		date, err := time.Parse(zonedDate, item.Value[at+2:])
		if err != nil {
			slack = farthestZone
			if date, err = time.Parse(zonelessDate, item.Value[at+2:]); err != nil {
				continue
			}
		}
		if date.Sub(moment) > slack {
			item.Kind = dossier.DateContradict
			item.Value = fmt.Sprintf("%s %s is after %s, %s", item.Value[:at], item.Value[at+2:], event, moment.UTC().Format(zonedDate))
			later = append(later, item)
		}
	}
	return later
}

// contradictions are pairs of dates that cannot both be true as they stand.
func contradictions(found []dated) []dossier.Item {
	var items []dossier.Item
	say := func(a, b dated, how string) {
		items = append(items, dossier.Item{
			Group: dossier.GroupOrigin, Kind: dossier.DateContradict,
			Value: fmt.Sprintf("%s %s %s %s %s", a.name, written(a), how, b.name, written(b)),
			Basis: a.basis + "; " + b.basis,
		})
	}
	for i, a := range found {
		for j, b := range found {
			comparable := a.zoned && b.zoned || a.basis == b.basis
			gap := a.at.Sub(b.at)
			switch {
			case i == j || !comparable || a.basis != b.basis && !sameEvent(a, b):
			case a.created && b.modified && !sameEvent(a, b) && gap > 0 && a.basis == b.basis:
				say(a, b, "is after")
			case i < j && sameEvent(a, b) && a.basis != b.basis && gap.Abs() > apart && (a.zoned == b.zoned):
				say(a, b, "differs from")
			}
		}
	}
	return items
}

// sameEvent reports whether two dates claim to be of the same event.
func sameEvent(a, b dated) bool {
	return a.created == b.created && a.modified == b.modified && a.created != a.modified
}
