package gotrace

import (
	"strings"

	"ctrace/tracer/timeline"
)

// meaning is what a word of the runtime says about why a goroutine does not run.
type meaning struct {
	reason  timeline.Reason
	refined bool // the stack may say it more exactly
}

// meanings is the table of the runtime's words, as Go 1.11 to 1.26 write them
// for goroutines that block or stop.
var meanings = map[string]meaning{
	"":                             {timeline.NoReason, true},
	"unspecified":                  {timeline.NoReason, true},
	"forever":                      {timeline.Other, true},
	"network":                      {timeline.Network, true},
	"select":                       {timeline.Select, false},
	"sync.(*Cond).Wait":            {timeline.Condition, false},
	"sync":                         {timeline.Lock, true},
	"chan send":                    {timeline.ChannelSend, false},
	"chan receive":                 {timeline.ChannelReceive, false},
	"sleep":                        {timeline.Sleep, false},
	"preempted":                    {timeline.Preempted, false},
	"runtime.Gosched":              {timeline.Preempted, false},
	"GC mark assist wait for work": {timeline.GC, false},
	"GC background sweeper wait":   {timeline.GC, false},
	"GC weak to strong wait":       {timeline.GC, false},
	"wait until GC ends":           {timeline.GC, false},
	"system goroutine wait":        {timeline.Other, true},
	"wait for debug call":          {timeline.Other, false},
	"synctest":                     {timeline.Other, false},
}

// explain translates a word of the runtime, given what the stack tells alone.
// Where the reason is Other, the detail is the word. known is false for a word
// that is not in the table.
func explain(word string, inferred timeline.Reason) (reason timeline.Reason, detail string, known bool) {
	m, known := meanings[word]
	switch {
	case !known:
		return timeline.Other, word, false
	case m.refined && inferred != timeline.NoReason:
		return inferred, "", true
	case m.reason == timeline.Other:
		return timeline.Other, word, true
	}
	return m.reason, "", true
}

// functions tells why a goroutine waits inside them.
var functions = map[string]timeline.Reason{
	"time.Sleep":                        timeline.Sleep,
	"runtime.chanrecv1":                 timeline.ChannelReceive,
	"runtime.chanrecv2":                 timeline.ChannelReceive,
	"runtime.chansend1":                 timeline.ChannelSend,
	"runtime.selectgo":                  timeline.Select,
	"runtime.block":                     timeline.Select,
	"sync.(*Cond).Wait":                 timeline.Condition,
	"sync.(*WaitGroup).Wait":            timeline.Join,
	"sync.(*Mutex).Lock":                timeline.Lock,
	"sync.(*RWMutex).Lock":              timeline.Lock,
	"sync.(*RWMutex).RLock":             timeline.Lock,
	"sync.(*Once).doSlow":               timeline.Lock,
	"internal/sync.(*Mutex).lockSlow":   timeline.Lock,
	"runtime.bgsweep":                   timeline.GC,
	"runtime.bgscavenge":                timeline.GC,
	"runtime.gcBgMarkWorker":            timeline.GC,
	"runtime.gcAssistAlloc":             timeline.GC,
	"internal/poll.runtime_pollWait":    timeline.Network,
	"internal/poll.(*pollDesc).wait":    timeline.Network,
	"internal/poll.(*FD).Read":          timeline.Network,
	"internal/poll.(*FD).Write":         timeline.Network,
	"internal/poll.(*FD).Accept":        timeline.Network,
	"internal/poll.(*FD).WaitWrite":     timeline.Network,
	"internal/poll.(*FD).RawRead":       timeline.Network,
	"internal/poll.(*FD).ReadFrom":      timeline.Network,
	"internal/poll.(*FD).ReadFromInet4": timeline.Network,
	"internal/poll.(*FD).ReadFromInet6": timeline.Network,
}

// infer returns why a goroutine with this stack waits, as far as the innermost
// function that the table knows tells, else NoReason. The poller serves
// whatever can be polled: below a method of os.File it is a pipe or a terminal,
// not a socket.
func infer(frames []timeline.Frame) timeline.Reason {
	for i, f := range frames {
		reason, ok := functions[f.Func]
		switch {
		case !ok:
			continue
		case reason == timeline.Network && throughFile(frames[i:]):
			return timeline.Pipe
		}
		return reason
	}
	return timeline.NoReason
}

func throughFile(frames []timeline.Frame) bool {
	for _, f := range frames {
		if strings.HasPrefix(f.Func, "os.(*File).") {
			return true
		}
	}
	return false
}
