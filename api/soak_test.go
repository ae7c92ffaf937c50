package api

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"testing"
	"time"
)

// TestSoakServer asks and uploads for a while (ASPRO_SOAK, such as 10m; three seconds otherwise) and then holds
// goroutines and heap to what they were after the first second.
func TestSoakServer(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("ASPRO_SOAK"))
	if err != nil {
		length = 3 * time.Second
	}
	w := newWorld(t).withSample()
	begun := time.Now()
	requests := 0
	ask := func(until time.Duration) (goroutines int, heap uint64) {
		for time.Since(begun) < until {
			for _, target := range []string{
				"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&at=2012", "/api/v1/programmes/aspro/progress?at=2010",
				"/api/v1/series", "/api/v1/cities/cebu/indicators/pm10/latest", "/", "/metrics", "/api/v1/nothing",
			} {
				w.do(http.MethodGet, target, "", "", "")
				requests++
			}
			w.post("profile=aspro", w.admin, fmt.Sprintf("city,site,indicator,period,value,unit\nsurabaya,citywide,pm2-5,%d,%d,µg/m³\n", 1950+requests%70, requests))
			w.log.Reset()
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	goroutines, heap := ask(time.Second)
	goroutinesAfter, heapAfter := ask(length)
	t.Logf("%d requests: goroutines %d, then %d; heap %d KiB, then %d", requests, goroutines, goroutinesAfter, heap>>10, heapAfter>>10)
	if goroutinesAfter > goroutines+5 {
		t.Errorf("%d goroutines, %d at the beginning", goroutinesAfter, goroutines)
	}
	if heapAfter > heap+32<<20 {
		t.Errorf("the heap has grown from %d to %d KiB", heap>>10, heapAfter>>10)
	}
}
