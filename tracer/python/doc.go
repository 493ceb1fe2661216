// Package python looks into Python programs: into their threads, the tasks of
// asyncio and the items of multiprocessing's pools.
//
// # Data model
//
// An agent, which is Python code in the folder agent, runs inside each process and
// writes PID.python: a sequence of segments, each with a header and records of 32
// bytes. The file is mapped into the process's memory, so that its death loses
// nothing; the rest of the last segment is zero.
//
// # Pipeline
//
//  1. Install writes the agent into a cache folder; a program that is started with
//     that folder in PYTHONPATH loads it, and so do its children.
//  2. Read turns the records of one process into lanes: threads, with the waits
//     that the agent knows of, and a coroutine for each task, with its steps.
//  3. timeline.Join then cuts what they claim to what the kernel ran.
package python
