package catalogue

import "testing"

func TestDefaultLoads(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"surabaya", "cebu", "kitakyushu"} {
		if _, ok := c.City(id); !ok {
			t.Errorf("the default catalogue has no city %s", id)
		}
	}
}
