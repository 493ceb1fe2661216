package main

import (
	"errors"

	"github.com/spf13/pflag"

	"ctrace/tracer/lang"
)

// flagError returns an error in a flag so that it can be said in any language.
func flagError(err error) error {
	var unknown *pflag.NotExistError
	var noValue *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		if unknown.GetSpecifiedShortnames() != "" {
			return lang.Errorf("unknown flag: -%s", unknown.GetSpecifiedName())
		}
		return lang.Errorf("unknown flag: --%s", unknown.GetSpecifiedName())
	case errors.As(err, &noValue):
		return lang.Errorf("--%s needs a value", noValue.GetFlag().Name)
	case errors.As(err, &invalid):
		return lang.Errorf("--%s %s: %w", invalid.GetFlag().Name, invalid.GetValue(), valueError(invalid))
	case errors.As(err, &syntax):
		return lang.Errorf("%s is no flag", syntax.GetSpecifiedFlag())
	}
	return err
}

// valueError says what a flag's value must be.
func valueError(invalid *pflag.InvalidValueError) error {
	switch invalid.GetFlag().Value.Type() {
	case "bool":
		return lang.Errorf("it must be true or false")
	case "int":
		return lang.Errorf("it must be a whole number")
	case "float64":
		return lang.Errorf("it must be a number")
	case "duration":
		return lang.Errorf("it must be a duration such as 500ms, 10s or 1m30s")
	}
	return errors.Unwrap(invalid)
}
