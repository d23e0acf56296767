package recognise

// Rules is the version of the rules by which statements are made: what is proposed, what
// is compared, how package match decides, how package alteration explains, and verdicts.
// It is bumped when the same question, asked of the same documents, may get another
// answer; findings carry it, and Recheck says which statements changed.
//
//	1: first
//	2: one judge of text: signs, case, accents, punctuation and order count; edits have
//	   classes; marks are told; pages set anew are compared by their words
//	3: quotations are found amid other words, and judged with their parts left out; words
//	   too few to tell anything by are said to be
//	4: a copy of which most cannot be told is unclear, and a page of which more than a
//	   twentieth cannot is not called the same; matches are ranked by what was verified;
//	   a dossier is one from half of its pages on; fields of forms are drawn and compared
//	5: a picture of a post is judged by what the post quotes; vertical text is read in columns
//	6: a picture shows several pages side by side; of pages that look alike the one whose words can
//	   be told is meant; words under a watermark cannot be told; black and white shows no shades;
//	   a passage that nothing in a post sets apart takes more evidence, and a short text is no
//	   copy for scraps of a page; what is too short is told with parts left out, and amid
//	   other words
//	7: of quotations, two signs side by side leave words out, a line's hyphen may be its own, the
//	   number of a note may stand on the line, and what differs near an end is told; text from
//	   right to left is seen line by line
const Rules = 7
