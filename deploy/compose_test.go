// Package deploy_test holds what is deployed to what is built and tested.
package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

type composition struct {
	Services map[string]service
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
}

type service struct {
	Image       string
	Build       struct{ Context, Dockerfile string }
	Command     []string
	Environment map[string]string
	Ports       []string
	Secrets     []string
	Volumes     []string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck struct {
		Test                           []string
		Interval, Timeout, StartPeriod string
		Retries                        int
	}
	Restart string
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func compose(t *testing.T) composition {
	t.Helper()
	var c composition
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Services) != 2 {
		t.Fatalf("%d services", len(c.Services))
	}
	return c
}

// tokenFile is where the container of InfluxDB leaves the token and that of aspro reads it.
const tokenFile = "/run/aspro-token/token"

func TestCompose(t *testing.T) {
	c := compose(t)
	for name, s := range c.Services {
		t.Run(name, func(t *testing.T) {
			if len(s.Healthcheck.Test) < 2 || s.Healthcheck.Test[0] != "CMD" || s.Healthcheck.Retries == 0 {
				t.Error("no health check")
			}
			if s.Restart == "" {
				t.Error("it stays down after a reboot")
			}
			if s.Build.Context == "" && !regexp.MustCompile(`:\d+\.\d+\.\d+$`).MatchString(s.Image) {
				t.Errorf("%s names no version", s.Image)
			}
			for _, port := range s.Ports {
				if !strings.HasPrefix(port, "127.0.0.1:") {
					t.Errorf("%s can be reached from other machines", port)
				}
			}
			for key, value := range s.Environment {
				fromFile := strings.HasSuffix(key, "_FILE") && (slices.Contains(s.Secrets, filepath.Base(value)) || value == tokenFile)
				if regexp.MustCompile(`TOKEN|PASSWORD|SECRET|KEY`).MatchString(key) && !fromFile {
					t.Errorf("%s does not come from a file of secrets", key)
				}
			}
			for _, secret := range s.Secrets {
				if file := c.Secrets[secret].File; filepath.Dir(file) != "secrets" {
					t.Errorf("the secret %s lies in %q", secret, file)
				}
			}
			for _, volume := range s.Volumes {
				source, _, _ := strings.Cut(volume, ":")
				if _, named := c.Volumes[source]; named {
					continue
				}
				info, err := os.Stat(source)
				if err != nil {
					t.Error(err)
				} else if info.Mode()&0o111 == 0 {
					t.Errorf("%s cannot be run", source)
				}
			}
			for other := range s.DependsOn {
				if _, ok := c.Services[other]; !ok {
					t.Errorf("there is no service %s", other)
				}
			}
		})
	}
}

func TestComposeHandsTheTokenOver(t *testing.T) {
	c, folder := compose(t), filepath.Dir(tokenFile)
	if got := c.Services["aspro"].Environment["ASPRO_INFLUX_TOKEN_FILE"]; got != tokenFile {
		t.Errorf("aspro reads %q", got)
	}
	if !slices.Contains(c.Services["aspro"].Volumes, "aspro-token:"+folder+":ro") || !slices.Contains(c.Services["influxdb"].Volumes, "aspro-token:"+folder) {
		t.Error("they do not share the folder")
	}
	if !strings.Contains(read(t, "influxdb/20-token.sh"), ":-"+tokenFile+"}") {
		t.Error("the token is left elsewhere")
	}
	if reader := regexp.MustCompile(`(?m)^USER (\d+):`).FindStringSubmatch(read(t, "Dockerfile"))[1]; !strings.Contains(read(t, "influxdb/20-token.sh"), " reader="+reader+" ") {
		t.Error("it is left for another user than the image's")
	}
}

func TestComposeRunsTheInfluxDBThatIsTested(t *testing.T) {
	tested := regexp.MustCompile(`influxdata/influxdb/v2 v(\S+)`).FindStringSubmatch(read(t, "influxd-oldest/go.mod"))
	if image := compose(t).Services["influxdb"].Image; image != "influxdb:"+tested[1] {
		t.Errorf("%s runs, %s is tested", image, tested[1])
	}
}

func TestSecretsStayOutOfTheRepositoryAndTheImage(t *testing.T) {
	if !strings.Contains(read(t, ".gitignore"), "/secrets/\n") || !strings.Contains(read(t, "Dockerfile.dockerignore"), "deploy/secrets\n") {
		t.Error("they do not")
	}
}

func TestDockerfile(t *testing.T) {
	text := read(t, "Dockerfile")
	goVersion := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "../go.mod"))[1]
	tags := regexp.MustCompile(`(?m)^TAGS\s*:= (\S+)`).FindStringSubmatch(read(t, "../Makefile"))[1]
	for _, must := range []string{"FROM golang:" + goVersion + ".", "CGO_ENABLED=0", "-tags " + tags, "\nFROM scratch\n", "\nUSER 65532:65532\n", "ca-certificates.crt"} {
		if !strings.Contains(text, must) {
			t.Errorf("it lacks %q", must)
		}
	}
}
