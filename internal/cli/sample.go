package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top/record"
)

func (a *app) sampleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "Keep what the platform really sent, as evidence beside the pages",
		Long: `Bodies that the gateway really sent, and messages, outweigh the pages: they settle how
deep fields are, and show fractions, names of elements, and fields that a page lacks. They
stand in the folder samples beside the docs folder, one folder for each method or topic, as
JSON or XML.`,
		Example: `  topgen sample add taobao.trade.get answer.json`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.sampleAddCommand())
	return cmd
}

func (a *app) sampleAddCommand() *cobra.Command {
	var docs string
	var suggest bool
	cmd := &cobra.Command{
		Use:   "add METHOD|TOPIC [FILE | -]",
		Short: "Store what the platform really sent, redacted",
		Long: `add stores a response body of a method, or the content of a message of a topic, JSON or
XML, in the folder samples beside the docs folder, and says what it shows that the page
does not. Every value is replaced by another of the same form before, and what no page
documents is masked whole, so that nothing of the original is left. The bindings then
follow the body where the page is silent or wrong, and test it, and topgen mock sends it.
Error responses can be stored, too.

With --suggest the entries of topgen.yaml are printed that would settle what the body
shows, for the section fields.`,
		Example: `  topgen sample add taobao.trade.get answer.json
  curl ... | topgen sample add taobao.trade.get - --suggest
  topgen sample add taobao_trade_TradeCreate content.json`,
		Args: cobra.RangeArgs(1, 2),
	}
	cmd.Flags().BoolVar(&suggest, "suggest", false, "print entries of topgen.yaml that settle what the body shows")
	addDocs(cmd.Flags(), &docs)
	cmd.RunE = a.runE(a.out, a.outTerminal, func(ctx context.Context, args []string, p report.Printer) (int, error) {
		conf, ok, err := a.config(cmd, p)
		if !ok || err != nil {
			return exitFail, err
		}
		body, err := a.readBody(args[1:])
		if err != nil {
			return exitFail, err
		}
		return a.sampleAdd(args[0], body, docs, conf, suggest, p)
	})
	return cmd
}

// readBody reads the body that is to be stored: a file, or standard input.
func (a *app) readBody(args []string) ([]byte, error) {
	if len(args) == 0 || args[0] == source.Stdin {
		return io.ReadAll(io.LimitReader(a.in, source.MaxSize))
	}
	return os.ReadFile(args[0])
}

// sampleAdd stores a body and says what it shows.
func (a *app) sampleAdd(method string, body []byte, docs string, conf *config.Config, suggest bool, p report.Printer) (int, error) {
	files, err := findMethods([]string{method}, docs)
	if err != nil {
		return exitFail, err
	}
	page := load.One(files[0])
	meaning, _ := page.Resolve(conf, nil)
	if meaning == nil {
		p.Print(page.Diags)
		return exitFail, p.Flush()
	}
	if err := isAnswer(meaning, body, docs); err != nil {
		what := "answer of "
		if meaning.Message {
			what = "message of the topic "
		}
		return exitFail, fmt.Errorf("this is no %s%s: %w", what, method, err)
	}
	text, err := record.Redact(body, redactionOf(meaning))
	if err != nil {
		return exitFail, err
	}
	s := source.Sample{Method: method, Data: text}
	s.Path = filepath.ToSlash(filepath.Join(source.SamplesBeside(docs), method, record.Shape(text)+record.Extension(text)))
	if err := a.storeSample(s); err != nil {
		return exitFail, err
	}
	again := load.One(files[0])
	conf.Apply(again.API)
	set := recorded.NewSet([]source.Sample{s})
	if suggest {
		for _, line := range set.Suggest(again.API, files[0].Path) {
			if _, err := fmt.Fprintln(a.out, line); err != nil {
				return exitFail, err
			}
		}
		return exitOK, nil
	}
	var none []config.Use
	p.Print(conf.Settle(method, set.Apply(again.API, files[0].Path, nil), &none))
	return exitOK, p.Flush()
}

// isAnswer says why a body is no answer of a method, or no message of a topic.
func isAnswer(meaning *api.API, body []byte, docs string) error {
	b, err := recorded.Read(meaning.API, source.Sample{Path: "body", Data: body})
	switch {
	case err != nil:
		return err
	case b.Error || b.Root != "" && b.Root == meaning.Root:
		return nil
	}
	if other := methodOfRoot(b.Root, docs); other != "" && other != meaning.Method && !meaning.Message {
		return fmt.Errorf("its root is %s, that of %s", b.Root, other)
	}
	if len(meaning.Response.Fields) > 0 && !meaning.Response.DocumentsAny(b.Tree) {
		return errors.New("it has none of the fields that the page documents")
	}
	return nil
}

// methodOfRoot returns the method that a page documents whose responses have a root; "" if
// there is none.
func methodOfRoot(root, docs string) string {
	files, err := source.Find([]string{docs}, nil)
	if root == "" || err != nil {
		return ""
	}
	_, methods := documenting("", files)
	i := slices.IndexFunc(methods, func(method string) bool { return protocol.RootOf(method) == root })
	if i < 0 {
		return ""
	}
	return methods[i]
}

// redactionOf returns what of the bodies of a method, or of the messages of a topic, is no
// secret.
func redactionOf(meaning *api.API) record.Redaction {
	r := redaction{names: make(map[string]bool), values: make(map[[2]string]bool), message: meaning.Message}
	r.collect(meaning.API.Response)
	for _, e := range meaning.Errors {
		for _, name := range []string{"code", "sub_code"} {
			r.values[[2]string{name, e.Code}] = true
		}
	}
	if meaning.Message {
		r.fields = schema.Names(meaning.API.Response)
	}
	return record.Redaction{Known: r.known, Documented: r.documented}
}

// redaction is what the page documents: names, and values of these.
type redaction struct {
	names   map[string]bool
	values  map[[2]string]bool
	message bool
	fields  []string // of a message, whose names may be spelled otherwise
}

func (r *redaction) collect(fields []*schema.Field) {
	for _, f := range fields {
		r.names[f.Name] = true
		if f.Element != "" {
			r.names[f.Element] = true
		}
		for _, v := range f.Values {
			r.values[[2]string{f.Name, v.Value}] = true
		}
		r.collect(f.Fields)
	}
}

func (r *redaction) known(name string) bool {
	return r.names[r.field(name)] || name == protocol.RequestID && !r.message
}

func (r *redaction) documented(name, value string) bool {
	code := !r.message && (name == "code" || name == "sub_code") && inbound.FailureOf(value) != nil // one of the platform's own
	return code || r.values[[2]string{r.field(name), strings.TrimSpace(value)}]
}

// field returns the name that the page has for a member.
func (r *redaction) field(name string) string {
	if !r.message {
		return name
	}
	one := &sample.Node{Kind: sample.ObjectNode}
	one.Add(name, &sample.Node{})
	return schema.Respell(r.fields, one).Members[0].Name
}

// storeSample writes a sample, unless there is one of its structure.
func (a *app) storeSample(s source.Sample) error {
	folder := filepath.Dir(filepath.FromSlash(s.Path))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	if _, err := root.Stat(path.Base(s.Path)); err == nil {
		a.note("%s has this structure already, and stays as it is", s.Path)
		return nil
	}
	if err := output.WriteFile(root, path.Base(s.Path), s.Data); err != nil {
		return err
	}
	a.note("%s", s.Path)
	return nil
}
