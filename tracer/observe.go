package tracer

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"ctrace/tracer/kernel"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Whoever can record has the stub in its executable that launch needs: an init
// function is where a program is still on its first thread.
func init() { kernel.StubMain() }

// KernelStatus says how the kernel was observed. It is purely data.
type KernelStatus struct {
	Mode     kernel.Mode      `json:"mode"`               // Perf, Poll or Off
	Why      timeline.Message `json:"why,omitzero"`       // it was not observed, or not more exactly
	Switches uint64           `json:"switches,omitempty"` // how often threads got a CPU
	Lost     uint64           `json:"lost,omitempty"`     // records that the kernel could not hand over
	CPU      time.Duration    `json:"recorder_cpu_ns,omitempty"`
}

// launch starts the program, with the kernel observed if that is wanted and
// permitted. The error is a [StartError] if the program cannot be executed.
func (r *recorder) launch() error {
	mode, status := r.command.Kernel, &r.manifest.Kernel
	if mode == kernel.Off {
		*status = KernelStatus{Mode: kernel.Off, Why: timeline.Say("it was switched off")}
		return r.cmd.Start()
	}
	launched, err := kernel.Launch(r.cmd)
	if mode == kernel.Auto && errors.Is(err, errors.ErrUnsupported) {
		*status = KernelStatus{Mode: kernel.Off, Why: lang.MessageOf(err)}
		return r.cmd.Start()
	}
	if err != nil {
		return err
	}
	path := filepath.Join(r.dir, kernelFile)
	observer, err := kernel.Start(r.cmd.Process.Pid, mode, path)
	if mode == kernel.Auto && err != nil {
		*status = KernelStatus{Mode: kernel.Off, Why: lang.MessageOf(err)}
		return launched.Release()
	}
	if err != nil {
		launched.Abandon()
		if mode == kernel.Perf {
			err = lang.Errorf("%w; mode %v needs no permission, and %v tries both", err, kernel.Poll, kernel.Auto)
		}
		return err
	}
	r.stub = launched.Used()
	if err := launched.Release(); err != nil {
		observer.Stop()
		os.Remove(path)
		return err
	}
	used, refused := observer.Mode()
	r.kernel, status.Mode = observer, used
	if refused != nil {
		status.Why = lang.MessageOf(refused)
	}
	return nil
}

// stopKernel ends the observation of the kernel.
func (r *recorder) stopKernel() {
	if r.kernel == nil {
		return
	}
	stats, err := r.kernel.Stop()
	r.note(err)
	status := &r.manifest.Kernel
	status.Switches, status.Lost, status.CPU = stats.Switches, stats.Lost, stats.CPU
}

// tell says what the file of events cannot: why there is none, or none that is
// exact.
func (k KernelStatus) tell(b *timeline.Builder) {
	switch {
	case k.Mode == kernel.Off:
		b.Source(timeline.Source{Name: kernelSource, Why: k.Why})
	case k.Mode == kernel.Poll && !k.Why.Empty():
		why := timeline.Say("approximately, by polling /proc: %v", k.Why)
		b.Source(timeline.Source{Name: kernelSource, On: true, Approximate: true, Why: why})
	}
}

// kernelSource is the name of the source.
const kernelSource = "kernel"
