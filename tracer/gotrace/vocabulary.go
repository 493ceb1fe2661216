package gotrace

import (
	"strings"

	"ctrace/tracer/timeline"
)

// What a program tells about itself travels in its runtime/trace file as logs
// and regions with these names. Package tracer writes them; other languages'
// ports may too.
const (
	// LaneCategory is the category of a log "KIND NAME" that names the lane of
	// the goroutine that writes it. KIND is a [timeline.Kind]'s word: "process"
	// names the process; "thread" says that the goroutine is locked to its OS
	// thread, whose lane then shows what the goroutine does.
	LaneCategory = "ctrace.lane"

	// CoroutineCategory is the category of a log "ID NAME": the goroutine that
	// the writer created last, by iter.Pull, is coroutine ID of this process.
	CoroutineCategory = "ctrace.coroutine"

	// ReadyCategory is the category of a log "ID": the writer made coroutine ID
	// ready, and it now waits for its turn.
	ReadyCategory = "ctrace.ready"

	// SpanCategory is the category of a log "TRACEID SPANID", in hex: the
	// writer's goroutine began that OpenTelemetry span.
	SpanCategory = "ctrace.span"

	// SendCategory and ReceiveCategory are the categories of logs "KEY": the
	// writer sent or received the message of that key, unique in a recording.
	SendCategory    = "ctrace.send"
	ReceiveCategory = "ctrace.receive"

	// waitPrefix begins the type of a region "ctrace.wait/REASON/DETAIL": while
	// it is open, its goroutine waits for REASON wherever it is blocked, inside
	// system calls too.
	waitPrefix = "ctrace.wait/"

	// vocabularyPrefix begins every name of the vocabulary.
	vocabularyPrefix = "ctrace."
)

// WaitRegion returns the type of the region that declares a wait.
func WaitRegion(reason timeline.Reason, detail string) string {
	return waitPrefix + reason.String() + "/" + detail
}

// parseWaitRegion is the inverse of [WaitRegion]. ok is false for any other region.
func parseWaitRegion(text string) (reason timeline.Reason, detail string, ok bool) {
	text, ok = strings.CutPrefix(text, waitPrefix)
	if !ok {
		return
	}
	word, detail, _ := strings.Cut(text, "/")
	reason, err := timeline.ParseReason(word)
	return reason, detail, err == nil
}
