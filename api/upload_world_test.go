package api

import "net/http"

// upload stores a file in the header of the templates; it must not be refused.
func (w *world) upload(body, city string) {
	w.t.Helper()
	if answer, _ := w.post("profile=aspro&city="+city, w.admin, body); answer.Code != http.StatusCreated {
		w.t.Fatalf("upload: %d %s", answer.Code, answer.Body)
	}
}
