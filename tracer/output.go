package tracer

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// output passes on what a program prints, as it comes, and keeps it in a file.
// Within each of stdout and stderr the order is exact; between the two it is
// the order of arrival. The nil output keeps nothing.
type output struct {
	stdout, stderr *os.File // the program's ends
	ends           []*os.File
	copies         sync.WaitGroup

	mu   sync.Mutex // orders the writes of both streams
	file *os.File
	err  error // the first error of file
}

// lingering is how long output waits for processes that have left the tree but
// still hold the program's stdout or stderr.
const lingering = 200 * time.Millisecond

// newOutput returns an output that keeps what is printed at path. Either writer
// may be nil.
func newOutput(path string, stdout, stderr io.Writer) (*output, error) {
	file, err := appendable(path)
	if err != nil {
		return nil, err
	}
	o := &output{file: file}
	o.stdout, err = o.pipe(stdout)
	if err == nil {
		o.stderr, err = o.pipe(stderr)
	}
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// pipe returns the end of a pipe that is copied to w until all its writers are
// gone.
func (o *output) pipe(w io.Writer) (*os.File, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o.ends = append(o.ends, read)
	o.copies.Go(func() { io.Copy(keeper{o, w}, read) })
	return write, nil
}

// started closes this process's copies of the program's ends, once the program
// has them.
func (o *output) started() {
	if o == nil {
		return
	}
	for _, end := range []*os.File{o.stdout, o.stderr} {
		if end != nil {
			end.Close()
		}
	}
	o.stdout, o.stderr = nil, nil
}

// close waits until everything printed is kept and closes the file.
func (o *output) close() error {
	if o == nil {
		return nil
	}
	o.started()
	for _, end := range o.ends {
		end.SetReadDeadline(time.Now().Add(lingering))
	}
	o.copies.Wait()
	for _, end := range o.ends {
		end.Close()
	}
	return errorOf(o.err, o.file.Close())
}

// keeper writes one stream to the file and to wherever else it goes. It goes on
// when either fails, so that the program never blocks for it.
type keeper struct {
	o  *output
	to io.Writer
}

func (k keeper) Write(p []byte) (int, error) {
	k.o.mu.Lock()
	defer k.o.mu.Unlock()
	if k.o.err == nil {
		_, k.o.err = k.o.file.Write(p)
	}
	if k.to != nil {
		k.to.Write(p) // a closed terminal is no reason to stop recording
	}
	return len(p), nil
}
