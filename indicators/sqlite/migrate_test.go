package sqlite

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// TestMigrationsAreNumberedOnce: a data file knows by a number alone which of them it has seen.
func TestMigrationsAreNumberedOnce(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if want := fmt.Sprintf("migrations/%04d_", i+1); !strings.HasPrefix(file, want) {
			t.Errorf("%s stands where %s… is due", file, want)
		}
	}
}
