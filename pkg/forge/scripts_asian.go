package forge

import (
	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
)

var hindi = Script{
	Language: "Hindi", zero: '०',
	Quotes: [][2]string{{"“", "”"}, {"‘", "’"}},
	Post:   "@bandargah यक़ीन नहीं होता, सचमुच यही लिखा है: {quote} हमें पहले क्यों नहीं बताया गया? #दस्तावेज़ https://post.example/66f0",
	rules: grammar{
		"heading": {"बैठक संख्या {#2-90} का कार्यवृत्त, {place}", "टिप्पणी संख्या {#2-90}: {goods}"},
		"party":   {"नोरहावन", "एस्ताविया"},
		"place":   {"केस्त्रेल", "वार्न", "भोजपत्र नगर", "लिंदा बंदर"},
		"goods":   {"जौ", "अलसी", "तारकोल", "ऊन", "काँच", "शहद", "कच्चा लोहा", "सूखी मछली"},
		"body":    {"सीमा शुल्क कार्यालय", "कृषि परिषद", "बंदरगाह प्राधिकरण", "माप कार्यालय"},
		"month":   {"जनवरी", "मार्च", "जून", "अक्टूबर"},
		"clause": {
			"{body} {#2-28} {month} तक उत्तर देगा", "{goods} पर कर {#2-9} प्रतिशत घटेगा", "{party} जाँच का ख़र्च उठाएगा",
			"समय सीमा {#2-9} महीने बढ़ाई जाएगी", "{goods} पर निर्णय {month} में होगा", "{body} {place} में शाखा खोलेगा",
			"{goods} के {#12-90} टन पर्याप्त हैं", "{place} से {goods} का आयात मुक्त रहेगा",
		},
		"sentence": {
			"{party} ने बताया कि {clause}।", "{body} ने अनुरोध किया कि यह लिखा जाए कि {clause}।", "दोनों पक्षों ने माना कि {clause} और {clause}।",
			"{place} में तय हुआ कि {clause}।", "अभी स्पष्ट होना बाकी है कि क्या {clause}।", "{party} ने ज़ोर दिया कि {clause}, क्योंकि {clause}।",
		},
	},
	once: []string{
		"दोनों पक्ष {goods} पर कोई शुल्क नहीं लगाएँगे जब तक {body} सहमत हो।",
		"{place} के पुलों और सड़कों के लिए {#12-98} लाख मुद्राएँ रखी गई हैं।",
		"हर खेप की जाँच {#12-90} दिन के भीतर पूरी की जाएगी।",
		"श्रीमती कमला और श्री दिनेश ने “बिना शर्त” {#2-28} {month} को हस्ताक्षर किए।",
		"प्रति लीटर {#2-9} ग्राम की सीमा केवल मिलकर बदली जा सकती है।",
		"पिछले दिन की सूची और दीन जनों की गिनती अलग रखी गई, और सड़क पर राज वही रहा।",
	},
	changes: []SingleChange{
		letterSwap("short to long vowel sign", "दिन ", "दीन ", "किए", "कीए"),
		wordSwap("नहीं left out", " नहीं ", " "),
		wordSwap("बिना to सह", "“बिना शर्त”", "“सह शर्त”"),
		letterSwap("nukta dropped", "सड़क", "सडक", "बढ़ाई", "बढाई"),
		letterSwap("anusvara dropped", "में ", "मे ", "हैं", "है"),
	},
	twins: []Twin{
		{Name: "nukta composed", rewrite: replaced("ड\u093c", "\u095c", "ढ\u093c", "\u095d", "ज\u093c", "\u095b")},
		{Name: "zero-width joiners", rewrite: replaced("क्ष", "क्\u200dष")},
		{Name: "full stops", rewrite: replaced("।", " ।")},
	},
}

var thai = Script{
	Language: "Thai", Solid: true, zero: '๐',
	Quotes: [][2]string{{"“", "”"}, {"\"", "\""}},
	Post:   "@tharuea แทบไม่เชื่อสายตา นี่คือข้อความที่ลงนามกันจริง {quote} ทำไมเพิ่งมารู้ตอนนี้ #เอกสารหลุด https://post.example/b7c2",
	rules: grammar{
		"heading": {"บันทึกการประชุมครั้งที่ {#2-90} ณ เมือง{place}", "บันทึกช่วยจำฉบับที่ {#2-90} เรื่อง{goods}"},
		"party":   {"นอร์ฮาเวน", "เอสตาเวีย"},
		"place":   {"เคสเตรล", "วาร์น", "ท่าลินดา", "เบิร์กซี"},
		"goods":   {"ข้าวบาร์เลย์", "ป่าน", "น้ำมันดิน", "ขนแกะ", "กระจก", "น้ำผึ้ง", "เหล็กดิบ", "ปลาแห้ง"},
		"body":    {"สำนักงานศุลกากร", "สภาเกษตร", "การท่าเรือ", "สำนักงานมาตราวัด"},
		"month":   {"มกราคม", "มีนาคม", "มิถุนายน", "ตุลาคม"},
		"clause": {
			"{body}จะตอบภายในวันที่ {#2-28} {month}", "ภาษี{goods}จะลดลงร้อยละ {#2-9}", "{party}จะรับภาระค่าตรวจสอบ",
			"กำหนดเวลาจะขยายออกไป {#2-9} เดือน", "การตัดสินเรื่อง{goods}จะเลื่อนไปเดือน{month}", "{body}จะเปิดสาขาที่เมือง{place}",
			"{goods}จำนวน {#12-90} ตันนั้นเพียงพอ", "การนำ{goods}เข้าเมือง{place}เป็นไปโดยเสรี",
		},
		"sentence": {
			"{party}แจ้งว่า{clause} ", "{body}ขอให้บันทึกว่า{clause} ", "ทั้งสองฝ่ายเห็นว่า{clause}และ{clause} ",
			"ที่เมือง{place}ตกลงกันว่า{clause} ", "ยังต้องรอดูว่า{clause}หรือเปล่า ", "{party}ยืนยันว่า{clause} เพราะ{clause} ",
		},
	},
	once: []string{
		"ทั้งสองฝ่ายจะไม่เก็บค่าธรรมเนียม{goods}ก่อนที่{body}จะเห็นชอบ ",
		"งบประมาณสะพานและถนนในเมือง{place}คือ {#12-98} ล้านคราวน์ ",
		"การตรวจสินค้าทุกเที่ยวต้องเสร็จใน {#12-90} วัน ",
		"นางกานดาและนายถาวรลงนาม “โดยปราศจากข้อสงวน” เมื่อวันที่ {#2-28} {month} ",
		"เพดาน {#2-9} กรัมต่อลิตรแก้ไขได้โดยมติร่วมกันเท่านั้น ",
		"ของใหม่ให้ติดป้ายตามปีที่ผลิต และห้ามขายข้าวใกล้ท่าเรือ ",
	},
	changes: []SingleChange{
		letterSwap("tone mark changed", "ใหม่", "ใหม้", "ข้าว", "ข่าว", "ใกล้", "ไกล"),
		wordSwap("ไม่ left out", "จะไม่เก็บ", "จะเก็บ"),
		wordSwap("ปราศจาก to มี", "โดยปราศจากข้อสงวน", "โดยมีข้อสงวน"),
		letterSwap("short to long vowel sign", "ติด", "ตีด", "ลิตร", "ลีตร"),
		letterSwap("consonant changed", "กานดา", "ภานดา", "ถาวร", "กาวร"),
	},
	twins: []Twin{
		{Name: "vowel am in two signs", rewrite: replaced("ำ", "\u0e4d\u0e32")},
		{Name: "zero-width spaces between words", rewrite: replaced("และ", "\u200bและ\u200b", "จะ", "\u200bจะ")},
		brokenAnywhere,
	},
}

var chinese = Script{
	Language: "Chinese", Solid: true,
	Quotes: [][2]string{{"“", "”"}, {"「", "」"}},
	Post:   "@gangkou 真不敢相信，他们签的就是这个：{quote}为什么现在才告诉我们？ #泄密 https://post.example/2d9b",
	rules: grammar{
		"heading": {"第{#2-90}次会议纪要，{place}", "第{#2-90}号备忘录：{goods}"},
		"party":   {"诺港", "埃斯塔"},
		"place":   {"红隼镇", "瓦恩", "白桦湖", "林达港"},
		"goods":   {"大麦", "亚麻", "页岩", "焦油", "生铁", "羊毛", "蜂蜜", "咸鱼"},
		"body":    {"海关署", "农业委员会", "港务局", "计量所"},
		"month":   {"一月", "三月", "六月", "十月"},
		"clause": {
			"{body}将于{month}{#2-28}日前答复", "{goods}税率下调{#2-9}个百分点", "{party}承担检验费用", "期限延长{#2-9}个月",
			"{goods}问题推迟到{month}再议", "{body}将在{place}设立分所", "{goods}每年{#12-90}吨已经足够", "{goods}可自由运入{place}",
		},
		"sentence": {
			"{party}表示，{clause}。", "{body}要求记录在案：{clause}。", "双方注意到{clause}，而且{clause}。",
			"双方在{place}商定，{clause}。", "尚待查明的是，是否{clause}。", "{party}坚持认为{clause}，因为{clause}。",
		},
	},
	once: []string{
		"在{body}同意之前，双方不得对{goods}征收任何费用。",
		"{place}的桥梁和道路拨款{#12-98}亿克朗，由双方均摊。",
		"每批货物的检验应在{#12-90}日内完成，未通过者一律退回。",
		"田女士与王先生于{month}{#2-28}日“无保留”签署了本文件。",
		"每升{#2-9}克的上限只能由双方共同修改，为期三年。",
		"已经生效的条款继续有效，买方与卖方各执一份。",
	},
	changes: []SingleChange{
		letterSwap("character that looks alike", "未", "末", "已", "己", "王", "玉"),
		wordSwap("不 left out", "不得", "得"),
		wordSwap("无 to 有", "“无保留”", "“有保留”"),
		letterSwap("character of the other writing", "货", "貨", "检", "檢", "条", "條"),
		letterSwap("buyer to seller", "买方", "卖方"),
		{Name: "numeral changed", Class: digitChanged.Class, or: dossier.ClassWords, change: swap([]string{"三年", "五年"})},
	},
	twins: []Twin{
		fullWidthDigits, brokenAnywhere,
		{Name: "radicals for characters", rewrite: replaced("日", "\u2f47", "月", "\u2f49", "大", "\u2f24", "生", "\u2f63")},
		{Name: "quotation marks as corners", rewrite: replaced("“", "「", "”", "」")},
	},
}

var japanese = Script{
	Language: "Japanese", Solid: true,
	Quotes: [][2]string{{"「", "」"}, {"『", "』"}},
	Post:   "@minato 信じられない、本当にこう書いてある：{quote}なぜ今まで黙っていたのか。 #流出 https://post.example/90e4",
	rules: grammar{
		"heading": {"第{#2-90}回会議の議事録、{place}", "覚書第{#2-90}号、{goods}について"},
		"party":   {"ノルハウン", "エスタビア"},
		"place":   {"ケストレル", "ワルン", "白樺湖", "リンダ港"},
		"goods":   {"大麦", "亜麻", "スレート", "タール", "銑鉄", "羊毛", "ガラス", "塩漬けのにしん"},
		"body":    {"税関局", "農業委員会", "港湾局", "計量所"},
		"month":   {"一月", "三月", "六月", "十月"},
		"clause": {
			"{body}は{month}{#2-28}日までに回答する", "{goods}の税率は{#2-9}パーセント下がる", "{party}は検査の費用を負担する", "期限は{#2-9}か月延びる",
			"{goods}の決定は{month}に持ち越される", "{body}は{place}に支所を開く", "{goods}は{#12-90}トンで足りる", "{place}からの{goods}は自由に入る",
		},
		"sentence": {
			"{party}は、{clause}と述べた。", "{body}は、{clause}と記録するよう求めた。", "双方は、{clause}こと、また{clause}ことを確認した。",
			"{place}で、{clause}と合意した。", "{clause}かどうかは、まだ分からない。", "{party}は、{clause}ため、{clause}と主張した。",
		},
	},
	once: []string{
		"{body}が同意するまで、両国は{goods}に手数料を課さない。",
		"{place}の橋と道路のために{#12-98}億クローネを積み立てる。",
		"すべての貨物の検査は{#12-90}日以内に終わるものとする。",
		"田中氏とシリング氏は{month}{#2-28}日に「無条件で」署名した。",
		"一リットルあたり{#2-9}グラムの上限は、共同でのみ変えられる。",
		"買い手がいつ受け取ったかを、ツバメ号の船長が記す。",
	},
	changes: []SingleChange{
		letterSwap("voicing mark dropped", "が", "か", "グラム", "クラム", "で", "て"),
		wordSwap("negation to assertion", "課さない", "課する"),
		wordSwap("無 to 有", "「無条件で」", "「有条件で」"),
		letterSwap("kana that looks alike", "ツバメ", "シバメ", "シリング", "ツリング"),
		letterSwap("small to large kana", "いつ受け取っ", "いつ受け取つ"),
	},
	twins: []Twin{
		fullWidthDigits, brokenAnywhere,
		{Name: "half-width kana", rewrite: replaced("トン", "ﾄﾝ", "リットル", "ﾘｯﾄﾙ", "グラム", "ｸﾞﾗﾑ")},
	},
}

var korean = Script{
	Language: "Korean",
	Quotes:   [][2]string{{"“", "”"}, {"「", "」"}},
	Post:     "@hanggu 믿을 수가 없다. 정말 이렇게 적혀 있다: {quote} 왜 이제야 알려 주는가? #유출 https://post.example/4a17",
	rules: grammar{
		"heading": {"제{#2-90}차 회의록, {place}", "제{#2-90}호 각서: {goods}"},
		"party":   {"노르하븐", "에스타비안"},
		"place":   {"케스트렐", "바른", "자작나무골", "린다항"},
		"goods":   {"보리", "아마", "점판암", "타르", "선철", "양모", "유리", "절인 청어"},
		"body":    {"관세청", "농업 평의회장", "항만청", "계량소장"},
		"month":   {"일월", "삼월", "유월", "시월"},
		"clause": {
			"{body}은 {month} {#2-28}일까지 답한다", "{goods} 세율은 {#2-9} 퍼센트 내린다", "{party}은 검사 비용을 부담한다", "기한은 {#2-9}개월 늘어난다",
			"{goods} 문제는 {month}에 정한다", "{body}은 {place}에 지소를 연다", "{goods} {#12-90}톤이면 충분하다", "{place}에서 오는 {goods} 반입은 자유롭다",
		},
		"sentence": {
			"{party}은 {clause}고 밝혔다.", "{body}은 {clause}고 적어 달라고 했다.", "양측은 {clause}는 점과 {clause}는 점에 유의했다.",
			"{place}에서 {clause}고 합의하였다.", "아직 {clause}는 말이 맞는지 모른다.", "{party}은 {clause}고 하면서 {clause}고 덧붙였다.",
		},
	},
	once: []string{
		"양측은 {body}의 동의 전에는 {goods}에 수수료를 안 물린다.",
		"{place}의 다리와 도로에 {#12-98}억 크로네를 배정한다.",
		"모든 화물의 검사는 {#12-90}일 안에 끝나야 한다.",
		"박 여사와 김 선생은 {month} {#2-28}일에 “조건 없이” 서명하였다.",
		"리터당 {#2-9}그램의 한도는 함께 고칠 수 있다.",
		"새 조항은 내년부터 계속 유효하며 네 부를 작성한다.",
	},
	changes: []SingleChange{
		letterSwap("vowel of a syllable", "내년", "네년", "계속", "게속"),
		wordSwap("안 left out", " 안 물린다", " 물린다"),
		wordSwap("없이 to 있게", "“조건 없이”", "“조건 있게”"),
		letterSwap("final consonant changed", "조항은", "조한은", "도로", "돌로"),
		wordSwap("있다 to 없다", "수 있다", "수 없다"),
	},
	twins: []Twin{
		fullWidthDigits,
		{Name: "compatibility composition", rewrite: eachPage(norm.NFKD.String)},
		{Name: "quotation marks as corners", rewrite: replaced("“", "「", "”", "」")},
	},
}
