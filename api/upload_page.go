package api

import (
	"net/http"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// getUploadPage answers the page on which a file is tried and stored.
//
// @Summary Page for uploads
// @ID      getUploadPage
// @Tags    uploads
// @Produce html
// @Param   lang query string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success 200 {string} string "page"
// @Failure 422 {object} Problem "there is no such language"
// @Failure default {object} Problem "what is wrong, and what to change"
// @x-root  true
// @Router  /upload [get]
func getUploadPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	return c.page(uploadTemplate, http.StatusOK, c.uploadPage())
}

// postUploadPage tries the file of the form and shows what would become of it, or stores it.
//
// @Summary     Try or store a file by the page
// @Description The form of the page for uploads. With step=try, the default, the file is checked as POST /api/v1/uploads?dry_run=true does and nothing is stored; with step=store it is stored, if its sha256 is that of the file which was tried. No cookie is set or read: the key in the form, or in the header, is what proves who sends it. The fields stand before the file.
// @ID          postUploadPage
// @Tags        uploads
// @Accept      mpfd
// @Produce     html
// @Security    Key
// @Param       lang        query    string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Param       key         formData string false "the key, where it is not in the header"
// @Param       step        formData string false "what is to be done" Enums(try, store)
// @Param       city        formData string false "city that every row must be of"
// @Param       profile     formData string false "import profile; without one, some are proposed"
// @Param       on_error    formData string false "what one bad row does to the rest"
// @Param       on_conflict formData string false "what happens to a row that differs from what is stored"
// @Param       reason      formData string false "why stored values are replaced"
// @Param       encoding    formData string false "in which the file was saved"
// @Param       sheet       formData string false "worksheet of a workbook"
// @Param       site        formData string false "the site that every row is of"
// @Param       conditions  formData string false "temperature and pressure at which ppb becomes µg/m³"
// @Param       sha256      formData string false "of the file that was tried: another is refused"
// @Param       file        formData file   false "the file: CSV or XLSX, also compressed with gzip or zstd"
// @Success     200 {string} string "page: what would become of the file, or that it is known already"
// @Success     201 {string} string "page: stored"
// @Success     202 {string} string "page: accepted and safe; written when the store of observations is back"
// @Failure     401 {string} string "page: no key, or none that is known"
// @Failure     403 {string} string "page: the key may not do this"
// @Failure     413 {string} string "page: over a limit"
// @Failure     415 {string} string "page: a type or encoding that is not read"
// @Failure     422 {string} string "page: rows refuse it, or a field is wrong"
// @Failure     429 {string} string "page: too many keys from this address were refused"
// @Failure     500 {string} string "page: internal error"
// @Failure     503 {string} string "page: not now"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-not-problems [401,403,413,415,422,429,500,503]
// @x-root      true
// @Router      /upload [post]
func postUploadPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	v := c.uploadPage()
	status, err := c.tryForm(v)
	if err != nil {
		v.Receipt, v.Rows = nil, nil
		status = c.refuseForm(&v.pageTop, err)
	}
	return c.page(uploadTemplate, status, v)
}

// refuseByPage shows what is wrong with a request that did not come to the form.
func (c *call) refuseByPage(p Problem) {
	var status int
	var page any
	var err error
	if c.route.path == "/upload" {
		v := c.uploadPage()
		v.refuse(c, p)
		status, page, err = c.page(uploadTemplate, p.Status, v)
	} else {
		v := c.earlierPage()
		v.refuse(c, p)
		status, page, err = c.page(earlierTemplate, p.Status, v)
	}
	if err != nil {
		c.writeProblem(p, p)
		return
	}
	c.answer(status, page)
}

// tryForm does what the form asks and fills the page.
func (c *call) tryForm(v *uploadPage) (status int, err error) {
	leave, err := c.enterUpload()
	if err != nil {
		return 0, err
	}
	defer leave()
	sent, err := c.uploadForm()
	defer sent.remove()
	v.choose(sent)
	if err != nil {
		return 0, err
	}
	step := sent.Get("step")
	if step != "" && step != "try" && step != "store" {
		return 0, indicators.Errorf(indicators.Invalid, "step is %q; it must be try or store", step).Coded("bad_parameter").At("step")
	}
	for name, values := range sent.Values {
		c.params[name] = values
	}
	o, err := c.uploadOptions()
	if err != nil {
		return 0, err
	}
	o.DryRun, o.SHA256, o.Request.FileName = step != "store", sent.Get("sha256"), sent.name
	if o.Request.Profile == "" {
		return c.propose(v, sent, o.Request)
	}
	body, err := sent.rewound()
	if err != nil {
		return 0, err
	}
	result, err := c.imported(body, o)
	if err != nil {
		return 0, err
	}
	if result.DryRun {
		if err := c.firstRows(v, sent, o); err != nil {
			return 0, err
		}
	}
	return c.showResult(v, result), nil
}

// propose names the profiles that the file looks made for; none is applied.
func (c *call) propose(v *uploadPage, sent *sentForm, request indicators.UploadRequest) (int, error) {
	body, err := sent.rewound()
	if err != nil {
		return 0, err
	}
	found, err := c.detected(body, request)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, indicators.Errorf(indicators.Invalid, "no profile fits this file").Coded("profile_missing").At("profile").
			Try("Use the template of your city, or ask whoever keeps this server for a profile of this file.")
	}
	for _, p := range found[:min(len(found), 5)] {
		v.Proposed = append(v.Proposed, p.Profile)
	}
	v.Profile, v.Outcome = found[0].Profile.ID, c.say("No profile was chosen")
	return http.StatusOK, nil
}

// firstRows shows what the profile makes of the first rows.
func (c *call) firstRows(v *uploadPage, sent *sentForm, o ingest.Options) error {
	body, err := sent.rewound()
	if err != nil {
		return err
	}
	preview, err := c.api.importer.Preview(c.Request.Context(), body, o, 5)
	if err != nil {
		return bodyError(err)
	}
	for _, row := range preview.Rows {
		v.Rows = append(v.Rows, c.rowInWords(row))
	}
	return nil
}
