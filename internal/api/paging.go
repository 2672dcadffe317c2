package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Paging is how a method gives out a list in pages: by a number and a size.
type Paging struct {
	Number, Size *Field // parameters
	UseHasNext   *Field // the parameter on demand of which HasNext is filled; nil if there is none
	First        int64  // number of the first page, by the documented default or 1
	DefaultSize  int64  // by the documented default; 0 where there is none
	Items        Place  // the list
	Total        Place  // how many items there are; its field is nil where nothing says so
	HasNext      Place  // whether another page follows; its field is nil where nothing says so
}

// Place is a field of the response and the objects that lead to it.
type Place struct {
	Path  []*Field
	Field *Field
}

// The names, squashed, under which the platform's methods know the parts of a list
// that comes in pages.
var (
	pageNumberNames = []string{"pageno", "page", "currentpage", "pageindex", "pagenum"}
	pageSizeNames   = []string{"pagesize"}
	totalNames      = []string{"totalresults", "totalcount", "totalnum", "total"}
	hasNextNames    = []string{"hasnext"}
	useHasNextNames = []string{"usehasnext"}
)

// paging returns how the method gives out a list in pages, nil if it does not:
// it takes a page number and size, and has one list that is nearest to the top.
func (a *API) paging() *Paging {
	request, response := a.Request.Type, a.Response.Type
	number := request.named(schema.KindNumber, pageNumberNames)
	size := request.named(schema.KindNumber, pageSizeNames)
	if number == nil || size == nil || number.Decimal() || size.Decimal() {
		return nil
	}
	p := &Paging{
		Number: number, Size: size, UseHasNext: request.named(schema.KindBoolean, useHasNextNames),
		First: number.documentedDefault(1), DefaultSize: size.documentedDefault(0),
	}
	if p.Items = nearestList([]Place{{Field: &Field{Type: response}}}); p.Items.Field == nil {
		return nil
	}
	for depth := len(p.Items.Path); depth >= 0; depth-- {
		t, path := response, p.Items.Path[:depth]
		if depth > 0 {
			t = path[depth-1].Type
		}
		if f := t.named(schema.KindNumber, totalNames); f != nil && !f.Decimal() && p.Total.Field == nil {
			p.Total = Place{path, f}
		}
		if f := t.named(schema.KindBoolean, hasNextNames); f != nil && p.HasNext.Field == nil {
			p.HasNext = Place{path, f}
		}
	}
	return p
}

// named returns the field of a kind that has one of the names, the first of
// the names that there is; no list.
func (t *Type) named(kind schema.Kind, names []string) *Field {
	for _, name := range names {
		for _, f := range t.Fields {
			if f.Kind == kind && !f.List && squash(f.Wire) == name {
				return f
			}
		}
	}
	return nil
}

// documentedDefault returns the documented default of a parameter, or fallback.
func (f *Field) documentedDefault(fallback int64) int64 {
	if l := f.Uses[0].Doc.Limits; l != nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(l.Default), 10, 64); err == nil && n >= 0 {
			return n
		}
	}
	return fallback
}

// nearestList returns the list of objects that is nearest to the top, reached
// through objects only, or the list of scalars if there is none of objects so
// near; none if two are equally near.
func nearestList(level []Place) Place {
	const maxDepth = 5 // real ones are at most 3 deep
	for range maxDepth {
		var next, objects, scalars []Place
		for _, at := range level {
			for _, f := range at.Field.Type.Fields {
				switch {
				case f.Loop:
				case f.List && f.Kind == schema.KindStruct:
					objects = append(objects, Place{at.Path, f})
				case f.List:
					scalars = append(scalars, Place{at.Path, f})
				case f.Kind == schema.KindStruct:
					next = append(next, Place{append(slices.Clip(at.Path), f), f})
				}
			}
		}
		switch {
		case len(objects) == 1:
			return objects[0]
		case len(objects) > 1 || len(scalars) > 1:
			return Place{}
		case len(scalars) == 1:
			return scalars[0]
		}
		level = next
	}
	return Place{}
}
