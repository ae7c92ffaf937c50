package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/ingest"
)

// licencePage says under which terms figures stand of which no source states a licence.
const licencePage = "/docs/reference#licence"

// link adds a link to the header of the answer.
func (c *call) link(path, relation string) {
	c.Writer.Header().Add("Link", "<"+path+`>; rel="`+relation+`"`)
}

// describe links what is read to what explains it: the document of this interface, the indicator of its figures, and the
// licences of the figures, in every form alike. Service pages are their own explanation.
func (c *call) describe() {
	if c.route.root || c.Request.Method != http.MethodGet {
		return
	}
	if id := c.Param("indicator"); id != "" && c.route.path != "/indicators/{indicator}" {
		c.link(base+"/indicators/"+id, "describedby")
	}
	c.link("/openapi.json", "describedby")
	if c.route.csv {
		c.link("/openapi.json", "service-desc")
	}
	if len(c.licences) == 0 {
		c.licences = []string{licencePage}
	}
	for _, address := range c.licences {
		c.link(address, "license")
	}
}

// licensed notes the licences of figures as their sources state them: addresses. A licence in words, and none at all, leads
// to the page that tells where they stand; nothing is made up.
func (c *call) licensed(stated ...string) {
	for _, licence := range stated {
		if !webAddress(licence) {
			licence = licencePage
		}
		if !slices.Contains(c.licences, licence) {
			c.licences = append(c.licences, licence)
			slices.Sort(c.licences)
		}
	}
}

// licencesOf are what the sources of rows state.
func licencesOf[K comparable](c *call, origins map[K]ingest.RowOrigin) (stated []string) {
	for _, origin := range origins {
		stated = append(stated, origin.Provenance(c.api.Catalogue, "", "").Licence)
	}
	return stated
}

// webAddress reports whether a text is an address that can stand in a header.
func webAddress(text string) bool {
	return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsFunc(text, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`<>"\^`+"`{|}", r)
	})
}
