package main

import (
	"regexp"
	"strings"
)

const definition = "#/definitions/"

var (
	// plainName is package.Type, genericName package.Type-argument[-argument…].
	plainName   = regexp.MustCompile(`^[a-z]\w*\.([A-Z]\w*)$`)
	genericName = regexp.MustCompile(`^[a-z]\w*\.([A-Z][A-Za-z0-9]*)-(\w+(?:-\w+)*)$`)
	// argument is array_…_package_Type, or the name of a type without a package.
	argument = regexp.MustCompile(`^((?:array_)*)(?:[a-z][a-z0-9]*_)?([A-Za-z][A-Za-z0-9]*)$`)
)

// shortNames drops the packages from the names of swag's definitions: api.Site becomes Site,
// api.Page-api_Site PageOfSite. Where two would share a name, both keep the one they have.
func shortNames(swagger map[string]any) {
	definitions, _ := swagger["definitions"].(map[string]any)
	claims := map[string]int{}
	for name := range definitions {
		claims[shortName(name)]++
	}
	named := map[string]string{}
	for name := range definitions {
		if short := shortName(name); claims[short] == 1 && short != name {
			named[definition+name] = definition + short
			definitions[short] = definitions[name]
			delete(definitions, name)
		}
	}
	rename(swagger, named)
}

// shortName is the name without packages, or the name itself where it is of no known form.
func shortName(name string) string {
	if plain := plainName.FindStringSubmatch(name); plain != nil {
		return plain[1]
	}
	generic := genericName.FindStringSubmatch(name)
	if generic == nil {
		return name
	}
	var words []string
	for one := range strings.SplitSeq(generic[2], "-") {
		parts := argument.FindStringSubmatch(one)
		if parts == nil {
			return name
		}
		word := strings.ToUpper(parts[2][:1]) + parts[2][1:]
		words = append(words, word+strings.Repeat("List", strings.Count(parts[1], "array_")))
	}
	return generic[1] + "Of" + strings.Join(words, "And")
}

// rename follows the references below node.
func rename(node any, named map[string]string) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			rename(child, named)
		}
	case map[string]any:
		if ref, ok := node["$ref"].(string); ok && named[ref] != "" {
			node["$ref"] = named[ref]
		}
		for _, child := range node {
			rename(child, named)
		}
	}
}
