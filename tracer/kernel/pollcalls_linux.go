package kernel

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// The calls that wait for several descriptors at once.

const (
	// maxWatched is how many of them are looked at to know their kinds.
	maxWatched = 8
	// maxNamed is how many are named.
	maxNamed = 3
)

// watchList is what a thread waits for at once.
type watchList struct {
	fds   []int32 // at most maxWatched
	total int
}

func (l *watchList) add(fd int32) {
	l.total++
	if len(l.fds) < maxWatched {
		l.fds = append(l.fds, fd)
	}
}

// watched names the files of a list.
func (q *inquiry) watched(call string, list watchList, timed bool) (timeline.Reason, string) {
	if list.total == 0 {
		if timed {
			return timeline.Sleep, call
		}
		return timeline.Other, "signal"
	}
	var reasons []timeline.Reason
	var names []string
	for _, fd := range list.fds {
		f := q.descriptor(fd)
		reasons, names = append(reasons, f.reason), append(names, f.name)
	}
	named := names[:min(len(names), maxNamed)]
	text := call + ": " + strings.Join(named, ", ")
	if more := list.total - len(named); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return common(reasons), text
}

// common returns the reason that all have in common, else one for them all.
func common(reasons []timeline.Reason) timeline.Reason {
	all := timeline.NoReason
	for _, reason := range reasons {
		switch {
		case all == timeline.NoReason || reason == timeline.Network:
			all = reason
		case all != reason && all != timeline.Network:
			all = timeline.Pipe // For want of a word for any file that can be polled.
		}
	}
	return all
}

// onPoll reads the array of poll and ppoll, a timeout of -1 or 0 is none.
func onPoll(q *inquiry) (timeline.Reason, string) {
	const size = 8 // of a pollfd: the descriptor and twice 2 bytes of events
	count := min(q.call.args[1], 1<<20)
	timed := q.call.args[2] != 0
	if q.call.number != unix.SYS_PPOLL {
		timed = int32(q.call.args[2]) > 0
	}
	array := make([]byte, size*min(count, 4*maxWatched))
	if len(q.memory(q.call.args[0], array)) != len(array) {
		return timeline.Other, "poll"
	}
	var list watchList
	for entry := range slices.Chunk(array, size) {
		if fd := int32(binary.NativeEndian.Uint32(entry)); fd >= 0 { // Others are ignored by the call too.
			list.add(fd)
		}
	}
	list.total += int(count) - len(array)/size
	return q.watched("poll", list, timed)
}

// onSelect reads the sets of select and pselect6, which are arrays of words.
func onSelect(q *inquiry) (timeline.Reason, string) {
	const word = 64
	bits := min(q.call.args[0], 16*word)
	union := make([]uint64, (bits+word-1)/word)
	for _, address := range q.call.args[1:4] {
		if address == 0 {
			continue
		}
		set := make([]byte, len(union)*word/8)
		if len(q.memory(address, set)) != len(set) {
			return timeline.Other, "select"
		}
		for i := range union {
			union[i] |= binary.NativeEndian.Uint64(set[i*word/8:])
		}
	}
	var list watchList
	for fd := range bits {
		if union[fd/word]>>(fd%word)&1 != 0 {
			list.add(int32(fd))
		}
	}
	return q.watched("select", list, q.call.args[4] != 0)
}

// onEpollMilliseconds has its timeout in ms, -1 for none.
func onEpollMilliseconds(q *inquiry) (timeline.Reason, string) {
	return q.epoll(int32(q.call.args[3]) > 0)
}

// onEpollTimespec has a pointer to its timeout, nil for none.
func onEpollTimespec(q *inquiry) (timeline.Reason, string) { return q.epoll(q.call.args[3] != 0) }

func (q *inquiry) epoll(timed bool) (timeline.Reason, string) {
	return q.watched("epoll", q.epollList(int32(q.call.args[0])), timed)
}

// epollList returns what an epoll descriptor watches.
func (q *inquiry) epollList(fd int32) watchList { return parseEpoll(q.fdinfo(fd)) }

// parseEpoll parses lines such as
//
//	tfd:        5 events:       19 data:                5  pos:0 ino:3f sdev:8
func parseEpoll(fdinfo []byte) watchList {
	var list watchList
	for line := range bytes.Lines(fdinfo) {
		rest, ok := bytes.CutPrefix(line, []byte("tfd:"))
		if !ok {
			continue
		}
		number, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
		if fd, err := strconv.ParseInt(string(number), 10, 32); err == nil && fd >= 0 {
			list.add(int32(fd))
		}
	}
	return list
}
