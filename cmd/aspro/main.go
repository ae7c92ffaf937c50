// Command aspro turns a city's spreadsheets and sensors into evidence that a review can cite.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones are needed where the system has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	s := shell{in: os.Stdin, out: os.Stdout, words: os.Stderr, environ: os.Environ(), now: time.Now}
	os.Exit(s.run(ctx, os.Args[1:]))
}
