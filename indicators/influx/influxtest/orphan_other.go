//go:build !linux

package influxtest

import "syscall"

// orphanDies: only Linux can end a server with the process that started it.
func orphanDies() *syscall.SysProcAttr { return nil }
