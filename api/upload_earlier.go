package api

import (
	"net/http"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// mostEarlier is how many uploads the page lists.
const mostEarlier = 50

// earlierPage lists what was sent before, with what can still be done with it.
type earlierPage struct {
	pageTop
	Asked   bool // a key was given and taken
	Uploads []earlierUpload
}

// earlierUpload is one of them.
type earlierUpload struct {
	ID, City, FileName, ReceivedOn, State string
	Counts                                indicators.Counts
	MayTakeBack                           bool
}

func (c *call) earlierPage() *earlierPage {
	v := &earlierPage{pageTop: c.pageTop(c.say("Earlier uploads"), "/docs/upload.js")}
	v.Path = "/upload" // this page comes by a form alone
	return v
}

// postEarlierPage lists the uploads that a key may see.
//
// @Summary     Earlier uploads, on a page
// @Description The uploads that were sent with the key of the form, and those of its cities: the newest 50, each with what became of it. From there the rows that were not taken are saved as a file, and an upload is taken back. No cookie is set or read.
// @ID          postEarlierPage
// @Tags        uploads
// @Accept      mpfd
// @Produce     html
// @Security    Key
// @Param       lang query    string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Param       key  formData string false "the key, where it is not in the header"
// @Success     200 {string} string "page"
// @Failure     401 {string} string "page: no key, or none that is known"
// @Failure     403 {string} string "page: the key may not do this"
// @Failure     413 {string} string "page: over a limit"
// @Failure     415 {string} string "page: a type that is not read"
// @Failure     422 {string} string "page: a field is wrong"
// @Failure     429 {string} string "page: too many keys from this address were refused"
// @Failure     500 {string} string "page: internal error"
// @Failure     503 {string} string "page: not now"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-not-problems [401,403,413,415,422,429,500,503]
// @x-root      true
// @Router      /upload/earlier [post]
func postEarlierPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	v, status := c.earlierPage(), http.StatusOK
	_, err := c.keyForm()
	if err == nil {
		err = c.listEarlier(v)
	}
	if err != nil {
		status = c.refuseForm(&v.pageTop, err)
	}
	return c.page(earlierTemplate, status, v)
}

// listEarlier fills the list: what the key has sent, and what there is of its cities.
func (c *call) listEarlier(v *earlierPage) error {
	filters := []indicators.UploadFilter{{KeyID: c.key.ID, Limit: mostEarlier}}
	if c.key.Role != indicators.RoleSensor {
		filters = append(filters, indicators.UploadFilter{Cities: c.myCities(), Limit: mostEarlier})
	}
	var found []indicators.Upload
	for _, filter := range filters {
		page, err := c.api.Ledger.Uploads(c.Request.Context(), filter)
		if err != nil {
			return err
		}
		found = append(found, page...)
	}
	slices.SortFunc(found, func(a, b indicators.Upload) int { return int(b.ID) - int(a.ID) })
	found = slices.CompactFunc(found, func(a, b indicators.Upload) bool { return a.ID == b.ID })
	for _, u := range found[:min(len(found), mostEarlier)] {
		v.Uploads = append(v.Uploads, c.earlierUpload(u))
	}
	v.Asked = true
	return nil
}

func (c *call) earlierUpload(u indicators.Upload) earlierUpload {
	city, _ := c.api.Catalogue.City(u.City)
	return earlierUpload{ID: u.ID.String(), City: city.Name, FileName: u.FileName, ReceivedOn: c.timeInWords(u.ReceivedAt, u.City), State: c.stateInWords(u.State), Counts: u.Receipt.Counts,
		MayTakeBack: u.State == indicators.Committed && c.mayRevert(u) == nil}
}

// stateInWords says what has become of an upload.
func (c *call) stateInWords(s indicators.UploadState) string {
	switch s {
	case indicators.Committed:
		return c.say("stored")
	case indicators.Refused:
		return c.say("refused, nothing of it is stored")
	case indicators.Reverted:
		return c.say("taken back")
	case indicators.Reverting:
		return c.say("being taken back")
	case indicators.Received, indicators.Spooled, indicators.Committing:
	}
	return c.say("safe, not yet stored")
}

// postErrorsPage answers the rows of an upload that were not taken, as the page's button asks for them.
//
// @Summary     Rows that were not taken, as a file, by the page
// @Description The same file as GET /api/v1/uploads/{upload}/errors.csv, for the key of the form: a browser saves it. A refusal is a page.
// @ID          postErrorsPage
// @Tags        uploads
// @Accept      mpfd
// @Produce     text/csv,html
// @Security    Key
// @Param       lang   query    string false "language of the messages in the file; default by Accept-Language" Enums(en, id, ceb, ja)
// @Param       key    formData string false "the key, where it is not in the header"
// @Param       upload formData string false "id of the upload, such as u5"
// @Success     200 {string} string "the file"
// @Failure     401 {string} string "page: no key, or none that is known"
// @Failure     403 {string} string "page: the key may not do this"
// @Failure     404 {string} string "page: no such upload for this key"
// @Failure     413 {string} string "page: over a limit"
// @Failure     415 {string} string "page: a type that is not read"
// @Failure     422 {string} string "page: a field is wrong"
// @Failure     429 {string} string "page: too many keys from this address were refused"
// @Failure     500 {string} string "page: internal error"
// @Failure     503 {string} string "page: not now"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-not-problems [401,403,404,413,415,422,429,500,503]
// @x-root      true
// @Router      /upload/errors [post]
func postErrorsPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	status, view := 0, any(nil)
	sent, err := c.keyForm("upload")
	if err == nil {
		var u indicators.Upload
		if u, err = c.myUpload(sent.Get("upload")); err == nil {
			status, view, err = c.errorsFile(u)
		}
	}
	if err != nil {
		v := c.earlierPage()
		return c.page(earlierTemplate, c.refuseForm(&v.pageTop, err), v)
	}
	return status, view, nil
}
