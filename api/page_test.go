package api

import (
	"regexp"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/words"
)

// TestEveryLabelOfThePagesIsTranslated: sentences in code are found by package words, labels of templates are not.
func TestEveryLabelOfThePagesIsTranslated(t *testing.T) {
	labels := regexp.MustCompile(`\{\{(?:t|say) "([^"]+)"`).FindAllStringSubmatch(layoutText+startText+uploadText, -1)
	if len(labels) < 60 {
		t.Errorf("%d labels", len(labels))
	}
	for _, label := range labels {
		for _, l := range words.Languages() {
			if !words.Has(l, label[1]) {
				t.Errorf("words/%s.yaml lacks a line:\n%q: ", l, label[1])
			}
		}
	}
}

// TestThePagesAskForNothingFromElsewhere: whatever they name is a path of this server, and nothing in them is run or styled inline.
func TestThePagesAskForNothingFromElsewhere(t *testing.T) {
	for _, text := range []string{layoutText, startText, uploadText} {
		for _, link := range regexp.MustCompile(`(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(link[1], "/") && !strings.HasPrefix(link[1], "#") && link[1] != "data:," && !strings.HasPrefix(link[1], "{{") {
				t.Errorf("%s", link[0])
			}
		}
		if found := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script>|javascript:`).FindString(text); found != "" {
			t.Errorf("inline: %s", found)
		}
	}
}
