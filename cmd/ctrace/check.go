package main

import (
	"fmt"

	"ctrace/report"
)

// broken returns an error if one of the course's claims does not hold in r.
func broken(r *report.Report) error {
	failed := 0
	first := ""
	for _, c := range r.Claims {
		if !c.Holds {
			if failed++; first == "" {
				first = c.Text
			}
		}
	}
	if failed == 0 {
		return nil
	}
	return fmt.Errorf("%s: %d of %d claims do not hold, such as %q", r.Title, failed, len(r.Claims), first)
}
