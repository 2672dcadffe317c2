package emit

import (
	"github.com/topgen/topgen/internal/api"
)

// This file emits what a page of a message gives rise to: its type, its topic, the
// function that makes a handler, and the test that holds these against its sample.

// handlerOf returns the name of the function that makes a handler of a type's messages.
func handlerOf(typ string) string { return "On" + typ }

func (m *model) handlerName() string { return handlerOf(m.response.Name) }
func (m *model) topicName() string   { return "Topic" + m.response.Name }

// message emits the file that programs compile against.
func (w *writer) message() (File, error) {
	w.file = newFile(w.method.Package)
	w.shape("topic", nil)
	w.declareType(w.response, w.messageComment())
	for _, o := range w.nested {
		w.declareType(o, w.nestedComment(o))
	}
	w.shape("handler", nil)
	w.documentedValues()
	return w.finish(w.method.Dir, w.method.File+".go")
}

// messageComment returns the comment on the type of a message: all that the page says
// of it.
func (w *writer) messageComment() []string {
	c := comment{width: commentWidth}
	c.text(w.aboutMethod().sentence())
	if w.api.Description != w.api.Title {
		c.paragraph(w.api.Description)
	}
	facts := "Handlers are made by [" + w.handlerName() + "]."
	if w.api.Session {
		facts = "It comes for users who have permitted it. " + facts
	}
	if w.api.Category != "" {
		facts += " Category: " + clean(w.api.Category) + "."
	}
	c.paragraph(facts)
	if why := w.api.WithdrawnBecause(); why != "" {
		c.paragraph("Deprecated: " + why)
	}
	return c.lines
}

// messageSample emits the file with the documented message.
func (w *writer) messageSample() (File, error) {
	w.file = newFile(w.samplesPackage())
	w.file.printf("const %s = %s", w.response.Name, goString(inLines(w.api.Answer(api.JSON).Text())))
	return w.finish(w.samplesDir(), w.method.File+".go")
}

// messageTest emits the test that holds the type against the documented message, and
// against those that the platform really sent.
func (w *writer) messageTest() (File, error) {
	w.file = newFile(w.method.Package + "_test")
	w.file.useAs(w.importPath(), w.tested())
	documented := w.expect(w.api.Answer(api.JSON))
	v := w.decoded(&documented)
	v["recorded"], _ = w.recorded()
	w.shape("messageTest", v)
	return w.finish(w.method.Dir, w.method.File+"_test.go")
}
