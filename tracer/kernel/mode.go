package kernel

import (
	"fmt"

	"ctrace/tracer/lang"
)

var modeWords = [numModes]string{"auto", "perf", "poll", "off"}

// String returns the mode's word, as --kernel and [Header] spell it.
func (m Mode) String() string {
	if m < numModes {
		return modeWords[m]
	}
	return fmt.Sprintf("Mode(%d)", uint8(m))
}

// ParseMode is the inverse of [Mode.String].
func ParseMode(text string) (Mode, error) {
	for m, word := range modeWords {
		if word == text {
			return Mode(m), nil
		}
	}
	return Auto, lang.Errorf("unknown mode %q: it is one of auto, perf, poll and off", text)
}

// MarshalText writes the mode's word.
func (m Mode) MarshalText() ([]byte, error) {
	if m >= numModes {
		return nil, fmt.Errorf("kernel: no word for %v", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText is the inverse of [Mode.MarshalText].
func (m *Mode) UnmarshalText(text []byte) error {
	mode, err := ParseMode(string(text))
	if err != nil {
		return err
	}
	*m = mode
	return nil
}
