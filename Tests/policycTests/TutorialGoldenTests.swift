import Foundation
import Testing

/// The tutorial, done step by step in an empty folder.
///
/// A block ```` ```policy 文件=名.policy ```` or ```` ```csv 文件=记录/村.csv ```` is the whole content of a file;
/// each line of a block ```` ```sh ```` is a command; the block ```` ```text ```` behind it is what the commands
/// print. A line `（退出状态 1）` behind that names an exit status other than 0.
@Suite("The tutorial")
struct TutorialGoldenTests {
  private static let file = GoldenText.root.appending(path: "docs/教程.md")
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "policyc")

  @Test("prints what it says, in every step")
  func steps() throws {
    let written = try String(contentsOf: Self.file, encoding: .utf8)
    let folder = try TemporaryFolder()
    var lines = written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    var done: [String] = []
    var commands = 0
    var last: (output: String, status: Int32)?
    while let line = lines.popFirst() {
      done.append(line)
      guard line.hasPrefix("```") else { continue }
      let content = lines.prefix { $0 != "```" }
      lines.removeFirst(content.count)
      let text = content.joined(separator: "\n") + "\n"
      switch line.split(separator: " ", maxSplits: 1).first {
      case "```policy" where line.contains("文件="), "```csv" where line.contains("文件="):
        try folder.write(text, to: String(line[line.range(of: "文件=")!.upperBound...]))
        done += content
      case "```sh":
        for command in content { #expect(command.hasPrefix("policyc ")) }
        last = try Self.run(text, in: folder)
        commands += content.count
        done += content
      case "```text":
        let run = try #require(last, "no command stands before this output")
        last = nil
        done += run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
          String.init)
        guard let end = lines.popFirst() else { break }
        done.append(end)
        let namesStatus = lines.dropFirst().first?.hasPrefix("（退出状态 ") == true
        #expect(namesStatus == (run.status != 0))
        if run.status != 0, lines.count > 1 {
          done += ["", "（退出状态 \(run.status)）"]
          lines.removeFirst(2)
        }
        continue
      default: done += content
      }
      if let end = lines.popFirst() { done.append(end) }
    }
    let found = done.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["POLICYC_WRITE_GOLDEN"] == "1" {
      try Data(found.utf8).write(to: Self.file)
    }
    #expect(last == nil, "the output of the last commands is not shown")
    #expect(commands >= 8)
    for (shown, real) in zip(written.split(separator: "\n"), found.split(separator: "\n")) where shown != real
    {
      Issue.record("the tutorial says\n\(shown)\nbut it is\n\(real)")
      break
    }
    #expect(written == found)
  }

  /// Runs the lines of a block one after the other and returns what they print, and the last status.
  private static func run(
    _ script: String, in folder: TemporaryFolder
  ) throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let function = "policyc() { '\(program.path)' \"$@\"; }\n"
    process.arguments = ["timeout", "60", "bash", "-c", function + script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }
}
