package deploy_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestService holds the unit to what the program offers and to what a service that takes uploads needs.
func TestService(t *testing.T) {
	unit := map[string]string{}
	for line := range strings.Lines(read(t, "aspro.service")) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(line, "#") {
			unit[key] = value
		}
	}
	for key, want := range map[string]string{
		"User": "aspro", "StateDirectory": "aspro", "StateDirectoryMode": "0700", "UMask": "0077", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "",
		"ProtectSystem": "strict", "ProtectHome": "yes", "SystemCallArchitectures": "native", "Restart": "on-failure",
	} {
		if got, ok := unit[key]; !ok || got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if !strings.HasPrefix(unit["ExecStart"], "/usr/local/bin/aspro serve --data /var/lib/aspro ") {
		t.Errorf("it starts %q", unit["ExecStart"])
	}
	settings := read(t, filepath.Join("..", "docs", "configuration.md"))
	for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(unit["ExecStart"], -1) {
		if !strings.Contains(settings, "`"+flag+" ") {
			t.Errorf("there is no setting %s", flag)
		}
	}
}

// TestServiceBySystemd asks systemd itself, where it is: that it knows every word, and how exposed the service is.
func TestServiceBySystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	if version, err := exec.Command(analyze, "--version").Output(); err != nil || regexp.MustCompile(`^systemd (2[5-9]\d|[3-9]\d\d)`).Find(version) == nil {
		t.Skip("systemd-analyze is older than 250")
	}
	said, _ := exec.Command(analyze, "verify", "aspro.service").CombinedOutput() // it fails where aspro is not installed
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "aspro.service:") && !strings.Contains(line, "is not executable") {
			t.Error(strings.TrimSpace(line))
		}
	}
	if said, err := exec.Command(analyze, "security", "--offline=true", "--threshold=20", "aspro.service").CombinedOutput(); err != nil {
		t.Errorf("it is more exposed than 2.0 of 10: %v %s", err, said)
	}
}
