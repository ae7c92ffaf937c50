package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// childVariable tells a copy of this test binary what to do instead of testing: "start DIR" or "import DIR FILE".
const childVariable = "ASPRO_BENCH_CHILD"

func TestMain(m *testing.M) {
	if what := strings.Fields(os.Getenv(childVariable)); len(what) > 0 {
		os.Exit(child(what))
	}
	os.Exit(m.Run())
}

// child does one thing in a process of its own, says "ready" and stays until its standard input is closed.
func child(what []string) int {
	if what[0] == "import" {
		return childImport(what[1], what[2])
	}
	c, err := catalogue.Load()
	if err != nil {
		return fail(err)
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: what[1], Zone: c.Zone, Now: time.Now})
	if err != nil {
		return fail(err)
	}
	defer db.Close()
	return wait()
}

func wait() int {
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// process is a child that has said "ready".
type process struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
}

// start runs a copy of this binary and waits until it is ready.
func start(tb testing.TB, what ...string) *process {
	tb.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+strings.Join(what, " "))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		tb.Fatal("the child is not ready: ", line, err)
	}
	return &process{cmd, stdin}
}

func (p *process) stop(tb testing.TB) {
	tb.Helper()
	p.stdin.Close()
	if err := p.cmd.Wait(); err != nil {
		tb.Fatal(err)
	}
}

// memory reads a line of /proc/PID/status in MiB: VmRSS what lies in memory now, VmHWM the most that ever did.
// false where the system has no /proc.
func (p *process) memory(line string) (mib float64, ok bool) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, false
	}
	for _, text := range strings.Split(string(status), "\n") {
		if rest, found := strings.CutPrefix(text, line+":"); found {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 64)
			return kib / 1024, err == nil
		}
	}
	return 0, false
}
