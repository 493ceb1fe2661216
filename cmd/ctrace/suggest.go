package main

import (
	"github.com/agnivade/levenshtein"

	"ctrace/tracer/lang"
)

// suggestion asks whether the nearest of some names was meant. It is empty if
// none is near.
func suggestion(name string, names []string) lang.Text {
	best, distance := "", len(name)/2+1
	for _, n := range names {
		if d := levenshtein.ComputeDistance(name, n); d < distance {
			best, distance = n, d
		}
	}
	if best == "" {
		return lang.Text{}
	}
	return lang.T(", did you mean %q?", best)
}
