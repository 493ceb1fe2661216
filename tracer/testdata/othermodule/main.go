// Other is a program in a module of its own that can be recorded.
package main

import (
	"context"
	"fmt"
	"log"
	"runtime/trace"

	"ctrace/tracer"
)

func main() {
	ctx, stop, err := tracer.Start(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	defer stop()

	defer trace.StartRegion(ctx, "greeting").End()
	fmt.Println("hello from another module")
}
