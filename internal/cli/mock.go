package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/explorer"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/source"
)

// mockFlags are the flags of mock.
type mockFlags struct {
	docs, addr, module         string
	appKey, appSecret, session string
	seed                       uint64
	faults                     []string
	log                        bool
}

func (a *app) mockCommand() *cobra.Command {
	var f mockFlags
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Serve a gateway that answers with the documented samples",
		Long: `mock serves the platform on one's own machine: calls are checked as the platform
checks them (app key, timestamp, signature, session, parameters), and answered
with the samples of the pages. It speaks the protocols of /router/rest,
/router/batch, /router/qm, /router/qimen/service and, for AliExpress, /sync; its
address is the one line that it prints. In a browser, the same address shows all
APIs, and has forms to call them. Programs that listen to messages (TMC) connect
to ws:// at the same address, and the pages push messages to them.

With --fault, or by the request header ` + mock.FaultHeader + `, calls fail:
` + mock.FaultHelp + `

It ends on SIGINT or SIGTERM, when the calls under way are answered.`,
		Example: `  topgen mock
  topgen mock --docs pages --addr 127.0.0.1:0 --seed 1
  topgen mock --fault flow=30,method=taobao.*,times=3 --log`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	addDocs(flags, &f.docs)
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	flags.StringVar(&f.module, "module", "", "import path of the bindings, for the code that is shown (default from the nearest go.mod)")
	flags.StringVar(&f.appKey, "app-key", mock.DefaultAppKey, "key of the app that may call")
	flags.StringVar(&f.appSecret, "app-secret", mock.DefaultAppSecret, "its secret")
	flags.StringVar(&f.session, "session", "", "the one session that is valid (default any)")
	flags.Uint64Var(&f.seed, "seed", 0, "make request ids, and which calls a fault with a chance hits, repeatable (default random)")
	flags.StringArrayVar(&f.faults, "fault", nil, "what is to go wrong; may be given several times")
	flags.BoolVar(&f.log, "log", false, "print a line for every call")
	if err := cmd.RegisterFlagCompletionFunc("fault", completeFaults); err != nil {
		panic("cli: " + err.Error()) // the flag is not there: a bug that every test finds
	}
	var faults []*mock.Fault
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if err := checkModuleFlag(f.module); err != nil {
			return err
		}
		for _, text := range f.faults {
			fault, err := mock.ParseFault(text)
			if err != nil {
				return err
			}
			faults = append(faults, fault)
		}
		return nil
	}
	cmd.RunE = a.runE(a.err, a.errTerminal, func(ctx context.Context, _ []string, p report.Printer) (int, error) {
		conf, ok, err := a.config(cmd, p)
		if !ok || err != nil {
			return exitFail, err
		}
		return a.mock(ctx, &f, conf, faults, p)
	})
	return cmd
}

// mock serves until ctx is done.
func (a *app) mock(ctx context.Context, f *mockFlags, conf *config.Config, faults []*mock.Fault, p report.Printer) (int, error) {
	files, err := a.findDocs(f.docs)
	if err != nil {
		return exitFail, err
	}
	samples, err := readSamples(ctx, f.docs)
	if err != nil {
		return exitFail, err
	}
	pages, bad := a.mockPages(ctx, withoutSkipped(files, conf), evidence{conf, samples})
	if ctx.Err() != nil {
		return exitFail, errors.New("interrupted")
	}
	if f.module == "" {
		f.module, _ = importPath(conf.SettingOr("out", defaultOut)) // who has no module gets the code of ours
	}
	opt := mock.Options{
		AppKey: f.appKey, AppSecret: f.appSecret, Session: f.session, Seed: f.seed, Faults: faults,
		Logger: slog.New(slog.NewTextHandler(a.err, nil)),
	}
	if f.log {
		opt.Log = a.logCalls()
	}
	server := mock.New(pages, opt)
	server.Handle("/", explorer.New(server, explorer.Options{Emit: emit.Options{Module: f.module, Config: conf}, Version: buildVersion().version}))
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", f.addr)
	if err != nil {
		return exitFail, err
	}
	if bad > 0 {
		a.note("%s not served, since something is wrong with it: topgen lint %s tells what", plural(bad, "page"), f.docs)
	}
	what := plural(len(server.Methods()), "method")
	if n := len(server.Messages()); n > 0 {
		what += " and " + plural(n, "message")
	}
	a.note("%s for app %s with %s; stop with Ctrl-C", what, f.appKey, secretOf(f.appSecret))
	if _, err := fmt.Fprintln(a.out, "http://"+reachable(ln.Addr())); err != nil {
		return exitFail, errors.Join(err, ln.Close())
	}
	if err := server.Serve(ctx, ln); err != nil {
		return exitFail, err
	}
	return exitOK, nil
}

// secretOf says what the app's secret is. One that somebody chose may be real, and
// is not repeated.
func secretOf(appSecret string) string {
	if appSecret == mock.DefaultAppSecret {
		return "secret " + appSecret
	}
	return "the secret of --app-secret"
}

// mockPages reads the pages. Those that have an error, or contradict one another,
// have no API; bad is their number.
func (a *app) mockPages(ctx context.Context, files []source.File, by evidence) (pages []mock.Page, bad int) {
	bar := a.progress(len(files), "pages")
	var entries []load.Entry
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) load.Page {
		p.Resolve(by.config, by.samples)
		return p
	}, func(i int, p load.Page) bool {
		bar.set(i + 1)
		pages = append(pages, mock.Page{Path: p.File.Path, API: p.API, Diags: p.Diags})
		if p.API != nil {
			entries = append(entries, load.EntryOf(p.File, p.API))
		}
		return ctx.Err() == nil
	})
	bar.clear()
	return withoutContradictions(pages, entries)
}

// withoutContradictions takes out pages that say what another one says, and the
// APIs of those that contradict another.
func withoutContradictions(pages []mock.Page, entries []load.Entry) (kept []mock.Page, bad int) {
	drop, diags := load.Duplicates(entries)
	methods := make(map[string]string) // by path
	for _, e := range entries {
		methods[e.File.Path] = e.Method
	}
	contradicted := make(map[string]diag.List) // by method
	for _, d := range diags {
		method := methods[d.Pos.File]
		contradicted[method] = append(contradicted[method], d)
	}
	for _, p := range pages {
		if list := contradicted[methods[p.Path]]; drop[p.Path] && len(list) == 0 {
			continue
		} else if len(list) > 0 {
			p.API, p.Diags = nil, append(p.Diags, list...)
		}
		if p.API == nil {
			bad++
		}
		kept = append(kept, p)
	}
	return kept, bad
}

// reachable is the address by which programs on this machine reach a listener.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr.String()
}

// logCalls returns what prints a line for each call: never parameters, sessions
// or signatures.
func (a *app) logCalls() func(mock.Call) {
	var mu sync.Mutex
	return func(c mock.Call) {
		line := callLine(c)
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(a.err, line)
	}
}

// callLine is a call in a line.
func callLine(c mock.Call) string {
	parts := []string{c.Time.Format("15:04:05.000"), c.Path}
	if c.Method != "" {
		parts = append(parts, c.Method)
	}
	result := "ok"
	if c.Code != "" {
		result = fmt.Sprintf("error %s (%s)", c.Code, c.Reason)
	}
	parts = append(parts, c.Duration.Round(time.Microsecond).String(), c.ID, result)
	if c.Fault != "" {
		parts = append(parts, "[fault "+c.Fault+"]")
	}
	for _, n := range c.Notes {
		parts = append(parts, "["+n+"]")
	}
	return oneLine(strings.Join(parts, " "))
}

// oneLine takes out what would begin another line, or drive the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, s)
}
