package forge

import "github.com/leakprint/leakprint/pkg/dossier"

var german = Script{
	Language: "German", Drawn: true,
	Quotes: [][2]string{{"„", "“"}, {"»", "«"}},
	Post:   "@hafenblick Unfassbar, das steht wirklich so im Papier: {quote} Warum erfahren wir das erst jetzt? #Protokoll https://post.example/7f3a",
	rules: grammar{
		"heading": {"Protokoll der {#2-40}. Sitzung in {place}", "Niederschrift Nr. {#2-90} über {goods}"},
		"party":   {partyA, partyB},
		"place":   {"Kestrelholm", "Varn", "Birkensee", "Lindhafen"},
		"goods":   {"Gerste", "Leinsaat", "Schiefer", "Teer", "Roheisen", "Fensterglas", "Wolle", "Hering"},
		"body":    {"der Zollverband", "die Hafenbehörde", "der Rat für Landwirtschaft", "das Eichamt"},
		"month":   {"Januar", "März", "Juni", "Oktober"},
		"clause": {
			"{goods} aus {place} ohne Zoll eingeführt wird", "{body} bis zum {#2-28}. {month} antwortet", "die Frist um {#2-9} Monate verlängert wird",
			"die Abgabe auf {goods} um {#2-9} Prozent sinkt", "{party} die Kosten der Prüfung trägt", "über {goods} erst im {month} entschieden wird",
			"{body} in {place} eine Zweigstelle eröffnet", "die Menge von {#12-90} Tonnen {goods} genügt",
		},
		"sentence": {
			"{party} erklärte, dass {clause}.", "{Body} bat darum, dass {clause}.", "Beide Seiten hielten fest, dass {clause} und dass {clause}.",
			"In {place} wurde vereinbart, dass {clause}.", "Offen blieb, ob {clause}.", "{party} verlangte, dass {clause}, weil {clause}.",
		},
	},
	once: []string{
		"Die Parteien erheben keine Abgabe auf {goods}, solange {body} nicht zustimmt.",
		"Für Straßenpflaster und Brücken in {place} werden {#12-98} Millionen Kronen zurückgelegt.",
		"Der Ausschuss schließt die Prüfung größerer Lieferungen binnen {#12-90} Tagen ab.",
		"Die Behörden können über das Übereinkommen Auskünfte verlangen.",
		"Frau Gräser und Herr Wölkner unterzeichneten „ohne Vorbehalt“ am {#2-28}. {month}.",
		"Der Grenzwert von {#2-9},{#11-89} Gramm je Liter darf nicht überschritten werden.",
	},
	changes: []SingleChange{
		letterSwap("umlaut dropped", "ä", "a", "ö", "o", "ü", "u"),
		wordSwap("nicht left out", " nicht ", " "),
		wordSwap("keine to eine", " keine ", " eine "),
		letterSwap("sharp s to ss", "ß", "ss"),
		letterSwap("können to kennen", "können", "kennen"),
	},
	twins: []Twin{
		{Name: "quotation marks straight", rewrite: replaced("„", `"`, "“", `"`)},
		{Name: "lines broken with hyphens", rewrite: lines(66, "-")},
		{Name: "ligatures", rewrite: replaced("fl", "ﬂ", "fi", "ﬁ")},
	},
}

var french = Script{
	Language: "French", Drawn: true,
	Quotes: [][2]string{{"«\u00a0", "\u00a0»"}, {"“", "”"}},
	Post:   "@quai_libre Incroyable mais vrai, voici ce qui a été signé : {quote} Et personne n’en parle ! #fuite https://post.example/19bc",
	rules: grammar{
		"heading": {"Procès-verbal de la {#2-40}e séance, {place}", "Relevé nº {#2-90} des entretiens de {place}"},
		"party":   {"le Norrhavn", "l’Estavie"},
		"place":   {"Kestrelholm", "Varn", "Port-Birque", "Lindhavre"},
		"goods":   {"l’orge", "le lin", "l’ardoise", "le goudron", "la fonte", "la laine", "le hareng", "le verre"},
		"body":    {"l’office des douanes", "le conseil agricole", "la capitainerie", "le bureau des poids"},
		"month":   {"janvier", "mars", "juin", "août"},
		"clause": {
			"{body} répondra avant le {#2-28} {month}", "la taxe sur {goods} baissera de {#2-9} pour cent", "{party} prendra à sa charge les frais de contrôle",
			"le délai sera prolongé de {#2-9} mois", "la décision sur {goods} sera reportée au mois de {month}", "{body} ouvrira une antenne à {place}",
			"une quantité de {#12-90} tonnes suffira pour {goods}", "{goods} entrera en franchise à {place}",
		},
		"sentence": {
			"{Party} a déclaré que {clause}.", "{Body} a souhaité que l’on précise si {clause}.", "Les deux côtés ont noté que {clause} et que {clause}.",
			"À {place}, il a été convenu que {clause}.", "On ignore encore si {clause}.", "{Party} a rappelé que {clause}, puisque {clause}.",
		},
	},
	once: []string{
		"Les parties ne prélèvent pas de taxe sur {goods} avant l’accord du comité.",
		"Une réserve de {#12-98} millions de couronnes est prévue pour les côtes de {place}.",
		"L’élève du maître pêcheur a été reçu par {body} le {#2-28} {month}.",
		"Le contrôle est jugé « conforme » dès que la teneur tombe sous {#2-9},{#11-89} grammes.",
		"Le marché conclu à {place} reste ouvert, où que se trouve la marchandise.",
		"Mme Lefèvre et M. Bœuf ont signé sans réserve après {#12-90} jours de débats.",
	},
	changes: []SingleChange{
		letterSwap("acute to grave", "é", "è"),
		wordSwap("pas to plus", " pas ", " plus "),
		wordSwap("sans to avec", " sans ", " avec "),
		letterSwap("circumflex dropped", "ê", "e", "ô", "o", "î", "i"),
		letterSwap("où to ou", " où ", " ou "),
	},
	twins: []Twin{
		{Name: "quotation marks straight", rewrite: replaced("« ", `"`, " »", `"`, "’", "'")},
		{Name: "no-break spaces before signs", rewrite: replaced(" »", "\u00a0»", "« ", "«\u202f")},
		{Name: "lines broken with hyphens", rewrite: lines(66, "-")},
	},
}

var russian = Script{
	Language: "Russian", Drawn: true,
	Quotes: [][2]string{{"«", "»"}, {"„", "“"}},
	Post:   "@pristan Просто не верится, вот что на самом деле подписали: {quote} Почему об этом молчат? #утечка https://post.example/c04d",
	rules: grammar{
		"heading": {"Протокол заседания № {#2-90}, город {place}", "Запись беседы № {#2-90}, город {place}"},
		"party":   {"Норхавн", "Эставия"},
		"place":   {"Кестрель", "Варн", "Берёзов", "Линдгавань"},
		"goods":   {"ячмень", "лён", "сланец", "дёготь", "чугун", "мёд", "лес", "сельдь"},
		"body":    {"таможенный союз", "портовый совет", "земельный комитет", "отдел мер и весов"},
		"month":   {"января", "марта", "июня", "октября"},
		"clause": {
			"{body} ответит до {#2-28} {month}", "пошлина на {goods} снизится на {#2-9} процентов", "{party} оплатит расходы на проверку",
			"срок будет продлён на {#2-9} месяцев", "решение про {goods} отложено до {#2-28} {month}", "{body} откроет отделение в другом городе",
			"достаточно {#12-90} тонн в год", "{goods} можно ввозить без сбора",
		},
		"sentence": {
			"{party} сообщает, что {clause}.", "{Body} просит указать, что {clause}.", "Обе стороны отметили, что {clause} и что {clause}.",
			"В итоге решено, что {clause}.", "Пока неясно, верно ли, что {clause}.", "{party} настаивает, что {clause}, так как {clause}.",
		},
	},
	once: []string{
		"Стороны не взимают сбор за {goods}, пока {body} рассматривает жалобу.",
		"На мосты и дороги выделено {#12-98} миллионов крон, и счёт открыт.",
		"Проверка всех грузов завершается за {#12-90} дней, если иное не указано в письме.",
		"Госпожа Королёва и господин Рябой подписали текст «без оговорок» в день {#2-28} {month}.",
		"Предел в {#2-9},{#11-89} грамма на литр может быть изменён только вместе.",
		"Новый тариф принят большинством, а старый край списка отменён.",
	},
	changes: []SingleChange{
		letterSwap("ё to е", "ё", "е"),
		wordSwap("не left out", " не ", " "),
		wordSwap("без to с", "«без оговорок»", "«с оговорками»"),
		letterSwap("й to и", "й", "и"),
		wordSwap("принят to отклонён", " принят ", " отклонён "),
		{Name: "Latin a for Cyrillic а", Class: dossier.ClassLetters, drawnAlike: true, change: to(`(\p{Cyrillic})а(\p{Cyrillic})`, "${1}a$2")},
	},
	twins: []Twin{
		{Name: "quotation marks straight", rewrite: replaced("«", `"`, "»", `"`)},
		{Name: "lines broken with hyphens", rewrite: lines(66, "-")},
	},
}

var greek = Script{
	Language: "Greek", Drawn: true,
	Quotes: [][2]string{{"«", "»"}, {"“", "”"}},
	Post:   "@limani Απίστευτο κι όμως αληθινό, δείτε τι υπέγραψαν: {quote} Γιατί το μαθαίνουμε τώρα; #διαρροή https://post.example/5e21",
	rules: grammar{
		"heading": {"Πρακτικά της {#2-40}ης συνεδρίασης, {place}", "Σημείωμα αριθ. {#2-90}, {place}"},
		"party":   {"η Νορχάβη", "η Εσταβία"},
		"place":   {"Κεστρέλη", "Βάρνη", "Σημύδα", "Λιμανάκι"},
		"goods":   {"κριθάρι", "λινάρι", "σχιστόλιθο", "πίσσα", "μαλλί", "γυαλί", "μέλι", "σίδερο"},
		"body":    {"το τελωνείο", "το λιμεναρχείο", "το γεωργικό συμβούλιο", "το γραφείο μέτρων"},
		"month":   {"Ιανουαρίου", "Μαρτίου", "Ιουνίου", "Οκτωβρίου"},
		"clause": {
			"{body} θα απαντήσει έως τις {#2-28} {month}", "ο φόρος για {goods} θα μειωθεί κατά {#2-9} τοις εκατό", "{party} θα πληρώσει τα έξοδα του ελέγχου",
			"η προθεσμία θα παραταθεί κατά {#2-9} μήνες", "η απόφαση για {goods} αναβάλλεται", "{body} θα ανοίξει νέο γραφείο",
			"αρκούν {#12-90} τόνοι τον χρόνο", "η εισαγωγή από {place} μένει ελεύθερη",
		},
		"sentence": {
			"{Party} δήλωσε ότι {clause}.", "{Body} ζήτησε να γραφτεί ότι {clause}.", "Οι δύο πλευρές σημείωσαν ότι {clause} και ότι {clause}.",
			"Τελικά συμφωνήθηκε ότι {clause}.", "Μένει ανοιχτό αν {clause}.", "{Party} επέμεινε ότι {clause}, επειδή {clause}.",
		},
	},
	once: []string{
		"Τα μέρη δεν εισπράττουν τέλος για {goods} πριν από τη γνώμη της επιτροπής.",
		"Για γέφυρες και δρόμους προβλέπονται {#12-98} εκατομμύρια κορώνες· το ποσό είναι σταθερό.",
		"Ο έλεγχος κάθε φορτίου κλείνει σε {#12-90} ημέρες, χωρίς άλλη ειδοποίηση.",
		"Η κυρία Μαΐου και ο κύριος Ράπτης υπέγραψαν «χωρίς επιφύλαξη» στις {#2-28} {month}.",
		"Το όριο των {#2-9},{#11-89} γραμμαρίων μπορεί να αλλάξει μόνο με κοινή πράξη.",
		"Πότε αρχίζει η νέα περίοδος το ορίζει κάθε χρόνο {body}.",
	},
	changes: []SingleChange{
		letterSwap("accent dropped", "ά", "α", "έ", "ε", "ό", "ο"),
		wordSwap("δεν left out", " δεν ", " "),
		wordSwap("χωρίς to με", "χωρίς", "με"),
		letterSwap("dialytika dropped", "Μαΐου", "Μαίου"),
		wordSwap("ποτέ for πότε", "Πότε", "Ποτέ"),
		{Name: "Latin o for Greek ο", Class: dossier.ClassLetters, drawnAlike: true, change: to(`(\p{Greek})ο(\p{Greek})`, "${1}o$2")},
	},
	twins: []Twin{
		{Name: "accents as oxia", rewrite: replaced("ά", "\u1f71", "έ", "\u1f73", "ό", "\u1f79", "ί", "\u1f77")},
		{Name: "raised point as ano teleia", rewrite: replaced("·", "\u0387")},
		{Name: "quotation marks straight", rewrite: replaced("«", `"`, "»", `"`)},
	},
}
