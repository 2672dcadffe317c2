package hostile

import (
	"go/ast"
	"go/token"
)

// testNames are the names that emitted tests use beside those of the bindings.
const testNames = `t want got req page client resp err any
	string byte bool int64 true false nil map
	context fmt log testing cmp top toptest
	T Context Fatal Background Println Diff Test TestUsual AllOf List Number Cursor Rows First Items Total HasNext UseHasNext Success FromLast NextCursor LastCursor Documented Decoded Recorded RecordedErrors Body
	JSON Simplified Want Misfits Unknown Otherwise Request Shown Faults Sent Files FilePart Name Data Text UsualError ErrorSample
	TestMessage DocumentedMessage Topic
	Sample Partial Error Code Msg SubCode SubMsg RequestID Do All
	Decimal Time RawJSON RawString MustDecimal MustTime FileBytes File NewTime`

var testWords = words(testNames)

// tests checks the file with the tests of the page. Their strings are the
// page's texts and can say anything; the code around them cannot.
func (a *audit) tests(file *ast.File) {
	a.imports(file, "context", "fmt", "log", "testing", "github.com/google/go-cmp/cmp",
		a.opt.Module+"/"+a.method.Dir, a.opt.Module+"/"+a.method.Dir+"/"+samplesPackage(a.method), a.opt.Runtime, a.opt.Runtime+"/toptest")
	sample := a.response()
	for _, name := range []string{a.method.Package, a.method.Package + "api", samplesPackage(a.method), sample + "JSON", sample + "Simplified"} {
		a.declared[name] = true
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok != token.IMPORT {
				a.fault(d.Pos(), "a declaration of the tests")
			}
		case *ast.FuncDecl:
			a.testFunc(d)
		default:
			a.fault(d.Pos(), "a %T", d)
		}
	}
	a.identifiers(file, testWords)
}

func (a *audit) testFunc(d *ast.FuncDecl) {
	name := d.Name.Name
	known := name == "Test"+a.method.Prefix || name == "Example"+a.method.Prefix+"Request_Do"
	if !known || d.Recv != nil || d.Type.Results != nil {
		a.fault(d.Pos(), "the function %s", name)
	}
	a.declared[name] = true
}
