// Package fetch brings pages up to date from the documents that the platform's
// site draws them from.
//
// The site has two JSON endpoints: the catalogue, which lists all documents, and
// the document itself. A run asks for one after the other at a polite rate,
// stores what is newer than what the folder has in one canonical form, and can
// be interrupted at any time: the next run goes on where it ended.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/nearest"
)

const (
	// DefaultBase is the site that has the documents.
	DefaultBase = "https://open.taobao.com"
	// DefaultRate is how many requests a second are sent to it.
	DefaultRate = 2
)

// maxOutage is after how many documents in a row that could not be had a run
// gives up: then it is the site that is down, not a document.
const maxOutage = 5

// Options say what to fetch, from where and to where.
type Options struct {
	// Base is the address of the site, without a path; "" is DefaultBase.
	Base string
	// Dir is the folder of pages. It is made if it is missing.
	Dir string
	// All asks for every document of the catalogue.
	All bool
	// Names are methods ("alibaba.idle.recycle.order.get") or the beginnings
	// of some, by whole words ("alibaba.idle"). Without All and Names, the
	// documents that Dir has are brought up to date.
	Names []string
	// Rate is the number of requests a second; 0 is DefaultRate.
	Rate float64
	// Force stores documents even if they are no newer than what Dir has.
	Force bool
	// Backoff is the longest wait before the first repetition of a request; it
	// doubles with every further one. 0 is one second.
	Backoff time.Duration
	// UserAgent names the program to the site.
	UserAgent string
	// Transport sends the requests; nil is http.DefaultTransport.
	Transport http.RoundTripper
	// Progress is told before each document how many of how many are done.
	// It may be nil.
	Progress func(done, total int, method string)
}

// Summary says what a run did.
type Summary struct {
	New       []string // methods that Dir had not
	Changed   []string // methods whose document differs from what Dir had
	Unchanged int      // documents that are no newer, or say the same
	Resumed   int      // documents that an interrupted run had brought already
	Failed    []Failure
	// Twins are files of Dir that document a fetched method in another form:
	// topgen refuses two pages of one method that differ.
	Twins []string
}

// Failure is a document that could not be had.
type Failure struct {
	Method string
	Err    error
}

// Run fetches documents. The Summary says what was stored, also beside an error:
// then the run has not come to its end, and the next one with the same options
// goes on from there.
func Run(ctx context.Context, opt Options) (*Summary, error) {
	opt.Base = strings.TrimSuffix(cmp.Or(opt.Base, DefaultBase), "/")
	opt.Rate = cmp.Or(opt.Rate, DefaultRate)
	opt.Backoff = cmp.Or(opt.Backoff, time.Second)
	sum := &Summary{}
	site, err := newSite(opt)
	if err != nil {
		return sum, err
	}
	if err := os.MkdirAll(opt.Dir, 0o777); err != nil {
		return sum, err
	}
	store, err := openStore(opt.Dir)
	if err != nil {
		return sum, err
	}
	defer store.close()
	r := &run{opt: opt, site: site, store: store, sum: sum}
	return sum, r.run(ctx)
}

type run struct {
	opt     Options
	site    *site
	store   *store
	journal *journal
	sum     *Summary
	outage  int // documents in a row that the site did not give
}

func (r *run) run(ctx context.Context) error {
	names := r.opt.Names
	if !r.opt.All && len(names) == 0 {
		var err error
		if names, err = r.store.methods(); err != nil {
			return err
		}
		if len(names) == 0 {
			return fmt.Errorf("%s has no fetched page to bring up to date: name methods or namespaces, or ask for all", r.opt.Dir)
		}
	}
	catalogue, err := r.site.catalogue(ctx)
	if err != nil {
		return fmt.Errorf("the catalogue of the site: %w", err)
	}
	docs := catalogue
	if !r.opt.All {
		var missing []Failure
		docs, missing = selectDocs(catalogue, names)
		r.sum.Failed = missing
	}
	if r.journal, err = r.store.openJournal(r.opt); err != nil {
		return err
	}
	err = r.documents(ctx, docs)
	if err == nil && len(r.sum.Failed) == 0 {
		return r.journal.remove()
	}
	return errors.Join(err, r.journal.close())
}

// documents brings one document after the other.
func (r *run) documents(ctx context.Context, docs []Doc) error {
	for i, d := range docs {
		if r.opt.Progress != nil {
			r.opt.Progress(i, len(docs), d.Method)
		}
		if r.journal.has(d) && r.store.has(d.Method) {
			r.sum.Resumed++
			continue
		}
		err := r.document(ctx, d)
		if err == nil {
			r.outage = 0
			if err = r.journal.done(d); err != nil {
				return err
			}
			continue
		}
		if stop := r.failed(ctx, d, err); stop != nil {
			return stop
		}
	}
	if r.opt.Progress != nil {
		r.opt.Progress(len(docs), len(docs), "")
	}
	return nil
}

// failed notes a document that could not be had. It returns an error if the
// run is of no use any more.
func (r *run) failed(ctx context.Context, d Doc, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted at %s: %w", d.Method, context.Cause(ctx))
	}
	var bot *AntiBotError
	if errors.As(err, &bot) {
		return err
	}
	var write *storeError
	if errors.As(err, &write) {
		return err // the next one would fare no better
	}
	r.sum.Failed = append(r.sum.Failed, Failure{d.Method, err})
	var down *outageError
	if !errors.As(err, &down) {
		r.outage = 0
		return nil
	}
	if r.outage++; r.outage >= maxOutage {
		return fmt.Errorf("%d documents in a row could not be had, so the site seems to be down; the last: %w", r.outage, err)
	}
	return nil
}

// document brings one document and stores it if it says something new.
func (r *run) document(ctx context.Context, d Doc) error {
	raw, err := r.site.document(ctx, d)
	if err != nil {
		return err
	}
	doc, err := canonical(raw)
	if err != nil {
		return err
	}
	if doc.method != d.Method {
		return fmt.Errorf("the site's document %d is about %q, not about %s as its catalogue says", d.ID, doc.method, d.Method)
	}
	old, err := r.store.read(d.Method)
	if err != nil {
		return err
	}
	if twin := r.store.twin(d.Method); twin != "" {
		r.sum.Twins = append(r.sum.Twins, twin)
	}
	switch {
	case old == nil:
		r.sum.New = append(r.sum.New, d.Method)
	case !r.opt.Force && !doc.newerThan(old), doc.saysSame(old):
		r.sum.Unchanged++
		return nil
	default:
		r.sum.Changed = append(r.sum.Changed, d.Method)
	}
	return r.store.write(d.Method, doc.data)
}

// selectDocs returns the documents that the names mean, in the order of the
// catalogue, and a failure for each name that means none. A name is a method;
// else the methods that begin with it, by whole words; with ".*" behind it, it
// is always the latter.
func selectDocs(catalogue []Doc, names []string) (docs []Doc, missing []Failure) {
	wanted := make(map[int64]bool)
	mark := func(match func(method string) bool) (found bool) {
		for _, d := range catalogue {
			if match(d.Method) {
				wanted[d.ID], found = true, true
			}
		}
		return found
	}
	for _, name := range names {
		namespace, isNamespace := strings.CutSuffix(name, ".*")
		if !isNamespace && mark(func(method string) bool { return method == name }) {
			continue
		}
		if !mark(func(method string) bool { return strings.HasPrefix(method, namespace+".") }) {
			missing = append(missing, Failure{name, notListed(catalogue, name)})
		}
	}
	for _, d := range catalogue {
		if wanted[d.ID] {
			docs = append(docs, d)
		}
	}
	return docs, missing
}

// notListed says that the catalogue has no such method or namespace, and which
// is near.
func notListed(catalogue []Doc, name string) error {
	near := nearest.Word(name, func(yield func(string) bool) {
		for _, d := range catalogue {
			if !yield(d.Method) {
				return
			}
		}
	})
	if near != "" {
		return fmt.Errorf("the site lists no method or namespace %s; did you mean %s?", name, near)
	}
	return fmt.Errorf("the site lists no method or namespace %s: it may have been withdrawn", name)
}
