package docs

import _ "embed" // the sample uploads

var (
	//go:embed sample/surabaya.csv
	surabayaSample []byte
	//go:embed sample/cebu.csv
	cebuSample []byte
	//go:embed sample/cebu-who-2022.csv
	cebuWHO2022Sample []byte
	//go:embed sample/kitakyushu.csv
	kitakyushuSample []byte
)

// SampleUpload is one file of published figures with what is asked of its upload. Every row names its source.
type SampleUpload struct {
	Name       string // of the file
	Profile    string // id of the import profile
	City       string // slug: all rows are of it
	OnConflict string // "reject" or "correct"
	Reason     string // of a correction; "" otherwise
	Content    []byte // CSV
}

// SampleUploads are the published figures of the partner cities that have a place and a time, in the order in
// which they are to be loaded: a later edition corrects an earlier one.
func SampleUploads() []SampleUpload {
	return []SampleUpload{
		{Name: "surabaya.csv", Profile: "aspro", City: "surabaya", OnConflict: "reject", Content: surabayaSample},
		{Name: "cebu.csv", Profile: "aspro", City: "cebu", OnConflict: "reject", Content: cebuSample},
		{Name: "kitakyushu.csv", Profile: "aspro", City: "kitakyushu", OnConflict: "reject", Content: kitakyushuSample},
		{
			Name: "cebu-who-2022.csv", Profile: "aspro", City: "cebu", OnConflict: "correct",
			Reason:  "The 2022 edition of the WHO ambient air quality database has PM10 53 µg/m³ for 2013, where the 2016 edition had 53.5.",
			Content: cebuWHO2022Sample,
		},
	}
}
