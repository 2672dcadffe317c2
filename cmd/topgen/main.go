// Command topgen turns documentation pages of the Taobao Open Platform into Go
// bindings. See topgen help.
package main

import (
	"os"

	"github.com/topgen/topgen/internal/cli"
)

// The bindings of this repository are made anew by go generate ./...
//
//go:generate go run -C ../.. ./cmd/topgen generate

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
