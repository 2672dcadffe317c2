package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// authorization is what a label says about the authorization of a user.
type authorization int

const (
	authorizationUnsaid   authorization = iota
	authorizationNone                   // calls go without a session
	authorizationOptional               // they may have one
	authorizationRequired               // they must have one
)

// authorizationOf reads a label. Copies of the site join labels, so that the words
// can stand anywhere in it, and "不需要授权" has "需要授权" in it.
func authorizationOf(l page.Label) authorization {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(l.S, w+"授权") || strings.Contains(l.S, w+"用户授权") {
				return true
			}
		}
		return false
	}
	switch {
	case has("可选"):
		return authorizationOptional
	case has("不需要", "不需", "无需"):
		return authorizationNone
	case has("需要", "必须"):
		return authorizationRequired
	}
	return authorizationUnsaid
}

// readSession reports whether calls need a session key: a label asks for one, or the
// sample in Java passes one. Samples of a method that takes one or none pass it all
// the same, so that its label comes first. It also reports whether the page says that
// calls go without one, which is more than that they may.
func readSession(p *page.Page, java *sample.Java) (needed, none bool, diags diag.List) {
	out := findings{file: p.Path}
	passes := java != nil && java.Executes && java.Session
	needed = passes
	for _, l := range p.Labels {
		says := authorizationOf(l)
		if strings.EqualFold(l.Key, "required") {
			if says == authorizationOptional || says == authorizationNone {
				out.warn(diag.SampleMismatch, l.Line, l.Column, fmt.Sprintf("the label %s has the key %q, which asks for a session", visible.Shown(l.S), visible.Shown(l.Key)), "the bindings ask for a session")
			}
			says = authorizationRequired
		}
		switch says {
		case authorizationUnsaid:
			if java == nil && strings.Contains(l.S, "授权") {
				out.warn(diag.SampleMismatch, l.Line, l.Column, fmt.Sprintf("the label %s does not say whether calls need a session", visible.Shown(l.S)), "the bindings ask for none")
			}
		case authorizationOptional:
			return false, false, nil
		case authorizationNone:
			none = true
			if passes {
				out.warn(diag.SampleMismatch, l.Line, l.Column, fmt.Sprintf("the label %s says that calls need no session, but the sample in Java passes one", visible.Shown(l.S)), "the bindings ask for a session")
			}
		case authorizationRequired:
			needed = true
			if java != nil && java.Executes && !passes {
				out.warn(diag.SampleMismatch, l.Line, l.Column, fmt.Sprintf("the label %s asks for a session, but the sample in Java passes none", visible.Shown(l.S)), "the bindings ask for a session")
			}
		}
	}
	out.about(0, diag.AboutSession, "")
	return needed, none && !needed, out.list
}
