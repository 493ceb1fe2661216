package kernel

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// perfCalls are the system calls that the kernel may refuse; tests refuse them.
type perfCalls struct {
	open func(attr *unix.PerfEventAttr, pid, cpu int) (fd int, err error)
	mmap func(fd, size int) ([]byte, error)
}

var kernelCalls = perfCalls{
	open: func(attr *unix.PerfEventAttr, pid, cpu int) (int, error) {
		return unix.PerfEventOpen(attr, pid, cpu, -1, unix.PERF_FLAG_FD_CLOEXEC)
	},
	mmap: func(fd, size int) ([]byte, error) {
		return unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	},
}

// attributes returns what is asked of perf_event_open: that it reports the
// context switches, forks, exits and names of a thread and of all that descend
// from it, from its next exec on. The event counts nothing. Without
// exclude_kernel it would need privileges, although no sample is ever taken.
func attributes(watermark int) *unix.PerfEventAttr {
	return &unix.PerfEventAttr{
		Type:        unix.PERF_TYPE_SOFTWARE,
		Size:        uint32(unsafe.Sizeof(unix.PerfEventAttr{})),
		Config:      unix.PERF_COUNT_SW_DUMMY,
		Sample_type: unix.PERF_SAMPLE_TID | unix.PERF_SAMPLE_TIME | unix.PERF_SAMPLE_CPU,
		Read_format: unix.PERF_FORMAT_LOST,
		Bits: unix.PerfBitDisabled | unix.PerfBitEnableOnExec | unix.PerfBitInherit |
			unix.PerfBitExcludeKernel | unix.PerfBitExcludeHv |
			unix.PerfBitContextSwitch | unix.PerfBitTask | unix.PerfBitComm | unix.PerfBitCommExec |
			unix.PerfBitSampleIDAll | unix.PerfBitUseClockID | unix.PerfBitWatermark,
		Clockid: unix.CLOCK_MONOTONIC,
		Wakeup:  uint32(watermark),
	}
}

// openEvent opens an event for one CPU. Linux before 6.0 cannot tell how many
// records were lost at the end.
func (c perfCalls) openEvent(attr *unix.PerfEventAttr, pid, cpu int) (int, error) {
	fd, err := c.open(attr, pid, cpu)
	if errors.Is(err, unix.EINVAL) && attr.Read_format != 0 {
		attr.Read_format = 0
		fd, err = c.open(attr, pid, cpu)
	}
	return fd, err
}

// offline reports whether err of openEvent says that there is no such CPU now.
func offline(err error) bool {
	return errors.Is(err, unix.ENODEV) || errors.Is(err, unix.ENXIO)
}

// paranoidFile holds who may use perf_event_open. Up to 2, everybody may for
// their own processes.
const (
	paranoidFile = "/proc/sys/kernel/perf_event_paranoid"
	paranoidMost = 2
)

// refusal explains an error of perf_event_open for process pid, 0 for this one,
// and names the way out.
func refusal(err error, pid int) error {
	switch {
	case errors.Is(err, unix.ENOSYS):
		return lang.Errorf("this kernel, or the container, has no perf_event_open: %w", err)
	case errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM):
		paranoid, ok := readNumber(paranoidFile)
		if !ok {
			paranoid = paranoidMost
		}
		return denied(err, pid, paranoid)
	}
	return lang.Errorf("perf_event_open: %w", err)
}

// denied explains why there is no permission.
func denied(err error, pid, paranoid int) error {
	switch {
	case paranoid > paranoidMost:
		return lang.Errorf("kernel.perf_event_paranoid is %d, which keeps perf_event_open to root: "+
			"sysctl kernel.perf_event_paranoid=%d permits it: %w", paranoid, paranoidMost, err)
	case pid != 0 && errors.Is(err, unix.EACCES):
		return lang.Errorf("process %d runs as another user than the recorder, or its executable may not be read, "+
			"so only root may follow it: %w", pid, err)
	}
	return lang.Errorf("perf_event_open is refused, as containers do: "+
		"their options --cap-add=PERFMON --security-opt seccomp=unconfined permit it: %w", err)
}

func readNumber(path string) (int, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	return n, err == nil
}

// onlineCPUs returns the numbers of the CPUs that are online.
func onlineCPUs() ([]int, error) {
	text, err := os.ReadFile("/sys/devices/system/cpu/online")
	if err != nil {
		return nil, err
	}
	return parseCPUs(strings.TrimSpace(string(text)))
}

// parseCPUs parses a list as the kernel writes it: "0-3,8,10-11".
func parseCPUs(list string) (cpus []int, err error) {
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			return nil, lang.Errorf("a list of CPUs: %w", err)
		}
		to, err := strconv.Atoi(last)
		if err != nil {
			return nil, lang.Errorf("a list of CPUs: %w", err)
		}
		if from < 0 || to < from || to >= maxCPU {
			return nil, lang.Errorf("a list of CPUs: %q is no range", part)
		}
		for cpu := from; cpu <= to; cpu++ {
			cpus = append(cpus, cpu)
		}
	}
	return cpus, nil
}
