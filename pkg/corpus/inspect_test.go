package corpus

import (
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestWasThere(t *testing.T) {
	day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	recorded := day.Add(48 * time.Hour)
	for _, c := range []struct {
		name string
		seen []dossier.Sighting
		want time.Time
	}{
		{"never seen", nil, time.Time{}},
		{"claimed to have been seen", []dossier.Sighting{{When: day, Precision: dossier.ToTheSecond, Claimed: true, Recorded: recorded}}, recorded},
		{"seen", []dossier.Sighting{{When: recorded, Precision: dossier.ToTheSecond, Recorded: recorded}, {When: day, Precision: dossier.ToTheSecond, Recorded: recorded}}, day},
		{"seen on a day", []dossier.Sighting{{When: day, Precision: dossier.ToTheDay, Recorded: recorded}}, day.Add(24 * time.Hour)},
		{"recorded before there were logs", []dossier.Sighting{{When: day, Precision: dossier.ToTheDay, Claimed: true}}, time.Time{}},
	} {
		got, event, known := wasThere(c.seen)
		if !got.Equal(c.want) || known == c.want.IsZero() || known != (event != "") {
			t.Errorf("%s: %v, %q, %v; want %v", c.name, got, event, known, c.want)
		}
	}
}
