// Package words says the product's sentences in the languages of its three cities. A sentence is known by its
// English format, as in gettext; what has no translation is said in English.
package words

import (
	"golang.org/x/text/language"
)

// Language is a language that sentences are kept in, as a BCP 47 tag.
type Language string

// The languages: of Surabaya, Metro Cebu and Kitakyushu, and the one that all three read.
const (
	English    Language = "en"
	Indonesian Language = "id"
	Cebuano    Language = "ceb"
	Japanese   Language = "ja"
)

// Languages is every language, English first.
func Languages() []Language { return []Language{English, Indonesian, Cebuano, Japanese} }

// Name is the language's own name of itself.
func (l Language) Name() string {
	switch l {
	case Indonesian:
		return "Bahasa Indonesia"
	case Cebuano:
		return "Cebuano"
	case Japanese:
		return "日本語"
	case English:
	}
	return "English"
}

// Parse reads a tag as Languages writes it; ok is false for every other text.
func Parse(tag string) (l Language, ok bool) {
	for _, known := range Languages() {
		if tag == string(known) {
			return known, true
		}
	}
	return English, false
}

// longestHeader bounds what is parsed of Accept-Language; a browser sends under 100 bytes.
const longestHeader = 500

// byHand are languages without a translation whose speakers read one of ours more surely than English: the regional
// languages of Indonesia are taught beside Indonesian. Filipino is not among them: who reads it in Cebu reads
// English as surely as Cebuano, and English has been read by native readers.
var byHand = map[string]Language{"jv": Indonesian, "su": Indonesian, "mad": Indonesian, "ban": Indonesian, "min": Indonesian}

var (
	tags    = []language.Tag{language.English, language.Indonesian, language.Make("ceb"), language.Japanese}
	matcher = language.NewMatcher(tags)
)

// Match is the language that the header Accept-Language asks for; English when it asks for none of ours, or
// cannot be read. fil-PH is English, ceb-PH Cebuano, ms and jv-ID Indonesian.
func Match(acceptLanguage string) Language {
	if acceptLanguage == "" || len(acceptLanguage) > longestHeader {
		return English
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return English
	}
	for _, tag := range wanted {
		if _, index, confidence := matcher.Match(tag); confidence > language.Low {
			return Languages()[index]
		}
		base, _ := tag.Base()
		if l, ok := byHand[base.String()]; ok {
			return l
		}
	}
	return English
}
