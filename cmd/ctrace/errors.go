package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// usageError is an error in how ctrace was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(err error) error { return usageError{err} }

func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

// errInterrupted says that Ctrl-C ended the run; what was recorded is reported.
var errInterrupted = errors.New("interrupted: this is what was recorded until then")

// oneLine joins the lines of an error, so that each failure is one line.
func oneLine(err error) string {
	lines := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' })
	return strings.Join(lines, "; ")
}

// exactly wraps cobra's check of the number of arguments as a usage error that
// says how to call the verb.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("%s takes %s, not %d: ctrace %s", cmd.Name(), plural(n, "argument"), len(args), cmd.Use)
		}
		return nil
	}
}

func plural(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
