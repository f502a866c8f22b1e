import Glibc

Interruption.watch()
exit(
  CommandLineTool.run(
    arguments: Array(CommandLine.arguments.dropFirst()), surroundings: Surroundings.process()))
