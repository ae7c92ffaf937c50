//go:build unix

package influxtest

import (
	"errors"
	"syscall"
)

// pause returns when every thread of the process stands still, which is a moment after the signal.
func pause(p *process) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused {
		return nil
	}
	if err := p.command.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for {
		var now syscall.WaitStatus
		_, err := syscall.Wait4(p.command.Process.Pid, &now, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return err
		case now.Stopped():
			p.paused = true
			return nil
		default:
			return errors.New("influxd ended")
		}
	}
}

func resume(p *process) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = false
	return p.command.Process.Signal(syscall.SIGCONT)
}
