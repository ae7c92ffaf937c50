package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// repeated reads as n bytes of one, without holding them.
type repeated struct {
	of byte
	n  int64
}

func (r *repeated) Read(to []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(to)), r.n))
	for i := range to[:n] {
		to[i] = r.of
	}
	r.n -= int64(n)
	return n, nil
}

func gzipOf(t *testing.T, from io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if _, err := io.Copy(w, from); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func zstdOf(t *testing.T, from io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, from); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// workbookBomb is a workbook of one sheet in which one part unpacks to size bytes more than it needs.
func workbookBomb(t *testing.T, part string, size int64) []byte {
	t.Helper()
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	parts := []struct{ name, head, tail string }{
		{"_rels/.rels", `<Relationships><Relationship Id="a" Type="` + kind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`, ""},
		{"xl/workbook.xml", `<workbook><sheets><sheet name="Data" id="a"/></sheets></workbook>`, ""},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="` + kind + `worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="s" Type="` + kind + `sharedStrings" Target="strings.xml"/></Relationships>`, ""},
		{"xl/sheet.xml", `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>`, `</t></is></c></row></sheetData></worksheet>`},
		{"xl/strings.xml", `<sst><si><t>`, `</t></si></sst>`},
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, p := range parts {
		more := int64(0)
		if p.name == part {
			more = size
		}
		w, err := z.Create(p.name)
		if err == nil {
			_, err = io.Copy(w, io.MultiReader(strings.NewReader(p.head), &repeated{'a', more}, strings.NewReader(p.tail)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// sent is what the server said to a body; status 0: it hung up before all of it was sent.
type sent struct {
	status int
	code   string
	text   string
}

// send posts a body that is not held in memory.
func (s *running) send(t *testing.T, path, kind string, body io.Reader, headers ...string) sent {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.key)
	request.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Timeout: time.Minute} // an answer that never comes is a fault
	answer, err := client.Do(request)
	if err != nil {
		if timeout, ok := errors.AsType[interface {
			error
			Timeout() bool
		}](err); ok && timeout.Timeout() {
			t.Fatal("no answer within a minute")
		}
		return sent{text: err.Error()}
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	var problem struct{ Code string }
	_ = json.Unmarshal(text, &problem)
	return sent{answer.StatusCode, problem.Code, string(text)}
}

// TestServerSurvivesBombs: bodies that unpack or spread to a thousand times their size, sent to a server as it runs. Each is
// refused with 413, 415 or 422 before it has taken 100 MiB of resident memory, also where a form carries it; a good upload
// right behind each is stored. Nothing of them
// is left in the spool.
func TestServerSurvivesBombs(t *testing.T) {
	t.Parallel()
	gigabyte := int64(1 << 30)
	if testing.Short() {
		gigabyte = 260 << 20 // over the limit of 256 MiB all the same
	}
	const tooMuch = 260 << 20
	zeros := gzipOf(t, &repeated{0, gigabyte})
	commas := gzipOf(t, io.MultiReader(strings.NewReader(header), &repeated{',', tooMuch}))
	lines := gzipOf(t, io.MultiReader(strings.NewReader(header), &repeated{'\n', tooMuch}))
	data := t.TempDir()
	s := start(t, "--data", data, "--rate-limit", "0")
	const csv, upload = "text/csv", "/api/v1/uploads?profile=aspro&city=cebu"
	is := func(body []byte) func() io.Reader { return func() io.Reader { return bytes.NewReader(body) } }
	after := func(n int64, of byte, head string) func() io.Reader {
		return func() io.Reader { return io.MultiReader(strings.NewReader(head), &repeated{of, n}) }
	}
	for i, c := range []struct {
		name, kind string
		body       func() io.Reader
		headers    []string
		status     []int
	}{
		{"gzip of a gigabyte", "application/gzip", is(zeros), nil, []int{413}},
		{"gzip of a gigabyte in the transfer", csv, is(zeros), []string{"Content-Encoding", "gzip"}, []int{413}},
		{"gzip of 260 MiB of commas", "application/gzip", is(commas), nil, []int{413}},
		{"gzip of 260 MiB of empty lines", "application/gzip", is(lines), nil, []int{413}},
		{"gzip in gzip", "application/gzip", is(gzipOf(t, bytes.NewReader(zeros))), nil, []int{415}},
		{"gzip in gzip in the transfer", csv, is(gzipOf(t, bytes.NewReader(gzipOf(t, bytes.NewReader(zeros))))), []string{"Content-Encoding", "gzip"}, []int{415}},
		{"two layers in the transfer", csv, is(gzipOf(t, bytes.NewReader(zeros))), []string{"Content-Encoding", "gzip, gzip"}, []int{415}},
		{"zstd of a gigabyte", "application/zstd", is(zstdOf(t, &repeated{0, gigabyte})), nil, []int{413}},
		{"zstd of a gigabyte in the transfer", csv, is(zstdOf(t, &repeated{0, gigabyte})), []string{"Content-Encoding", "zstd"}, []int{413}},
		{"workbook with a sheet of 260 MiB", "application/zip", is(workbookBomb(t, "xl/sheet.xml", tooMuch)), nil, []int{413}},
		{"workbook with strings of 260 MiB", "application/zip", is(workbookBomb(t, "xl/strings.xml", tooMuch)), nil, []int{413}},
		{"20 MB of commas", csv, after(20<<20, ',', header), nil, []int{422}},
		{"20 MB of commas for a header", csv, after(20<<20, ',', ""), nil, []int{422}},
		{"100 MB behind an open quote", csv, after(100<<20, 'a', header+`"`), nil, []int{422}},
		{"one line of 16 MiB", csv, after(16<<20, 'a', header), nil, []int{422}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, inForm := range []bool{false, true} {
				if inForm && c.headers != nil {
					continue
				}
				body, kind := c.body(), c.kind
				if inForm {
					body, kind = formAround(body, c.kind)
				}
				began := time.Now()
				var got sent
				rise := s.rise(t, func() { got = s.send(t, upload, kind, body, c.headers...) })
				t.Logf("%d %s after %v, %d MiB more", got.status, got.code, time.Since(began).Round(time.Millisecond), rise>>20)
				if !slices.Contains(c.status, got.status) {
					t.Errorf("%+v, want %v", got, c.status)
				}
				if rise > mostRise {
					t.Errorf("the server's memory rose by %d MiB", rise>>20)
				}
			}
			good := fmt.Sprintf("%scebu,cebu-city,solid-waste-generated,%d,470,t/day,mean,2,observed,the city,\n", header, 2000+i)
			if got := s.send(t, upload, csv, strings.NewReader(good)); got.status != http.StatusCreated {
				t.Errorf("the good upload behind it: %+v", got)
			}
		})
	}
	if left, err := os.ReadDir(filepath.Join(data, spoolName)); err != nil || len(left) > 0 {
		t.Errorf("left in the spool: %v %v", left, err)
	}
}

// formAround streams a body as the part “file” of a form.
func formAround(body io.Reader, kind string) (io.Reader, string) {
	const boundary = "the-end-of-a-part"
	return io.MultiReader(strings.NewReader("--"+boundary+"\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Type: "+kind+"\r\n\r\n"), body,
		strings.NewReader("\r\n--"+boundary+"--\r\n")), "multipart/form-data; boundary=" + boundary
}
