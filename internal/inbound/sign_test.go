package inbound

import (
	"crypto/md5"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
)

// TestVerifySign has the signature that the platform published, and others.
func TestVerifySign(t *testing.T) {
	const secret, sign = "helloworld", "66987CB115214E59E6EC978214934FB8"
	params := map[string]string{
		"app_key": "12345678", "fields": "num_iid,title,nick,price,num", "format": "json", "method": "taobao.item.seller.get",
		"num_iid": "11223344", "session": "test", "timestamp": "2016-01-01 12:00:00", "v": "2.0", "sign_method": "md5",
	}
	if !VerifySign(sign, top.SignMD5, secret, params, nil) {
		t.Error("the published signature does not hold")
	}
	// The text was put together by hand, from what the SDKs do.
	params["fields"], params["remark"] = "", " "
	const with = "app_key12345678fieldsformatjsonmethodtaobao.item.seller.getnum_iid11223344remark sessiontestsign_methodmd5timestamp2016-01-01 12:00:00v2.0body"
	const without = "app_key12345678formatjsonmethodtaobao.item.seller.getnum_iid11223344sessiontestsign_methodmd5timestamp2016-01-01 12:00:00v2.0body"
	for _, text := range []string{with, without} {
		if !VerifySign(fmt.Sprintf("%X", md5.Sum([]byte(secret+text+secret))), top.SignMD5, secret, params, []byte("body")) {
			t.Errorf("the signature of %s does not hold", text)
		}
	}
	params["fields"] = "num_iid,title,nick,price,num"
	delete(params, "remark")
	for name, holds := range map[string]bool{
		"another secret": VerifySign(sign, top.SignMD5, secret+"x", params, nil),
		"another method": VerifySign(sign, top.SignHMAC, secret, params, nil),
		"a body":         VerifySign(sign, top.SignMD5, secret, params, []byte("x")),
		"lower case":     VerifySign(strings.ToLower(sign), top.SignMD5, secret, params, nil),
		"none":           VerifySign("", top.SignMD5, secret, params, nil),
	} {
		if holds {
			t.Errorf("the signature holds for %s", name)
		}
	}
}

// TestConstantTime reads the sources: nothing compares a signature but
// VerifySign, which does it in constant time.
func TestConstantTime(t *testing.T) {
	verified := 0
	for _, dir := range []string{".", "../mock", "../../top", "../../top/toptest"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources in %s: %v", dir, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && called(call) == "VerifySign" {
					verified++
				}
				if comparesSign(n) {
					t.Errorf("%s: a signature is compared: use VerifySign", fset.Position(n.Pos()))
				}
				return true
			})
		}
	}
	if verified != 2 {
		t.Errorf("VerifySign is called %d times, want once for the gateways and once for those of users, by toptest", verified)
	}
	if src, err := os.ReadFile("sign.go"); err != nil || !strings.Contains(string(src), "\treturn isSame(sign, without)|isSame(sign, with) == 1\n") ||
		!strings.Contains(string(src), "{ return subtle.ConstantTimeCompare([]byte(a), []byte(b)) }") {
		t.Errorf("VerifySign does not compare in constant time (%v)", err)
	}
}

// comparesSign reports whether a node compares a signature with another text
// in a way that ends at the first difference. Whether there is one at all may
// be asked.
func comparesSign(n ast.Node) bool {
	var operands []ast.Expr
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			operands = []ast.Expr{n.X, n.Y}
		}
	case *ast.SwitchStmt:
		operands = []ast.Expr{n.Tag}
	case *ast.CallExpr:
		if name := called(n); name == "EqualFold" || name == "Equal" || name == "Compare" || name == "HasPrefix" {
			operands = n.Args
		}
	}
	for _, o := range operands {
		if lit, ok := o.(*ast.BasicLit); ok && lit.Value == `""` {
			return false
		}
	}
	return slices.ContainsFunc(operands, isSign)
}

// isSign reports whether an expression is a signature: what stands under the
// name, or what Sign returns.
func isSign(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.IndexExpr:
		lit, ok := e.Index.(*ast.BasicLit)
		return ok && lit.Value == `"sign"`
	case *ast.CallExpr:
		return called(e) == "Sign" || called(e) == "sign"
	}
	return false
}

// called returns the name of the function that is called.
func called(e *ast.CallExpr) string {
	switch f := e.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
