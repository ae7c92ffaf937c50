package influx

// Grade is how a finding is to be taken.
type Grade string

// The grades, from good to bad. With a failure the store cannot do its work, or would lose data.
const (
	OK      Grade = "ok"
	Warning Grade = "warn"
	Failure Grade = "FAIL"
)

// Finding is one thing that was examined: What in one line, without the token and without a word of the server's own;
// Do says what to do about it, "" where nothing need be done.
type Finding struct {
	Grade    Grade
	What, Do string
}
