import PolicyDSL

/// `policyc help`: says how to use the tool.
enum HelpCommand {
  static let command = Command(
    name: "help",
    summary: Phrase(zh: "显示用法", en: "show how to use the tool or a command"),
    usage: Phrase(zh: "[命令]", en: "[COMMAND]"),
    details: Phrase(zh: "不写命令，就列出所有命令。", en: "Without a command, it lists all commands."),
    options: [], operands: 0...1, run: run)

  static func run(_ arguments: CommandArguments, _ console: Console) throws(CommandFailure) -> ExitCode {
    guard let name = arguments.operands.first else {
      console.print(overview)
      return .success
    }
    guard let command = CommandLineTool.commands.first(where: { $0.name == name }) else {
      throw CommandLineTool.unknownCommand(name)
    }
    console.print(text(of: command))
    return .success
  }

  /// All commands, the common options and the exit statuses.
  static var overview: Phrase {
    Phrase(zh: overview(in: .chinese), en: overview(in: .english))
  }

  /// How to use one command.
  static func text(of command: Command) -> Phrase {
    Phrase(zh: text(of: command, in: .chinese), en: text(of: command, in: .english))
  }

  private static func overview(in language: Language) -> String {
    let commands = CommandLineTool.commands.map {
      ($0.name, $0.summary.text(in: language))
    }
    let statuses = statuses.map { ("\($0.0.rawValue)", $0.1.text(in: language)) }
    return """
      policyc \(CommandLineTool.version)  \(title.text(in: language))

      \(usage.text(in: language))

      \(Phrase(zh: "命令", en: "Commands").text(in: language))
      \(table(commands))

      \(Phrase(zh: "选项（各命令都有）", en: "Options of every command").text(in: language))
      \(table(rows(of: Command.commonOptions + Command.toolOptions, in: language)))

      \(Phrase(zh: "退出码", en: "Exit status").text(in: language))
      \(table(statuses))

      \(closing.text(in: language))
      """
  }

  private static let title = Phrase(zh: "政策规则的检查与执行", en: "checks and runs policy rules")

  private static let usage = Phrase(
    zh: "用法: policyc 命令 路径… [选项]", en: "usage: policyc COMMAND PATH… [OPTIONS]")

  private static let closing = Phrase(
    zh: "`policyc help 命令` 说明一个命令。", en: "`policyc help COMMAND` explains one command.")

  private static let statuses: [(ExitCode, Phrase)] = [
    (.success, Phrase(zh: "一切正常", en: "everything is fine")),
    (.policyError, Phrase(zh: "规则有错误，或有测试未通过", en: "the rules have errors, or a test failed")),
    (.usage, Phrase(zh: "命令写得不对", en: "the command line cannot be understood")),
    (.rejectedRows, Phrase(zh: "有数据行被退回", en: "some rows of the records were rejected")),
    (.file, Phrase(zh: "有文件读不出或写不进", en: "a file cannot be read or written")),
    (.interrupted, Phrase(zh: "被中断", en: "interrupted")),
  ]

  private static func text(of command: Command, in language: Language) -> String {
    var text = """
      \(Phrase(zh: "用法", en: "usage").text(in: language)): policyc \(command.name) \(command.usage.text(in: language))

      \(command.details.text(in: language))
      """
    text += "\n\n\(Phrase(zh: "选项", en: "Options").text(in: language))\n"
    return text + table(rows(of: command.options + Command.commonOptions, in: language))
  }

  private static func rows(of options: [CommandOption], in language: Language) -> [(String, String)] {
    options.map { option in
      let value = option.value.map { " " + $0.text(in: language) } ?? ""
      return ("--\(option.name)\(value)", option.summary.text(in: language))
    }
  }

  /// Two columns, the first as wide as its widest cell; a cell that is much wider stands alone.
  private static func table(_ rows: [(String, String)]) -> String {
    let limit = 34
    let widths = rows.map { DisplayWidth.columns(of: $0.0) }
    let width = widths.filter { $0 <= limit }.max() ?? 0
    return zip(rows, widths).map { row, own in
      own <= limit
        ? "  \(DisplayWidth.padded(row.0, to: width))  \(row.1)"
        : "  \(row.0)\n  \(DisplayWidth.padded("", to: width))  \(row.1)"
    }.joined(separator: "\n")
  }
}
