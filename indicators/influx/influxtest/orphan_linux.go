package influxtest

import "syscall"

// orphanDies ends the server with the test's process, even one that is killed or runs out of time.
func orphanDies() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
