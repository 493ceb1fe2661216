//go:build !portable

package asyncio

import (
	"time"

	"golang.org/x/sys/unix"
)

// pollDetail says in recordings what the loop's thread waits in.
const pollDetail = "epoll"

// direction is what a socket is watched for.
type direction int

const (
	readable direction = iota
	writable
	numDirections
)

var epollBits = [numDirections]uint32{readable: unix.EPOLLIN | unix.EPOLLRDHUP, writable: unix.EPOLLOUT}

// selector waits for sockets with epoll, and for a wake-up from other threads
// through an eventfd.
type selector struct {
	epoll, event int
	watched      map[int]*watch // by file descriptor
	promises     int            // how many are watched for
	events       [64]unix.EpollEvent
}

// watch is who waits for one file descriptor.
type watch [numDirections]*promise

func newSelector() (*selector, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	event, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(epoll)
		return nil, err
	}
	s := &selector{epoll: epoll, event: event, watched: map[int]*watch{}}
	if err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, event, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(event)}); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// active returns how many promises a socket can settle.
func (s *selector) active() int { return s.promises }

// add has p settled once fd is ready in a direction.
func (s *selector) add(fd int, d direction, p *promise) error {
	w, op := s.watched[fd], unix.EPOLL_CTL_MOD
	if w == nil {
		w, op = new(watch), unix.EPOLL_CTL_ADD
	}
	w[d] = p
	if err := s.control(op, fd, w); err != nil {
		w[d] = nil
		return err
	}
	s.watched[fd] = w
	s.promises++
	return nil
}

// waiting returns the promise that waits for fd in a direction, or nil.
func (s *selector) waiting(fd int, d direction) *promise {
	if w := s.watched[fd]; w != nil {
		return w[d]
	}
	return nil
}

// remove forgets p, if it still waits for fd in a direction.
func (s *selector) remove(fd int, d direction, p *promise) {
	w := s.watched[fd]
	if w == nil || w[d] != p {
		return
	}
	w[d] = nil
	s.promises--
	if *w != (watch{}) {
		s.control(unix.EPOLL_CTL_MOD, fd, w)
		return
	}
	delete(s.watched, fd)
	s.control(unix.EPOLL_CTL_DEL, fd, w)
}

// control tells epoll for what fd is watched.
func (s *selector) control(op, fd int, w *watch) error {
	event := unix.EpollEvent{Fd: int32(fd)}
	for d, p := range w {
		if p != nil {
			event.Events |= epollBits[d]
		}
	}
	return unix.EpollCtl(s.epoll, op, fd, &event)
}

// poll settles the promises of sockets that are ready, after waiting for one,
// or for a wake-up, for up to timeout.
func (s *selector) poll(timeout time.Duration) error {
	if timeout != 0 {
		if ready, err := s.wait(timeout); !ready {
			return err
		}
	}
	n, err := unix.EpollWait(s.epoll, s.events[:], 0)
	if err != nil && err != unix.EINTR {
		return err
	}
	for _, event := range s.events[:max(n, 0)] {
		s.dispatch(event)
	}
	return nil
}

// wait waits until the epoll itself is readable. Unlike epoll_wait, ppoll
// counts its timeout in nanoseconds.
func (s *selector) wait(timeout time.Duration) (ready bool, err error) {
	var limit *unix.Timespec
	if timeout != forever {
		ts := unix.NsecToTimespec(timeout.Nanoseconds())
		limit = &ts
	}
	n, err := unix.Ppoll([]unix.PollFd{{Fd: int32(s.epoll), Events: unix.POLLIN}}, limit, nil)
	if err == unix.EINTR {
		return false, nil
	}
	return n > 0, err
}

// dispatch settles who waits for what happened. An error or a hang-up makes
// both directions ready: the next read or write returns it.
func (s *selector) dispatch(event unix.EpollEvent) {
	if int(event.Fd) == s.event {
		var count [8]byte
		unix.Read(s.event, count[:])
		return
	}
	w := s.watched[int(event.Fd)]
	if w == nil {
		return
	}
	for d, p := range w {
		if p != nil && event.Events&(epollBits[d]|unix.EPOLLERR|unix.EPOLLHUP) != 0 {
			s.remove(int(event.Fd), direction(d), p)
			p.settle(nil)
		}
	}
}

// wake ends the wait that is under way, or else the next one. Any thread may
// call it before close.
func (s *selector) wake() {
	one := [8]byte{1} // a counter of 1 in either byte order is not 0, which is all that matters
	unix.Write(s.event, one[:])
}

func (s *selector) close() error {
	unix.Close(s.event)
	return unix.Close(s.epoll)
}
