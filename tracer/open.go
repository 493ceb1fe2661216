package tracer

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// headSize is how much of a file a source sees to recognise it, in bytes.
const headSize = 4096

// Open opens whatever path names: a recording's folder, which it returns too,
// or a file that one of the sources reads.
func Open(ctx context.Context, path string) (*timeline.Timeline, *Recording, error) {
	if IsFile(path) {
		t, err := OpenFile(ctx, path)
		return t, nil, err
	}
	recording, err := OpenRecording(path)
	if err != nil {
		return nil, nil, err
	}
	t, err := recording.Timeline(ctx)
	return t, recording, err
}

// IsFile reports whether path names something that [OpenFile] may open.
func IsFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// OpenFile opens a file with no recording around it: an execution trace of a
// Go program, or spans as OTLP JSON lines.
func OpenFile(ctx context.Context, path string) (*timeline.Timeline, error) {
	// Without O_NONBLOCK a named pipe would hold the program until somebody
	// writes into it. With it, the pipe is read as far as there is a writer, and
	// a done ctx ends the wait for more.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	defer context.AfterFunc(ctx, func() { file.SetReadDeadline(time.Now()) })()
	t, err := readFile(ctx, file)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // rather than that of the deadline which ended the wait
	}
	if err != nil {
		return nil, lang.Errorf("open %s: %w", path, err)
	}
	return t, nil
}

func readFile(ctx context.Context, file *os.File) (*timeline.Timeline, error) {
	in := bufio.NewReaderSize(file, headSize)
	head, err := in.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(head) == 0 {
		return nil, errEmpty
	}
	source, err := match(head)
	if err != nil {
		return nil, err
	}
	b := timeline.NewBuilder(timeline.Clock{})
	f := File{Reader: in, Name: filepath.Base(file.Name()), root: timeline.NoLane}
	if err := source.Read(ctx, f, b); err != nil {
		return nil, err
	}
	b.Source(timeline.Source{Name: source.Name, On: true})
	t := b.Build(0)
	return t, checkContent(t)
}

// checkContent returns an error if nothing was read.
func checkContent(t *timeline.Timeline) error {
	if t.Start() < t.End() {
		return nil
	}
	for range t.Spans() {
		return nil
	}
	for w := range t.Warnings() {
		return lang.Errorf("nothing in it can be read: %v", w.Message)
	}
	return lang.Errorf("nothing was recorded in it")
}

var errUnknownForm = lang.Errorf("it is neither an execution trace of Go nor OTLP JSON lines")

// match returns the source that reads a file with that head.
func match(head []byte) (Source, error) {
	for _, s := range sources {
		if s.Match != nil && s.Match(head) {
			return s, nil
		}
	}
	return Source{}, errUnknownForm
}
