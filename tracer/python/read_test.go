package python_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// file builds what the agent would write, as agent/ctrace_agent/sink.py lays it out.
type file struct{ bytes.Buffer }

func (f *file) segment(slots int, first, lost uint64) {
	head := make([]byte, 64)
	copy(head, "ctracepy")
	binary.LittleEndian.PutUint32(head[8:], 1)
	binary.LittleEndian.PutUint32(head[12:], 7)
	binary.LittleEndian.PutUint64(head[16:], uint64(64+32*slots))
	binary.LittleEndian.PutUint32(head[24:], 0x030d00f0)
	binary.LittleEndian.PutUint64(head[40:], lost)
	binary.LittleEndian.PutUint64(head[48:], first)
	f.Write(head)
}

func (f *file) text(id uint32, text string) {
	slot := make([]byte, 32)
	slot[0], slot[1] = 1, byte(len(text))
	binary.LittleEndian.PutUint32(slot[4:], id)
	copy(slot[8:], text)
	f.Write(slot)
}

func (f *file) record(kind, flags byte, thread uint16, id uint32, at int64, text, extra uint32, until int64) {
	slot := []byte{kind, flags}
	slot = binary.LittleEndian.AppendUint16(slot, thread)
	slot = binary.LittleEndian.AppendUint32(slot, id)
	slot = binary.LittleEndian.AppendUint64(slot, uint64(at))
	slot = binary.LittleEndian.AppendUint32(slot, text)
	slot = binary.LittleEndian.AppendUint32(slot, extra)
	f.Write(binary.LittleEndian.AppendUint64(slot, uint64(until)))
}

// sample is a process with two threads and a task that takes two steps.
func sample() *file {
	f := &file{}
	f.segment(12, 0, 0)
	f.text(1, "MainThread")
	f.record(2, 0, 1, 7, 100, 1, 0, 0)
	f.text(2, "task(1)")
	f.record(4, 0, 1, 1, 1000, 2, 0, 0)
	f.record(3, 1, 1, 1, 2000, 3, 10, 3000) // a step, whose text follows
	f.text(3, "sleep\t1 s\tf\tf.py\t3")
	f.record(3, 3, 1, 1, 9000, 0, 10, 9500)
	f.text(4, "other")
	f.record(2, 4, 2, 8, 4000, 4, 0, 0)
	f.text(5, "queue\tget")
	f.record(5, 1, 2, 0, 5000, 5, 0, 6000)
	f.record(5, 1, 2, 0, 5200, 5, 0, 5800) // inside of the other
	return f
}

func read(t *testing.T, data []byte) (*timeline.Timeline, error) {
	t.Helper()
	b := timeline.NewBuilder(timeline.Clock{Boot: "this"})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Parent: timeline.NoLane})
	err := python.Read(t.Context(), bytes.NewReader(data), python.Process{PID: 7, Lane: lane}, b)
	tl := b.Build(0)
	if err := timeline.Validate(tl); err != nil {
		t.Error(err)
	}
	return tl, err
}

func TestRead(t *testing.T) {
	tl, err := read(t, sample().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 7 "": 0s
  thread 7 "MainThread": 100ns unknown 1.9µs, running 1µs, unknown 6µs, running 500ns
    coroutine 1 "task(1)": 1µs runnable 1µs, running@7 1µs, waiting/sleep/1 s 5.36µs, runnable 640ns, running@7 500ns
  runtime thread 8 "other": 4µs unknown 1µs, waiting/queue/get 1µs
`
	if got := timelinetest.Format(tl); got != want {
		t.Errorf("the timeline is\n%s\nwant\n%s", got, want)
	}
}

// TestNotEnded shows that a task that was lost while it waited did so until the last
// record.
func TestNotEnded(t *testing.T) {
	f := &file{}
	f.segment(8, 0, 0)
	f.text(1, "task(1)")
	f.text(2, "sleep\t1 s")
	f.record(4, 0, 1, 1, 1000, 1, 0, 0)
	f.record(3, 1, 1, 1, 2000, 2, 0, 3000)
	f.record(4, 0, 1, 2, 9000, 1, 0, 0)
	tl, err := read(t, f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for id, lane := range tl.Find(timeline.Coroutine) {
		last, _ := tl.At(id, 8999)
		if lane.ID == 1 && (last.State != timeline.Waiting || last.Reason != timeline.Sleep || last.End != 9000) {
			t.Errorf("in the end it is %v for %v until %v", last.State, last.Reason, last.End)
		}
	}
}

// TestCut shows that any prefix of a file is read as far as it goes.
func TestCut(t *testing.T) {
	whole := sample().Bytes()
	for n := range len(whole) {
		if _, err := read(t, whole[:n]); err != nil {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
}

// TestAgain shows that a program that another one has become begins anew.
func TestAgain(t *testing.T) {
	f := sample()
	f.segment(3, 0, 5)
	f.text(1, "second")
	f.record(2, 0, 1, 9, 20_000, 1, 0, 0)
	f.record(99, 0, 1, 9, 20_000, 1, 0, 0)
	tl, err := read(t, f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	only(t, tl, timeline.Thread, "MainThread")
	only(t, tl, timeline.Thread, "second")
	var warnings []string
	for w := range tl.Warnings() {
		warnings = append(warnings, w.String())
	}
	if len(warnings) != 2 {
		t.Errorf("warnings are %q, want one of lost records and one of an unknown kind", warnings)
	}
}

func TestNoAgent(t *testing.T) {
	for _, text := range []string{"something else that is long enough to be a header of sixty-four bytes", "ctracepy" + string(make([]byte, 56))} {
		if _, err := read(t, []byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// FuzzRead shows that no file, however damaged, breaks the reader or the model.
func FuzzRead(f *testing.F) {
	f.Add(sample().Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := read(t, data); err != nil {
			return
		}
	})
}

func TestInstall(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	first, err := python.Install()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first+"/sitecustomize.py", []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := python.Install()
	if err != nil || second != first {
		t.Fatalf("installed in %s, then in %s (%v)", first, second, err)
	}
	if text, err := os.ReadFile(first + "/sitecustomize.py"); err != nil || string(text) == "damaged" {
		t.Errorf("a damaged agent stays (%v)", err)
	}
}
