package scenarios

import "ctrace/tracer/lang"

// chapters are the course's own headings, by the first character of a section.
var chapters = map[byte]lang.Text{
	'1': lang.T("1. Processes and threads"),
	'2': lang.Data("2. multiprocessing"),
	'3': lang.Data("3. asyncio"),
	'4': lang.T("4. Which one when"),
}

// beyond is the section of what the course's readers meet next.
const beyond = "beyond"

// InCourse reports whether the scenario is one of the course's own.
func (s *Scenario) InCourse() bool { return s.Section != beyond }

// Chapter returns the heading that the scenario stands under.
func (s *Scenario) Chapter() lang.Text {
	if !s.InCourse() {
		return lang.T("Beyond the course")
	}
	return chapters[s.Section[0]]
}
