package diag

// Code names a kind of diagnostic. Codes are public: users filter by them, and
// docs/diagnostics.md has an entry for each.
type Code string

// The codes, in the order in which docs/diagnostics.md explains them.
const (
	// NotAnAPIPage: the file is no API page.
	NotAnAPIPage Code = "not-an-api-page"
	// PipeRendering: an export with "a | b |" tables that lost its nested rows.
	PipeRendering Code = "pipe-rendering"
	// Truncated: the page ends early.
	Truncated Code = "truncated"
	// ExampleType: an example or sample text contradicts the documented type.
	ExampleType Code = "example-type"
	// ExampleValue: the sample has another value than the example of the table.
	ExampleValue Code = "example-value"
	// AmbiguousDepth: the samples leave open how deep a row is.
	AmbiguousDepth Code = "ambiguous-depth"
	// UnknownType: a type word that nobody knows.
	UnknownType Code = "unknown-type"
	// SampleMismatch: a sample has an element without a row, or the reverse.
	SampleMismatch Code = "sample-mismatch"
	// SampleSyntax: a place in a sample that does not read as XML, JSON or Java.
	SampleSyntax Code = "sample-syntax"
	// RealSample: a body that the gateway sent shows what the page does not.
	RealSample Code = "real-sample"
	// StrayText: a line of the page that belongs to no part of it.
	StrayText Code = "stray-text"
	// DuplicateField: a field named twice in one object.
	DuplicateField Code = "duplicate-field"
	// InvalidName: a method or field name that cannot stand on the wire.
	InvalidName Code = "invalid-name"
	// LimitValue: a documented limit that makes no sense.
	LimitValue Code = "limit-value"
	// ErrorRow: a row of the error table whose cells cannot be told apart.
	ErrorRow Code = "error-row"
	// CellBorder: a row of a table that has lost the border between two cells.
	CellBorder Code = "cell-border"
	// TooDeep: fields or samples nested deeper than topgen follows.
	TooDeep Code = "too-deep"
	// TooLarge: a page larger than topgen reads.
	TooLarge Code = "too-large"
	// DuplicateMethod: two files document one method and differ.
	DuplicateMethod Code = "duplicate-method"
	// NameConflict: two pages claim one Go name or one path.
	NameConflict Code = "name-conflict"
	// Unreadable: a file that cannot be read.
	Unreadable Code = "unreadable"
	// Config: an entry of topgen.yaml that is wrong or no longer needed.
	Config Code = "config"
	// SplitType: an entry of topgen.yaml that makes two types of one.
	SplitType Code = "split-type"
	// UnreadableName: a wire name from which no Go name can be read.
	UnreadableName Code = "unreadable-name"
	// DateZone: a date whose text names a zone or a form that is not the platform's.
	DateZone Code = "date-zone"
	// UnsafePaging: a list in pages through which no loop can be told to get every item.
	UnsafePaging Code = "unsafe-paging"
	// Internal: a bug of topgen itself, caught before anything was written.
	Internal Code = "internal"
)

// Warnings returns the codes that a warning can have.
func Warnings() []Code {
	return []Code{
		Truncated, ExampleType, ExampleValue, AmbiguousDepth, UnknownType, SampleMismatch, SampleSyntax, RealSample, StrayText, DuplicateField,
		LimitValue, ErrorRow, CellBorder, TooDeep, UnreadableName, DateZone, UnsafePaging, Internal,
	}
}
