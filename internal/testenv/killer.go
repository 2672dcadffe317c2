package testenv

import (
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"
)

// Killer kills programs at random moments of their run.
type Killer struct {
	random *rand.Rand
	within time.Duration // which follows how long runs take on this machine
}

// NewKiller returns a Killer of a program that takes about so long.
func NewKiller(takes time.Duration) *Killer {
	return &Killer{rand.New(rand.NewPCG(1, 2)), takes}
}

// Kill starts the program and kills it. The moment comes nearer each time that the
// program was done before, so that most kills hit a run at work.
func (k *Killer) Kill(tb testing.TB, cmd *exec.Cmd) {
	tb.Helper()
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	time.Sleep(time.Duration(k.random.Float64() * float64(k.within)))
	cmd.Process.Kill()
	if cmd.Wait() == nil {
		k.within = k.within * 9 / 10
	} else {
		k.within = k.within * 21 / 20
	}
}
