package hostile

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// testNames are the names that emitted tests use beside those of the bindings.
const testNames = `t want got body diff srv req documented files client resp err item
	string byte bool int64 true false nil new append len map _
	context fmt log testing cmp top toptest
	T Run Context Fatal Errorf Background Println Diff
	Body Name Text Decode Outcome Misfits Unknown Faults NewServer Answer Client LastCall Params Files FilePart Type Data
	DecodeError Sample Partial Error Code Msg SubCode SubMsg RequestID Validate Do All
	Decimal Time RawJSON RawString MustDecimal MustTime FileBytes File NewTime`

var testWords = words(testNames)

// tests checks the file with the tests of the page. Their strings are the
// page's texts and can say anything; the code around them cannot.
func (a *audit) tests(file *ast.File) {
	a.imports(file, "context", "fmt", "log", "testing", "github.com/google/go-cmp/cmp",
		a.opt.Module+"/"+a.method.Dir, a.opt.Module+"/"+a.method.Dir+"/"+samplesPackage(a.method), a.opt.Runtime, a.opt.Runtime+"/toptest")
	for _, name := range []string{a.method.Package, a.method.Package + "api", samplesPackage(a.method)} {
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

// decodeTests ends the names of tests that decode samples in these forms only.
var decodeTests = regexp.MustCompile(`^Response(Xml|Json|Simplified)*$`)

func (a *audit) testFunc(d *ast.FuncDecl) {
	name := d.Name.Name
	rest, isTest := strings.CutPrefix(name, "Test"+a.method.Prefix)
	known := isTest && (rest == "Request" || rest == "Request_All" || rest == "Error" || decodeTests.MatchString(rest)) ||
		name == "Example"+a.method.Prefix+"Request_Do"
	if !known || d.Recv != nil || d.Type.Results != nil {
		a.fault(d.Pos(), "the function %s", name)
	}
	a.declared[name] = true
}
