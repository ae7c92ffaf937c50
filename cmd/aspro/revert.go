package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/client"
	"github.com/aspro-cities/aspro/indicators"
)

func (s shell) revertCommand() *cobra.Command {
	return s.command("revert", &cobra.Command{
		Use: "revert UPLOAD", Short: "Take an upload back: what it created is removed, what it corrected is as it was before", Args: cobra.ExactArgs(1),
		Long: "The bytes, the receipt and the corrections stay in the ledger, with the reason; the same file may be sent again afterwards.\n" +
			"Refused while a frozen review cites the upload, and while a later upload has corrected values of it: revert that one first.\n" +
			"With --server it asks a running server, with a key of role editor in ASPRO_KEY; without, the folder itself.",
		Example: "  aspro revert u17 --reason 'the file of another month'",
	}, s.revert)
}

// taker takes uploads back: a server, or this process in a data folder. Again names later uploads that have stated stored figures
// of the same series once more.
type taker interface {
	takeBack(ctx context.Context, id indicators.UploadID, reason string) (v api.UploadView, again []string, err error)
	close() error
}

func (s shell) revert(ctx context.Context, given config, args []string) (err error) {
	id, err := indicators.ParseUploadID(args[0])
	if err != nil {
		return misused("%q is no upload", args[0]).Try("Its number stands in the receipt, such as u17.")
	}
	reason := given.word("reason")
	if reason == "" {
		return misused("--reason is missing").Try("Say in a sentence why the upload is taken back; it stays in the ledger.")
	}
	from, err := s.taker(ctx, given)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	v, again, err := from.takeBack(ctx, id, reason)
	if err != nil {
		return err
	}
	if given.yes("json") {
		return json.NewEncoder(s.out).Encode(api.RevertView{UploadView: v, StatedAgain: again})
	}
	_, err = io.WriteString(s.out, revertedText(id, v, again, speakerOf(s.language(given))))
	return err
}

func revertedText(id indicators.UploadID, v api.UploadView, again []string, say speaker) string {
	if v.State != string(indicators.Reverted) {
		return say("upload %s: decided and safe; it is taken back when the store of observations is there again", id) + "\n"
	}
	text := say("upload %s is taken back: %d values removed, %d as they were before", id, v.Reversion.Removed, v.Reversion.Restored) + "\n"
	if n := v.Reversion.Flags; n > 0 {
		text += "  " + say("%d readings of other uploads have another flag now, for what stood beside them has changed", n) + "\n"
	}
	if len(again) > 0 {
		text += "  " + say("these later uploads have stated figures of the same series, which may be gone with it: %s", strings.Join(again, ", ")) + "\n"
	}
	return text
}

func (s shell) taker(ctx context.Context, given config) (taker, error) {
	address := given.word("server")
	if address == "" {
		if err := mustExist(given); err != nil {
			return nil, err
		}
		c, err := loadCatalogue(given)
		if err != nil {
			return nil, err
		}
		at, err := s.openHere(ctx, given, c)
		if err != nil {
			return nil, err
		}
		return at.(here), nil
	}
	if given.origin["data"] == "--data" && given.origin["server"] == "--server" {
		return nil, misused("--server and --data contradict each other").Try("The upload lies on a server or in a folder.")
	}
	key, err := given.secret("ASPRO_KEY")
	if err != nil {
		return nil, err
	}
	at, err := newServer(address, key, string(s.language(given)))
	if err != nil {
		return nil, err
	}
	return at.(server), nil
}

func (h here) takeBack(ctx context.Context, id indicators.UploadID, reason string) (api.UploadView, []string, error) {
	u, err := h.db.Revert(ctx, id, indicators.Reversion{KeyID: "cli", Reason: reason, At: h.importer.Now().UTC()})
	if err != nil {
		return api.UploadView{}, nil, err
	}
	later, err := indicators.StatedAgain(ctx, h.db, u)
	again := []string{}
	for _, other := range later {
		again = append(again, other.String())
	}
	return api.UploadViewOf(u), again, err
}

func (s server) takeBack(ctx context.Context, id indicators.UploadID, reason string) (v api.UploadView, again []string, err error) {
	answer, err := s.RevertUploadAnswer(ctx, id.String(), client.RevertUploadQuery{Reason: reason})
	if err != nil {
		return v, nil, indicators.Errorf(indicators.Unavailable, "the server does not answer: %w", err).Coded("no_server").
			Try("Ask again: an upload that was taken back says so.")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return v, nil, indicators.Errorf(indicators.Unavailable, "the answer broke off: %w", err).Try("Ask again: an upload that was taken back says so.")
	}
	r, err := readAnswer(answer, body)
	if err != nil {
		return v, nil, err
	}
	var more struct {
		StatedAgain []string `json:"stated_again"`
	}
	if err := json.Unmarshal(body, &more); err != nil {
		return v, nil, fmt.Errorf("the answer: %w", err)
	}
	return r.UploadView, more.StatedAgain, nil
}
