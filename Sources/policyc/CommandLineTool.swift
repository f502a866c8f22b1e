import PolicyDSL

/// The tool: finds the command in the arguments, runs it and gives the exit status.
package enum CommandLineTool {
  /// The version of the tool.
  static let version = "0.1.0"

  /// Every command, in the order in which the help shows them.
  static let commands: [Command] = [
    NewCommand.command, CheckCommand.command, FormatCommand.command, TestCommand.command,
    EvalCommand.command, ExplainCommand.command, PlanCommand.command, HelpCommand.command,
  ]

  /// The names of all commands.
  package static var commandNames: [String] { commands.map(\.name) }

  /// Runs the tool with the arguments behind its name and returns the exit status.
  package static func run(arguments: [String], surroundings: Surroundings) -> Int32 {
    let language = CommandArguments.language(in: arguments) ?? .chinese
    let progress = Progress(language: language, show: surroundings.progressOutput)
    let console = Console(
      surroundings: surroundings, language: language, isColored: isColored(arguments, surroundings),
      progress: progress)
    var exitCode: ExitCode
    do throws(CommandFailure) {
      exitCode = try run(arguments, console)
    } catch {
      console.tell(error)
      exitCode = error.exitCode
    }
    progress.stop()
    if !surroundings.output.flush() {
      console.tell(
        CommandFailure(
          .file, [Phrase(zh: "结果没有写完：标准输出出错", en: "the result is not complete: standard output failed")]))
      exitCode = .file
    }
    surroundings.messages.flush()
    return exitCode.rawValue
  }

  private static func run(_ arguments: [String], _ console: Console) throws(CommandFailure) -> ExitCode {
    let (name, rest) = CommandArguments.splitCommand(arguments)
    guard let name else {
      let parsed = try CommandArguments.parse(rest, for: HelpCommand.command)
      if parsed.has("version") {
        console.print("policyc \(version)")
        return .success
      }
      if parsed.has("help") { return try HelpCommand.run(parsed, console) }
      console.tell(HelpCommand.overview)
      return .usage
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      throw unknownCommand(name)
    }
    let parsed = try CommandArguments.parse(rest, for: command)
    if parsed.has("help") {
      console.print(HelpCommand.text(of: command).text(in: console.language))
      return .success
    }
    return try command.run(parsed, console)
  }

  /// A command that the tool does not have.
  static func unknownCommand(_ name: String) -> CommandFailure {
    let shown = TerminalText.safe(name)
    return .usage(
      Phrase(zh: "没有 `\(shown)` 这个命令", en: "there is no command `\(shown)`"),
      hint: NearestName.proposal(for: name, among: commands.map(\.name))
        ?? Phrase(zh: "`policyc help` 列出所有命令", en: "`policyc help` lists all commands"))
  }

  private static func isColored(_ arguments: [String], _ surroundings: Surroundings) -> Bool {
    switch CommandArguments.color(in: arguments) {
    case .always: true
    case .never: false
    case .auto, nil: surroundings.messagesGoToTerminal && !surroundings.wantsNoColor
    }
  }
}

/// When messages are coloured.
enum ColorChoice: String, CaseIterable {
  /// Where a terminal shows them.
  case auto
  case always, never
}
