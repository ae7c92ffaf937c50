// Command openapi writes the OpenAPI document from the swag annotations of package api:
// docs/openapi.json and docs/openapi.yaml (3.1) and docs/swagger.json (2.0, as swag makes it), and with -client the Go client.
//
//	go run -tags nomsgpack ./cmd/openapi [-api ./api] [-out docs] [-client client]
//
// Swag writes Swagger 2.0 only, so an annotated operation may carry marks of ours that say what 2.0 cannot:
//
//	@x-csv true             the 2xx JSON answers are offered as CSV, NDJSON and XLSX too, and take fields
//	@x-root true            the path lies at the root of the server (/livez), not under /api/v1
//	@x-no-tag true          a GET whose answers have no ETag: it is never 304
//	@x-not-problems [503]   these error answers keep the media type of @Produce; all others, `default` too,
//	                        are application/problem+json
//
// An operation without @Security needs no key; a key declared as an apiKey in the header Authorization is a bearer key.
// On a struct field, `extensions:"x-nullable"` makes null one of its values; on a type,
// `// @name Site` names its schema, otherwise api.Page-api_SiteView becomes PageOfSiteView.
// Examples of bodies and answers are the files of the folder examples in -out, one an operation.
// POST /uploads takes a file as the body or as the part "file" of a form, whatever its annotation says of the body.
//
// Exit status 0 done, 1 refused, 2 wrong use. Nothing is written when any step fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	api := flag.String("api", "./api", "folder of the annotated package; one of its files holds @title")
	out := flag.String("out", "docs", "folder to write to")
	client := flag.String("client", "", "folder of the Go client, to be written anew; none when empty")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *api, *out, *client)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

// run generates from the package in folder api and writes into folder out, and the client into its folder.
func run(ctx context.Context, api, out, client string) error {
	swagger, err := swag(ctx, api)
	if err != nil {
		return err
	}
	examples, err := recordedIn(filepath.Join(out, "examples"))
	if err != nil {
		return err
	}
	document, err := convert(ctx, swagger, examples)
	if err != nil {
		return err
	}
	asYAML, err := toYAML(document)
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{"swagger.json": swagger, "openapi.json": document, "openapi.yaml": asYAML} {
		if err := os.WriteFile(filepath.Join(out, name), text, 0o644); err != nil {
			return err
		}
	}
	if client == "" {
		return nil
	}
	return writeClient(document, client)
}
