package bench

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// What InfluxDB takes most quickly: requests of 5,000 lines, sorted by series and time, from two senders.
const (
	linesAtOnce = 5000
	senders     = 2
)

// lines is line protocol that was written beforehand, request after request in a file: in memory it would spare the
// program under measurement some of its garbage collections.
type lines struct {
	file *os.File
	ends []int64 // of each request
}

// stationLines are the points of stationFile in their order, with every field as aspro stores it.
func stationLines(tb testing.TB, rows int) *lines {
	tb.Helper()
	const measured = 5
	l, hours, size := &lines{}, rows/measured, int64(0)
	path, _ := file(tb, "station.lp", func(w *bufio.Writer) {
		var line []byte
		for i := range rows {
			line = appendLine(line[:0], i/hours, i%hours, i+2)
			w.Write(line)
			if size += int64(len(line)); (i+1)%linesAtOnce == 0 || i == rows-1 {
				l.ends = append(l.ends, size)
			}
		}
	})
	var err error
	if l.file, err = os.Open(path); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.file.Close() })
	return l
}

// appendLine writes the observation of one hour of the first station, good and observed, that stood in a line of upload 1.
func appendLine(to []byte, pollutant, hour, line int) []byte {
	p := pollutants[pollutant]
	to = append(to, "obs,city=surabaya,indicator="+p.id+",resolution=PT1H,site="+station(0)+",statistic=mean value="...)
	v := value(pollutant, hour, p.decimals)
	to = strconv.AppendFloat(to, v, 'g', -1, 64)
	to = append(to, ",raw="...)
	to = strconv.AppendFloat(to, v, 'g', -1, 64)
	to = append(to, ",l="...)
	to = strconv.AppendInt(to, int64(line), 10)
	to = append(to, "i,q=1i,s=1i,u=1i "...)
	to = strconv.AppendInt(to, begin.Unix()+int64(hour)*3600, 10)
	return append(to, '\n')
}

// send gives every request to the server as it is, by plain HTTP, and returns when the last is answered.
func (l *lines) send(tb testing.TB, server *influxtest.Server, bucket string) {
	tb.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	requests, failures := make(chan int), make(chan error, len(l.ends))
	var wait sync.WaitGroup
	for range senders {
		wait.Go(func() {
			var body []byte
			for i := range requests {
				from := int64(0)
				if i > 0 {
					from = l.ends[i-1]
				}
				body = append(body[:0], make([]byte, l.ends[i]-from)...)
				if _, err := l.file.ReadAt(body, from); err != nil {
					failures <- err
					continue
				}
				if err := post(client, server, writePath(server, bucket), "text/plain; charset=utf-8", body, http.StatusNoContent, io.Discard); err != nil {
					failures <- err
				}
			}
		})
	}
	for i := range l.ends {
		requests <- i
	}
	close(requests)
	wait.Wait()
	close(failures)
	for err := range failures {
		tb.Fatal(err)
	}
}

// post sends one request straight to the server and copies the answer.
func post(client *http.Client, server *influxtest.Server, path, kind string, body []byte, want int, to io.Writer) error {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", "Token "+server.Token)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != want {
		words, _ := io.ReadAll(answer.Body)
		return &refusal{answer.Status, string(words)}
	}
	_, err = io.Copy(to, answer.Body)
	return err
}

// refusal is an answer that was not wanted.
type refusal struct{ status, words string }

func (r *refusal) Error() string { return "InfluxDB answers " + r.status + ": " + r.words }
