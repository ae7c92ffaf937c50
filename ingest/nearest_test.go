package ingest

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"approved_by", "override", "prepared_by"}
	for text, want := range map[string]string{
		"aproved_by": "approved_by, prepared_by, override",
		"OVERRIDE":   "override, prepared_by, approved_by", // whatever the case
		"prepared":   "prepared_by, override, approved_by", // a part of a name
	} {
		if got := Nearest(text, names); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("of none: %q", got)
	}
}
