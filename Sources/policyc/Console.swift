import PolicyDSL

/// Takes the text that a command prints.
package protocol TextSink: AnyObject {
  /// Appends `text`.
  func write(_ text: String)
  /// Hands on what is still held back; returns `false` if some of the text was lost.
  @discardableResult func flush() -> Bool
}

/// Everything around the tool that a test replaces.
package struct Surroundings {
  /// Takes results.
  package let output: any TextSink
  /// Takes messages: diagnostics, usage errors, notes.
  package let messages: any TextSink
  /// Whether messages go to a terminal.
  package let messagesGoToTerminal: Bool
  /// Writes how far a command is to the terminal; `nil` where there is none.
  package let progressOutput: (@Sendable (String) -> Void)?
  /// Whether the user asked all programs for plain text (`NO_COLOR`).
  package let wantsNoColor: Bool
  /// Returns everything that stands on the standard input.
  let readInput: () throws(FileProblem) -> [UInt8]

  /// Creates surroundings; for tests, with an input of their own.
  package init(
    output: any TextSink, messages: any TextSink, messagesGoToTerminal: Bool = false,
    wantsNoColor: Bool = false, input: [UInt8] = []
  ) {
    self.init(output, messages, messagesGoToTerminal, nil, wantsNoColor) { () throws(FileProblem) in input }
  }

  /// The surroundings of the running process.
  static func process() -> Surroundings {
    let isTerminal = Terminal.isTerminal(.messages)
    let progressOutput: (@Sendable (String) -> Void)? = isTerminal ? Terminal.show : nil
    return Surroundings(
      DescriptorSink(.output), DescriptorSink(.messages), isTerminal, progressOutput,
      Terminal.environment("NO_COLOR").map { !$0.isEmpty } ?? false
    ) { () throws(FileProblem) in try FileSystem.readInput() }
  }

  private init(
    _ output: any TextSink, _ messages: any TextSink, _ messagesGoToTerminal: Bool,
    _ progressOutput: (@Sendable (String) -> Void)?, _ wantsNoColor: Bool,
    readInput: @escaping () throws(FileProblem) -> [UInt8]
  ) {
    self.output = output
    self.messages = messages
    self.messagesGoToTerminal = messagesGoToTerminal
    self.progressOutput = progressOutput
    self.wantsNoColor = wantsNoColor
    self.readInput = readInput
  }
}

/// How a command talks to its user.
struct Console {
  let surroundings: Surroundings
  let language: Language
  let isColored: Bool
  /// Says how far the command is.
  let progress: Progress

  /// Prints a line of the result.
  func print(_ line: String) { surroundings.output.write(line + "\n") }

  /// Prints a line of the result in the language of the user.
  func print(_ phrase: Phrase) { print(phrase.text(in: language)) }

  /// Prints the lines of a report. What they quote from files cannot reach into the terminal.
  func report(_ lines: [String]) {
    for line in lines { print(TerminalText.safe(line)) }
  }

  /// Says something beside the result.
  func tell(_ text: String) {
    progress.pause()
    // In a terminal both streams meet, and what was printed first should stand first.
    surroundings.output.flush()
    surroundings.messages.write(text)
  }

  /// Says something beside the result, in a line of its own.
  func tell(_ phrase: Phrase) { tell(phrase.text(in: language) + "\n") }

  /// Says why a command stopped and what to do next.
  func tell(_ failure: CommandFailure) {
    for message in failure.messages {
      tell(Phrase(zh: "错误: \(message.zh)", en: "error: \(message.en)"))
    }
    if let hint = failure.hint { tell(Phrase(zh: "建议: \(hint.zh)", en: "hint: \(hint.en)")) }
  }

  /// Shows diagnostics, those of one file together and in the order of its lines.
  func tell(_ diagnostics: [Diagnostic], of files: [SourceFile]) {
    let renderer = DiagnosticRenderer(files: files, language: language, colored: isColored)
    let inOrder = diagnostics.enumerated().sorted {
      ($0.element.span.file, $0.element.span.lower, $0.offset)
        < ($1.element.span.file, $1.element.span.lower, $1.offset)
    }
    for diagnostic in inOrder { tell(renderer.text(diagnostic.element) + "\n") }
  }
}

extension [Diagnostic] {
  /// How many of them keep the rules from being used.
  var errorCount: Int { count { $0.code.severity == .error } }
}

/// Words that depend on a number.
enum Count {
  /// Returns `1 file`, `2 files`.
  static func english(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
  }
}
