"""The commands, one file for each family; ``cli.contents`` says which is where."""
