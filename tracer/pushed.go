package tracer

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"ctrace/tracer/lang"
)

// pushedFile says in a recording where its spans were sent.
const pushedFile = "pushed.json"

// Pushed says that spans of a recording were sent to an endpoint.
type Pushed struct {
	Endpoint string    `json:"endpoint"`
	States   string    `json:"span_states"` // how the spans showed their states
	Sent     int       `json:"sent"`        // spans, in the order in which they are sent
	All      bool      `json:"all"`         // they were all that there are
	At       time.Time `json:"at"`
}

// PushedTo returns what was sent of the recording in dir to an endpoint, nothing if
// nothing was.
func PushedTo(dir, endpoint string) (Pushed, error) {
	all, err := readPushed(dir)
	if i := slices.IndexFunc(all, func(p Pushed) bool { return p.Endpoint == endpoint }); i >= 0 {
		return all[i], err
	}
	return Pushed{Endpoint: endpoint}, err
}

// NotePushed notes in the recording in dir what was sent of it to an endpoint, in
// place of what was noted of that endpoint before.
func NotePushed(dir string, p Pushed) error {
	all, err := readPushed(dir)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(old Pushed) bool { return old.Endpoint == p.Endpoint })
	return writeJSON(filepath.Join(dir, pushedFile), append(all, p))
}

func readPushed(dir string) (all []Pushed, err error) {
	data, err := readRegular(dir, pushedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		return nil, lang.Errorf("%s says where spans were sent, but cannot be read: %w", filepath.Join(dir, pushedFile), err)
	}
	return all, nil
}
