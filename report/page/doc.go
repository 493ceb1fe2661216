// Package page writes the report as one HTML file that needs nothing else: no
// network, no server, no other file.
//
// # Data model
//
// A [Content] is what the page shows. It is embedded as JSON; its timelines are
// embedded as columns of integers, which are some twenty times smaller and
// which the page's script decodes straight into typed arrays.
//
// # Pipeline
//
//  1. go generate bundles src/ (TypeScript) and style/ (CSS) into dist/, which
//     is committed and embedded; a test holds that it is fresh.
//  2. [Write] encodes the content, computes the hashes of script and style for
//     the page's Content-Security-Policy, and fills index.html.
//  3. In the browser src/main.ts decodes the content (wire.ts, model.ts), builds
//     the sections and keeps them in step with one view (view.ts). Another
//     language builds the sections anew, for the same view.
//
// # Languages
//
// The data holds each [Text] in every language. What the script says itself is in
// src/french.ts, whose keys are the English messages: the type checker refuses a
// message that is not among them, and a test those that nothing says.
//
// # Listings
//
// A program's source is embedded by lines, each a list of [class, text] (see
// highlight.go). The first listing is what ran: the page finds the line of an
// interval by the innermost call of its stack that lies in that file.
//
// # Columns
//
// A packed timeline is {"texts": [...], "docs": [...], "columns": "..."}. The columns are
// base64 of gzip of a sequence of tables. A table is its number of rows as an
// unsigned varint, then each of its columns as that many zigzag varints (as
// encoding/binary has them). Texts are indices into "texts", of which number 0
// is empty; docs are indices into "docs", each a [Text]. A reference to a row
// that may be missing is its number plus one, 0 for none; stacks count from 0,
// which is the empty stack. All times are ns since the timeline's origin. The
// tables in their order, with their columns:
//
//	lanes      kind group host pid id name doc parent+1 start bornBefore alive intervals claimStart claims
//	intervals  length state reason on+1 stack detail   (of all lanes, in lane order)
//	claims     length state reason on+1 stack detail   (what runtimes claim, of all lanes, in lane order)
//	frames     func file line
//	stacks     frames                                  (how many each stack has)
//	calls      frame                                   (of all stacks, innermost first)
//	links      kind from to arrival lag stack          (arrival since the previous link's)
//	spans      origin name lane+1 start length parent+1 status message open (start since the previous span's)
//	attributes span key value
//	ranges     kind name lane+1 start length           (start since the previous range's)
//	profiles   name unit lane+1 rows
//	weights    stack weight                            (of all profiles)
//
// An interval starts where the previous one of its lane ends: intervals
// partition a lane's life, so lengths are enough.
package page
