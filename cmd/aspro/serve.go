package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

func (s shell) serveCommand() *cobra.Command {
	return s.command("serve", &cobra.Command{
		Use: "serve", Short: "Serve the HTTP API, its documents and the start page", Args: cobra.NoArgs,
		Long: "Prints the URL once it listens, and the first admin key when there is none yet: it is shown this once. The log goes to standard error.\n" +
			"SIGTERM and SIGINT end it: /readyz answers 503, requests under way are finished, then the store is closed.",
		Example: "  aspro serve --data /var/lib/aspro --listen 127.0.0.1:8080",
	}, s.serve)
}

// logger writes the log on standard error, without the secret.
func (s shell) logger(format, secret string) *slog.Logger {
	to := hiding{s.words, []byte(secret)}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(to, nil))
	}
	return slog.New(slog.NewTextHandler(to, nil))
}

func (s shell) serve(ctx context.Context, given config, _ []string) (err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	c, err := loadCatalogue(given)
	if err != nil {
		return err
	}
	if err := notMoved(given); err != nil {
		return err
	}
	db, err := s.open(ctx, given, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	token, err := given.secret("ASPRO_INFLUX_TOKEN")
	if err != nil {
		return err
	}
	log := s.logger(given.word("log-format"), token)
	im, err := s.importer(given, c, db)
	if err != nil {
		return err
	}
	store, err := s.observations(ctx, given, c, db, im, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.close()) }()
	if given.yes("sample-data") {
		if err := loadSamples(ctx, im, log); err != nil {
			return err
		}
	}
	handler, err := s.api(ctx, given, c, db, store.Store, im, log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", given.word("listen"))
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "cannot listen: %w", err).At("listen").Try("Choose another address with --listen, such as 127.0.0.1:0 for a free port.")
	}
	firstKey, err := s.firstKey(ctx, given.word("data"), db) // last, so that a key that is made is also shown
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	g := greeting{url: "http://" + reachable(listener.Addr()), key: firstKey, samples: given.yes("sample-data")}
	if _, err := io.WriteString(s.out, g.text()); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer keepLookout(ctx, handler)()
	log.Info("serving", "url", g.url, "data", given.word("data"), "catalogue", c.Version, "version", version())
	endAdmin, err := serveAdmin(ctx, given.word("admin-listen"), handler, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer endAdmin()
	if err := serveUntil(ctx, limitConnections(listener, api.Connections), handler, log); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

func (s shell) api(ctx context.Context, given config, c *indicators.Catalogue, db *sqlite.DB, store indicators.Store, im *ingest.Importer, log *slog.Logger) (*api.API, error) {
	secret, err := serverSecret(given.word("data"))
	if err != nil {
		return nil, err
	}
	rates := api.UsualRates()
	if rates.Requests, err = strconv.Atoi(given.word("rate-limit")); err != nil || rates.Requests < 0 {
		return nil, misused("rate-limit is %q; it must be a number of requests a minute, or 0", given.word("rate-limit"))
	}
	for _, proxy := range given.list("trusted-proxy") {
		_, noAddress := netip.ParseAddr(proxy)
		if _, noNetwork := netip.ParsePrefix(proxy); noAddress != nil && noNetwork != nil {
			return nil, misused("trusted-proxy is %q; it must be an address or a network, such as 10.0.0.7 or 10.0.0.0/24", proxy)
		}
	}
	o := api.Options{Catalogue: c, Rates: rates, Origins: given.list("cors-origin"), Proxies: given.list("trusted-proxy"),
		Store: store, Ledger: db, Intake: im.Intake, Now: s.now, Log: log, Secret: secret,
		SpoolDir: im.SpoolDir, Spools: im.Spools, SpoolLimit: given.megabytes("spool-limit"), AnswerBytes: answerBytes(given), AnswerAge: answerAge(given), Version: version()}
	tokens, err := openTokens(ctx, given, c)
	if tokens != nil {
		o.Tokens = tokens
	}
	if err != nil {
		return nil, err
	}
	return api.New(o)
}

// answerBytes is the room for computed answers; below 0 there is none.
func answerBytes(given config) int {
	if n := given.megabytes("answer-memory"); n > 0 {
		return int(n)
	}
	return -1
}

// answerAge bounds the age of computed answers where somebody else may write into the store.
func answerAge(given config) time.Duration {
	if given.word("answer-age") == "" && given.word("influx-url") != "" {
		return 10 * time.Minute
	}
	return given.long("answer-age")
}

// firstKey makes an admin key where none can be used, and gives its text; "" where there is one.
func (s shell) firstKey(ctx context.Context, dir string, ledger indicators.Ledger) (string, error) {
	keys, err := ledger.Keys(ctx)
	if err != nil {
		return "", err
	}
	for _, key := range keys {
		if key.Role == indicators.RoleAdmin && key.Usable(s.now()) {
			return "", nil
		}
	}
	return addKey(ctx, dir, ledger, indicators.Key{Role: indicators.RoleAdmin, Note: "made by aspro serve", CreatedAt: s.now()})
}

// keepLookout writes what is seen of keys in the background, until it is told to end.
func keepLookout(ctx context.Context, handler *api.API) (end func()) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wait sync.WaitGroup
	wait.Go(func() { handler.KeepLookout(ctx) })
	return func() {
		stop()
		wait.Wait()
	}
}

// reachable is the address for a URL: a server on every address is reached on this machine's own.
func reachable(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return address.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// greeting is what the person who started the server reads.
type greeting struct {
	url     string
	key     string // "" unless it was just made
	samples bool
}

func (g greeting) text() string {
	text := fmt.Sprintf("aspro serves %s/\n", g.url)
	key := "$ASPRO_KEY"
	if g.key != "" {
		key = g.key
		text += fmt.Sprintf("\nThe first key, for everything in every city. It is shown this once:\n  %s\n", g.key)
	}
	text += "\nTry:\n"
	if g.samples {
		text += fmt.Sprintf("  curl '%s/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting&at=2012'\n", g.url)
		text += fmt.Sprintf("  curl '%s/api/v1/programmes/aspro/progress?at=five-year-evaluation-2010'\n", g.url)
	} else {
		text += fmt.Sprintf("  curl '%s/api/v1/cities'\n  curl '%s/api/v1/series'\n", g.url, g.url)
	}
	return text + fmt.Sprintf("  curl -s '%s/api/v1/templates/surabaya' | curl -H \"Authorization: Bearer %s\" -H 'Content-Type: text/csv' --data-binary @- "+
		"'%s/api/v1/uploads?profile=aspro&city=surabaya&dry_run=true'\n", g.url, key, g.url)
}
