package sheet

import (
	"archive/zip"
	"encoding/xml"
)

// readStrings reads the texts that cells refer to by number.
func readStrings(part *zip.File, limits Limits) ([]string, error) {
	const overhead = 16 // bytes of memory that an empty text costs
	var texts []string
	size := 0
	err := walk(part, limits, func(t *tokens, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := t.text()
		if size += len(text) + overhead; err == nil && size > limits.Strings {
			err = refusef("sheet_too_large", "Save the sheet as “CSV UTF-8”.", "the workbook holds more than %d bytes of text", limits.Strings)
		}
		texts = append(texts, text)
		return err
	})
	return texts, err
}
