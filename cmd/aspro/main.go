// Command aspro turns a city's spreadsheets and sensors into evidence that a review can cite.
package main

import (
	"context"
	"os"
	"time"
	_ "time/tzdata" // zones are needed where the system has none
)

// Every command but serve may be ended at any moment by any signal: what is stored is whole or absent.
func main() {
	s := shell{in: os.Stdin, out: os.Stdout, words: os.Stderr, environ: os.Environ(), now: time.Now}
	os.Exit(s.run(context.Background(), os.Args[1:]))
}
