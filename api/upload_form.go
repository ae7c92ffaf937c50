package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// formFields are the fields of the form of the page for uploads, before its file.
var formFields = []string{"key", "step", "city", "profile", "on_error", "on_conflict", "reason", "encoding", "sheet", "site", "conditions", "sha256"}

// sentForm is that form as it came: its fields but for the key, and the file in a file of ours.
type sentForm struct {
	url.Values
	file *os.File
	name string
}

// remove must be called; the bytes are gone then.
func (f *sentForm) remove() {
	if f.file != nil {
		f.file.Close()
		_ = os.Remove(f.file.Name())
	}
}

// rewound is the file from its beginning.
func (f *sentForm) rewound() (io.Reader, error) {
	_, err := f.file.Seek(0, io.SeekStart)
	return f.file, err
}

// uploadForm reads the form. Its fields stand before the file: the key among them is proved before a byte of the file is kept.
func (c *call) uploadForm() (*sentForm, error) {
	sent := &sentForm{Values: url.Values{}}
	file, err := c.readFields(sent, formFields)
	if err == nil {
		err = c.admitForm(sent)
	}
	if err != nil {
		return sent, err
	}
	if file == nil {
		return sent, errNoFile()
	}
	sent.name = fileName(file.FileName())
	return sent, c.keepFile(sent, file)
}

// keyForm reads a form of the key and the named fields, without a file, and proves the key.
func (c *call) keyForm(names ...string) (*sentForm, error) {
	sent := &sentForm{Values: url.Values{}}
	file, err := c.readFields(sent, append([]string{"key"}, names...))
	if err == nil && file != nil {
		err = errNoField("file")
	}
	if err == nil {
		err = c.admitForm(sent)
	}
	return sent, err
}

// readFields reads a form up to its file; nil where it has none.
func (c *call) readFields(sent *sentForm, names []string) (file *multipart.Part, err error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, notRead("the page sends a form (multipart/form-data)")
	}
	form := multipart.NewReader(http.MaxBytesReader(c.Writer, c.Request.Body, wireBytes), params["boundary"])
	for range len(names) + 1 {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, notAForm(err)
		}
		if part.FormName() == "file" {
			return part, nil
		}
		if err := sent.take(part, names); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// notAForm is why the parts of a form cannot be read: too large, too slow, or no whole form.
func notAForm(err error) error {
	if err = bodyError(err); indicators.KindOf(err) == indicators.Internal {
		return bodyError(io.ErrUnexpectedEOF)
	}
	return err
}

func errNoField(name string) error {
	return indicators.Errorf(indicators.Invalid, "there is no field %q in this form, or it stands twice", name).Coded("unknown_parameter").At(name)
}

func errNoFile() error {
	return indicators.Errorf(indicators.Invalid, "no file was chosen").Coded("file_missing").At("file")
}

// take reads one field, one of the named.
func (f *sentForm) take(part *multipart.Part, names []string) error {
	name := part.FormName()
	if !slices.Contains(names, name) || f.Has(name) {
		return errNoField(name)
	}
	text, err := io.ReadAll(io.LimitReader(part, 2001))
	if err != nil {
		return notPlain(name, 2000)
	}
	if err := plainText(name, string(text), 2000); err != nil {
		return err
	}
	f.Set(name, string(text))
	return nil
}

// admitForm proves the key of the form, or of the header where one is there.
func (c *call) admitForm(sent *sentForm) error {
	if key := sent.Get("key"); key != "" && c.GetHeader("Authorization") == "" {
		c.Request.Header.Set("Authorization", "Bearer "+key)
	}
	sent.Del("key")
	err := c.admitKey()
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "key_missing" {
		return indicators.Errorf(indicators.Unauthorized, "this needs a key").Coded("key_missing").At("key").Try("Write it into the field “Key”. Whoever keeps this server makes one for you: `aspro key add`.")
	}
	return err
}

// keepFile puts the file where it can be read twice. Unavailable when our own disk takes no more.
func (c *call) keepFile(sent *sentForm, part io.Reader) error {
	file, err := os.CreateTemp(c.api.SpoolDir, "aspro-form-*")
	if err != nil {
		return ingest.NotKept(err)
	}
	sent.file = file
	n, err := io.Copy(ingest.DiskWriter{File: file}, part)
	if err != nil {
		return bodyError(err)
	}
	if n == 0 {
		return errNoFile()
	}
	return nil
}
