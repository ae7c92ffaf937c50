package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

//go:embed testdata/swagger.json
var sample []byte

// sampleDocument is the sample, converted.
func sampleDocument(t *testing.T) []byte {
	t.Helper()
	document, err := convert(t.Context(), sample, nil)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// load reads a document back.
func load(t *testing.T, document []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// wantJSON compares as JSON what part of the document is with what it should be.
func wantJSON(t *testing.T, what string, got any, want string) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != want {
		t.Errorf("%s is\n%s, want\n%s", what, text, want)
	}
}

func TestConvert(t *testing.T) {
	document := sampleDocument(t)
	doc := load(t, document)
	answer := func(path, method, status string) openapi3.Content {
		return doc.Paths.Value(path).GetOperation(method).Responses.Value(status).Value.Content
	}
	problem := `{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}`

	t.Run("IsOpenAPI31UnderTheBasePath", func(t *testing.T) {
		if doc.OpenAPI != "3.1.0" {
			t.Errorf("openapi is %s", doc.OpenAPI)
		}
		wantJSON(t, "servers", doc.Servers, `[{"url":"/api/v1"}]`)
	})
	t.Run("ErrorsAreProblems", func(t *testing.T) {
		wantJSON(t, "404", answer("/sites/{site}", "GET", "404"), problem)
		wantJSON(t, "default", answer("/sites/{site}", "GET", "default"), problem)
		wantJSON(t, "422 of an operation that produces CSV", answer("/reviews", "GET", "422"), problem)
	})
	t.Run("ErrorsThatAreNoProblemsKeepTheirMediaType", func(t *testing.T) {
		wantJSON(t, "503", answer("/readyz", "GET", "503"), `{"application/json":{"schema":{"$ref":"#/components/schemas/Health"}}}`)
		wantJSON(t, "500", answer("/readyz", "GET", "500"), problem)
	})
	t.Run("MarkedAnswersComeAsTablesTooAndNarrowed", func(t *testing.T) {
		wantJSON(t, "200", answer("/sites/{site}", "GET", "200"),
			`{"application/json":{"schema":{"anyOf":[{"$ref":"#/components/schemas/SiteView"},`+
				`{"description":"rows with the fields that were asked for","properties":{"data":{"items":{"type":"object"},"type":"array"},`+
				`"fields":{"items":{"type":"string"},"type":"array"}},"required":["fields","data"],"type":"object"}]}},`+
				`"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":{"schema":{"format":"binary","type":"string"}},`+
				`"application/x-ndjson":{"schema":{"type":"string"}},"text/csv":{"schema":{"type":"string"}}}`)
		parameters := doc.Paths.Value("/sites/{site}").Get.Parameters
		if parameters.GetByInAndName("query", "fields") == nil {
			t.Error("there is no parameter fields")
		}
	})
	t.Run("FilesHaveNoSchemaOfTheJSON", func(t *testing.T) {
		wantJSON(t, "200", answer("/reviews", "GET", "200"), `{"application/json":{"schema":{"$ref":"#/components/schemas/PageOfSiteView"}},`+
			`"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":{"schema":{"format":"binary","type":"string"}},"text/csv":{"schema":{"type":"string"}}}`)
	})
	t.Run("AnUploadIsABodyOrAForm", func(t *testing.T) {
		wantJSON(t, "request body", doc.Paths.Value("/uploads").Post.RequestBody.Value, `{"content":{`+
			`"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":{"schema":{"format":"binary","type":"string"}},`+
			`"multipart/form-data":{"schema":{"properties":{"file":{"description":"CSV or XLSX","format":"binary","type":"string"}},"required":["file"],"type":"object"}},`+
			`"text/csv":{"schema":{"type":"string"}}},"description":"CSV or XLSX","required":true}`)
	})
	t.Run("RootPathsHaveTheirOwnServer", func(t *testing.T) {
		wantJSON(t, "servers of /readyz", doc.Paths.Value("/readyz").Servers, `[{"url":"/"}]`)
		if len(doc.Paths.Value("/uploads").Servers) > 0 {
			t.Error("/uploads has a server of its own")
		}
	})
	t.Run("NullIsAType", func(t *testing.T) {
		properties := doc.Components.Schemas["SiteView"].Value.Properties
		wantJSON(t, "number", properties["value"], `{"type":["number","null"]}`)
		wantJSON(t, "enumeration", properties["kind"], `{"enum":["area","river",null],"type":["string","null"]}`)
		wantJSON(t, "reference", properties["period"], `{"anyOf":[{"$ref":"#/components/schemas/places.Period"},{"type":"null"}]}`)
	})
	t.Run("NamesThatTwoWouldShareStay", func(t *testing.T) {
		wantJSON(t, "reference", doc.Components.Schemas["SiteView"].Value.Properties["shown"], `{"$ref":"#/components/schemas/api.Period"}`)
	})
	t.Run("ParametersKeepExampleAndBounds", func(t *testing.T) {
		parameters := doc.Paths.Value("/sites/{site}").Get.Parameters
		wantJSON(t, "site", parameters[0], `{"example":"cebu-city","in":"path","name":"site","required":true,"schema":{"type":"string"}}`)
		wantJSON(t, "above", parameters[1].Value.Schema, `{"exclusiveMinimum":0,"type":"number"}`)
	})
	t.Run("TheKeyIsABearerKey", func(t *testing.T) {
		wantJSON(t, "Key", doc.Components.SecuritySchemes["Key"], `{"description":"Bearer KEY","scheme":"bearer","type":"http"}`)
		wantJSON(t, "security of an upload", doc.Paths.Value("/uploads").Post.Security, `[{"Key":[]}]`)
		wantJSON(t, "security of a read", doc.Paths.Value("/reviews").Get.Security, `[]`)
	})
	t.Run("NothingOfTheConversionIsLeft", func(t *testing.T) {
		for _, left := range []string{"x-formData-name", "x-originalParamName", "x-nullable", "x-csv", "x-root", "x-not-problems", "x-example", `"contact"`, `\u003c`, "#/definitions/"} {
			if bytes.Contains(document, []byte(left)) {
				t.Errorf("the document contains %s", left)
			}
		}
	})
	t.Run("SameInSameOut", func(t *testing.T) {
		for range 5 {
			if !bytes.Equal(document, sampleDocument(t)) {
				t.Fatal("another run gave another document")
			}
		}
	})
}

func TestYAMLIsTheSameDocument(t *testing.T) {
	document := sampleDocument(t)
	asYAML, err := toYAML(document)
	if err != nil {
		t.Fatal(err)
	}
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(asYAML, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(document, &fromJSON); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(fromYAML)
	first, _ := json.Marshal(fromJSON)
	if !bytes.Equal(again, first) {
		t.Errorf("YAML holds\n%s, JSON\n%s", again, first)
	}
	if !strings.HasPrefix(string(asYAML), "openapi: 3.1.0\ninfo:\n") {
		t.Errorf("YAML begins %.60q", asYAML)
	}
}

func TestConvertRefuses(t *testing.T) {
	for name, test := range map[string]struct{ old, new, says string }{
		"AMarkOfAnotherType":               {`"x-csv": true`, `"x-csv": "yes"`, "GET /sites/{site}: x-csv is yes: it takes a bool"},
		"CSVWithoutJSON":                   {`"produces": ["application/json"],` + "\n" + `        "parameters"`, `"produces": ["text/html"], "parameters"`, "x-csv has no 2xx answer in JSON"},
		"AnAnswerThatIsNotThere":           {`"x-not-problems": [503]`, `"x-not-problems": [504]`, "GET /readyz: x-not-problems names 504"},
		"APathParameterThatIsNotDeclared":  {`/sites/{site}"`, `/sites/{site}/{year}"`, "year"},
		"AReferenceToNothing":              {`#/definitions/api.Health`, `#/definitions/api.Gone`, "api.Gone"},
		"ASecuritySchemeThatIsNotDeclared": {`"security": [{"Key": []}]`, `"security": [{"Token": []}]`, "Token"},
		"AnIDGivenTwice":                   {`"operationId": "readyz"`, `"operationId": "getSite"`, "getSite"},
		"TextThatIsNotJSON":                {`"swagger": "2.0",`, `"swagger" "2.0",`, "swagger 2.0: "},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := bytes.Replace(sample, []byte(test.old), []byte(test.new), 1)
			if bytes.Equal(wrong, sample) {
				t.Fatal("the sample has nothing to spoil")
			}
			_, err := convert(t.Context(), wrong, nil)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

func TestShortName(t *testing.T) {
	for name, want := range map[string]string{
		"api.CityView":                                 "CityView",
		"api.Page-api_CityView":                        "PageOfCityView",
		"api.Page-array_api_Row":                       "PageOfRowList",
		"api.Envelope-array_indicators_Delta-api_Meta": "EnvelopeOfDeltaListAndMeta",
		"api.Page-string":                              "PageOfString",
		"Site":                                         "Site",
		"github_com_a_b.api.CityView":                  "github_com_a_b.api.CityView",
	} {
		if got := shortName(name); got != want {
			t.Errorf("%s becomes %s, want %s", name, got, want)
		}
	}
}
