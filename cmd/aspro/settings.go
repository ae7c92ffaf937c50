package main

import (
	"strconv"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
)

// settings is the one table: flags, variables, keys of the file and docs/configuration.md are made from it.
func settings() []setting {
	roles := make([]string, 0, len(indicators.Roles))
	for _, role := range indicators.Roles {
		roles = append(roles, string(role))
	}
	const readings = "profile-list profile-show profile-test profile-detect "
	const desks = "review-list review-begin review-show review-freeze review-verify review-export"
	const everywhere = "serve migrate verify import revert template export key-add key-list key-rotate key-revoke audit-verify audit-list backup restore " + readings + desks
	return []setting{
		{name: "config", form: "FILE", commands: everywhere, help: "YAML file of settings"},
		{name: "data", usual: "data", form: "DIR", commands: "serve migrate verify import revert export key-add key-list key-rotate key-revoke audit-verify audit-list backup restore " + desks,
			help: "folder of the store, the ledger and the server's secret; on a local disk"},
		{name: "catalogue", kind: list, form: "DIR", commands: "serve verify import revert template export key-add " + readings + desks,
			help: "folder whose rows extend or replace the catalogue that is built in; may be given again"},

		{name: "listen", usual: "127.0.0.1:8080", form: "HOST:PORT", commands: "serve", help: "where to serve HTTP; port 0 takes a free one"},
		{name: "admin-listen", form: "HOST:PORT", commands: "serve", help: "where to serve profiles of the process (/debug/pprof/) and the probes; an address of this machine alone, default none"},
		{name: "rate-limit", usual: strconv.Itoa(api.UsualRates().Requests), form: "N", commands: "serve", help: "requests a minute by one key, or from one address without a key; 0 is no limit"},
		{name: "cors-origin", kind: list, form: "ORIGIN", commands: "serve", help: "origin whose pages may ask from a browser, such as https://dashboard.example; may be given again; without it every one"},
		{name: "trusted-proxy", kind: list, form: "ADDRESS", commands: "serve", help: "address or network of a proxy whose X-Forwarded-For is believed; may be given again; without it none is"},
		{name: "sample-data", kind: yes, commands: "serve", help: "load the published figures that are built in; figures already loaded are left alone"},
		{name: "log-format", usual: "text", form: "FORMAT", allowed: []string{"text", "json"}, commands: "serve", help: "of the log on standard error: text or json"},

		{name: "answer-memory", kind: whole, usual: "32", form: "MIB", commands: "serve",
			help: "memory for computed answers, in MiB; one is kept until the figures that it was made from change. 0 keeps none"},
		{name: "answer-age", kind: duration, form: "TIME", commands: "serve",
			help: "how long a computed answer is kept at most: what another program writes into InfluxDB is not noticed before; default 10m with InfluxDB, no bound without"},
		{name: "spool-limit", kind: whole, usual: "4096", form: "MIB", commands: "serve",
			help: "how much may wait in --data for an InfluxDB that is away, in MiB of files as they were sent; more is refused with 503 until some of it was written. 0 for no limit but the disk"},
		{name: "oidc-issuer", form: "URL", commands: "serve", help: "OpenID Connect issuer whose bearer tokens are taken beside keys"},
		{name: "oidc-audience", form: "NAME", commands: "serve", help: "audience that its tokens must be made for"},
		{name: "oidc-role-claim", usual: "aspro_role", form: "NAME", commands: "serve", help: "claim of a token with the role: a text, or a list of which the last role counts that may most"},
		{name: "oidc-cities-claim", usual: "aspro_cities", form: "NAME", commands: "serve", help: "claim of a token with its cities and sites (CITY/SITE): a text with blanks between, or a list"},

		{name: "influx-url", form: "URL", commands: "serve migrate verify", help: "InfluxDB 2.x for the observations, with the token in ASPRO_INFLUX_TOKEN; without it they lie in --data"},
		{name: "influx-org", form: "NAME", commands: "serve migrate verify", help: "organisation in InfluxDB"},
		{name: "influx-bucket", usual: "aspro", form: "NAME", commands: "serve migrate verify", help: "bucket in InfluxDB; it is made, with infinite retention and shards of 52 weeks, when it is not there"},
		{name: "influx-read", usual: string(influx.Flux), form: "LANGUAGE", allowed: []string{string(influx.Flux), string(influx.InfluxQL)}, commands: "serve migrate verify",
			help: "language in which InfluxDB is asked: flux, or influxql, which needs longer and is read by later InfluxDB products too"},

		{name: "to", form: "STORE", allowed: []string{"influx"}, commands: "migrate", help: "store that the observations are copied into: influx"},

		{name: "server", form: "URL", commands: "import revert export " + desks, help: "running server to work on, with the key in ASPRO_KEY where one is needed; without it --data is used"},
		{name: "profile", usual: "aspro", form: "ID", commands: "import", help: "import profile: how to read the file"},
		{name: "city", form: "ID", commands: "import export", help: "city that every row is of; without it, every city"},
		{name: "dry-run", kind: yes, commands: "import", help: "check and answer the same receipt, store nothing"},
		{name: "on-error", usual: string(indicators.RejectUpload), form: "RULE", allowed: []string{string(indicators.RejectUpload), string(indicators.SkipRow)},
			commands: "import", help: "what a bad row does to the rest: reject the file, or skip the row"},
		{name: "on-conflict", usual: string(indicators.RejectConflict), form: "RULE",
			allowed:  []string{string(indicators.RejectConflict), string(indicators.Correct), string(indicators.Keep)},
			commands: "import", help: "what becomes of a row that differs from what is stored: reject it, correct what is stored (with --reason), or keep what is stored"},
		{name: "reason", form: "TEXT", commands: "import", help: "why stored values are corrected; it stays in the ledger"},
		{name: "reason", form: "TEXT", commands: "revert", help: "why the upload is taken back; it stays in the ledger"},
		{name: "encoding", form: "NAME", commands: "import profile-test profile-detect", help: "in which the file was saved, where it is neither UTF-8 nor what the profile says: windows-1252, shift_jis, ..."},
		{name: "sheet", form: "NAME", commands: "import profile-test profile-detect", help: "worksheet of a workbook; default the first that is not hidden"},
		{name: "conditions", form: "T,P", commands: "import profile-test", help: "temperature and pressure at which ppb becomes µg/m³, or the reverse: 25Cel,101.325kPa; without them neither does"},
		{name: "site", form: "ID", commands: "import", help: "site that every row is of, where the file names none or by a word of its own"},
		{name: "city", form: "ID", commands: "profile-test profile-detect", help: "city that every row of the sample is of"},
		{name: "site", form: "ID", commands: "profile-test profile-detect", help: "site that every row of the sample is of"},
		{name: "profile", form: "ID", commands: "profile-test", help: "which profile of the file is meant, where it has several"},
		{name: "json", kind: yes, commands: "import revert verify key-list review-list", help: "print JSON instead of text"},

		{name: "site", form: "ID", commands: "export", help: "only this site"},
		{name: "indicator", form: "ID", commands: "export", help: "only this indicator"},
		{name: "from", form: "TIME", commands: "export", help: "only periods that start at or after: 2010, 2010-03, 2010-03-04 (local) or 2010-03-04T13:00:00Z"},
		{name: "to", form: "TIME", commands: "export", help: "only periods that start before"},

		{name: "programme", form: "ID", commands: "review-list", help: "only reviews of this programme"},
		{name: "prepared-by", form: "NAME", commands: "review-begin review-freeze", help: "who prepared the review, as it is to be signed; at the freeze instead of the draft's"},
		{name: "licence", form: "TEXT", commands: "review-begin", help: "under which the review is published"},
		{name: "preface", form: "TEXT", commands: "review-begin", help: "a preface in the words of those who prepare it"},
		{name: "approved-by", form: "NAME", commands: "review-freeze", help: "who approves the review, as it is to be signed"},
		{name: "override", form: "TEXT", commands: "review-freeze", help: "the written reason to freeze in spite of objections; it prints as a footnote"},
		{name: "format", usual: "json", form: "FORMAT", allowed: []string{"json", "csv", "xlsx", "html", "canonical"}, commands: "review-export", help: "json, csv, xlsx, html to read and print, or canonical: the bytes that the hash is of"},
		{name: "lang", form: "TAG", allowed: []string{"en", "id", "ceb", "ja"}, commands: "review-export", help: "language of the page: en, id, ceb or ja"},
		{name: "lang", form: "TAG", allowed: []string{"en", "id", "ceb", "ja"}, commands: "import revert template profile-test", help: "language of receipts and explanations: en, id, ceb or ja; default that of the terminal"},
		{name: "format", usual: "csv", form: "FORMAT", allowed: []string{"csv", "xlsx"}, commands: "template", help: "csv, or xlsx: a workbook with lists of the allowed codes and a sheet that explains them"},

		{name: "overlap", kind: duration, usual: "24h", form: "TIME", commands: "key-rotate", help: "how long the old key works on beside the new one: 72h, 30m, or 0s"},
		{name: "role", form: "ROLE", allowed: roles, commands: "key-add", help: "what the key may do: " + oneOf(roles)},
		{name: "city", kind: list, form: "ID", commands: "key-add", help: "city that the key is for, with all its sites; may be given again"},
		{name: "site", kind: list, form: "CITY/SITE", commands: "key-add", help: "site that the key is for, with all sites below it; may be given again"},
		{name: "note", form: "TEXT", commands: "key-add", help: "whose key it is"},
		{name: "expires", form: "TIME", commands: "key-add", help: "when the key ends: 2027-01-01 (its beginning, UTC) or 2027-01-01T08:00:00+07:00"},
	}
}

// secrets are read from the environment, or from a file that it names: never from a flag, which others on the
// machine can see.
func secrets() map[string]string {
	return map[string]string{"ASPRO_KEY": "key that `aspro import --server` and `aspro revert --server` send", "ASPRO_INFLUX_TOKEN": "token of InfluxDB: read and write on the bucket"}
}
