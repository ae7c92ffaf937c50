package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// uploadBody is the file of the request, streaming: the body itself or the part "file" of a form, unpacked
// from gzip or zstd.
func (c *call) uploadBody() (body io.Reader, name string, err error) {
	body = http.MaxBytesReader(c.Writer, c.Request.Body, wireBytes)
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil {
		return nil, "", notRead("Content-Type is missing or cannot be read")
	}
	if kind == "multipart/form-data" {
		part, err := filePart(body, params["boundary"])
		if err != nil {
			return nil, "", err
		}
		if kind, _, err = mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil {
			kind = "text/csv" // a form may leave the type of its part out
		}
		body, name = part, fileName(part.FileName())
	}
	switch kind {
	case "text/csv", "application/csv", "text/plain", "application/vnd.ms-excel", "application/octet-stream",
		xlsxType, "application/gzip", "application/x-gzip", "application/zstd", "application/zip":
	default:
		return nil, "", notRead("the type %s is not read", kind)
	}
	body, err = unpacked(body, c.GetHeader("Content-Encoding"))
	return body, name, err
}

// xlsxType is the media type of a workbook.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func notRead(format string, args ...any) *indicators.Error {
	return indicators.Errorf(indicators.Unsupported, format, args...).Coded("unsupported_type").At("Content-Type").Try("Send text/csv, a workbook (XLSX), or a form with the part “file”.")
}

// filePart finds the part "file"; parts before it are passed over.
func filePart(body io.Reader, boundary string) (*multipart.Part, error) {
	form := multipart.NewReader(body, boundary)
	for range 16 {
		part, err := form.NextPart()
		if err != nil {
			break
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
	return nil, indicators.Errorf(indicators.Invalid, "the form has no part “file”").Coded("file_missing").At("file")
}

// unpacked undoes the compression of the body that the request states; a second layer is refused.
func unpacked(body io.Reader, encoding string) (io.ReadCloser, error) {
	encoding = strings.ToLower(strings.TrimSpace(encoding))
	if encoding == "identity" {
		encoding = ""
	}
	plain, err := ingest.Unpack(body, encoding)
	if wrong, ok := errors.AsType[*indicators.Error](err); ok {
		err = wrong.At("Content-Encoding")
	}
	return plain, err
}

// bodyError words what went wrong while the body was read.
func bodyError(err error) error {
	if tooLong, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return indicators.Errorf(indicators.TooLarge, "the body has more than %d bytes", tooLong.Limit).Coded("file_too_large").Try("Split the file, for example by year.")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return indicators.Errorf(indicators.Invalid, "the body ended too early").Coded("body_cut_short").Try("Send it again.")
	}
	return err
}

// fileName is the last element of the name that a client gives, for people only.
func fileName(name string) string {
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	if hasControl(name) {
		return ""
	}
	return strings.ToValidUTF8(name[:min(len(name), 200)], "")
}

// hasControl reports whether a text has characters that cannot be shown, or is no UTF-8.
func hasControl(text string) bool {
	return strings.ContainsFunc(text, ingest.Hidden)
}
