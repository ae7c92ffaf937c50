package influxtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	firstPort, lastPort = 20_000, 32_000 // Linux hands out ports from 32768 on
	startTime           = 60 * time.Second
	stopTime            = 30 * time.Second
	keptLines           = 12 // of its log, for the words about a server that does not start
)

// process is one life of a server.
type process struct {
	command   *exec.Cmd
	listening chan struct{} // closed once it has the port
	ended     chan struct{} // closed after its last line

	mu     sync.Mutex
	log    []string
	paused bool
}

// startProcess starts influxd on the port and returns when it listens. It is the server's own word that is waited
// for: an answer on the port may be another server's, started at the same time.
func startProcess(binary string, port int, flags []string) (*process, error) {
	command := exec.Command(binary, append([]string{"--http-bind-address", fmt.Sprintf("127.0.0.1:%d", port)}, flags...)...) //nolint:noctx // it outlives every call
	command.SysProcAttr = orphanDies()
	// Settings of InfluxDB in this environment are not meant for it.
	command.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "INFLUX") })
	output, input, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command.Stdout, command.Stderr = input, input
	p := &process{command: command, listening: make(chan struct{}), ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // an orphan is told by the thread that started it
		defer runtime.UnlockOSThread()
		err := command.Start()
		_ = input.Close()
		started <- err
		if err == nil {
			p.read(output)
			_ = command.Wait()
			close(p.ended)
		}
		_ = output.Close()
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	select {
	case <-p.listening:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("influxd ended at its start:\n%s", p.lastLines())
	case <-time.After(startTime):
		p.kill()
		return nil, fmt.Errorf("influxd does not listen after %s:\n%s", startTime, p.lastLines())
	}
}

// read keeps the last lines of the log until the process ends.
func (p *process) read(log io.Reader) {
	lines := bufio.NewReaderSize(log, 64<<10)
	heard := false
	for {
		line, _, err := lines.ReadLine()
		if err != nil {
			return
		}
		if !heard && bytes.Contains(line, []byte("Listening")) && bytes.Contains(line, []byte("transport=http")) {
			heard = true
			close(p.listening)
		}
		p.mu.Lock()
		p.log = append(p.log, string(line))
		p.log = p.log[max(0, len(p.log)-keptLines):]
		p.mu.Unlock()
	}
}

func (p *process) lastLines() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.log, "\n")
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

func (p *process) stop() error {
	_ = resume(p)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.kill() // where there is no such signal
		return nil
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(stopTime):
		last := p.lastLines()
		p.kill()
		return fmt.Errorf("influxd does not stop within %s:\n%s", stopTime, last)
	}
}

// freePort finds a port that nobody listens on now.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil { //nolint:noctx // closed at once
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("no port is free: %w", err)
}

// taken says whether a server did not start because another had the port first.
func taken(err error) bool { return strings.Contains(err.Error(), "address already in use") }
