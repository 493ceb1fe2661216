package main

import (
	"fmt"

	"github.com/agnivade/levenshtein"

	"ctrace/scenarios"
)

// suggestion returns ", did you mean "gather"?" for a name that is near to a
// scenario's, else "".
func suggestion(name string) string {
	best, distance := "", len(name)/2+1
	for s := range scenarios.All() {
		if d := levenshtein.ComputeDistance(name, s.Name); d < distance {
			best, distance = s.Name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}
