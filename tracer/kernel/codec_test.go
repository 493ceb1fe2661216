package kernel

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
)

var testHeader = Header{Schema: schema, Mode: Perf, CPUs: 2, PID: 100, StartMono: 5_000_000_000}

// testEvents has every kind, times that go back, and the ends of all ranges.
var testEvents = []Event{
	{Kind: Name, Time: 5_000_000_100, PID: 100, TID: 100, Exec: true, Text: "make"},
	{Kind: Args, Time: 5_000_000_100, PID: 100, TID: 100, Text: "make\x00-j4\x00\xff\xfe\x1b[31m"},
	{Kind: SwitchIn, Time: 5_000_000_100, CPU: 1, PID: 100, TID: 100, Delay: math.MaxInt64},
	{Kind: Fork, Time: 5_000_200_000, PID: 100, TID: 101, ParentPID: 100, ParentTID: 100},
	{Kind: SwitchOut, Time: 5_000_300_000, CPU: maxCPU - 1, PID: 100, TID: 100, Preempted: true},
	{Kind: SwitchOut, Time: 5_000_250_000, PID: 100, TID: 101},
	{Kind: Name, Time: 5_000_300_000, PID: 100, TID: 101},
	{Kind: Wait, Time: 5_001_300_000, PID: 100, TID: 101, Reason: timeline.File, Text: "/etc/hosts"},
	{Kind: Ready, Time: 5_001_400_000, PID: 100, TID: 101},
	{Kind: Lost, Time: 5_001_500_000, CPU: 1, Count: math.MaxUint64},
	{Kind: Exit, Time: math.MaxInt64, PID: maxID, TID: maxID},
	{Kind: Exit, Time: 0, PID: 1, TID: maxID},
	{Kind: End, Time: 6_000_000_000},
}

func write(t testing.TB, h Header, events []Event) []byte {
	t.Helper()
	var file bytes.Buffer
	w := NewWriter(&file, h)
	for _, e := range events {
		w.Append(e)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// readAll returns the events up to the error that ends them.
func readAll(r *Reader) (events []Event, err error) {
	for {
		e, err := r.Next()
		if err != nil {
			return events, err
		}
		events = append(events, e)
	}
}

func TestRoundTrip(t *testing.T) {
	r, err := NewReader(bytes.NewReader(write(t, testHeader, testEvents)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Header() != testHeader {
		t.Errorf("header %+v, want %+v", r.Header(), testHeader)
	}
	events, err := readAll(r)
	if err != io.EOF {
		t.Error(err)
	}
	if !reflect.DeepEqual(events, testEvents) {
		t.Errorf("read %+v\nwrote %+v", events, testEvents)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after the end: %v", err)
	}
}

func TestSwitchesAreSmall(t *testing.T) {
	file := write(t, testHeader, nil)
	const switches = 1000
	var events []Event
	for i := range switches {
		tid := 120_000 + i%4
		events = append(events, Event{
			Kind: SwitchIn + Kind(i%2), Time: testHeader.StartMono + int64(i)*5_000,
			CPU: i % 2, PID: 120_000, TID: tid,
		})
	}
	if size := len(write(t, testHeader, events)) - len(file); size > 7*switches {
		t.Errorf("%d switches take %d bytes", switches, size)
	}
}

func TestTextsAreBounded(t *testing.T) {
	file := write(t, testHeader, []Event{
		{Kind: Args, Time: 1, Text: strings.Repeat("x", maxText+1)},
		{Kind: End},
	})
	r, err := NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := r.Next(); err != nil || e.Text != strings.Repeat("x", maxText) {
		t.Errorf("a text of %d bytes, %v", len(e.Text), err)
	}
}

func TestUnwritableEvents(t *testing.T) {
	for _, e := range []Event{
		{},
		{Kind: numKinds},
		{Kind: SwitchIn, Time: -1},
		{Kind: SwitchIn, CPU: maxCPU},
		{Kind: SwitchIn, CPU: -1},
		{Kind: SwitchIn, Delay: -1},
		{Kind: Exit, TID: -1},
		{Kind: Exit, PID: math.MaxInt},
		{Kind: Fork, ParentTID: -5},
	} {
		var file bytes.Buffer
		w := NewWriter(&file, testHeader)
		w.Append(e)
		w.Append(Event{Kind: End})
		if err := w.Flush(); err == nil {
			t.Errorf("%+v was written", e)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteErrorSticks(t *testing.T) {
	full := errors.New("no space left on device")
	w := NewWriter(failingWriter{full}, testHeader)
	for range 2 {
		if err := w.Flush(); err != full {
			t.Errorf("Flush returned %v", err)
		}
		w.Append(Event{Kind: End})
	}
}

// A recorder can be killed at any byte.
func TestCutAnywhere(t *testing.T) {
	file := write(t, testHeader, testEvents)
	header := bytes.IndexByte(file, '\n') + 1
	for size := range file {
		r, err := NewReader(bytes.NewReader(file[:size]))
		if size < header {
			if !errors.Is(err, ErrNoSwitches) {
				t.Fatalf("cut at %d, in the header: %v", size, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		events, err := readAll(r)
		var incomplete *Incomplete
		if !errors.As(err, &incomplete) || !incomplete.Cut() || incomplete.Offset > int64(size) {
			t.Fatalf("cut at %d: %v", size, err)
		}
		if !reflect.DeepEqual(events, append([]Event{}, testEvents[:len(events)]...)) && len(events) > 0 {
			t.Fatalf("cut at %d: read %+v", size, events)
		}
		if rewritten := write(t, testHeader, events); incomplete.Offset != int64(len(rewritten)) {
			t.Fatalf("cut at %d: the good part ends at %d, reported is %d", size, len(rewritten), incomplete.Offset)
		}
	}
}

func TestReaderRefuses(t *testing.T) {
	const begin = `{"schema":"ctrace.kernel/1","mode":"perf","cpus":2,"pid":1,"start_mono_ns":0}` + "\n"
	for name, file := range map[string]string{
		"an empty file":             "",
		"a header without end":      strings.Repeat("{", 1<<20),
		"a line that is no JSON":    "go 1.26 trace\n",
		"another schema":            `{"schema":"ctrace.kernel/2","mode":"perf"}` + "\n",
		"a mode without events":     `{"schema":"ctrace.kernel/1","mode":"off"}` + "\n",
		"a mode that is no mode":    `{"schema":"ctrace.kernel/1","mode":"strace"}` + "\n",
		"a negative number of CPUs": `{"schema":"ctrace.kernel/1","mode":"perf","cpus":-1}` + "\n",
	} {
		if _, err := NewReader(strings.NewReader(file)); !errors.Is(err, ErrNoSwitches) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, record := range map[string]string{
		"kind 0":                "\x00\x00\x00\x00",
		"an unknown kind":       "\x7f\x00\x00\x00",
		"a time before boot":    "\x04\x01\x00\x00",
		"a number of 11 bytes":  "\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		"a negative thread":     "\x04\x00\x01\x00",
		"a CPU out of range":    "\x01\x00\x00\x00\xff\xff\xff\x7f\x00",
		"a text of 256 MB":      "\x05\x00\x00\x00\x80\x80\x80\x80\x01",
		"a text of 2^63 bytes":  "\x05\x00\x00\x00\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
		"a number for a reason": "\x07\x00\x00\x00\x80\x80\x80\x80\x01",
	} {
		r, err := NewReader(strings.NewReader(begin + record))
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Next()
		var incomplete *Incomplete
		if !errors.As(err, &incomplete) || incomplete.Cut() || incomplete.Offset != int64(len(begin)) {
			t.Errorf("%s: %v", name, err)
		}
		if _, again := r.Next(); again != err {
			t.Errorf("%s: then %v", name, again)
		}
	}
}

func TestUnknownReasonIsOther(t *testing.T) {
	const file = `{"schema":"ctrace.kernel/1","mode":"poll"}` + "\n" + "\x07\x00\x00\x00\x04beer\x01x"
	r, err := NewReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := r.Next(); err != nil || e.Reason != timeline.Other || e.Text != "x" {
		t.Errorf("%+v, %v", e, err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add(write(f, testHeader, testEvents))
	f.Add(write(f, Header{Mode: Poll}, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := NewReader(bytes.NewReader(file))
		if err != nil {
			return
		}
		events, _ := readAll(r)
		again, err := NewReader(bytes.NewReader(write(t, r.Header(), events)))
		if err != nil {
			t.Fatalf("the header %+v was read and written: %v", r.Header(), err)
		}
		if copied, _ := readAll(again); !reflect.DeepEqual(copied, events) {
			t.Fatalf("read %+v\nwrote and read %+v", events, copied)
		}
	})
}

func TestModeWords(t *testing.T) {
	for m := range numModes {
		text, err := m.MarshalText()
		var back Mode
		if err != nil || back.UnmarshalText(text) != nil || back != m {
			t.Errorf("%v is written as %q, %v, and read as %v", m, text, err, back)
		}
	}
	if _, err := numModes.MarshalText(); err == nil {
		t.Error("a mode out of range was written")
	}
	if _, err := ParseMode("Perf"); err == nil {
		t.Error("Perf is no word for a mode")
	}
}
