package ordered

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// In a synctest bubble time passes when all wait, and a goroutine left behind fails
// the test.
func TestDo(t *testing.T) {
	for _, limit := range []int{0, 1, 3, 100} {
		t.Run(fmt.Sprintf("limit %d", limit), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n = 40
				var got []int
				var working, most, delivering atomic.Int32
				work := func(_ context.Context, i int) int {
					if w := working.Add(1); w > most.Load() {
						most.Store(w)
					}
					time.Sleep(time.Duration(1+i*7%11) * time.Second) // the later may be the quicker
					working.Add(-1)
					return i
				}
				err := Do(t.Context(), slices.Values(upTo(n)), limit, work, func(i int) error {
					if delivering.Add(1) > 1 {
						t.Error("two results are delivered at once")
					}
					got = append(got, i)
					delivering.Add(-1)
					return nil
				})
				if err != nil || !slices.Equal(got, upTo(n)) {
					t.Errorf("delivered %v, error %v", got, err)
				}
				if want := int32(max(1, min(limit, n))); most.Load() != want {
					t.Errorf("%d at once, want %d", most.Load(), want)
				}
			})
		})
	}
}

func TestDoStopsAtTheFirstError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("disk full")
		var begun atomic.Int32
		var got []int
		work := func(_ context.Context, i int) int {
			begun.Add(1)
			time.Sleep(time.Second)
			return i
		}
		err := Do(t.Context(), slices.Values(upTo(1000)), 4, work, func(i int) error {
			got = append(got, i)
			if i == 7 {
				return full
			}
			return nil
		})
		if !errors.Is(err, full) || !slices.Equal(got, upTo(8)) {
			t.Errorf("delivered %v, error %v", got, err)
		}
		if begun.Load() > 20 {
			t.Errorf("%d of 1000 items were begun", begun.Load())
		}
	})
}

func TestDoStopsWhenCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		endless := func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
			}
		}
		work := func(ctx context.Context, i int) int {
			select {
			case <-time.After(3 * time.Second):
			case <-ctx.Done():
			}
			return i
		}
		delivered := 0
		err := Do(ctx, endless, 2, work, func(int) error { delivered++; return nil })
		if !errors.Is(err, context.DeadlineExceeded) || delivered == 0 {
			t.Errorf("delivered %d, error %v", delivered, err)
		}
	})
}

func TestDoOfNothing(t *testing.T) {
	err := Do(t.Context(), slices.Values([]int(nil)), 2, func(context.Context, int) int { return 0 }, func(int) error {
		return errors.New("called")
	})
	if err != nil {
		t.Error(err)
	}
}
