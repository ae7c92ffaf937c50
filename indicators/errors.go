package indicators

import (
	"errors"
	"fmt"
)

// Kind says who can mend an error; package api maps it to a status, and nothing else does.
type Kind string

// The few kinds there are.
const (
	Invalid      Kind = "invalid"      // the request or the row is wrong: the sender can mend it
	NotFound     Kind = "not_found"    // no such thing, or none that this key may see
	Conflicting  Kind = "conflict"     // right in itself, but against what is stored
	Unauthorized Kind = "unauthorized" // no key, or none that is known
	Forbidden    Kind = "forbidden"    // the key may not do this
	TooLarge     Kind = "too_large"    // over a published limit
	Unsupported  Kind = "unsupported"  // a media type or encoding that is not read here
	TooMany      Kind = "rate_limited" // too many requests; wait
	Unavailable  Kind = "unavailable"  // not now; try again
	Internal     Kind = "internal"     // ours: the text goes to the log, never to a stranger
)

// Error is the one error type of the project. Message is for the person who can mend it and names
// parameter, value and allowed form; Err is the cause, for the log.
type Error struct {
	Kind    Kind
	Code    string // a documented, stable code such as "naive_datetime"; empty means the kind itself
	Field   string // the parameter or column at fault, if one is
	Message string
	Hint    string // what to write instead, if that is known
	Err     error

	said, advised Phrase // Message and Hint in parts, to be said in other languages
}

// Errorf makes an error of a kind; %w keeps a cause.
func Errorf(kind Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err), said: Phrase{format, args}}
}

// Coded returns e with a finer code.
func (e *Error) Coded(code string) *Error { e.Code = code; return e }

// At returns e with the parameter or column at fault.
func (e *Error) At(field string) *Error { e.Field = field; return e }

// Try returns e with a hint of what to write instead.
func (e *Error) Try(format string, args ...any) *Error {
	e.advised = Phrase{format, args}
	e.Hint = e.advised.String()
	return e
}

// Said is the message in parts, to be said in another language.
func (e *Error) Said() Phrase {
	if e.said.String() != e.Message { // changed by hand: the parts are no longer what is meant
		return Phrasef("%s", e.Message)
	}
	return e.said
}

// Words are the parts of the message, so that an error can stand in a sentence that is said in another language.
func (e *Error) Words() (format string, args []any) { return e.Said().Words() }

// Advice is the hint in parts; the empty phrase when there is none.
func (e *Error) Advice() Phrase {
	if e.Hint != "" && e.advised.String() != e.Hint {
		return Phrasef("%s", e.Hint)
	}
	return e.advised
}

// Error is the message alone.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// FineCode is the documented code: the finer one where there is one, else the kind.
func (e *Error) FineCode() string {
	if e.Code != "" {
		return e.Code
	}
	return string(e.Kind)
}

// KindOf is the kind of err; an error that is not ours is Internal, nil is "".
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
