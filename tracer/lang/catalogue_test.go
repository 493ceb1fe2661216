package lang

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// moduleRoot is the module's folder, seen from this package's.
const moduleRoot = "../.."

// TestCatalogueIsComplete holds that every message of the project has a
// translation with the same arguments.
func TestCatalogueIsComplete(t *testing.T) {
	french := catalogueOf(t)
	for message, at := range messagesOf(t) {
		translated, ok := french[message]
		if !ok {
			t.Errorf("%s: no translation of %q", at, message)
			continue
		}
		if got, want := verbs(translated), verbs(message); !slices.Equal(got, want) {
			t.Errorf("%s: %q has the arguments %q, its translation %q has %q", at, message, want, translated, got)
		}
	}
}

// TestCatalogueHasNothingElse holds that every translation is of a message.
// Words that other packages say, and those of the operating system, have files
// of their own.
func TestCatalogueHasNothingElse(t *testing.T) {
	messages := messagesOf(t)
	for message, file := range catalogueFiles(t) {
		if file == "words.json" || file == "system.json" {
			continue
		}
		if _, ok := messages[message]; !ok {
			t.Errorf("%s: nothing says %q", file, message)
		}
	}
}

func catalogueOf(t *testing.T) map[string]string {
	t.Helper()
	read, err := readCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return read.sentences
}

// catalogueFiles returns the file of each message, and fails if one is in two.
func catalogueFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := fs.Glob(frenchFiles, "french/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range entries {
		text, err := frenchFiles.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]string
		if err := json.Unmarshal(text, &messages); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for message := range messages {
			if other, twice := files[message]; twice {
				t.Errorf("%q is in %s and in %s", message, other, filepath.Base(path))
			}
			files[message] = filepath.Base(path)
		}
	}
	return files
}

// messageArgument says which argument of the functions that make texts is the
// message, by the function's name after its package's.
var messageArgument = map[string]int{
	"T":      0,
	"Errorf": 0,
	"N":      1,
	"Warn":   1, // timeline.Builder
	"Say":    0, // timeline.Message
	"usagef": 0, // cmd/ctrace
}

// messagesOf returns every message in the project's code, with a place where it
// stands.
func messagesOf(t *testing.T) map[string]string {
	t.Helper()
	messages := map[string]string{}
	for path := range sourceFiles(t) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			index, ok := messageArgument[callee(call, file.Name.Name)]
			if !ok || index >= len(call.Args) {
				return true
			}
			at := set.Position(call.Pos()).String()
			message, ok := constant(call.Args[index])
			if ok && callee(call, file.Name.Name) == "N" {
				other, isConstant := constant(call.Args[index+1])
				message, ok = message+pluralMark+other, isConstant
			}
			switch {
			case ok && words.MatchString(verbPattern.ReplaceAllString(message, "")):
				messages[message] = at
			case !ok && !passesOn(file, call):
				t.Errorf("%s: the message is no constant", at)
			}
			return true
		})
	}
	return messages
}

// callee returns the name of a function that makes a text, "" for any other. T,
// N and Errorf count as lang's only.
func callee(call *ast.CallExpr, pkg string) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if f.Sel.Name == "Warn" || f.Sel.Name == "Say" {
			return f.Sel.Name
		}
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "lang" {
			return f.Sel.Name
		}
	case *ast.Ident:
		if pkg == "lang" || pkg == "timeline" && f.Name == "Say" || f.Name == "usagef" {
			return f.Name
		}
	}
	return ""
}

// passesOn reports whether a call stands in a function that takes the message
// from its own caller, in a parameter called message or format.
func passesOn(file *ast.File, call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if id, ok := arg.(*ast.Ident); ok && (id.Name == "message" || id.Name == "format") {
			return true
		}
		if s, ok := arg.(*ast.SelectorExpr); ok && (s.Sel.Name == "Message" || s.Sel.Name == "message") {
			return true
		}
	}
	return false
}

// constant returns the value of a string literal, or of a sum of such.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, ok2 := constant(e.Y)
		return left + right, ok && ok2 && e.Op == token.ADD
	}
	return "", false
}

// sourceFiles iterates over the module's Go files without tests.
func sourceFiles(t *testing.T) func(func(string) bool) {
	return func(yield func(string) bool) {
		err := filepath.WalkDir(moduleRoot, func(path string, entry fs.DirEntry, err error) error {
			switch name := entry.Name(); {
			case err != nil:
				return err
			case entry.IsDir() && path != moduleRoot && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
				return filepath.SkipDir
			case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			case !yield(path):
				return filepath.SkipAll
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// words matches a message that says something besides its arguments.
var words = regexp.MustCompile(`\pL`)

var verbPattern = regexp.MustCompile(`%([-+# 0]*)(\[(\d+)\])?([\d.*]*)([a-zA-Z])`)

// verbs returns the verbs of a format in the order of the arguments that they
// show; of a counted message those of its last form.
func verbs(format string) []string {
	if i := strings.LastIndex(format, pluralMark); i >= 0 {
		format = format[i+len(pluralMark):]
	}
	var list []string
	next := 1
	for _, m := range verbPattern.FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		if m[3] != "" {
			next, _ = strconv.Atoi(m[3])
		}
		list = append(list, strconv.Itoa(next)+m[5])
		next++
	}
	slices.Sort(list)
	return slices.Compact(list)
}
