package api

import (
	"io"
	"net/http"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// getErrorsFile answers the rows of an upload that were not taken, as the file had them.
//
// @Summary     Rows that were not taken, as a file
// @Description The rejected and conflicting rows as the file had them, in UTF-8 and with its header and delimiter, and behind each error_line, error_code, error_message and error_hint. Mended, the file may be uploaded as it is: the four columns are passed over.
// @ID          getUploadErrors
// @Tags        uploads
// @Produce     text/csv
// @Security    Key
// @Param       upload path string true "upload" example(u5)
// @Success     200 {string} string "the file"
// @Failure     404 {object} Problem "no such upload for this key"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-no-tag      true
// @Router      /uploads/{upload}/errors.csv [get]
func getErrorsFile(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	return c.errorsFile(u)
}

// errorsFile is the file of an upload.
func (c *call) errorsFile(u indicators.Upload) (int, any, error) {
	c.spoken()
	say := func(p indicators.RowProblem) indicators.RowProblem { return p.Told(c.say) }
	return http.StatusOK, file{contentType: "text/csv; charset=utf-8", name: u.ID.String() + "-errors.csv",
		stream: func(w io.Writer) error {
			return ingest.WriteErrors(c.Request.Context(), w, c.api.Ledger, c.api.Catalogue, u, say)
		}}, nil
}
