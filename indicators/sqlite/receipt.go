package sqlite

import (
	"encoding/json"

	"github.com/aspro-cities/aspro/indicators"
)

// keptReceipt is a receipt as the ledger keeps it: as it is answered, and beside it its sentences in parts.
type keptReceipt struct {
	indicators.Receipt
	ProblemWords []keptWords `json:"problem_words,omitempty"` // one for each problem; none in receipts of before
	WarningWords []keptWords `json:"warning_words,omitempty"`
}

type keptWords struct {
	Said    string `json:"said,omitempty"`
	Advised string `json:"advised,omitempty"`
}

func receiptText(r indicators.Receipt) (string, error) {
	text, err := json.Marshal(keptReceipt{r, wordsOf(r.Problems), wordsOf(r.Warnings)})
	return string(text), err
}

func receiptOf(text string) (indicators.Receipt, error) {
	var kept keptReceipt
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return indicators.Receipt{}, err
	}
	putWords(kept.Problems, kept.ProblemWords)
	putWords(kept.Warnings, kept.WarningWords)
	return kept.Receipt, nil
}

func wordsOf(problems []indicators.RowProblem) []keptWords {
	var all []keptWords
	for _, p := range problems {
		all = append(all, keptWords{p.Said, p.Advised})
	}
	return all
}

func putWords(problems []indicators.RowProblem, kept []keptWords) {
	for i := range min(len(problems), len(kept)) {
		problems[i].Said, problems[i].Advised = kept[i].Said, kept[i].Advised
	}
}
