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
const Rules = 3
