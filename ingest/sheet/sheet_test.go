package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

var roomy = Limits{XML: 1 << 20, Strings: 1 << 20, Columns: 64}

// workbook packs parts into an XLSX file; those that every workbook has are added.
func workbook(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"_rels/.rels": `<Relationships><Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="x"><sheets><sheet name="Hidden" r:id="rId9" state="hidden"/>` +
			`<sheet name="Data" r:id="rId1"/><sheet name="Other" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
			`<Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId4" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheetOf(``),
		"xl/worksheets/sheet2.xml": sheetOf(`<row r="1"><c r="A1"><v>2</v></c></row>`),
	}
	for name, content := range parts {
		all[name] = content
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, content := range all {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
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

func sheetOf(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }

func csvOf(packed []byte, name string, decimal byte, limits Limits) (string, error) {
	s, err := Open(bytes.NewReader(packed), int64(len(packed)), name, limits)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = s.WriteCSV(&text, ',', decimal)
	return text.String(), err
}

func TestCells(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-421]dd\ mmmm\ yyyy;@"/><numFmt numFmtId="165" formatCode="yyyy"/>` +
		`<numFmt numFmtId="166" formatCode="#,##0.0\ &quot;mg/day&quot;"/><numFmt numFmtId="167" formatCode="d/m/yyyy\ h:mm"/>` +
		`<numFmt numFmtId="168" formatCode="-#,##0.0%;0%"/><numFmt numFmtId="169" formatCode="0.0&quot;%&quot;"/><numFmt numFmtId="170" formatCode="0.0\%"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="17"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="20"/>` +
		`<xf numFmtId="10"/><xf numFmtId="168"/><xf numFmtId="169"/><xf numFmtId="170"/></cellXfs></styleSheet>`
	texts := `<sst><si><t>Kampung "A", RT 3</t></si><si><r><t>水</t></r><rPh><t>みず</t></rPh><r><t> quality</t></r></si></sst>`
	cell := func(attributes, inside string) string { return fmt.Sprintf(`<c r="A1" %s>%s</c>`, attributes, inside) }
	for _, c := range []struct{ name, cell, want string }{
		{"a number in full", cell(``, `<v>1234.5</v>`), "1234.5"},
		{"a number with an exponent", cell(``, `<v>1.5E-4</v>`), "0.00015"},
		{"a number whose display is cut", cell(`s="5"`, `<v>1234.56789</v>`), "1234.56789"},
		{"4 March, whatever the display", cell(`s="1"`, `<v>46085</v>`), "2026-03-04"},
		{"a long date in Indonesian", cell(`s="3"`, `<v>46085</v>`), "2026-03-04"},
		{"2010-03 as the program turned it into a date", cell(`s="2"`, `<v>40238</v>`), "2010-03"},
		{"a month format that hides a day", cell(`s="2"`, `<v>40240</v>`), "2010-03-03"},
		{"a year shown of a date", cell(`s="4"`, `<v>40179</v>`), "2010"},
		{"date and time", cell(`s="6"`, `<v>46085.541666666664</v>`), "2026-03-04T13:00"},
		{"a time alone", cell(`s="7"`, `<v>0.75</v>`), "18:00"},
		{"a day number that is none", cell(`s="1"`, `<v>60</v>`), "60"},
		{"the first day", cell(`s="1"`, `<v>1</v>`), "1900-01-01"},
		{"beyond the last day", cell(`s="1"`, `<v>2958466</v>`), "2958466"},
		{"a shared text, quoted", cell(`t="s"`, `<v>0</v>`), `"Kampung ""A"", RT 3"`},
		{"rich text without reading aids", cell(`t="s"`, `<v>1</v>`), "水 quality"},
		{"an inline text with a line break", cell(`t="inlineStr"`, "<is><t>a\nb</t></is>"), "a b"},
		{"a formula", cell(``, `<f>1+1</f><v>2</v>`), "2"},
		{"a formula that nobody calculated", cell(``, `<f>1+1</f>`), "#NOT-CALCULATED"},
		{"a formula that a script has written", cell(``, `<f>1+1</f><v></v>`), "#NOT-CALCULATED"},
		{"a percentage", cell(`s="8"`, `<v>0.0537</v>`), "5.37%"},
		{"a percentage above the whole", cell(`s="8"`, `<v>1.5</v>`), "150%"},
		{"a small negative percentage", cell(`s="9"`, `<v>-0.00012</v>`), "-0.012%"},
		{"no percent at all", cell(`s="9"`, `<v>0</v>`), "0%"},
		{"a percent sign that is text", cell(`s="10"`, `<v>5.37</v>`), "5.37"},
		{"a percent sign that is escaped", cell(`s="11"`, `<v>5.37</v>`), "5.37"},
		{"an empty text from a formula", cell(`t="str"`, `<f>""</f><v></v>`), ""},
		{"an error", cell(`t="e"`, `<v>#N/A</v>`), "#N/A"},
		{"a truth", cell(`t="b"`, `<v>1</v>`), "TRUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := csvOf(workbook(t, map[string]string{
				"xl/styles.xml": styles, "xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": sheetOf(`<row r="1">` + c.cell + `</row>`),
			}), "", '.', roomy)
			if err != nil || got != c.want+"\n" {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestRowsKeepTheirNumbers(t *testing.T) {
	packed := workbook(t, map[string]string{"xl/worksheets/sheet1.xml": sheetOf(
		`<row r="2"><c r="B2"><v>1.5</v></c><c r="D2"><v>2</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>x</t></is></c></row><row/>`)})
	got, err := csvOf(packed, "", ',', roomy)
	if want := "\n,\"1,5\",,2\n\nx,,,\n\n"; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	placeless := workbook(t, map[string]string{"xl/worksheets/sheet1.xml": sheetOf(`<row><c><v>1</v></c><c/><c><v>3</v></c></row>`)})
	if got, err := csvOf(placeless, "", '.', roomy); err != nil || got != "1,,3\n" {
		t.Errorf("cells that do not say where they are: %q, %v", got, err)
	}
	short := workbook(t, map[string]string{"xl/worksheets/sheet1.xml": sheetOf(`<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row><row r="4"><c r="B4"><v>5</v></c></row>`)})
	if got, err := csvOf(short, "", '.', roomy); err != nil || got != "1,2,3\n4,,\n\n,5,\n" {
		t.Errorf("rows whose last cells are empty: %q, %v", got, err)
	}
	if got, err := csvOf(packed, "other", '.', roomy); err != nil || got != "2\n" {
		t.Errorf("the sheet by its name: %q, %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	one := func(sheet string) []byte { return workbook(t, map[string]string{"xl/worksheets/sheet1.xml": sheet}) }
	deep := strings.Repeat("<a>", 100)
	long := sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("x", 300<<10) + `</t></is></c></row>`)
	for _, c := range []struct {
		name, sheet, code string
		packed            []byte
	}{
		{"no workbook", "", "sheet_unreadable", []byte("PK\x03\x04 and nothing else")},
		{"a workbook without sheets", "", "sheet_unknown", workbook(t, map[string]string{"_rels/.rels": `<Relationships/>`, "xl/workbook.xml": `<workbook/>`})},
		{"an unknown sheet", "March", "sheet_unknown", one(sheetOf(``))},
		{"rows out of order", "", "sheet_unreadable", one(sheetOf(`<row r="5"/><row r="2"/>`))},
		{"a row beyond the last", "", "sheet_unreadable", one(sheetOf(`<row r="99999999"/>`))},
		{"cells out of order", "", "sheet_unreadable", one(sheetOf(`<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>1</v></c></row>`))},
		{"a text that is not there", "", "sheet_unreadable", one(sheetOf(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`))},
		{"cut off", "", "sheet_unreadable", one(`<worksheet><sheetData><row r="1"><c r="A1"><v>1`)},
		{"nested", "", "sheet_unreadable", one(deep)},
		{"a cell of 300 KiB", "", "sheet_too_large", one(long)},
		{"too many columns", "", "sheet_too_large", one(sheetOf(`<row r="1"><c r="CZ1"><v>1</v></c></row>`))},
		{"a bomb", "", "sheet_too_large", one(sheetOf(strings.Repeat(`<row><c><v>1</v></c></row>`, 100_000)))},
		{"a bomb of texts", "", "sheet_too_large", workbook(t, map[string]string{"xl/sharedStrings.xml": `<sst>` + strings.Repeat(`<si><t/></si>`, 80_000) + `</sst>`})},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := csvOf(c.packed, c.sheet, '.', roomy)
			if refusal, ok := errors.AsType[*RefusedError](err); !ok || refusal.Code != c.code || refusal.Hint == "" {
				t.Errorf("%v, want a refusal %s", err, c.code)
			}
		})
	}
}

func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>40238</v></c></row></sheetData></worksheet>`), "yyyy-mm-dd")
	f.Add([]byte(`<row><c t="inlineStr"><is><t>a</t></is></c><c t="b"/></row>`), "[h]:mm;@")
	f.Fuzz(func(t *testing.T, content []byte, code string) {
		style := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + strings.NewReplacer(`"`, "&quot;", "<", "&lt;", "&", "&amp;").Replace(code) +
			`"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`
		packed := workbook(t, map[string]string{"xl/worksheets/sheet1.xml": string(content), "xl/styles.xml": style})
		_, err := csvOf(packed, "", '.', Limits{XML: 1 << 16, Strings: 1 << 16, Columns: 64})
		if _, ok := errors.AsType[*RefusedError](err); err != nil && !ok {
			t.Errorf("%v is no refusal", err)
		}
	})
}
