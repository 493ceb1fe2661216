package multiprocessing

import (
	"errors"
	"fmt"
	"os"
	"reflect"
)

// inheritable is what a process shares with a child by letting it inherit open
// files. Its JSON form is empty: the files say everything.
type inheritable interface {
	// files returns the files that the child inherits.
	files() []*os.File
	// adopt makes a zero value usable with the files that were inherited, in the
	// order of files.
	adopt(next func() *os.File) error
}

// filesOf returns the files of all shared objects that args contains, in the
// order in which [adopt] finds them.
func filesOf(args any) []*os.File {
	var files []*os.File
	for _, shared := range sharedIn(reflect.ValueOf(args), nil) {
		files = append(files, shared.files()...)
	}
	return files
}

// adopt gives the shared objects that args points to the files that were
// inherited for them.
func adopt(args any, files []*os.File) error {
	missing := false
	next := func() *os.File {
		if len(files) == 0 {
			missing = true
			return os.NewFile(^uintptr(0), "missing")
		}
		file := files[0]
		files = files[1:]
		return file
	}
	for _, shared := range sharedIn(reflect.ValueOf(args), nil) {
		if err := shared.adopt(next); err != nil {
			return fmt.Errorf("inheriting a %T: %w", shared, err)
		}
	}
	if missing || len(files) > 0 {
		return errors.New("the child finds other shared objects than its parent passed: they must stand in exported fields that JSON keeps")
	}
	return nil
}

// sharedIn appends the shared objects that v contains to found, depth first.
func sharedIn(v reflect.Value, found []inheritable) []inheritable {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return found
		}
		if shared, ok := v.Interface().(inheritable); ok {
			return append(found, shared)
		}
		return sharedIn(v.Elem(), found)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = sharedIn(v.Field(i), found)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = sharedIn(v.Index(i), found)
		}
	}
	return found
}
