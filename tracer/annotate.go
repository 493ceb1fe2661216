package tracer

import (
	"context"
	"runtime/trace"
	"strconv"

	"ctrace/tracer/gotrace"
	"ctrace/tracer/timeline"
)

// NameLane names the lane of the calling goroutine. With [timeline.Thread] the
// goroutine must be locked to its OS thread; [timeline.Process] names the whole
// process. It costs nothing while nothing is recorded.
func NameLane(ctx context.Context, kind timeline.Kind, name string) {
	trace.Log(ctx, gotrace.LaneCategory, kind.String()+" "+name)
}

// Background runs f in a goroutine whose lane stands with the runtime's, as do
// those of the goroutines that f starts: work that is there for the program, but
// is not what the program is about.
func Background(f func()) { go background(f) }

// background is where goroutines of [Background] start, by which a reader of the
// trace knows them.
func background(f func()) { f() }

// NameCoroutine names the coroutine that the calling goroutine has just created
// with iter.Pull. The id is the caller's own, unique in the process; [Ready]
// refers to it.
func NameCoroutine(ctx context.Context, id int64, name string) {
	trace.Log(ctx, gotrace.CoroutineCategory, strconv.FormatInt(id, 10)+" "+name)
}

// Ready says that the calling goroutine has made a coroutine ready to run.
func Ready(ctx context.Context, id int64) {
	trace.Log(ctx, gotrace.ReadyCategory, strconv.FormatInt(id, 10))
}

// Await declares that the calling goroutine waits for reason from now on until
// it calls done: wherever it is blocked meanwhile, inside system calls too, its
// lane shows that reason. The detail says for what exactly, in a few words.
func Await(ctx context.Context, reason timeline.Reason, detail string) (done func()) {
	if !trace.IsEnabled() {
		return func() {}
	}
	return trace.StartRegion(ctx, gotrace.WaitRegion(reason, detail)).End
}

// Sent says that the calling goroutine sends the message with this key, and
// [Received] that it received it, in this process or another one: the two are
// linked. A key is unique in the recording.
func Sent(ctx context.Context, key string) { trace.Log(ctx, gotrace.SendCategory, key) }

// Received is the counterpart of [Sent].
func Received(ctx context.Context, key string) { trace.Log(ctx, gotrace.ReceiveCategory, key) }
