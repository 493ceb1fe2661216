package page

import (
	"go/scanner"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// Listing is the source of a program.
type Listing struct {
	File string // its name, with as many folders as tell it apart: "scenarios/gather.go"
	Text string
}

// listing is a source by lines, each a list of pieces with their classes.
type listing struct {
	File  string       `json:"file"`
	Lines [][][]string `json:"lines"` // a piece is [class, text]
}

// What a piece of source is, as the page's style knows it. Everything else has
// no class.
const (
	plainCode   = ""
	keywordCode = "keyword"
	textCode    = "text"
	numberCode  = "number"
	commentCode = "comment"
	nameCode    = "name" // of a function or class, where it is defined
)

// piece is a stretch of source of one class.
type piece struct{ class, text string }

// highlight returns a listing in pieces that together are its text. It knows Go
// and Python by the file's name; any other text is plain.
//
// Go has its own scanner in the standard library, and Python needs few rules. The
// libraries that know hundreds of languages take 4 ms of every process's start.
func highlight(l Listing) listing {
	pieces := []piece{{plainCode, l.Text}}
	switch path.Ext(l.File) {
	case ".go":
		pieces = goPieces(l.Text)
	case ".py":
		pieces = pythonPieces(l.Text)
	}
	return listing{File: l.File, Lines: lines(pieces)}
}

// lines splits pieces at the ends of lines.
func lines(pieces []piece) [][][]string {
	all := [][][]string{{}}
	for _, p := range pieces {
		for i, text := range strings.Split(p.text, "\n") {
			if i > 0 {
				all = append(all, [][]string{})
			}
			if text != "" {
				all[len(all)-1] = append(all[len(all)-1], []string{p.class, text})
			}
		}
	}
	if last := len(all) - 1; last > 0 && len(all[last]) == 0 {
		return all[:last] // What follows the last line's end is no line.
	}
	return all
}

// goPieces returns the pieces of Go source: from each token to the next one.
func goPieces(text string) []piece {
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments) // What is no Go is plain.
	var pieces []piece
	from, class, before := 0, plainCode, token.ILLEGAL
	for {
		pos, tok, literal := s.Scan()
		at := len(text)
		if tok != token.EOF {
			at = file.Offset(pos)
		}
		if tok == token.SEMICOLON && literal == "\n" {
			continue // The scanner's own, not the source's.
		}
		if at > from {
			pieces = append(pieces, piece{class, text[from:at]})
		}
		if tok == token.EOF {
			return pieces
		}
		from, class, before = at, goClass(tok, before), tok
	}
}

func goClass(tok, before token.Token) string {
	switch {
	case tok == token.COMMENT:
		return commentCode
	case tok == token.STRING || tok == token.CHAR:
		return textCode
	case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
		return numberCode
	case tok.IsKeyword():
		return keywordCode
	case tok == token.IDENT && before == token.FUNC:
		return nameCode
	}
	return plainCode
}

// pythonToken finds the next comment, text, number or word. Each group is one of
// the classes in pythonClasses.
var pythonToken = regexp.MustCompile(`(?s)(#[^\n]*)` +
	`|((?i:[rbfu]{0,2})(?:"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))` +
	`|(\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)` +
	`|([\pL_][\pL\pN_]*)`)

var pythonClasses = [...]string{commentCode, textCode, numberCode, plainCode}

var pythonKeywords = map[string]bool{
	"False": true, "None": true, "True": true, "and": true, "as": true, "assert": true, "async": true, "await": true,
	"break": true, "class": true, "continue": true, "def": true, "del": true, "elif": true, "else": true, "except": true,
	"finally": true, "for": true, "from": true, "global": true, "if": true, "import": true, "in": true, "is": true,
	"lambda": true, "nonlocal": true, "not": true, "or": true, "pass": true, "raise": true, "return": true, "try": true,
	"while": true, "with": true, "yield": true,
}

// pythonPieces returns the pieces of Python source.
func pythonPieces(text string) []piece {
	var pieces []piece
	from, before := 0, ""
	for _, at := range pythonToken.FindAllStringSubmatchIndex(text, -1) {
		word := text[at[0]:at[1]]
		class := pythonClasses[groupOf(at)]
		switch {
		case pythonKeywords[word]:
			class = keywordCode
		case class == plainCode && (before == "def" || before == "class"):
			class = nameCode
		}
		if at[0] > from {
			pieces = append(pieces, piece{plainCode, text[from:at[0]]})
		}
		pieces = append(pieces, piece{class, word})
		from, before = at[1], word
	}
	if from < len(text) {
		pieces = append(pieces, piece{plainCode, text[from:]})
	}
	return pieces
}

// groupOf returns which group of a match matched.
func groupOf(match []int) int {
	for group := range len(pythonClasses) {
		if match[2*(group+1)] >= 0 {
			return group
		}
	}
	return len(pythonClasses) - 1
}
