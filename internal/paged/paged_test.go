package paged_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/sample"
)

// TestMoves holds a list that moves against one that is written down.
func TestMoves(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		list, want := listOf(paged.Names{Items: "items"}, 5), []int{0, 1, 2, 3, 4}
		for next := 5; next < 60; {
			switch at := r.IntN(len(want) + 2); r.IntN(3) {
			case 0:
				if got := list.Join(); got != next {
					t.Fatalf("seed %d: %d joins, want %d", seed, got, next)
				}
				want = slices.Insert(want, 0, next)
				next++
			case 1:
				number := -1
				if at < len(want) {
					number = want[at]
					want = slices.Delete(want, at, at+1)
				}
				if got := list.Leave(at); got != number {
					t.Fatalf("seed %d: %d leaves, want %d", seed, got, number)
				}
			default:
				number := -1
				if at < len(want) {
					number = want[at]
					want = slices.Insert(slices.Delete(want, at, at+1), 0, number)
				}
				if got := list.Front(at); got != number {
					t.Fatalf("seed %d: %d comes to the front, want %d", seed, got, number)
				}
			}
			if got := list.Numbers(); !slices.Equal(got, want) || list.Len() != len(want) {
				t.Fatalf("seed %d: the list is %v, want %v", seed, got, want)
			}
		}
	}
}

// listOf returns a list whose items are their numbers, of which answers give two.
func listOf(names paged.Names, count int) *paged.List {
	return paged.New(names, sample.ReadJSON(`{"items":[]}`).Root, count, 2, func(n int) *sample.Node {
		item := &sample.Node{Kind: sample.ObjectNode}
		item.Add("n", &sample.Node{Kind: sample.TokenNode, Text: strconv.Itoa(n)})
		return item
	})
}

// TestCursors reads lists by cursors while what has come leaves, and items join in front:
// each of the others comes once.
func TestCursors(t *testing.T) {
	for name, names := range map[string]paged.Names{
		"of the next page":             {NextCursor: "next"},
		"with an end":                  {NextCursor: "next", LastCursor: "-1"},
		"of the last item":             {NextCursor: "items.id"},
		"within an object of the item": {NextCursor: "items.key.id"},
	} {
		names.Items, names.Cursor, names.HasNext = "items", "cursor", "more"
		list := listOf(names, 7)
		var got []int
		for cursor, calls := "", 0; ; calls++ {
			page := list.Answer(func(path string) string { return map[string]string{"cursor": cursor}[path] })
			items := page.At("items").Items
			for _, item := range items {
				n, _ := strconv.Atoi(item.At("n").Leaf())
				got = append(got, n)
			}
			if page.At("more").Leaf() == "false" || calls > 9 {
				if next := page.At("next").Leaf(); next != names.LastCursor {
					t.Errorf("%s: behind the end there is %q", name, next)
				}
				break
			}
			switch names.NextCursor {
			case "next":
				cursor = page.At("next").Leaf()
			case "items.id":
				cursor = items[len(items)-1].At("id").Leaf()
			default:
				cursor = items[len(items)-1].At("key.id").Leaf()
			}
			list.Leave(calls)
			list.Join()
		}
		if !slices.Equal(got, []int{0, 1, 2, 3, 4, 5, 6}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// TestFlag: has_next comes where it is asked for, and then there is no total.
func TestFlag(t *testing.T) {
	list := listOf(paged.Names{Items: "items", Number: "page_no", First: 1, Total: "total", HasNext: "more", UseHasNext: "ask"}, 3)
	for asked, want := range map[string]string{"": `{"items":[{"n":0},{"n":1}],"total":3}`, "true": `{"items":[{"n":0},{"n":1}],"more":true}`} {
		if got := list.Answer(func(path string) string { return map[string]string{"ask": asked}[path] }).JSON(); got != want {
			t.Errorf("asked %q: %s, want %s", asked, got, want)
		}
	}
	if got := list.Whole().JSON(); got != `{"items":[{"n":0},{"n":1},{"n":2}]}` {
		t.Errorf("all is %s", got)
	}
}

// TestBehindTheEnd: of a page behind the end an answer says that it succeeded, whatever
// the documented one says; a cursor that was never given out leads to the beginning.
func TestBehindTheEnd(t *testing.T) {
	list := listOf(paged.Names{Items: "items", Number: "page_no", First: 1, Success: "ok"}, 3)
	for page, want := range map[string]string{"2": `{"items":[{"n":2}]}`, "3": `{"items":[],"ok":true}`, "-1": `{"items":[{"n":0},{"n":1}]}`} {
		if got := list.Answer(func(string) string { return page }).JSON(); got != want {
			t.Errorf("page %s is %s, want %s", page, got, want)
		}
	}
	list = listOf(paged.Names{Items: "items", Cursor: "cursor", NextCursor: "next"}, 3)
	list.Join()
	first := list.Answer(func(string) string { return "" }).JSON()
	for _, cursor := range []string{"5", "0", "x"} {
		if got := list.Answer(func(string) string { return cursor }).JSON(); got != first {
			t.Errorf("behind cursor %s is %s, want %s", cursor, got, first)
		}
	}
}
