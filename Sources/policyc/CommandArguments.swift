import PolicyDSL

/// The arguments of a command, taken apart.
struct CommandArguments {
  /// What is not an option, in order.
  let operands: [String]
  private let values: [String: [String]]

  /// Whether an option was given.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// Returns the value of an option that takes one.
  func value(of option: String) -> String? { values[option]?.first }

  /// Returns the values of an option that may be repeated.
  func values(of option: String) -> [String] { values[option] ?? [] }

  /// Parts the word that names the command from the arguments around it.
  ///
  /// The options of every command may stand before its name, too.
  static func splitCommand(_ arguments: [String]) -> (command: String?, rest: [String]) {
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      // `--lang en`: the word behind the option is its value, not the command.
      let takesNext = ["--lang", "--color"].contains(arguments[index])
      index += takesNext ? 2 : 1
    }
    guard index < arguments.count else { return (nil, arguments) }
    return (arguments[index], Array(arguments[..<index] + arguments[(index + 1)...]))
  }

  /// Returns the language that the arguments ask for; unlike a mistake elsewhere, it has to be known
  /// before the first message.
  static func language(in arguments: [String]) -> Language? {
    lastValue(of: "lang", in: arguments).flatMap(Language.init(rawValue:))
  }

  /// Returns the choice of colours that the arguments make.
  static func color(in arguments: [String]) -> ColorChoice? {
    lastValue(of: "color", in: arguments).flatMap(ColorChoice.init(rawValue:))
  }

  /// Takes the arguments of `command` apart and holds them against what it takes.
  static func parse(_ arguments: [String], for command: Command) throws(CommandFailure) -> CommandArguments {
    var options = command.options + Command.commonOptions
    if command.name == HelpCommand.command.name { options += Command.toolOptions }
    var operands: [String] = []
    var values: [String: [String]] = [:]
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        operands += arguments[index...]
        break
      }
      guard let written = optionText(argument) else {
        operands.append(argument)
        continue
      }
      let parts = written.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }), !looksMistyped(argument) else {
        throw unknown(argument, name: name, options: options, command: command)
      }
      if values[name] != nil, !option.isRepeatable, option.value != nil {
        throw .usage(Phrase(zh: "`--\(name)` 给了不止一次", en: "`--\(name)` is given more than once"))
      }
      if option.value == nil {
        guard parts.count == 1 else {
          throw .usage(Phrase(zh: "`--\(name)` 后面不带值", en: "`--\(name)` takes no value"))
        }
        values[name] = []
      } else if parts.count == 2 {
        values[name, default: []].append(String(parts[1]))
      } else if index < arguments.count, optionText(arguments[index]) == nil {
        values[name, default: []].append(arguments[index])
        index += 1
      } else {
        throw missingValue(option)
      }
    }
    let parsed = CommandArguments(operands: operands, values: values)
    try parsed.checkCommonOptions()
    if !parsed.has("help"), !parsed.has("version") { try parsed.checkOperands(command) }
    return parsed
  }

  /// The name and the value of an argument that is meant as an option, without the dashes in front.
  ///
  /// A Chinese input method turns `--` into `——` or `－－`; such an argument is no file either.
  private static func optionText(_ argument: String) -> String? {
    let dashes = argument.unicodeScalars.prefix { "-—－–".unicodeScalars.contains($0) }
    let rest = argument.unicodeScalars.dropFirst(dashes.count)
    guard !dashes.isEmpty, !rest.isEmpty else { return nil }
    let text = String(String.UnicodeScalarView(rest))
    return argument == "-h" ? "help" : text
  }

  private static func looksMistyped(_ argument: String) -> Bool {
    !argument.hasPrefix("--") && argument != "-h"
  }

  private static func lastValue(of option: String, in arguments: [String]) -> String? {
    var found: String?
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { break }
      if argument == "--\(option)", index + 1 < arguments.count { found = arguments[index + 1] }
      if argument.hasPrefix("--\(option)=") { found = String(argument.dropFirst(option.count + 3)) }
    }
    return found
  }

  private func checkCommonOptions() throws(CommandFailure) {
    for (name, known) in [
      ("lang", Language.allCases.map(\.rawValue)), ("color", ColorChoice.allCases.map(\.rawValue)),
    ] {
      guard let value = value(of: name), !known.contains(value) else { continue }
      let list = known.map { "`\($0)`" }
      throw .usage(
        Phrase(
          zh: "`--\(name)` 不能是 `\(TerminalText.safe(value))`",
          en: "`--\(name)` cannot be `\(TerminalText.safe(value))`"),
        hint: Phrase(
          zh: "可以是 " + list.joined(separator: "、"), en: "it can be " + list.joined(separator: ", ")))
    }
  }

  private func checkOperands(_ command: Command) throws(CommandFailure) {
    guard !command.operands.contains(operands.count) else { return }
    let usage = Phrase(
      zh: "用法: policyc \(command.name) \(command.usage.zh)",
      en: "usage: policyc \(command.name) \(command.usage.en)")
    if operands.count < command.operands.lowerBound {
      throw .usage(
        Phrase(zh: "`\(command.name)` 后面缺少路径", en: "`\(command.name)` needs a path"), hint: usage)
    }
    let extra = TerminalText.safe(operands[command.operands.upperBound])
    throw .usage(Phrase(zh: "多出了 `\(extra)`", en: "`\(extra)` is one argument too many"), hint: usage)
  }

  private static func unknown(
    _ argument: String, name: String, options: [CommandOption], command: Command
  ) -> CommandFailure {
    let shown = TerminalText.safe(argument)
    let exact =
      options.contains { $0.name == name } ? Phrase(zh: "写作 `--\(name)`", en: "write `--\(name)`") : nil
    return .usage(
      Phrase(zh: "没有 `\(shown)` 这个选项", en: "there is no option `\(shown)`"),
      hint: exact ?? NearestName.proposal(for: "--" + name, among: options.map { "--" + $0.name })
        ?? Phrase(
          zh: "`policyc help \(command.name)` 列出它的选项", en: "`policyc help \(command.name)` lists its options")
    )
  }

  private static func missingValue(_ option: CommandOption) -> CommandFailure {
    let value = option.value ?? Phrase(zh: "", en: "")
    return .usage(
      Phrase(zh: "`--\(option.name)` 后面缺少值", en: "`--\(option.name)` needs a value"),
      hint: Phrase(zh: "写作 `--\(option.name) \(value.zh)`", en: "write `--\(option.name) \(value.en)`"))
  }
}

extension NearestName {
  /// Returns the proposal to write the nearest of `candidates` instead, if one is near enough.
  static func proposal(for word: String, among candidates: [String]) -> Phrase? {
    of(word, among: candidates).map { Phrase(zh: "是不是 `\($0)`？", en: "did you mean `\($0)`?") }
  }
}

extension CommandArguments {
  /// Returns the day that `--as-of` gives.
  func assessmentDate() throws(CommandFailure) -> CalendarDate {
    let hint = Phrase(zh: "写作 `--as-of 2020-12-31`", en: "write `--as-of 2020-12-31`")
    guard let text = value(of: "as-of") else {
      throw .usage(Phrase(zh: "缺少评估日", en: "the day of assessment is missing"), hint: hint)
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      (1...4).contains(part.utf8.count) && part.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        ? Int(part) : nil
    }
    guard numbers.count == 3, parts.count == 3, parts[0].utf8.count == 4,
      let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
    else {
      let shown = TerminalText.safe(text)
      throw .usage(Phrase(zh: "`\(shown)` 不是日期", en: "`\(shown)` is not a date"), hint: hint)
    }
    return date
  }
}
