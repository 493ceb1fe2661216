// Package process writes and reads what a process says about its own life and
// that of its children: a file PID.process.jsonl in a recording.
//
// # Data model
//
// A file is a sequence of [Event] values, one JSON object a line, each written
// with one system call so that a kill leaves whole lines only:
//
//	{"event":"start","mono_ns":…,"wall_ns":…,"pid":7,"ppid":3,"name":"gather","boot":"…"}
//	{"event":"child","mono_ns":…,"wall_ns":…,"pid":8}
//	{"event":"child-exit","mono_ns":…,"wall_ns":…,"pid":8,"status":0}
//	{"event":"source","mono_ns":…,"wall_ns":…,"name":"gotrace","why":"…","failed":true}
//	{"event":"stop","mono_ns":…,"wall_ns":…}
//
// mono_ns is CLOCK_MONOTONIC, 0 where the system has none that ctrace can
// relate; wall_ns counts from 1970.
//
// # Pipeline
//
//  1. Package tracer writes the file through a [Log] while the process runs.
//  2. [Read] turns it into process lanes: who started whom, and from when to
//     when each lived. What they did meanwhile is for other sources to say.
package process
