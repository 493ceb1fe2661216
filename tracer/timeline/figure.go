package timeline

import (
	"math"
	"slices"
	"strconv"
)

// Unit is a unit of time.
type Unit struct {
	Name   string
	Length float64 // in ns
	from   float64 // as many of it make it the preferred unit
}

// units are what times are told in, longest first. Seconds are told up to ten
// minutes, minutes up to three hours.
var units = []Unit{
	{"h", 3600e9, 3}, {"min", 60e9, 10}, {"s", 1e9, 1}, {"ms", 1e6, 1}, {"µs", 1e3, 1}, {"ns", 1, 0},
}

// UnitFor returns the unit in which a length of time is told. What rounds to
// 1.00 of a unit is told in it: 999.9 ms is 1.00 s.
func UnitFor(d Duration) Unit {
	size := math.Abs(float64(d))
	i := slices.IndexFunc(units, func(u Unit) bool { return size >= u.Length*u.from*0.9995 })
	return units[i]
}

// Figure returns a length of time as people read it, with three significant
// digits: "2.00 s", "41.3 ms", "7 ns", "0 s".
func Figure(d Duration) string {
	switch u := UnitFor(d); {
	case d == 0:
		return "0 s"
	case u.Length == 1:
		return strconv.FormatInt(int64(d), 10) + " ns"
	default:
		return ThreeDigits(float64(d)/u.Length) + " " + u.Name
	}
}

// ThreeDigits returns v with three significant digits, but never less than
// whole: "1.25", "41.3", "1203".
func ThreeDigits(v float64) string {
	decimals := 2
	switch size := math.Abs(v); {
	case size >= 99.95:
		decimals = 0
	case size >= 9.995:
		decimals = 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
