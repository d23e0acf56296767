package wording

import "testing"

func TestSeenAlike(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		alike      bool
	}{
		{"an option behind a mark", "بتمرير الخيارassume-clean-- للأمر هنا", "بتمرير الخيار\u200E --assume-clean للأمر هنا", true},
		{"a product, either factor first", "إذا كانت تحوي N×2 قرص، بشرط", "إذا كانت تحوي 2×N قرص، بشرط", true},
		{"a quotation mark", "الازدواجية – parity” disk”) لإعادة", "الازدواجية – \u200E“parity” disk) لإعادة", true},
		{"the same with marks that turn it around", "إذا كانت تحوي N-2 قرص، بشرط", "إذا كانت تحوي \u200E2-\u200EN قرص، بشرط", false},
		{"another figure", "إذا كانت تحوي N×2 قرص، بشرط", "إذا كانت تحوي \u200E8×\u200EN قرص، بشرط", false},
		{"another word", "بتمرير الخيار --force للأمر هنا", "بتمرير الخيار\u200E --faster للأمر هنا", false},
		{"words that changed places", "قال الرئيس ثم الوزير هنا", "قال الوزير ثم الرئيس هنا", false},
		{"figures that changed places", "من 12-15 يوما هنا", "من 15-12 يوما هنا", false},
		{"figures set apart otherwise", "من 61 16 يوما هنا", "من 6 116 يوما هنا", false},
		{"no text from the right", "the option x=2 here", "the option 2=x here", false},
	} {
		a, b := Tokens(test.a), Tokens(test.b)
		found := Differences(a, b, Align(Keys(a), Keys(b)))
		different := false
		for _, d := range found {
			different = different || d.Class != "spacing"
		}
		if different == test.alike {
			t.Errorf("%s: %+v", test.name, found)
		}
	}
}

func TestTextIsSeenLineByLine(t *testing.T) {
	const lines = "شكل معمى (بفضل Linux ” LUKS\nUnified Key Setup إعدادات المفاتيح"
	for written, alike := range map[string]bool{
		"شكل معمى (بفضل LUKS \u200F”Linux Unified Key Setup إعدادات المفاتيح": true,
		"شكل معمى (بفضل LUKS \u200F”Linux Unified Key Reset إعدادات المفاتيح": false,
		"شكل معمى (بفضل LUKS \u200F”Unix Unified Key Setup إعدادات المفاتيح":  false,
		"شكل معمى (بفضل Key \u200F”Linux Unified LUKS Setup إعدادات المفاتيح": false,
	} {
		a, b := Tokens(lines), Tokens(written)
		if found := Differences(a, b, Align(Keys(a), Keys(b))); (len(found) == 0) != alike {
			t.Errorf("%q: %+v", written, found)
		}
	}
}

func TestSpacesBesideTextFromTheRightAreSeen(t *testing.T) {
	for _, test := range [][2]string{
		{"the port is written سلام in the third copy", "the port is written سلام in the thi rd copy"},
		{"the port is written سلام in the third copy", "the portis written سلام in the third copy"},
		{"بتمرير الخيار and/or للأمر هنا", "بتمرير الخيار and / or للأمر هنا"},
	} {
		a, b := Tokens(test[0]), Tokens(test[1])
		found := Differences(a, b, Align(Keys(a), Keys(b)))
		if len(found) != 1 || found[0].Class != "spacing" {
			t.Errorf("%q: %+v", test[1], found)
		}
	}
}

func FuzzSeen(f *testing.F) {
	f.Add("الخيار\u200E --assume-clean للأمر (12)")
	f.Add("")
	f.Add("א\u2029b\r\n)")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) <= longestSeen {
			_, _ = seen(text)
		}
	})
}
