package main

import (
	"github.com/spf13/cobra"

	"ctrace/tracer/lang"
)

// newCompletion returns the verb that prints the script with which a shell
// completes command lines of ctrace.
func newCompletion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:    s.say(lang.T("completion SHELL")),
		Short:  s.say(lang.T("Print the script with which bash, zsh, fish or powershell completes what you type")),
		Hidden: true,
		Args:   oneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(s.out, true)
			case "zsh":
				return root.GenZshCompletion(s.out)
			case "fish":
				return root.GenFishCompletion(s.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(s.out)
			}
			return usagef("completion %s: it is bash, zsh, fish or powershell", args[0])
		},
	}
}
