package match

import (
	"container/list"
	"fmt"
	"iter"
)

// mostAtHand is roughly how many bytes of pages ready for comparison Find holds at once. Pages beyond
// are asked for again when they are needed again.
const mostAtHand = 32 << 20

// Pages are the pages of an input, numbered from 1. Page returns one of them; it may be called more
// than once for each.
type Pages struct {
	Count int
	Page  func(number int) (Subject, error)
}

// PagesOf returns pages that are in memory.
func PagesOf(pages ...Subject) Pages {
	return Pages{len(pages), func(number int) (Subject, error) { return pages[number-1], nil }}
}

// All yields the pages in order, up to the first error.
func (p Pages) All() iter.Seq2[Subject, error] {
	return func(yield func(Subject, error) bool) {
		for number := 1; number <= p.Count; number++ {
			page, err := p.Page(number)
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// A pageList is all pages of a document. Its methods take and yield page numbers, which count from 1.
// A page is loaded when it is needed, and again if it has left the desk since; its facts stay.
type pageList struct {
	count int
	load  func(number int) (*preparedPage, error)
	desk  *desk
	facts map[int]facts // of pages that have been loaded
}

func newPageList(count int, on *desk, load func(number int) (*preparedPage, error)) *pageList {
	return &pageList{count, load, on, map[int]facts{}}
}

// facts are what Find asks about all pages of a document.
type facts struct {
	length        int // of the folded text
	fingerprinted bool
	substance     int
}

// get returns a page.
func (l *pageList) get(number int) (*preparedPage, error) {
	if p := l.desk.take(l, number); p != nil {
		return p, nil
	}
	p, err := l.load(number)
	if err != nil {
		return nil, err
	}
	l.facts[number] = facts{len(p.folded), p.fingerprinted(), p.substance()}
	l.desk.put(l, number, p)
	return p, nil
}

// A pageError is the panic of a page that was there before and cannot be loaded again; Find recovers
// from it.
type pageError struct{ err error }

// at returns a page that has been got before.
func (l *pageList) at(number int) *preparedPage {
	p, err := l.get(number)
	if err != nil {
		panic(pageError{err})
	}
	return p
}

// of returns the facts of a page that has been got before.
func (l *pageList) of(number int) facts { return l.facts[number] }

func (l *pageList) has(number int) bool { return number >= 1 && number <= l.count }

// all yields the facts of all pages, which have been got before, with their numbers.
func (l *pageList) all() iter.Seq2[int, facts] {
	return func(yield func(int, facts) bool) {
		for number := 1; number <= l.count; number++ {
			if !yield(number, l.facts[number]) {
				return
			}
		}
	}
}

// A desk holds the pages that were used last, of all documents that are being compared.
type desk struct {
	most, weight int
	places       map[pageKey]*list.Element
	order        *list.List // of atHand, the one used last in front
}

type pageKey struct {
	of     *pageList
	number int
}

type atHand struct {
	pageKey
	page   *preparedPage
	weight int
}

func newDesk(most int) *desk {
	return &desk{most: most, places: map[pageKey]*list.Element{}, order: list.New()}
}

// take returns a page; nil if it is not there.
func (s *desk) take(of *pageList, number int) *preparedPage {
	at := s.places[pageKey{of, number}]
	if at == nil {
		return nil
	}
	s.order.MoveToFront(at)
	return at.Value.(*atHand).page
}

// put puts a page in, and those that were used longest ago out if they are too many; the last two stay.
func (s *desk) put(of *pageList, number int, page *preparedPage) {
	held := &atHand{pageKey{of, number}, page, page.weigh()}
	s.places[held.pageKey] = s.order.PushFront(held)
	s.weight += held.weight
	for s.weight > s.most && s.order.Len() > 2 {
		last := s.order.Remove(s.order.Back()).(*atHand)
		delete(s.places, last.pageKey)
		s.weight -= last.weight
	}
}

// weigh returns roughly how many bytes a page takes.
func (p *preparedPage) weigh() int {
	const letter, mark, word = 40, 16, 150
	weight := 2048 + len(p.Text) + letter*len(p.folded) + mark*len(p.Print.Marks) + word*len(p.Print.Layout.Words)
	for _, l := range p.Readings {
		weight += word * len(l.Words)
	}
	return weight
}

// recovered makes err the error of a page that could not be loaded again, if that is the panic.
func recovered(err *error) {
	switch failed := recover().(type) {
	case nil:
	case pageError:
		*err = fmt.Errorf("reading a page again: %w", failed.err)
	default:
		panic(failed)
	}
}
