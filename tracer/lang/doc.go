// Package lang says what a reader reads in the reader's language.
//
// # Data model
//
// A [Text] is a message that is in no language yet: the English words as a
// format, which are its key in the catalogue, and what they speak of. Whoever
// makes a text does not know the reader; whoever shows it does, and asks for
// the text [Text.In] a [Language]. Errors made by [Errorf] carry such a text,
// and [Describe] says them.
//
// # Pipeline
//
//  1. Sources, scenarios and verbs make texts: T("%d of %d waited for %s", …).
//  2. An output renders them, with the language of its report.
//
// The catalogue is the folder french, one file for each part of the project: the
// English message and its translation. A message of [N] has a form for one and
// one for any other number, which ¦ separates. A test holds that every message of
// the project is translated, and that nothing else is in the catalogue.
//
// Names of lanes, files and programs are data, and the same in every language.
package lang
