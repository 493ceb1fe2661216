package threading

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"ctrace/tracer/lang"
)

// nativeID returns the id of the calling OS thread.
func nativeID() int64 { return int64(windows.GetCurrentThreadId()) }

var getThreadTimes = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetThreadTimes")

// threadCPUTime returns the CPU time of the calling OS thread, which Windows
// counts in ticks of about 16 ms.
func threadCPUTime() (time.Duration, error) {
	var created, exited, kernel, user windows.Filetime
	ok, _, err := getThreadTimes.Call(uintptr(windows.CurrentThread()), uintptr(unsafe.Pointer(&created)),
		uintptr(unsafe.Pointer(&exited)), uintptr(unsafe.Pointer(&kernel)), uintptr(unsafe.Pointer(&user)))
	if ok == 0 {
		return 0, lang.Errorf("threading: reading the thread's CPU clock: %w", err)
	}
	return ticks(kernel) + ticks(user), nil
}

// ticks converts a length of time in Windows' units of 100 ns.
func ticks(t windows.Filetime) time.Duration {
	return time.Duration(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) * 100
}
