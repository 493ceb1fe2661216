// A program that is built to see what building it does.
package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println(len(os.Args)) }
