// Package gotrace reads Go execution traces into a timeline.
package gotrace
