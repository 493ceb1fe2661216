package tracer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"ctrace/tracer/lang"
	"ctrace/tracer/process"
	"ctrace/tracer/timeline"
)

// Recording is a folder in which a run was recorded.
type Recording struct {
	Dir string
	Manifest
}

// OpenRecording opens the recording in dir. One whose recorder was killed opens,
// too: it is not Finished.
func OpenRecording(dir string) (*Recording, error) {
	m, err := readManifest(dir)
	if _, statErr := os.Stat(dir); errors.Is(statErr, fs.ErrNotExist) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, lang.Errorf("open %s: %w", dir, err)
	}
	return &Recording{Dir: dir, Manifest: m}, nil
}

// maxOutput is how much of a program's output is shown, in bytes.
const maxOutput = 1 << 20

// Output returns what the program printed, stdout and stderr as they came. Of
// very long output it returns the beginning and says so.
func (r *Recording) Output() string {
	file, err := openRegular(r.Dir, outputFile)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxOutput))
	info, statErr := file.Stat()
	if err == nil && statErr == nil && info.Size() > maxOutput {
		text = fmt.Appendf(text, "\n… %d more bytes are in %s\n", info.Size()-maxOutput, file.Name())
	}
	return string(text)
}

// Result returns what the program saved with [SaveResult], nil if nothing.
func (r *Recording) Result() json.RawMessage {
	data, err := readRegular(r.Dir, resultFile)
	if err != nil || !json.Valid(data) {
		return nil
	}
	return data
}

// Timeline reads everything that was recorded into one timeline. What is
// missing or damaged is said in the timeline's warnings; the error is ctx's, or
// says that the folder cannot be listed.
func (r *Recording) Timeline(ctx context.Context) (*timeline.Timeline, error) {
	entries, err := os.ReadDir(r.Dir)
	if err != nil {
		return nil, lang.Errorf("open recording: %w", err)
	}
	b := timeline.NewBuilder(r.clock())
	read := reading{b: b, dir: r.Dir, root: r.rootLane(b), wrote: map[int]bool{}}
	for _, entry := range entries {
		if pid, suffix, ok := splitPID(entry.Name()); ok && suffix == processSuffix {
			read.wrote[pid] = true
		}
	}
	for _, source := range sources {
		b.Source(timeline.Source{Name: source.Name, Why: timeline.Say("no process recorded it")})
	}
	r.Kernel.tell(b)
	var ran *timeline.Timeline
	for _, source := range sources {
		if source.Whole != "" {
			ran, err = read.whole(ctx, source, timeline.Time(r.Stopped))
		} else {
			err = read.source(ctx, source, entries)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, s := range r.Sources {
		b.Source(timeline.Source{Name: s.Name, On: s.On, Why: s.Why})
	}
	if ran != nil && r.Python {
		missedPython(ran, entries, b)
	}
	claimed := b.Build(r.end(b))
	if ran == nil {
		return claimed, nil
	}
	return timeline.Reconcile(claimed, ran)
}

// clock says that Time 0 is the recorder's start.
func (r *Recording) clock() timeline.Clock {
	return timeline.Clock{Host: r.Host, Boot: r.Boot, Mono: r.StartMono, Wall: r.Start}
}

// rootLane adds the process that the recorder started, NoLane if it started
// none.
func (r *Recording) rootLane(b *timeline.Builder) timeline.LaneID {
	if r.PID <= 0 {
		return timeline.NoLane
	}
	root := process.Lane(b, r.PID)
	b.Edit(root, func(l *timeline.Lane) { l.Name = r.Name() })
	spawned, exited := timeline.Time(r.Spawned), timeline.Time(r.Exited)
	if r.Finished() && exited >= spawned {
		b.Live(root, spawned, exited)
		if how := r.Exit.Text(); !how.Empty() {
			b.Edit(root, func(l *timeline.Lane) { l.Doc = timeline.Say("%v", how) })
		}
	} else {
		b.Live(root, spawned, spawned)
	}
	return root
}

// end returns when the recording ended, 0 if its recorder did not see that.
func (r *Recording) end(b *timeline.Builder) timeline.Time {
	if !r.Finished() {
		b.Warn("recorder", "the recorder did not finish: how the program ended, and its last second, are not known")
		return 0
	}
	return timeline.Time(r.Stopped)
}

// reading is the state of reading one recording's files.
type reading struct {
	b     *timeline.Builder
	dir   string
	root  timeline.LaneID
	wrote map[int]bool // the processes that recorded
}

// errNotRegular keeps a pipe or a device in the folder from being read for ever,
// and a link from bringing another file into the report: a recording may come
// from somebody else.
var errNotRegular = lang.Errorf("it is no regular file")

// openRegular opens a regular file of a recording.
func openRegular(dir, name string) (*os.File, error) {
	path := filepath.Join(dir, name)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return os.Open(path)
}

// maxSmall bounds what is read whole of a recording's file, in bytes.
const maxSmall = 64 << 20

// readRegular reads a small regular file of a recording.
func readRegular(dir, name string) ([]byte, error) {
	file, err := openRegular(dir, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxSmall))
}

// source reads all files of one source. A file that cannot be read becomes a
// warning.
func (r *reading) source(ctx context.Context, source Source, entries []os.DirEntry) error {
	for _, entry := range entries {
		pid, suffix, ok := splitPID(entry.Name())
		if !ok || suffix != source.Suffix {
			continue
		}
		err := r.file(ctx, source, entry.Name(), pid, r.b)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.b.Warn(source.Name, "%s: %v", entry.Name(), err)
		default:
			r.b.Source(timeline.Source{Name: source.Name, On: true})
		}
	}
	return nil
}

// whole reads the one file of a source into a timeline of its own, nil if there is
// none. A file that cannot be read becomes a warning.
func (r *reading) whole(ctx context.Context, source Source, end timeline.Time) (*timeline.Timeline, error) {
	b := timeline.NewBuilder(r.b.Clock())
	err := r.file(ctx, source, source.Whole, 0, b)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && r.b.Clock().Boot == "":
		err = lang.Errorf("its clock cannot be related to that of the recording")
	}
	if err != nil {
		r.b.Warn(source.Name, "%s: %v", source.Whole, err)
		return nil, nil
	}
	return b.Build(end), nil
}

// file reads a file of a source into b.
func (r *reading) file(ctx context.Context, source Source, name string, pid int, b *timeline.Builder) error {
	file, err := openRegular(r.dir, name)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return lang.Errorf("it is empty: the process recorded nothing here before it ended")
	}
	return source.Read(ctx, File{Reader: file, Name: name, PID: pid, root: r.root, wrote: r.wrote}, b)
}

// Size returns how much the recording takes, in bytes.
func (r *Recording) Size() (int64, error) {
	entries, err := os.ReadDir(r.Dir)
	if err != nil {
		return 0, err
	}
	var size int64
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
	}
	return size, nil
}
