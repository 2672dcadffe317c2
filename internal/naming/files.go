package naming

import (
	"fmt"
	"go/token"
	"strings"
	"unicode"
)

// Method is a method name cut into the parts that name Go things.
type Method struct {
	Namespace string // the first two parts as they are written: "alibaba.idle"
	Dir       string // folder of the package, with slashes: "alibaba/idle"
	Package   string // name of the package: "idle"
	Prefix    string // Go prefix of the method's types: "AppraiseOrderQuery"
	File      string // base name of the method's files: "appraise_order_query"
}

// MaxMethod is the longest method name, in bytes, that still gives file names
// that every file system takes.
const MaxMethod = 200

// ParseMethod cuts a method name. It returns an error if the name is too long,
// has fewer than two parts, an empty part, or anything in it but letters,
// digits, "_" and "-" between the dots.
func ParseMethod(method string) (Method, error) {
	if len(method) > MaxMethod {
		return Method{}, fmt.Errorf("method name has %d bytes, at most %d can name a file", len(method), MaxMethod)
	}
	parts := strings.Split(method, ".")
	if len(parts) < 2 {
		return Method{}, fmt.Errorf("method name %q has no namespace: it needs at least two parts with a dot between", method)
	}
	for _, p := range parts {
		if bad := strings.IndexFunc(p, func(r rune) bool { return r > unicode.MaxASCII || !isWordRune(r) && r != '_' && r != '-' }); bad >= 0 || Suffix(p) == "" {
			return Method{}, fmt.Errorf("method name %q: part %q is no name of ASCII letters, digits, _ and -", method, p)
		}
	}
	rest := parts[2:]
	if len(rest) == 0 {
		rest = parts[1:]
	}
	pkg := packageName(parts[1])
	return Method{
		Namespace: parts[0] + "." + parts[1],
		Dir:       folderName(parts[0]) + "/" + pkg,
		Package:   pkg,
		Prefix:    Exported(strings.Join(rest, ".")),
		File:      fileName(rest),
	}, nil
}

// messagesFolder is where the packages of messages are, so that a namespace can have
// methods and messages.
const messagesFolder = "messages"

// ParseTopic cuts the topic of a message, "taobao_trade_TradeCreate". It returns an
// error if it is too long, or has fewer than three parts of letters and digits between
// "_".
func ParseTopic(topic string) (Method, error) {
	if len(topic) > MaxMethod {
		return Method{}, fmt.Errorf("the topic has %d bytes, at most %d can name a file", len(topic), MaxMethod)
	}
	parts := strings.SplitN(topic, "_", 3)
	if len(parts) < 3 {
		return Method{}, fmt.Errorf("the topic %q has no namespace: it needs three parts with _ between", topic)
	}
	for _, p := range parts {
		if bad := strings.IndexFunc(p, func(r rune) bool { return r > unicode.MaxASCII || !isWordRune(r) && r != '_' }); bad >= 0 || Suffix(p) == "" {
			return Method{}, fmt.Errorf("the topic %q: part %q is no name of ASCII letters and digits", topic, p)
		}
	}
	pkg := packageName(parts[1])
	return Method{
		Namespace: parts[0] + "_" + parts[1],
		Dir:       messagesFolder + "/" + folderName(parts[0]) + "/" + pkg,
		Package:   pkg,
		Prefix:    Exported(parts[2]),
		File:      fileName(words(parts[2])),
	}, nil
}

// Parse cuts the name of a method or, if it has no dot, a topic.
func Parse(name string) (Method, error) {
	if strings.Contains(name, ".") {
		return ParseMethod(name)
	}
	return ParseTopic(name)
}

// PackageUsable reports whether a package, and its folder, can have a name: one that means
// something to Go, to its tools, to Windows or to generated files cannot be imported, or not
// beside others.
func PackageUsable(name string) bool { return packageName(name) == name }

// packageName returns the name of the package, and of its folder, for the
// second part of a method name.
func packageName(part string) string {
	name := folderName(part)
	if token.IsKeyword(name) || generatedImports[name] {
		return name + "api"
	}
	return name
}

// folderName returns a part of a method name as a folder name that means
// nothing to the go tool or to a file system, and is a Go identifier.
func folderName(part string) string {
	name := strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, part)
	if goFolders[name] || reservedFiles[name] {
		return name + "api"
	}
	if unicode.IsDigit(firstRune(name)) {
		return "api" + name
	}
	return name
}

// fileName returns the base name, without ".go", of the files of a method.
func fileName(parts []string) string {
	name := strings.ToLower(strings.ReplaceAll(strings.Join(parts, "_"), "-", "_"))
	name = strings.TrimLeft(name, "_")
	last := name[strings.LastIndexByte(name, '_')+1:]
	constrained := strings.Contains(name, "_") && buildSuffixes[last]
	if constrained || name == "" || last == "test" || last == "" || reservedFiles[name] || name == "doc" {
		return name + "_api"
	}
	return name
}

// generatedImports are the packages that generated files import: a package of
// the same name could not be imported beside them without an alias. Those that
// are called main or init cannot be imported at all.
var generatedImports = set("cmp context errors fmt init iter log testing time top toptest main")

// goFolders are the folder names that the go tool treats in its own way.
var goFolders = set("internal vendor testdata")

// buildSuffixes are the words that, after the last "_" of a file name, make it
// a file of one operating system or architecture (go/build, also the values
// that no release supports any more).
var buildSuffixes = set(`aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9
	solaris wasip1 windows zos 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le
	mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm`)

// reservedFiles are the names that Windows keeps for devices, whatever follows the dot.
var reservedFiles = set("con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9")

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
