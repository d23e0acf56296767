package inspect

import (
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Dates that were in the future when the file was there already are told, as far as their zones allow.
func TestLaterThan(t *testing.T) {
	moment := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]bool{
		"D:20240301120100Z":         false, // within what clocks differ by
		"D:20240301123000Z":         true,
		"D:20240301123000+02'00'":   false,
		"2024-03-01T11:30:00-02:00": true,
		"D:20240302010000":          false, // it may be of a zone far east
		"D:20240302030000":          true,
		"D:20310101":                true,
		"D:19990101000000Z":         false,
	} {
		s := &Subject{}
		s.date("CreationDate", text, byInfo)
		found := LaterThan(dates(s), moment, "it was seen")
		if told := len(found) == 1 && found[0].Kind == dossier.DateContradict && strings.HasSuffix(found[0].Value, " is after it was seen, 2024-03-01 12:00:00 +00:00"); told != want || len(found) > 1 {
			t.Errorf("%s: told %+v, want %v", text, found, want)
		}
	}
}
