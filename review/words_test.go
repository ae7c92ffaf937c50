package review

import (
	"regexp"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// TestEveryLabelOfThePageIsTranslated: the sentences are found by package words, labels of a template are not.
func TestEveryLabelOfThePageIsTranslated(t *testing.T) {
	labels := []string{indicators.Unknown, "citizens", "ngo", "company", "university", "government", "igo"}
	for _, match := range regexp.MustCompile(`\{\{t "([^"]+)"\}\}`).FindAllStringSubmatch(pageText, -1) {
		labels = append(labels, match[1])
	}
	for _, status := range indicators.ProgressStatuses() {
		labels = append(labels, statusWords(string(status)))
	}
	if len(labels) < 60 {
		t.Errorf("%d labels", len(labels))
	}
	for _, label := range labels {
		for _, l := range words.Languages() {
			if !words.Has(l, label) {
				t.Errorf("words/%s.yaml lacks a line:\n%q: ", l, label)
			}
		}
	}
}
