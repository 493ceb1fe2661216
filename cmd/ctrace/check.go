package main

import (
	"ctrace/report"
	"ctrace/tracer/lang"
)

// broken returns an error if one of the course's claims does not hold in r.
func broken(r *report.Report) error {
	failed := 0
	var first lang.Text
	for _, c := range r.Claims {
		if !c.Holds {
			if failed++; failed == 1 {
				first = c.Text
			}
		}
	}
	if failed == 0 {
		return nil
	}
	return lang.Errorf("%s: %d of %d claims do not hold, such as %q", r.Title, failed, len(r.Claims), first)
}
