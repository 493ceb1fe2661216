package main

import (
	"strings"

	"github.com/spf13/cobra"

	"ctrace/tracer/lang"
)

// usageError is an error in how ctrace was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(err error) error { return usageError{err} }

func usagef(format string, args ...any) error { return usage(lang.Errorf(format, args...)) }

// errInterrupted says that Ctrl-C ended the run; what was recorded is reported.
var errInterrupted = lang.Errorf("interrupted: this is what was recorded until then")

// oneLine joins the lines of an error, so that each failure is one line.
func oneLine(err error, l lang.Language) string {
	lines := strings.FieldsFunc(lang.Describe(err, l), func(r rune) bool { return r == '\n' || r == '\r' })
	return strings.Join(lines, "; ")
}

// noArgument and oneArgument check the number of arguments and say how to call
// the verb.
func noArgument(cmd *cobra.Command, args []string) error {
	if len(args) != 0 {
		return usagef("%s takes no argument, not %d: ctrace %s", cmd.Name(), len(args), cmd.Use)
	}
	return nil
}

func oneArgument(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one argument, not %d: ctrace %s", cmd.Name(), len(args), cmd.Use)
	}
	return nil
}
