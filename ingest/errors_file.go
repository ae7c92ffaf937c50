package ingest

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// errorColumns stand behind the columns of the file. No profile knows them, so that a mended copy of a file with a
// header imports as it is.
var errorColumns = []string{"error_line", "error_code", "error_message", "error_hint"}

// problemsAtOnce is how many problems are read, with their lines, before their rows are written.
const problemsAtOnce = 10_000

// WriteErrors writes the rows of an upload that were rejected or conflict as the file had them, with its preamble,
// header and delimiter, in UTF-8, and behind each what is wrong with it; several faults of one line share its row. Texts that a
// spreadsheet would run are guarded. say tells a problem in the reader's language. Errors are the ledger's and w's.
func WriteErrors(ctx context.Context, w io.Writer, ledger indicators.Ledger, catalogue *indicators.Catalogue, upload indicators.Upload, say func(indicators.RowProblem) indicators.RowProblem) error {
	f := errorsFile{ctx: ctx, ledger: ledger, upload: upload, say: say, to: csv.NewWriter(w)}
	if profile, ok := catalogue.Profile(upload.Profile); ok {
		f.profile = &profile
		f.to.Comma = rune(delimiterOf(profile))
		if err := f.begin(); err != nil {
			return err
		}
	}
	_ = f.to.Write(slices.Concat(f.header, errorColumns)) // its error is Flush's
	for after := 0; ; {
		page, err := ledger.Problems(ctx, upload.ID, after, problemsAtOnce)
		if err != nil {
			return err
		}
		if err := f.add(page); err != nil {
			return err
		}
		if after += len(page); len(page) < problemsAtOnce {
			break
		}
	}
	f.writeRow()
	f.to.Flush()
	return f.to.Error()
}

// errorsFile is such a file while it is written.
type errorsFile struct {
	ctx     context.Context
	ledger  indicators.Ledger
	upload  indicators.Upload
	profile *indicators.Profile // nil: it is gone, and nothing of the file can be read again
	say     func(indicators.RowProblem) indicators.RowProblem
	to      *csv.Writer
	header  []string
	limits  Limits
	cells   []string // of the row that is being gathered
	faults  []indicators.RowProblem
}

// begin writes the preamble and reads the header. A file that has none, because that is its fault, gets none here.
func (f *errorsFile) begin() error {
	f.limits = Limits{}.WithDefaults()
	header, preamble, err := headOf(f.ctx, f.ledger, f.upload, *f.profile)
	if indicators.KindOf(err) == indicators.Invalid || indicators.KindOf(err) == indicators.Unsupported {
		f.profile = nil
		return nil
	}
	if err != nil {
		return err
	}
	for _, line := range preamble {
		_ = f.to.Write([]string{guardedCell(line)})
	}
	for _, name := range header {
		f.header = append(f.header, guardedCell(name))
	}
	return nil
}

// headOf gives the cells of the header and the lines before it, as the file has them.
func headOf(ctx context.Context, ledger indicators.Ledger, upload indicators.Upload, profile indicators.Profile) (header, preamble []string, err error) {
	raw, err := ledger.Content(ctx, upload.ID)
	if err != nil {
		return nil, nil, err
	}
	defer raw.Close()
	limits := Limits{}.WithDefaults()
	text, err := contentOf(raw, upload.UploadRequest, profile, limits, "")
	if err != nil {
		return nil, nil, err
	}
	defer text.Close()
	head := &blockReader{from: text, limits: limits, delimiter: delimiterOf(profile), line: 1, buffer: func() []byte { return make([]byte, 0, blockSize) }}
	h, rest, err := open(head, profile)
	if err != nil {
		return nil, nil, err
	}
	above := rest.line - 1 // lines before the data, then before the header
	for _, cell := range h.cells {
		if header = append(header, strings.TrimSpace(string(cell))); !profile.Headerless {
			above -= strings.Count(string(cell), "\n")
		}
	}
	if !profile.Headerless {
		above--
	}
	if above < 1 {
		return header, nil, nil
	}
	var wanted []int32
	for i := range above {
		wanted = append(wanted, int32(i+1))
	}
	lines, err := linesOf(ctx, ledger, upload, profile, wanted)
	for _, n := range wanted {
		line, _, _ := strings.Cut(lines[n], "\n")
		preamble = append(preamble, strings.TrimSuffix(strings.TrimPrefix(line, string(byteOrderMark)), "\r"))
	}
	return header, preamble, err
}

// add takes problems in file order.
func (f *errorsFile) add(page []indicators.RowProblem) error {
	var wanted []int32
	for _, p := range page {
		if p.Line > 0 && (len(wanted) == 0 || wanted[len(wanted)-1] != int32(p.Line)) {
			wanted = append(wanted, int32(p.Line))
		}
	}
	var lines map[int32]string
	if f.profile != nil && len(wanted) > 0 {
		var err error
		if lines, err = linesOf(f.ctx, f.ledger, f.upload, *f.profile, wanted); err != nil {
			return err
		}
	}
	for _, p := range page {
		if len(f.faults) == 0 || f.faults[0].Line != p.Line || p.Line == 0 {
			f.writeRow()
			f.cells = f.row(lines[int32(p.Line)], p.Line)
		}
		f.faults = append(f.faults, f.say(p))
	}
	return nil
}

// row is the cells of a line under the header; a line that cannot be cut into cells stands in the first as it is.
func (f *errorsFile) row(text string, line int) []string {
	cells := make([]string, len(f.header))
	if text == "" || len(cells) == 0 {
		return cells
	}
	records := recordScanner{data: []byte(text), line: line, delimiter: delimiterOf(*f.profile), limits: f.limits}
	if ok, problem := records.scan(); !ok || problem != nil {
		if problem != nil && (problem.Code == "bare_quote" || problem.Code == "unclosed_quote") {
			text, _, _ = strings.Cut(text, "\n") // reading went on in the next line
		}
		cells[0] = guardedCell(strings.TrimRight(text, "\r\n"))
		return cells
	}
	sent := make([]string, len(records.cells))
	for i, cell := range records.cells {
		sent[i] = string(cell)
	}
	if last := len(cells) - 1; len(sent) > len(cells) { // what stands beyond the header must not move the columns behind it
		sent = append(sent[:last], strings.Join(sent[last:], string(delimiterOf(*f.profile))))
	}
	for i, cell := range sent {
		cells[i] = guardedCell(cell)
	}
	return cells
}

// writeRow writes the row that was gathered.
func (f *errorsFile) writeRow() {
	if len(f.faults) == 0 {
		return
	}
	var codes, messages, hints []string
	for _, p := range f.faults {
		message := p.Message
		if p.Column != "" {
			message = p.Column + ": " + message
		}
		codes, messages = append(codes, p.Code), append(messages, message)
		if p.Hint != "" && (len(hints) == 0 || hints[len(hints)-1] != p.Hint) {
			hints = append(hints, p.Hint)
		}
	}
	line := ""
	if n := f.faults[0].Line; n > 0 {
		line = strconv.Itoa(n)
	}
	_ = f.to.Write(append(f.cells, line, strings.Join(codes, " "), Guarded(strings.Join(messages, " · ")), Guarded(strings.Join(hints, " · "))))
	f.faults = f.faults[:0]
}

// guardedCell guards a cell as it was sent, unless it is a number.
func guardedCell(text string) string {
	if strings.Trim(text, "+-0123456789.,") == "" && strings.ContainsAny(text, "0123456789") {
		return text
	}
	return Guarded(text)
}
