package kernel

// Every process of these tests is this executable: a stub, or one of the
// programs that they observe.
func init() { StubMain() }
