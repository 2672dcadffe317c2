package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/describe"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/openapi"
	docpage "github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// The values of schema's --format.
const (
	formatText    = "text"
	formatJSON    = "json"
	formatOpenAPI = "openapi"
)

var schemaFormats = []string{formatJSON, formatOpenAPI, formatText}

func (a *app) schemaCommand() *cobra.Command {
	var format, docs string
	cmd := &cobra.Command{
		Use:   "schema [PATH | METHOD]...",
		Short: "Print what pages say",
		Long: `schema prints what pages say: the intermediate schema as JSON, an OpenAPI 3.1
document with an operation for each method, or on a terminal a tree for people.
Messages are in the schema beside the methods, and not in OpenAPI. A method or
topic is looked for in the docs folder; without any argument, all of that is
printed.`,
		Example: `  topgen schema > schema.json
  topgen schema --format openapi docs/pages > openapi.json
  topgen schema alibaba.idle.appraise.order.query
  curl https://example.com/page.html | topgen schema -`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().StringVar(&format, "format", "", "json, openapi or text (default text on a terminal, else json)")
	addDocs(cmd.Flags(), &docs)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if format == "" {
			format = formatJSON
			if a.outTerminal {
				format = formatText
			}
		}
		if !slices.Contains(schemaFormats, format) {
			return fmt.Errorf("there is no schema in the format %q, only %s", format, joinWords(schemaFormats))
		}
		return nil
	}
	cmd.RunE = a.runE(a.err, a.errTerminal, func(ctx context.Context, args []string, p report.Printer) (int, error) {
		conf, ok, err := a.config(cmd, p)
		if !ok || err != nil {
			return exitFail, err
		}
		files, err := a.findPages(args, docs)
		if err != nil {
			return exitFail, err
		}
		samples, err := readSamples(ctx, docs)
		if err != nil {
			return exitFail, err
		}
		return a.schema(ctx, withoutSkipped(files, conf), lintable(args, docs), format, evidence{conf, samples}, p)
	})
	return cmd
}

// printed is an API as it will be printed.
type printed struct {
	load.Entry
	message bool
	text    []byte        // as JSON or text
	part    *openapi.Part // as OpenAPI
}

// schema reads the pages and prints the good ones, by method. The files were
// found at the paths.
func (a *app) schema(ctx context.Context, files []source.File, paths []string, format string, by evidence, p report.Printer) (int, error) {
	var apis []printed
	var diags diag.List
	bar := a.progress(len(files), "pages")
	print := a.schemaPrinter(format)
	type result struct {
		*printed // nil if the page has an error
		diags    diag.List
	}
	load.All(files, runtime.GOMAXPROCS(0), func(page load.Page) result {
		a, _ := page.Resolve(by.config, by.samples)
		if a == nil {
			return result{diags: page.Diags}
		}
		out := print(a)
		out.Entry, out.message = load.EntryOf(page.File, page.API), page.API.Message
		return result{out, page.Diags}
	}, func(i int, r result) bool {
		bar.set(i + 1)
		diags = append(diags, r.diags...)
		if r.printed != nil {
			apis = append(apis, *r.printed)
		}
		return ctx.Err() == nil
	})
	bar.clear()
	if ctx.Err() != nil {
		return exitFail, errors.New("interrupted")
	}
	apis, more := withoutDuplicates(apis)
	diags = append(diags, more...)
	diags.Sort()
	if err := errors.Join(a.printBriefly(p, diags, len(files), paths), writeSchema(a.out, apis, format)); err != nil {
		return exitFail, err
	}
	if diags.HasErrors() {
		return exitFail, nil
	}
	return exitOK, nil
}

// withoutDuplicates keeps one page a method, and sorts by method.
func withoutDuplicates(apis []printed) ([]printed, diag.List) {
	entries := make([]load.Entry, len(apis))
	for i, api := range apis {
		entries[i] = api.Entry
	}
	drop, diags := load.Duplicates(entries)
	apis = slices.DeleteFunc(apis, func(api printed) bool { return drop[api.File.Path] })
	slices.SortStableFunc(apis, func(a, b printed) int { return cmp.Compare(a.Method, b.Method) })
	return apis, diags
}

// schemaPrinter returns what turns an API into what is printed of it. It is
// called by several goroutines.
func (a *app) schemaPrinter(format string) func(*api.API) *printed {
	switch format {
	case formatJSON:
		return func(resolved *api.API) *printed {
			resolved.API.Effect, resolved.API.Paging = string(resolved.Effect), resolved.Paging.Schema()
			return &printed{text: schemaJSON(resolved.API)}
		}
	case formatOpenAPI:
		return func(resolved *api.API) *printed {
			if resolved.Message {
				return new(printed)
			}
			return &printed{part: openapi.New(resolved)}
		}
	}
	opt := describe.Options{Color: a.outTerminal && colors()}
	if a.outTerminal {
		opt.Width = a.columns
	}
	return func(resolved *api.API) *printed {
		var b bytes.Buffer
		describe.API(&b, resolved, opt) // a Buffer takes everything
		return &printed{text: b.Bytes()}
	}
}

// schemaIndent is where an API stands in the document.
const schemaIndent = "    "

// schemaJSON is the JSON form of one API, as it stands in the document.
func schemaJSON(api *schema.API) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(schemaIndent, "  ")
	var form any = api
	if api.Message {
		form = api.AsMessage()
	}
	if err := enc.Encode(form); err != nil {
		panic(fmt.Sprintf("cli: an API has no JSON form: %v", err)) // strings, bools and numbers always have one
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// writeSchema writes the APIs: as JSON the document that json.Encoder would
// give for a schema.Schema, of which only the parts are ever in memory.
func writeSchema(w io.Writer, apis []printed, format string) error {
	if format == formatOpenAPI {
		var parts []*openapi.Part
		for _, api := range apis {
			if !api.message { // nobody calls those
				parts = append(parts, api.part)
			}
		}
		return openapi.Write(w, parts)
	}
	b := bufio.NewWriter(w)
	if format == formatText {
		for i, api := range apis {
			if i > 0 {
				b.WriteString("\n")
			}
			b.Write(api.text)
		}
		return b.Flush()
	}
	isMessage := func(p printed) bool { return p.message }
	fmt.Fprintf(b, "{\n  \"schema\": %d,\n  \"apis\": ", schema.Version)
	writeList(b, slices.DeleteFunc(slices.Clone(apis), isMessage))
	if slices.ContainsFunc(apis, isMessage) {
		b.WriteString(",\n  \"messages\": ")
		writeList(b, slices.DeleteFunc(apis, func(p printed) bool { return !p.message }))
	}
	b.WriteString("\n}\n")
	return b.Flush()
}

// writeList writes a list of the document.
func writeList(b *bufio.Writer, apis []printed) {
	b.WriteString("[")
	for i, api := range apis {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n" + schemaIndent)
		b.Write(api.text)
	}
	if len(apis) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]")
}

// findPages finds the pages that arguments name: files, folders, or methods
// that pages of the docs folder document; without arguments, those of the docs
// folder.
func (a *app) findPages(args []string, docs string) ([]source.File, error) {
	if len(args) == 0 {
		return a.findDocs(docs)
	}
	var paths, methods []string
	for _, arg := range args {
		_, err := os.Stat(arg)
		switch {
		case arg == source.Stdin || err == nil:
			paths = append(paths, arg)
		case errors.Is(err, fs.ErrNotExist) && isMethod(arg):
			methods = append(methods, arg)
		default:
			return nil, fmt.Errorf("there is no file or folder %s", arg)
		}
	}
	var files []source.File
	var err error
	if len(paths) > 0 {
		if files, err = a.find(paths); err != nil {
			return nil, err
		}
	}
	if len(methods) == 0 {
		return files, nil
	}
	found, err := findMethods(methods, docs)
	return append(files, found...), err
}

// lintable returns the arguments of schema as lint takes them: the docs folder for
// methods.
func lintable(args []string, docs string) []string {
	var paths []string
	for _, arg := range args {
		if _, err := os.Stat(arg); err != nil && arg != source.Stdin {
			arg = docs
		}
		if !slices.Contains(paths, arg) {
			paths = append(paths, arg)
		}
	}
	return paths
}

// isMethod reports whether an argument may be the name of a method, or a topic.
func isMethod(arg string) bool {
	_, err := naming.ParseTopic(arg)
	return err == nil || strings.Contains(arg, ".") && !strings.ContainsAny(arg, `/\`)
}

// findMethods looks for the pages of methods: among the files of that name,
// and if there are none among all.
func findMethods(methods []string, docs string) ([]source.File, error) {
	all, err := source.Find([]string{docs}, nil)
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", joinWords(methods), err)
	}
	var found []source.File
	for _, method := range methods {
		var pages []source.File
		for _, f := range all {
			if strings.TrimSuffix(path.Base(f.Rel), path.Ext(f.Rel)) == method {
				pages = append(pages, f) // even if it cannot be read: then that is what there is to say
			}
		}
		if len(pages) == 0 {
			var methods []string
			if pages, methods = documenting(method, all); len(pages) == 0 {
				return nil, noMethod(method, docs, all, methods)
			}
		}
		found = append(found, pages...)
	}
	return found, nil
}

// noMethod is the error for a method that none of the pages of the folder docs
// documents, but other methods.
func noMethod(method, docs string, pages []source.File, methods []string) error {
	text := fmt.Sprintf("there is no file %s, and no page in %s documents such a %s%s", method, docs, docpage.Noun(method), didYouMean(method, slices.Values(methods)))
	for _, f := range pages {
		if _, err := f.Read(); f.IsFolder() && err != nil {
			text += fmt.Sprintf("; %s cannot be searched: %v", f.Path, err)
		}
	}
	return errors.New(text)
}

// documenting returns the pages that document a method, and all methods that the
// files document.
func documenting(method string, files []source.File) (found []source.File, methods []string) {
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) string {
		if p.API == nil {
			return ""
		}
		return strings.Clone(p.API.Method) // lest it holds on to the page
	}, func(i int, documented string) bool {
		if documented == method {
			found = append(found, files[i])
		}
		if documented != "" {
			methods = append(methods, documented)
		}
		return true
	})
	return found, methods
}
