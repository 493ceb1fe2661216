package lang

import (
	"encoding/json"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
)

// standard returns what an error of the standard library says, made of the parts
// that it has: in English they stand in an order that no other language shares.
// It is empty for any other error.
func standard(err error) Text {
	switch e := err.(type) {
	case *fs.PathError:
		return onPath(e)
	case *os.LinkError:
		if e.Op == "rename" {
			return T("cannot rename %s to %s: %v", e.Old, e.New, e.Err)
		}
		return T("%s and %s: %v (%s)", e.Old, e.New, e.Err, e.Op)
	case *os.SyscallError:
		return T("%v (system call %s)", e.Err, e.Syscall)
	case *exec.Error:
		return T("cannot start %s: %v", e.Name, e.Err)
	case *net.OpError:
		return onNetwork(e)
	case *net.DNSError:
		return T("%s: %v", e.Name, Word(e.Err))
	case *url.Error:
		return T("%s: %v", e.URL, e.Err)
	case *strconv.NumError:
		return T("%s is no number: %v", e.Num, e.Err)
	case *json.SyntaxError:
		return T("it is no JSON from byte %d on", e.Offset)
	case *json.UnmarshalTypeError:
		return T("the field %s of the JSON cannot hold %s", e.Field, e.Value)
	}
	return Text{}
}

// onPath says what could not be done with a file or folder.
func onPath(e *fs.PathError) Text {
	switch e.Op {
	case "open":
		return T("cannot open %s: %v", e.Path, e.Err)
	case "read":
		return T("cannot read %s: %v", e.Path, e.Err)
	case "write":
		return T("cannot write %s: %v", e.Path, e.Err)
	case "stat", "lstat":
		return T("cannot look at %s: %v", e.Path, e.Err)
	case "mkdir":
		return T("cannot make the folder %s: %v", e.Path, e.Err)
	case "remove", "unlink", "unlinkat", "rmdir":
		return T("cannot remove %s: %v", e.Path, e.Err)
	case "fork/exec":
		return T("cannot start %s: %v", e.Path, e.Err)
	}
	return T("%s: %v (%s)", e.Path, e.Err, e.Op)
}

// onNetwork says what could not be done with a connection.
func onNetwork(e *net.OpError) Text {
	switch {
	case e.Addr == nil:
		return T("%v (%s)", e.Err, e.Op)
	case e.Op == "dial":
		return T("cannot connect to %s: %v", e.Addr, e.Err)
	}
	return T("%s: %v (%s)", e.Addr, e.Err, e.Op)
}
