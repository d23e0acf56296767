// Package lineage says which copy came from which: values in, values out, no file is read here.
//
// # What goes in
//
// Copies, each with what is known of it by itself, foremost the traces of its making (package
// traces), and Comparisons: how copies differ, as package match and package alteration say it.
// Candidates says which copies are worth comparing.
//
// # How it is decided
//
//  1. Copies of equal content are one group (near.go): between them there is nothing to tell.
//  2. For each two groups that have pages in common the rules are asked (rules.go), once with
//     the one as the parent and once with the other. Each rule that holds has a strength: the
//     logarithm of how much likelier it holds of a derivation than of other copies, counted on trees
//     of copies of which it is known what came from what. Of rules that look at the same
//     thing one is heard.
//  3. The sums of strengths are the weights of a graph. The heaviest arborescence of it
//     (arborescence.go) is the tree; the share of all arborescences that an edge is in is its
//     probability. What is less probable than leastDrawn is not told but listed as undecided.
//  4. Infer says what hangs on a single rule, and what contradicts dates and sightings (infer.go).
//
// # How to add a rule
//
// A row in rules, beside those of the same aspect and before those that it is to be heard before,
// with its counts: "go test ./pkg/lineage -run KnownTrees -count -trees DIR,..." prints them, of
// trees of which package recognise has read the copies ("-run TestLineageOfTrees -lineage-trees
// DIR,..."). Never count on trees that are for measuring. What anybody can set who edits a file,
// without touching what it shows, is forgeable.
package lineage
