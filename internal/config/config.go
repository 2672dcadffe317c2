// Package config reads topgen.yaml: settings, and the overrides for what a page
// gets wrong or leaves open.
//
// An entry of the file can change several things at once; each of them is an
// Entry here, with the place of its own key. Every entry has a reason, and what
// matches nothing, changes nothing, or is not needed any more is an error:
// overrides must not outlive their page's mistake.
package config

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/visible"
)

// Kind says what an entry overrides.
type Kind int

// The kinds of entries, and in brackets the section of topgen.yaml they stand in.
const (
	// FieldUnder puts a field into another object (fields).
	FieldUnder Kind = iota
	// FieldAdd adds a field that the page lacks (fields).
	FieldAdd
	// FieldRemove takes a field away that does not exist (fields).
	FieldRemove
	// FieldType gives a field another documented type (fields).
	FieldType
	// FieldRequired says whether a request must have a field (fields).
	FieldRequired
	// FieldLimit sets a limit of a field, Key.Part, or takes it away (fields).
	FieldLimit
	// FieldValue names a value of a field, Key.Part, adds it or takes it away (fields).
	FieldValue
	// FieldExample gives a field another example (fields).
	FieldExample
	// FieldZone gives a Date another zone (fields).
	FieldZone
	// FieldLayout gives a Date another layout (fields).
	FieldLayout
	// FieldName gives a struct field another Go name (fields).
	FieldName
	// TypeName gives a Go type another name (types).
	TypeName
	// PackageName gives the package of a namespace another name and folder (packages).
	PackageName
	// Prefix gives a method another Go prefix: "ItemFetch" makes ItemFetchRequest (apis).
	Prefix
	// Effect says whether calls change something: "read" or "write" (apis).
	Effect
	// Session says whether calls need a session (apis).
	Session
	// Gateway says where a method is called (apis).
	Gateway
	// Paging says how a method gives out a list in pages: the part Key.Part, by its name
	// in schema.Paging, "" where there is none of it (apis).
	Paging
	// Withdrawn says whether the platform withdraws a method (apis).
	Withdrawn
	// Root names the root of the responses of a method (apis).
	Root
	// SkipPage leaves a page out (skip).
	SkipPage
	// Accept silences a warning, Key.Part, that is known and right as it is (accept).
	Accept
)

// Key says what an entry is about. It is comparable, and the same for two
// entries that contradict each other.
type Key struct {
	Kind Kind
	// Method is the API's method name; "" for PackageName and SkipPage.
	Method string
	// Target is, by kind:
	//   of fields: the path of wire names, "response.result.fee"
	//   TypeName: the Go name that the type has without the entry
	//   PackageName: the namespace as the method names write it, "taobao.time"
	//   SkipPage: the page's path relative to the folder of pages
	//   Accept: the path of a field, or "" for the whole API
	//   of apis: ""
	Target string
	// Part is the name of a limit or of a part of paging, a value on the wire, or the code
	// of a warning.
	Part string
}

// String tells which thing of which page the key means.
func (k Key) String() string {
	switch k.Kind {
	case TypeName:
		return fmt.Sprintf("type %s of %s", k.Target, k.Method)
	case PackageName:
		return "namespace " + k.Target
	case SkipPage:
		return "page " + k.Target
	case Accept:
		return fmt.Sprintf("warning %s at %s", k.Part, cmp.Or(k.Target, "any place")) + " of " + k.Method
	case FieldLimit:
		return fmt.Sprintf("%s of field %s of %s", k.Part, k.Target, k.Method)
	case FieldValue:
		return fmt.Sprintf("value %s of field %s of %s", k.Part, k.Target, k.Method)
	case Paging:
		return fmt.Sprintf("%s of the paging of %s", k.Part, k.Method)
	}
	if k.isField() {
		return fmt.Sprintf("field %s of %s", k.Target, k.Method)
	}
	return page.Noun(k.Method) + " " + k.Method
}

// isField reports whether the key is about a field.
func (k Key) isField() bool { return k.Kind <= FieldName }

// Entry is one override.
type Entry struct {
	Key
	// Value is what holds instead, as the section's readers write it: a documented
	// type, a path, a name, "true"; "" takes a limit or a value away.
	Value  string
	Reason string
	Pos    diag.Position
}

// Config is a topgen.yaml. A nil Config overrides nothing.
type Config struct {
	// Path of the file, "" if there is none.
	Path string
	// Settings are what the flags of those names would say: "docs", "out" (paths
	// as package os takes them), "module" (an import path), "tests" ("true" or
	// "false"). A setting that the file does not have is not there.
	Settings map[string]string
	// Entries in the order of the file.
	Entries []Entry
	// Sum is the SHA-256 of the file's bytes.
	Sum [32]byte

	index   map[Key]int
	methods map[string][]int // entries of a method
}

// Setting returns a setting of the file.
func (c *Config) Setting(name string) (text string, ok bool) {
	if c == nil {
		return "", false
	}
	text, ok = c.Settings[name]
	return text, ok
}

// SettingOr returns a setting of the file, or what holds without it.
func (c *Config) SettingOr(name, without string) string {
	if text, ok := c.Setting(name); ok {
		return text
	}
	return without
}

// Use records that an entry was found to match.
type Use struct {
	Entry int    // index in Config.Entries
	Was   string // what would hold without the entry, for people
	// Needed tells that the entry changes something, or settles what topgen would
	// otherwise say.
	Needed bool
	// Missing tells that the page of the method does not have what the entry is
	// about, and Near what can have been meant.
	Missing bool
	Near    string
}

// Value returns what the configuration says for the key, and was if it says
// nothing. If it says something, the use is appended to uses, so that Unused
// can tell which entries no page needs.
func (c *Config) Value(key Key, was string, uses *[]Use) string {
	i, ok := c.entry(key)
	if !ok {
		return was
	}
	value := c.Entries[i].Value
	*uses = append(*uses, Use{Entry: i, Was: was, Needed: was != value})
	return value
}

// Has reports whether the configuration has an entry for the key.
func (c *Config) Has(key Key) bool {
	_, ok := c.entry(key)
	return ok
}

func (c *Config) entry(key Key) (i int, ok bool) {
	if c == nil {
		return 0, false
	}
	i, ok = c.index[key]
	return i, ok
}

// Same reports whether two files say the same; either may be nil.
func (c *Config) Same(other *Config) bool { return c.sum() == other.sum() }

func (c *Config) sum() (none [32]byte) {
	if c == nil {
		return none
	}
	return c.Sum
}

// SameFor reports whether two files say the same of a method, whose package has the
// namespace; either may be nil.
func (c *Config) SameFor(other *Config, method, namespace string) bool {
	return slices.Equal(c.about(method, namespace), other.about(method, namespace))
}

// about returns what the file says of a method, in any order of entries the same.
func (c *Config) about(method, namespace string) (said []string) {
	if c == nil {
		return nil
	}
	for _, e := range c.Entries {
		if e.Kind != Accept && (e.Method == method || e.Kind == PackageName && e.Target == namespace) {
			text := fmt.Sprintf("%d %q %q %q", e.Kind, e.Target, e.Part, e.Value)
			if e.Kind == Withdrawn {
				text += e.Reason // which users read
			}
			said = append(said, text)
		}
	}
	slices.Sort(said)
	return said
}

// error returns an error about an entry.
func (e Entry) error(message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.Config, Severity: diag.Error, Pos: e.Pos, Message: visible.Plain(message), Hint: visible.Plain(hint)}
}
