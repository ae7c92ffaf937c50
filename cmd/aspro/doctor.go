package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
)

// doctorCommand takes the settings of serve, so that what is examined is what would be served.
func (s shell) doctorCommand() *cobra.Command {
	return s.command("serve", &cobra.Command{
		Use: "doctor", Short: "Examine what serve needs and say what to do", Args: cobra.NoArgs,
		Long: "Takes the settings of serve and prints a line for each thing it looks at: ok, warn or FAIL, what it found and what to do about it. Nothing is changed,\n" +
			"also not in InfluxDB, and a server may run meanwhile. The exit status is 1 when anything fails.",
		Example: "  aspro doctor --data /var/lib/aspro\n  ASPRO_INFLUX_TOKEN=... aspro doctor --data /var/lib/aspro --influx-url http://127.0.0.1:8086 --influx-org cities",
	}, s.doctor)
}

// checkup prints findings as they come.
type checkup struct {
	shell
	given config
	out   io.Writer
	owned bool // a process owns the data folder
	fails int
}

func (c *checkup) tell(f influx.Finding) {
	if f.Grade == influx.Failure {
		c.fails++
	}
	line := fmt.Sprintf("%-4s %s", f.Grade, f.What)
	if f.Do != "" {
		line += " — " + f.Do
	}
	fmt.Fprintln(c.out, line)
}

func (c *checkup) ok(what string, args ...any) {
	c.tell(influx.Finding{Grade: influx.OK, What: fmt.Sprintf(what, args...)})
}

func (c *checkup) warn(do, what string, args ...any) {
	c.tell(influx.Finding{Grade: influx.Warning, What: fmt.Sprintf(what, args...), Do: do})
}

func (c *checkup) fail(do, what string, args ...any) {
	c.tell(influx.Finding{Grade: influx.Failure, What: fmt.Sprintf(what, args...), Do: do})
}

// refused is a failure in the words of an error, on one line.
func (c *checkup) refused(err error) {
	do := "See docs/operate.md."
	what := strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' }), "; ")
	if e, ok := asOurs(err); ok && e.Hint != "" {
		do = e.Hint
	}
	c.fail(do, "%s", what)
}

func (s shell) doctor(ctx context.Context, given config, _ []string) error {
	c := &checkup{shell: s, given: given, out: s.out}
	if found, err := loadCatalogue(given); err != nil {
		c.refused(err)
	} else {
		c.ok("the catalogue %s has %d cities", found.Version, len(found.Cities))
	}
	if c.folder() {
		c.dataFile(ctx)
	}
	c.listener(ctx)
	if given.word("influx-url") != "" {
		c.influxDB(ctx)
	}
	if c.fails > 0 {
		return indicators.Errorf(indicators.Invalid, "%d of the things above must be mended", c.fails).Coded("doctor")
	}
	return nil
}

// influxDB examines the server with its own eyes.
func (c *checkup) influxDB(ctx context.Context) {
	store, err := c.influx(c.given, nil)
	if err != nil {
		c.refused(err)
		return
	}
	defer func() { _ = store.Close() }()
	for _, f := range store.Examine(ctx) {
		c.tell(f)
	}
}
