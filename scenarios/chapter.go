package scenarios

// chapters are the course's own headings, by the first character of a section.
var chapters = map[byte]string{
	'1': "1. Processus et threads",
	'2': "2. multiprocessing",
	'3': "3. asyncio",
	'4': "4. Which one when",
}

// beyond is the section of what the course's readers meet next.
const beyond = "beyond"

// InCourse reports whether the scenario is one of the course's own.
func (s *Scenario) InCourse() bool { return s.Section != beyond }

// Chapter returns the heading that the scenario stands under.
func (s *Scenario) Chapter() string {
	if !s.InCourse() {
		return "Beyond the course"
	}
	return chapters[s.Section[0]]
}
