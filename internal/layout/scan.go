package layout

import (
	"bytes"
	"errors"
	"fmt"
)

// scanner reads a line, and keeps the layouter's blocks: those that end in it are
// gone afterwards, and those that it opens there.
type scanner struct {
	*layouter
	src    []byte // from the line on
	indent int    // of the line

	end     int  // of the line, where its line break is
	key     int  // length of the key of an element, with the colon; 0 if there is none
	comment int  // where a comment begins, -1 if there is none
	whole   bool // all that it opens it closes, and it has no other line breaks
}

func (s *scanner) scan() error {
	s.comment, s.whole = -1, true
	outer := len(s.blocks)
	for ; s.end < len(s.src) && s.src[s.end] != '\n'; s.end++ {
		switch c := s.src[s.end]; c {
		case '"', '`', '\'':
			if err := s.text(c); err != nil {
				return err
			}
		case '/':
			if bytes.HasPrefix(s.src[s.end:], []byte("//")) {
				s.comment = s.end
				s.toLineEnd()
				s.end-- // for the loop
			}
		case '(', '[', '{':
			s.blocks = append(s.blocks, block{bracket: c, opener: s.indent, inner: s.indent})
			s.opens()
		case ')', ']', '}':
			if err := s.closes(c); err != nil {
				return err
			}
			s.whole = s.whole && len(s.blocks) >= outer
		case ':':
			if s.key == 0 && len(s.blocks) == outer && s.whole && bytes.HasPrefix(s.src[s.end:], []byte(": ")) {
				s.key = s.end + 1
			}
		}
	}
	s.whole = s.whole && len(s.blocks) == outer
	return nil
}

// opens says of the block that begins here how its lines are laid out: they are
// indented if the bracket is the end of its line.
func (s *scanner) opens() {
	if rest := s.src[s.end+1:]; len(rest) > 0 && rest[0] == '\n' {
		s.top().inner++
		s.top().constants = bytes.HasSuffix(s.src[:s.end], []byte("const "))
	}
}

func (s *scanner) closes(c byte) error {
	if len(s.blocks) == 0 {
		return fmt.Errorf("%q closes nothing", c)
	}
	opens := s.top().bracket
	if opens == '(' && c != ')' || opens == '[' && c != ']' || opens == '{' && c != '}' {
		return fmt.Errorf("%q closes a %q", c, opens)
	}
	s.blocks = s.blocks[:len(s.blocks)-1]
	return nil
}

// text goes to the end of a text in quotes of that kind.
func (s *scanner) text(quote byte) error {
	for s.end++; s.end < len(s.src) && s.src[s.end] != quote; s.end++ {
		switch c := s.src[s.end]; {
		case c == '\n' && quote != '`':
			return errors.New("a text does not end in its line")
		case c == '\n':
			s.whole = false
		case c == '\\' && quote != '`':
			s.end++
		}
	}
	if s.end >= len(s.src) {
		return errors.New("a text does not end")
	}
	return nil
}

func (s *scanner) toLineEnd() {
	n := bytes.IndexByte(s.src[s.end:], '\n')
	if n < 0 {
		n = len(s.src) - s.end
	}
	s.end += n
}
