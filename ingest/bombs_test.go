package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
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
	n := min(int64(len(to)), r.n)
	for i := range to[:n] {
		to[i] = r.of
	}
	r.n -= n
	return int(n), nil
}

func gzippedFrom(t *testing.T, from io.Reader) []byte { return packedBy(t, "gzip", from) }

// packedBy packs as tightly as gzip or zstd can.
func packedBy(t *testing.T, packer string, from io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	var w io.WriteCloser
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if packer == "zstd" {
		w, err = zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, from); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// sheetBomb is a workbook of a megabyte whose one sheet, or whose shared strings, unpack to very much.
func sheetBomb(t *testing.T, part string, size int64) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	text := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="Data" id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sheet.xml":         `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>city</t></is></c></row><row r="2"><c t="inlineStr"><is><t>`,
		"xl/sharedStrings.xml": `<sst><si><t>`,
	}
	ends := map[string]string{"xl/sheet.xml": `</t></is></c></row></sheetData></worksheet>`, "xl/sharedStrings.xml": `</t></si></sst>`}
	for name, content := range text {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err == nil && name == part {
			_, err = io.Copy(w, &repeated{'a', size})
		}
		if err == nil {
			_, err = io.WriteString(w, ends[name])
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

// heapOver runs f and gives by how many bytes the heap in use rose above what it was, looked at every millisecond.
func heapOver(f func()) int64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		peak, own := before, []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(own)
			peak = max(peak, own[0].Value.Uint64())
			select {
			case <-stop:
				most <- peak
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	return int64(<-most - before)
}

// TestBombsAreRefusedInLittleMemory: files that unpack, or spread, to a thousand times their size. None takes 100 MiB, or is read to
// an end that never comes.
func TestBombsAreRefusedInLittleMemory(t *testing.T) {
	gigabyte, workbook, quoted := int64(1<<30), int64(200<<20), int64(100<<20)
	var limits Limits
	if testing.Short() { // over a smaller limit all the same
		gigabyte, workbook, quoted, limits.Bytes = 60<<20, 60<<20, 16<<20, 40<<20
	}
	zeros := gzippedFrom(t, &repeated{0, gigabyte})
	header := plainHeader
	for _, c := range []struct {
		name string
		body func() io.Reader
		code string
		kind indicators.Kind
	}{
		{"gzip of a gigabyte of zeros", func() io.Reader { return bytes.NewReader(zeros) }, "file_too_large", indicators.TooLarge},
		{"gzip in gzip", func() io.Reader { return bytes.NewReader(gzippedFrom(t, bytes.NewReader(zeros))) }, "unsupported_encoding", indicators.Unsupported},
		{"workbook whose sheet unpacks to 200 MB", func() io.Reader { return bytes.NewReader(sheetBomb(t, "xl/sheet.xml", workbook)) }, "", indicators.TooLarge},
		{"workbook whose strings unpack to 200 MB", func() io.Reader { return bytes.NewReader(sheetBomb(t, "xl/sharedStrings.xml", workbook)) }, "", indicators.TooLarge},
		{"20 MB of commas", func() io.Reader { return io.MultiReader(strings.NewReader(header), &repeated{',', 20 << 20}) }, "line_too_long", indicators.Invalid},
		{"20 MB of commas for a header", func() io.Reader { return &repeated{',', 20 << 20} }, "line_too_long", indicators.Invalid},
		{"100 MB behind an open quote", func() io.Reader { return io.MultiReader(strings.NewReader(header+`"`), &repeated{'a', quoted}) }, "line_too_long", indicators.Invalid},
		{"100 MB of lines behind an open quote", func() io.Reader { return io.MultiReader(strings.NewReader(header+`"`), &repeated{'\n', quoted}) }, "too_many_rows", indicators.TooLarge},
		{"one line of 16 MiB", func() io.Reader { return io.MultiReader(strings.NewReader(header), &repeated{'a', 16 << 20}) }, "line_too_long", indicators.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory(smallCatalogue(t))
			im := importer(t, m)
			im.Intake, im.Limits = nowhere{m}, limits
			body := c.body()
			var err error
			var result Result
			began := time.Now()
			rise := heapOver(func() {
				result, err = im.Import(context.Background(), body, Options{DryRun: true, Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
			})
			t.Logf("%v, %d MiB: %v", time.Since(began).Round(time.Millisecond), rise>>20, err)
			if rise > 100<<20 {
				t.Errorf("the heap rose by %d MiB", rise>>20)
			}
			if c.code == "too_many_rows" && err == nil { // lines that are empty are no rows: the quote alone is at fault
				if result.Upload.Receipt.Counts.Rejected != 1 {
					t.Errorf("%+v", result.Upload.Receipt)
				}
				return
			}
			if indicators.KindOf(err) != c.kind || c.code != "" && fineCode(err) != c.code {
				t.Errorf("%v, want %v %s", err, c.kind, c.code)
			}
		})
	}
}

// TestAFileIsNotMuchLargerThanItWasSent: a bomb is refused by the first megabytes that come out of it, the dullest rows that a
// station sends are not.
func TestAFileIsNotMuchLargerThanItWasSent(t *testing.T) {
	var dull strings.Builder
	hour := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 150_000 {
		fmt.Fprintf(&dull, "%s,surabaya,taman-bungkul,pm25,12.3,µg/m³,mean,A,verified,the ministry's monthly report of 2020\n", hour.Add(time.Duration(i)*time.Hour).Format(time.RFC3339))
	}
	for _, packer := range []string{"gzip", "zstd"} {
		packed := packedBy(t, packer, strings.NewReader(dull.String()))
		file, err := Unpack(bytes.NewReader(packed), packer)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, file)
		if err != nil || n != int64(dull.Len()) {
			t.Errorf("%s of dull rows, %d times smaller: %v after %d bytes of %d", packer, dull.Len()/len(packed), err, n, dull.Len())
		}
		file, err = Unpack(bytes.NewReader(packedBy(t, packer, &repeated{'0', 100 << 20})), packer)
		if err != nil {
			t.Fatal(err)
		}
		if n, err = io.Copy(io.Discard, file); fineCode(err) != "file_too_large" || n > 20<<20 {
			t.Errorf("%s of a bomb: %v after %d bytes", packer, err, n)
		}
	}
}
