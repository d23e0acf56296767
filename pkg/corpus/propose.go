package corpus

import (
	"context"

	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
)

// proposeByMarks returns at most limit known pages that share rare marks with a page, and
// on how many known pages each of the marks stands.
func proposeByMarks(ctx context.Context, known store.Postings, marks []fingerprint.Mark, limit int) ([]match.Proposal, map[uint64]int, error) {
	snapshot, err := known.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	ballot := match.NewMarkBallot(marks, snapshot.Pages())
	if err := snapshot.Marks(ctx, ballot.Hashes(), match.HotMark, match.FrequencyCap, ballot.Add); err != nil {
		return nil, nil, err
	}
	proposals, err := ballot.Best(limit, snapshot.Page)
	return proposals, ballot.Frequency(), err
}

// proposeByChains returns at most limit known pages that share chains of words with a
// page of these probes.
func proposeByChains(ctx context.Context, known store.Postings, probes []layout.Probe, limit int) ([]match.Proposal, error) {
	snapshot, err := known.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	ballot := match.NewChainBallot(probes, snapshot.Pages())
	if err := snapshot.Chains(ctx, ballot.Keys(), ballot.Add); err != nil {
		return nil, err
	}
	return ballot.Best(limit, snapshot.Page)
}
