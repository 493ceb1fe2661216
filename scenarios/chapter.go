package scenarios

// chapters are the course's own headings, by the first character of a section.
var chapters = map[byte]string{
	'1': "1. Processus et threads",
	'2': "2. multiprocessing",
	'3': "3. asyncio",
	'4': "4. Which one when",
}

// Chapter returns the course's heading that the scenario stands under.
func (s *Scenario) Chapter() string {
	if s.Section != "" {
		if chapter, ok := chapters[s.Section[0]]; ok {
			return chapter
		}
	}
	return "Beyond the course"
}
