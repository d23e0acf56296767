package match

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// memoranda are translations of one text, with a quote of it and a sentence that none holds.
var memoranda = []struct{ language, text, quote, invented string }{
	{"English", "The delegations of both countries met in the harbour town on Tuesday. They agreed that fishing boats of either side may enter the northern bay from April to September. Disputes are settled by a commission of five members within ninety days.",
		"fishing boats of either side may enter the northern bay from April to September",
		"Foreign vessels must not anchor in the southern port in winter, and offenders pay a heavy fine."},
	{"Chinese", "两国代表团星期二在港口城市举行会谈。双方同意，自四月至九月，两国渔船均可进入北部海湾捕鱼。一切争端应由五名委员组成的委员会在九十天内解决。",
		"两国渔船均可进入北部海湾捕鱼。一切争端应由",
		"冬季不得有外国船只停泊南方港口，违者处以重罚并没收渔具。"},
	{"Japanese", "両国の代表団は火曜日に港町で会談した。双方は、四月から九月まで両国の漁船が北の湾に入ることを認めることで合意した。紛争は五人の委員からなる委員会が九十日以内に解決する。",
		"四月から九月まで両国の漁船が北の湾に入ることを認める",
		"冬の間は外国の船が南の港に停泊することを固く禁じ、違反者には罰金を科す。"},
	{"Korean", "양국 대표단은 화요일 항구 도시에서 만났다. 양측은 사월부터 구월까지 양국 어선이 북쪽 만에 들어가는 것을 허용하기로 합의했다. 분쟁은 위원 다섯 명으로 이루어진 위원회가 구십 일 안에 해결한다.",
		"사월부터 구월까지 양국 어선이 북쪽 만에 들어가는 것을 허용하기로 합의했다.",
		"겨울에는 외국 선박이 남쪽 항구에 머무르는 것을 엄격히 금지하며 위반자는 벌금을 낸다."},
	{"Thai", "คณะผู้แทนของทั้งสองประเทศพบกันที่เมืองท่าในวันอังคาร ทั้งสองฝ่ายตกลงให้เรือประมงเข้าอ่าวทางเหนือได้ตั้งแต่เดือนเมษายนถึงเดือนกันยายน ข้อพิพาทให้คณะกรรมการห้าคนตัดสินภายในเก้าสิบวัน",
		"ทั้งสองฝ่ายตกลงให้เรือประมงเข้าอ่าวทางเหนือได้ตั้งแต่เดือนเมษายน",
		"ห้ามเรือต่างชาติจอดที่ท่าเรือทางใต้ในฤดูหนาวโดยเด็ดขาด ผู้ฝ่าฝืนต้องเสียค่าปรับ"},
	{"Hindi", "दोनों देशों के प्रतिनिधिमंडल मंगलवार को बंदरगाह नगर में मिले। दोनों पक्ष सहमत हुए कि मछली पकड़ने की नावें अप्रैल से सितंबर तक उत्तरी खाड़ी में आ सकती हैं। विवादों का निपटारा पाँच सदस्यों का आयोग नब्बे दिनों में करेगा।",
		"मछली पकड़ने की नावें अप्रैल से सितंबर तक उत्तरी खाड़ी में आ सकती हैं",
		"सर्दियों में विदेशी जहाज़ों का दक्षिणी घाट पर रुकना सख़्त मना है और जुर्माना लगेगा"},
	{"Arabic", "اجتمع وفدا البلدين يوم الثلاثاء في مدينة الميناء. واتفق الطرفان على أن تدخل قوارب الصيد الخليج الشمالي من أبريل إلى سبتمبر. وتفصل في النزاعات لجنة من خمسة أعضاء خلال تسعين يوما.",
		"واتفق الطرفان على أن تدخل قوارب الصيد الخليج الشمالي",
		"يحظر على السفن الأجنبية أن ترسو في المرفأ الجنوبي شتاء ويغرم المخالفون"},
	{"Hebrew", "משלחות שתי המדינות נפגשו ביום שלישי בעיר הנמל. הצדדים הסכימו שסירות דיג ייכנסו למפרץ הצפוני מאפריל ועד ספטמבר. סכסוכים יוכרעו בידי ועדה של חמישה חברים בתוך תשעים יום.",
		"הצדדים הסכימו שסירות דיג ייכנסו למפרץ הצפוני מאפריל ועד ספטמבר",
		"אסור לאוניות זרות לעגון בנמל הדרומי בחורף, והמפרים ייקנסו בסכום גבוה מאוד"},
}

func libraryOfMemoranda() *library {
	l := &library{}
	for _, m := range memoranda {
		l.add(m.language, pagesOfTexts(m.text))
	}
	return l
}

func TestQuotesAreFoundInEveryScript(t *testing.T) {
	l := libraryOfMemoranda()
	for _, m := range memoranda {
		t.Run(m.language, func(t *testing.T) {
			found := l.find(t, pagesOfTexts(m.quote))
			if len(found) != 1 || found[0].Document.Name != m.language || !found[0].Verdict.Found() {
				t.Errorf("quote: %+v", found)
			}
			if found := l.find(t, pagesOfTexts(m.invented)); len(found) > 0 {
				t.Errorf("invented: %+v", found)
			}
		})
	}
}

func TestTranslationsAreOtherDocuments(t *testing.T) {
	l := libraryOfMemoranda()
	for _, m := range memoranda {
		if found := l.find(t, pagesOfTexts(m.text)); len(found) != 1 || found[0].Document.Name != m.language || found[0].Verdict != dossier.Same {
			t.Errorf("%s: %+v", m.language, found)
		}
	}
}

// A sentence of one script counts no less for standing on a page of another.
func TestQuoteOfAPageInTwoScripts(t *testing.T) {
	l := libraryOfMemoranda()
	chinese, english := memoranda[1], memoranda[0]
	before, after, _ := strings.Cut(english.text, ". ")
	l.add("both", pagesOfTexts(before+". "+chinese.invented+" "+after))
	for _, quote := range []string{chinese.invented, before + ". " + chinese.invented} {
		if m := of(l.find(t, pagesOfTexts(quote)), "both"); !m.Verdict.Found() {
			t.Errorf("%q: %+v", quote, m)
		}
	}
}

// One word changed in a quote leaves it a copy of where it is from.
func TestQuoteWithAWordChangedIsFoundInEveryScript(t *testing.T) {
	l := libraryOfMemoranda()
	for _, tt := range []struct{ language, old, new string }{
		{"English", "northern", "southern"}, {"Chinese", "北部", "南部"}, {"Japanese", "北の", "南の"}, {"Korean", "북쪽", "남쪽"},
		{"Thai", "ทางเหนือ", "ทางใต้"}, {"Hindi", "उत्तरी", "दक्षिणी"}, {"Arabic", "الشمالي", "الجنوبي"}, {"Hebrew", "הצפוני", "הדרומי"},
	} {
		for _, m := range memoranda {
			if m.language != tt.language {
				continue
			}
			if found := of(l.find(t, pagesOfTexts(strings.Replace(m.text, tt.old, tt.new, 1))), m.language); !found.Verdict.Found() || found.Verdict == dossier.Same {
				t.Errorf("%s: %+v", m.language, found)
			}
		}
	}
}
