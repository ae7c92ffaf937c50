package bench

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// binary builds the program that ships and gives its path.
func binary(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "aspro")
	build := exec.Command("go", "build", "-tags=nomsgpack", "-trimpath", "-o", path, "../cmd/aspro")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if words, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("building aspro: %v\n%s", err, words)
	}
	return path
}

// process is `aspro serve` that has answered.
type process struct {
	cmd *exec.Cmd
	url string
	key string // the first key, on an empty folder
}

var (
	greetedURL = regexp.MustCompile(`http://[0-9.:]+`)
	greetedKey = regexp.MustCompile(`aspro_[a-z2-7]{16}_[a-z2-7]+`)
)

// serve starts the program on a folder and waits until /readyz says that it is ready.
func serve(tb testing.TB, program, dir string) *process {
	tb.Helper()
	p := &process{cmd: exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--data", dir)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.cmd.Process.Kill() }) // when a benchmark ends early
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.url = greetedURL.FindString(lines.Text())
	}
	answer, err := http.Get(p.url + "/readyz")
	if err != nil {
		tb.Fatal("aspro does not serve: ", err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		tb.Fatal("aspro is not ready: ", answer.Status)
	}
	for p.key == "" && lines.Scan() && !strings.HasPrefix(lines.Text(), "Try") {
		p.key = greetedKey.FindString(lines.Text())
	}
	return p
}

func (p *process) stop(tb testing.TB) {
	tb.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatal(err)
	}
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
