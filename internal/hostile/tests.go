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
// page's samples and can say anything; the code around them cannot.
func (a *audit) tests(file *ast.File) {
	a.imports(file, "context", "fmt", "log", "testing", "github.com/google/go-cmp/cmp",
		a.opt.Module+"/"+a.method.Dir, a.opt.Runtime, a.opt.Runtime+"/toptest")
	a.declared[a.method.Package], a.declared[a.method.Package+"api"] = true, true
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			a.sampleConst(d)
		case *ast.FuncDecl:
			a.testFunc(d)
		default:
			a.fault(d.Pos(), "a %T", d)
		}
	}
	a.identifiers(file, testWords)
}

// sampleConst checks a declaration of the tests, which can only be the sample.
func (a *audit) sampleConst(d *ast.GenDecl) {
	if d.Tok == token.IMPORT {
		return
	}
	spec, ok := d.Specs[0].(*ast.ValueSpec)
	name := "sample" + a.method.Prefix
	if !ok || d.Tok != token.CONST || len(d.Specs) != 1 || len(spec.Names) != 1 || spec.Names[0].Name != name || spec.Type != nil || len(spec.Values) != 1 {
		a.fault(d.Pos(), "a declaration other than %s", name)
		return
	}
	if lit, ok := spec.Values[0].(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		a.fault(d.Pos(), "%s is no literal", name)
	}
	a.declared[name] = true
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
