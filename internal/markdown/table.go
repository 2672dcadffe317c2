package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
)

// gap is what stands between two columns of a table.
const gap = "  "

// leastColumn is the width below which a column of a table is not narrowed.
const leastColumn = 12

// table lays out a table: the heads bold, each column as wide as its longest cell
// or, where that does not fit, as there is room for, and then cells take several lines.
func (l *layout) table(n *tables.Table, width int) []string {
	widths := l.columnWidths(n, width)
	var lines []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		style := ""
		if _, isHead := row.(*tables.TableHeader); isHead {
			style = bold
		}
		lines = append(lines, l.row(row, style, widths)...)
	}
	return lines
}

// row lays out the cells of a row side by side.
func (l *layout) row(row ast.Node, style string, widths []int) []string {
	var cells [][]string
	height := 0
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		cells = append(cells, l.wrap(cell, style, widths[len(cells)]))
		height = max(height, len(cells[len(cells)-1]))
	}
	lines := make([]string, height)
	for i := range lines {
		var b strings.Builder
		for k, cell := range cells {
			line := ""
			if i < len(cell) {
				line = cell[i]
			}
			b.WriteString(line)
			if k < len(cells)-1 {
				b.WriteString(strings.Repeat(" ", max(widths[k]-columnsOf(line), 0)) + gap)
			}
		}
		lines[i] = b.String()
	}
	return lines
}

// columnWidths returns the widths of the columns of a table.
func (l *layout) columnWidths(n *tables.Table, width int) []int {
	var widths []int
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		i := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			for _, line := range l.wrap(cell, "", 1<<20) {
				widths[i] = max(widths[i], columnsOf(line))
			}
			i++
		}
	}
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- { // the widest gives way
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastColumn {
			break
		}
		widths[widest]--
	}
	return widths
}
