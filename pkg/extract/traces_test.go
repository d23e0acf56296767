package extract

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/traces"
)

func TestTracesPassAsTheyAre(t *testing.T) {
	sent := traces.File{
		ID: [2]string{"ab", "cd"}, Info: map[string]string{"Title": "Minutes"}, Created: 1714644000, From: []string{"uuid:1"},
		Fonts: []traces.Font{{Family: "Times", Tag: "ABCDEF", Program: dossier.Sum([]byte("font"))}},
		Pages: []traces.Page{{Units: []uint64{1, 1 << 63}, Media: [4]float64{0, 0, 595, 842}, Images: []traces.Image{{Width: 9, Height: 7, Quality: 85}}}},
	}
	var pipe bytes.Buffer
	c := newConn(&pipe, &pipe)
	if err := c.send(reply{Traces: &sent}, maxTracesFrame); err != nil {
		t.Fatal(err)
	}
	var got reply
	if err := c.receive(&got, maxTracesFrame); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&sent, got.Traces); diff != "" {
		t.Errorf("sent (-), received (+):\n%s", diff)
	}
	if err := soundTraces(got.Traces); err != nil {
		t.Error(err)
	}
	for name, unsound := range map[string]*traces.File{
		"none":                       nil,
		"fewer objects than none":    {Objects: -1},
		"a picture of no size":       {Pages: []traces.Page{{Images: []traces.Image{{Width: -1}}}}},
		"a quality that there isn't": {Pages: []traces.Page{{Images: []traces.Image{{Quality: 101}}}}},
	} {
		if soundTraces(unsound) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}
