//go:build !unix

package influxtest

import "errors"

var errNoPause = errors.New("a process cannot be paused on this system")

func pause(*process) error  { return errNoPause }
func resume(*process) error { return errNoPause }
