package report

import "ctrace/tracer/timeline"

// stateTitle is what a legend calls a state.
func stateTitle(s timeline.State) string {
	switch s {
	case timeline.Running:
		return "running"
	case timeline.Syscall:
		return "in a system call"
	case timeline.Runnable:
		return "ready, held back"
	case timeline.Waiting:
		return "waiting"
	}
	return "not recorded"
}

// reasonTitle is what people call a reason: its word, abbreviations in capitals.
func reasonTitle(r timeline.Reason) string {
	switch r {
	case timeline.GIL:
		return "GIL"
	case timeline.GC:
		return "GC"
	}
	return r.String()
}

// barWord is what is written on a bar: what exactly, or why, "" if neither is
// known.
func barWord(state timeline.State, reason timeline.Reason, detail string) string {
	switch {
	case state == timeline.Waiting && reason != timeline.NoReason && detail != "":
		return reasonTitle(reason) + ": " + visible(detail)
	case detail != "":
		return visible(detail)
	}
	return reasonTitle(reason)
}
