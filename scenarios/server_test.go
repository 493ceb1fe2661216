package scenarios

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"ctrace/scenarios/multiprocessing"
)

// get asks a server as any HTTP client does, without keeping the connection.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// kill ends a process without asking it.
func kill(t *testing.T, pid int) {
	t.Helper()
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
}

func TestServerAnswersAfterItsLatencies(t *testing.T) {
	const latency = 50 * time.Millisecond
	s, err := newServer(t.Context(), 0, latency)
	if err != nil {
		t.Fatal(err)
	}
	if pid := s.process.PID(); pid == 0 || pid == os.Getpid() {
		t.Errorf("the server is process %d, want one of its own", pid)
	}
	for n, want := range []string{"answer 0 after 0s\n", "answer 1 after 50ms\n"} {
		before := time.Now()
		if status, got := get(t, s.url(n)); status != http.StatusOK || got != want {
			t.Errorf("%s: status %d, %q, want %q", path(n), status, got, want)
		}
		if took := time.Since(before); n == 1 && took < latency {
			t.Errorf("%s: answered after %v, want %v at least", path(n), took, latency)
		}
	}
	if status, _ := get(t, s.url(2)); status != http.StatusNotFound {
		t.Errorf("status %d for what has no latency", status)
	}
	if err := s.close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
	if _, err := http.Get(s.url(0)); err == nil {
		t.Error("it answers after its end")
	}
}

func TestServerEndsWithRequestsUnderWay(t *testing.T) {
	s, err := newServer(t.Context(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error)
	go func() {
		_, err := http.Get(s.url(0))
		asked <- err
	}()
	if err := s.close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
	if err := <-asked; err == nil {
		t.Error("a request was answered before its latency was over")
	}
}

func TestServerThatIsLostIsNamed(t *testing.T) {
	s, err := newServer(t.Context(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	kill(t, s.process.PID())
	err = s.close(t.Context())
	if exit := new(multiprocessing.ExitError); !errors.As(err, &exit) || !strings.Contains(err.Error(), serverName) {
		t.Errorf("close: %v, want an error that names the %s", err, serverName)
	}
	if err := s.failed(0, io.EOF); !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), s.url(0)) {
		t.Errorf("failed: %v, want one that names %s", err, s.url(0))
	}
}
