import PolicyDSL

/// What the exit status of the tool says.
package enum ExitCode: Int32, Sendable {
  /// Everything went well.
  case success = 0
  /// The rules have errors, a test failed, or a file is not in canonical form.
  case policyError = 1
  /// The command line cannot be understood.
  case usage = 2
  /// Some rows of the records were rejected.
  case rejectedRows = 3
  /// A file cannot be read or written.
  case file = 4
  /// The user pressed Ctrl-C.
  case interrupted = 130
}

/// Why a command stopped, for the user to read.
struct CommandFailure: Error {
  /// The exit status.
  let exitCode: ExitCode
  /// What is wrong; empty where everything has been said already.
  let messages: [Phrase]
  /// What the user can do next.
  let hint: Phrase?

  init(_ exitCode: ExitCode, _ messages: [Phrase] = [], hint: Phrase? = nil) {
    self.exitCode = exitCode
    self.messages = messages
    self.hint = hint
  }

  /// A command line that cannot be understood.
  static func usage(_ message: Phrase, hint: Phrase? = nil) -> CommandFailure {
    CommandFailure(.usage, [message], hint: hint)
  }

  /// A file that cannot be read or written.
  static func file(_ problem: FileProblem) -> CommandFailure {
    CommandFailure(.file, [problem.phrase])
  }

  /// Ctrl-C.
  static let interrupted = CommandFailure(.interrupted)
}
