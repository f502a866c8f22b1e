import PolicyDSL

/// A command of the tool: what it takes, what it says about itself, what it does.
struct Command: Sendable {
  /// The word on the command line.
  let name: String
  /// What it does, in one line of the overview.
  let summary: Phrase
  /// Its arguments, as the first line of its help shows them.
  let usage: Phrase
  /// The paragraphs behind the first line of its help.
  let details: Phrase
  /// The options of its own.
  let options: [CommandOption]
  /// How many operands it takes.
  let operands: ClosedRange<Int>
  /// Does the work.
  let run: @Sendable (CommandArguments, Console) throws(CommandFailure) -> ExitCode

  /// The options that every command takes.
  static let commonOptions = [
    CommandOption(
      "lang", value: Phrase(zh: "zh|en", en: "zh|en"),
      Phrase(zh: "消息所用的语言，默认中文", en: "language of messages, Chinese unless given")),
    CommandOption(
      "color", value: Phrase(zh: "auto|always|never", en: "auto|always|never"),
      Phrase(zh: "消息是否带颜色，默认看是不是终端", en: "whether messages are coloured")),
    CommandOption("help", Phrase(zh: "显示用法", en: "show how to use it")),
  ]

  /// The options of the tool itself.
  static let toolOptions = [CommandOption("version", Phrase(zh: "显示版本", en: "show the version"))]
}

/// An option of a command: `--name`, with or without a value.
struct CommandOption: Sendable {
  /// The name without `--`.
  let name: String
  /// What its value is called; `nil` if it takes none.
  let value: Phrase?
  /// Whether it may be given more than once.
  let isRepeatable: Bool
  /// What it does.
  let summary: Phrase

  init(_ name: String, value: Phrase? = nil, isRepeatable: Bool = false, _ summary: Phrase) {
    self.name = name
    self.value = value
    self.isRepeatable = isRepeatable
    self.summary = summary
  }
}
