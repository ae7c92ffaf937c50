package influxtest

import "strings"

// Hostile are 200 texts that end a string, a statement or a line somewhere, each with the parts of a name around it.
func Hostile() (all []string) {
	for _, core := range []string{
		`"`, `'`, "`", `\`, `\\`, `\"`, `\'`, `"" or true`, `" or true) //`, `' OR 1=1 --`, `' OR "city" =~ /.*/ --`, `" or r.city =~ /.*/ or r.city == "`,
		`") |> yield(name: "x") //`, `'; SHOW DATABASES; --`, `'; SELECT * FROM canary..obs; --`, `'; DROP MEASUREMENT obs; --`, `" |> from(bucket: "canary")`,
		"${city}", `${params.p1}`, `${from(bucket: "canary")}`, "$p1", "$", "#{1}", "%s%d%!", "{{.}}", "\n", "\r\n", "\n//", "\x00", "\t", " ", ",", "=", ",city=canary",
		"é", "日本", "\u202e", "\ufeff", "\u2028", "\xff\xfe",
	} {
		all = append(all, core, "canary"+core, core+"canary", "can"+core+"ary", strings.Repeat(core, 60))
	}
	return all
}
