package tracer

import (
	"bytes"
	"runtime"

	"github.com/felixge/fgprof"

	"ctrace/tracer/lang"
)

// startWall starts the wall-clock profile. It exists only in memory until it is
// stopped, so that a killed process leaves none.
func startWall(dir string) (stop func() error, err error) {
	path := pidFile(dir, wallSuffix)
	var profile bytes.Buffer
	finish := fgprof.Start(&profile, fgprof.FormatPprof)
	return func() error {
		if err := finishWall(finish); err != nil {
			return err
		}
		return writeWhole(path, profile.Bytes())
	}, nil
}

var errTooShort = lang.Errorf("the process ended before the first sample")

// finishWall stops fgprof, which divides by zero if it has taken no sample yet.
func finishWall(finish func() error) (err error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case runtime.Error:
			err = errTooShort
		default:
			err = lang.Errorf("fgprof: %v", value)
		}
	}()
	return finish()
}
