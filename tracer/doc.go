// Package tracer records what Go programs do and opens what was recorded.
//
// # Data model
//
// A [Recording] is a folder. It holds recording.json, which says what ran, and
// one file per source and process, named PID.SOURCE (see folder.go). A kill at
// any moment leaves a readable prefix of each.
//
// # Pipeline
//
//  1. [Record] starts the observed process, tells it through the environment
//     variable [RecordingVar] where to write, and waits for it and everything
//     that it started.
//  2. Inside, [Start] switches on the sources: runtime/trace, OpenTelemetry
//     spans and fgprof. Without a recorder it does nothing and costs nothing.
//     Processes that the program starts find the recording through [Environ].
//  3. [OpenRecording] and [Recording.Timeline] read the files through the list
//     of sources into one timeline. [Open] does so for any file or folder.
//
// # Use in any program
//
//	ctx, stop, err := tracer.Start(ctx)
//	if err != nil {
//		return err
//	}
//	defer stop()
//
// Everything else is OpenTelemetry's and runtime/trace's own API. What these
// lack are the functions of annotate.go: the name of a lane, what a wait is
// for, who made a coroutine ready.
package tracer
