package main

import (
	"context"
	"testing"
)

// What does not end when it is interrupted is cut off.
func TestInterruptionIsInsistedOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go insist(ctx, func() { close(ended) })
	select {
	case <-ended:
		t.Fatal("it was ended without an interruption")
	default:
	}
	cancel()
	<-ended
}
