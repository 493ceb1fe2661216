package kernel

import (
	"encoding/binary"
	"reflect"
	"testing"

	"golang.org/x/sys/unix"
)

// recordBytes lays out a record as the kernel does.
func recordBytes(kind uint32, misc uint16, body []byte, pid, tid uint32, time uint64) []byte {
	order := binary.NativeEndian
	record := order.AppendUint32(nil, kind)
	record = order.AppendUint16(record, misc)
	record = order.AppendUint16(record, uint16(headerSize+len(body)+sampleIDSize))
	record = append(record, body...)
	record = order.AppendUint32(record, pid)
	record = order.AppendUint32(record, tid)
	record = order.AppendUint64(record, time)
	return append(record, make([]byte, 8)...) // CPU and reserved
}

func words(values ...uint32) (body []byte) {
	for _, v := range values {
		body = binary.NativeEndian.AppendUint32(body, v)
	}
	return body
}

// testRing is a ring into which a test writes.
func testRing(size int) *ring {
	return &ring{cpu: 3, data: make([]byte, size), shared: new(unix.PerfEventMmapPage)}
}

func (r *ring) write(record []byte) {
	for _, b := range record {
		r.data[r.shared.Data_head&uint64(len(r.data)-1)] = b
		r.shared.Data_head++
	}
}

// drain takes what was written, as a round does.
func (r *ring) drain() (events []Event) {
	r.look()
	for e := r.peek(); e != nil; e = r.peek() {
		events = append(events, *e)
		r.take()
	}
	r.free()
	return events
}

func TestRecords(t *testing.T) {
	const (
		out, preempt, exec = unix.PERF_RECORD_MISC_SWITCH_OUT, unix.PERF_RECORD_MISC_SWITCH_OUT_PREEMPT, unix.PERF_RECORD_MISC_COMM_EXEC
		gone               = 1<<32 - 1
	)
	times := words(77, 0) // a u64
	for name, test := range map[string]struct {
		record []byte
		want   []Event
	}{
		"in":  {recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, 9), []Event{{Kind: SwitchIn, Time: 9, CPU: 3, PID: 10, TID: 11}}},
		"out": {recordBytes(unix.PERF_RECORD_SWITCH, out, nil, 10, 11, 9), []Event{{Kind: SwitchOut, Time: 9, CPU: 3, PID: 10, TID: 11}}},
		"preempted": {recordBytes(unix.PERF_RECORD_SWITCH, out|preempt, nil, 10, 11, 9),
			[]Event{{Kind: SwitchOut, Time: 9, CPU: 3, PID: 10, TID: 11, Preempted: true}}},
		"fork": {recordBytes(unix.PERF_RECORD_FORK, 0, append(words(20, 10, 21, 11), times...), 10, 11, 9),
			[]Event{{Kind: Fork, Time: 77, CPU: 3, PID: 20, TID: 21, ParentPID: 10, ParentTID: 11}}},
		"exit": {recordBytes(unix.PERF_RECORD_EXIT, 0, append(words(20, gone, 21, gone), times...), 0, 0, 9),
			[]Event{{Kind: Exit, Time: 77, CPU: 3, PID: 20, TID: 21}}},
		"exec": {recordBytes(unix.PERF_RECORD_COMM, exec, append(words(20, 21), "make\x00\x00\x00\x00"...), 20, 21, 9),
			[]Event{{Kind: Name, Time: 9, CPU: 3, PID: 20, TID: 21, Exec: true, Text: "make"}}},
		"name": {recordBytes(unix.PERF_RECORD_COMM, 0, append(words(20, 21), "15 characters..\x00"...), 20, 22, 9),
			[]Event{{Kind: Name, Time: 9, CPU: 3, PID: 20, TID: 21, Text: "15 characters.."}}},
		"lost":               {recordBytes(unix.PERF_RECORD_LOST, 0, words(1, 0, 500, 1), 10, 11, 9), []Event{{Kind: Lost, Time: 9, CPU: 3, Count: 1<<32 + 500}}},
		"of a gone thread":   {recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, gone, gone, 9), nil},
		"outside":            {recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 0, 0, 9), nil},
		"of no known kind":   {recordBytes(unix.PERF_RECORD_THROTTLE, 0, times, 10, 11, 9), nil},
		"fork without times": {recordBytes(unix.PERF_RECORD_FORK, 0, words(20, 10), 10, 11, 9), nil},
		"COMM without name":  {recordBytes(unix.PERF_RECORD_COMM, 0, nil, 10, 11, 9), nil},
		"LOST without count": {recordBytes(unix.PERF_RECORD_LOST, 0, words(1, 0), 10, 11, 9), nil},
	} {
		r := testRing(4096)
		r.write(test.record)
		if got := r.drain(); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
		if r.shared.Data_tail != r.shared.Data_head {
			t.Errorf("%s: %d of %d bytes are given back", name, r.shared.Data_tail, r.shared.Data_head)
		}
	}
}

// Records of several sizes go around a small ring many times, at every offset.
func TestRecordsWrap(t *testing.T) {
	r := testRing(256)
	var got, want []Event
	for i := range 1000 {
		time := uint64(i + 1)
		if i%3 == 0 {
			r.write(recordBytes(unix.PERF_RECORD_COMM, 0, append(words(20, 21), "sh\x00\x00\x00\x00\x00\x00"...), 20, 21, time))
			want = append(want, Event{Kind: Name, Time: int64(time), CPU: 3, PID: 20, TID: 21, Text: "sh"})
		} else {
			r.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, time))
			want = append(want, Event{Kind: SwitchIn, Time: int64(time), CPU: 3, PID: 10, TID: 11})
		}
		if i%4 == 0 {
			got = append(got, r.drain()...)
		}
	}
	got = append(got, r.drain()...)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%d events were read of %d", len(got), len(want))
	}
}

// What is held back stays in the ring and is there at the next look.
func TestHeldBack(t *testing.T) {
	r := testRing(256)
	r.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, 1))
	r.look()
	r.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, 2))
	if e := r.peek(); e == nil || e.Time != 1 {
		t.Fatalf("%+v", e)
	}
	if e := r.peek(); e == nil || e.Time != 1 {
		t.Fatalf("the second time: %+v", e)
	}
	r.take()
	if e := r.peek(); e != nil {
		t.Fatalf("%+v was written after the look", e)
	}
	if left := r.drain(); len(left) != 1 || left[0].Time != 2 {
		t.Errorf("%+v", left)
	}
}

// A ring that holds no records is empty afterwards.
func TestBrokenRing(t *testing.T) {
	for name, broken := range map[string][]byte{
		"no size":       make([]byte, 64),
		"an odd size":   {14, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"a size beyond": {14, 0, 0, 0, 0, 0, 0xff, 0xff},
	} {
		r := testRing(256)
		r.write(broken)
		if events := r.drain(); len(events) != 1 || events[0].Kind != Lost || events[0].Count != 1 {
			t.Errorf("%s: %+v", name, events)
		}
		r.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, 1))
		if events := r.drain(); len(events) != 1 {
			t.Errorf("%s: then %+v", name, events)
		}
	}
}

// Rings are merged by time, up to the time of the round.
func TestMerge(t *testing.T) {
	a, b := testRing(1024), testRing(1024)
	for _, time := range []uint64{1, 4, 5, 9} {
		a.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 10, 11, time))
	}
	for _, time := range []uint64{2, 3, 5, 7, 12} {
		b.write(recordBytes(unix.PERF_RECORD_SWITCH, 0, nil, 20, 21, time))
	}
	p := &perf{rings: []*ring{a, b}, waits: newWaits(), running: map[int]thread{}, fresh: map[int]bool{}}
	var times []int64
	emit := func(e Event) { times = append(times, e.Time) }
	p.round(8, emit)
	if want := []int64{1, 2, 3, 4, 5, 5, 7}; !reflect.DeepEqual(times, want) {
		t.Errorf("until 8: %v, want %v", times, want)
	}
	times = nil
	p.round(20, emit)
	if want := []int64{9, 12}; !reflect.DeepEqual(times, want) {
		t.Errorf("then %v, want %v", times, want)
	}
}
