import Foundation

import policyc

/// What one run of the tool printed, and its exit status.
struct CommandRun {
  let exitCode: ExitCode?
  let output: String
  let messages: String

  /// Runs the tool in this process.
  init(
    _ arguments: String..., input: String = "", messagesGoToTerminal: Bool = false,
    wantsNoColor: Bool = false
  ) {
    self.init(
      arguments, input: input, messagesGoToTerminal: messagesGoToTerminal, wantsNoColor: wantsNoColor)
  }

  /// Runs the tool in this process.
  init(
    _ arguments: [String], input: String = "", messagesGoToTerminal: Bool = false,
    wantsNoColor: Bool = false
  ) {
    let output = TextBuffer()
    let messages = TextBuffer()
    let status = CommandLineTool.run(
      arguments: arguments,
      surroundings: Surroundings(
        output: output, messages: messages, messagesGoToTerminal: messagesGoToTerminal,
        wantsNoColor: wantsNoColor, input: Array(input.utf8)))
    exitCode = ExitCode(rawValue: status)
    self.output = output.text
    self.messages = messages.text
  }
}

/// Keeps what a command prints.
final class TextBuffer: TextSink {
  private(set) var text = ""

  func write(_ text: String) { self.text += text }

  @discardableResult func flush() -> Bool { true }
}

/// A folder that is removed with the test.
final class TemporaryFolder {
  let path: String

  /// Makes a folder with the files given by their paths in it.
  init(_ files: [String: String] = [:]) throws {
    path = FileManager.default.temporaryDirectory.path + "/policyc-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Returns the path of something in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

  /// The names of everything in the folder, hidden files too.
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Expected texts that stand in files beside the tests.
enum GoldenText {
  /// The root of the project.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Returns the text of an expected file; writes `actual` there first if the environment asks for it.
  static func expected(_ name: String, actual: String, isWritable: Bool = true) throws -> String {
    let file = root.appending(path: "Tests/Golden/\(name)")
    if isWritable, ProcessInfo.processInfo.environment["POLICYC_WRITE_GOLDEN"] == "1" {
      try Data(actual.utf8).write(to: file)
    }
    return try String(contentsOf: file, encoding: .utf8)
  }
}
