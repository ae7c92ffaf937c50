//go:build unix

package influxtest

import "syscall"

func pause(p *process) error  { return p.command.Process.Signal(syscall.SIGSTOP) }
func resume(p *process) error { return p.command.Process.Signal(syscall.SIGCONT) }
