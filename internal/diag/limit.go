package diag

import "fmt"

// Limit returns the list with at most n diagnostics of each code, and one more
// in place of the rest, where the first of them stood. A page that repeats one
// mistake a million times says as much with the first thousand.
func (l List) Limit(n int) List {
	counts := make(map[Code]int)
	for _, d := range l {
		counts[d.Code]++
	}
	over := false
	for _, count := range counts {
		over = over || count > n
	}
	if !over {
		return l
	}
	out := make(List, 0, n)
	seen := make(map[Code]int)
	for _, d := range l {
		switch seen[d.Code]++; {
		case seen[d.Code] <= n:
			out = append(out, d)
		case seen[d.Code] == n+1:
			d.Message = fmt.Sprintf("%d more of these", counts[d.Code]-n)
			d.Hint = ""
			out = append(out, d)
		}
	}
	return out
}
