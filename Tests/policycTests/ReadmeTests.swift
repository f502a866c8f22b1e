import Foundation
import Testing
import policyc

@Suite("The README")
struct ReadmeTests {
  private static let text = try? String(
    contentsOf: GoldenText.root.appending(path: "README.md"), encoding: .utf8)

  /// The lines of the code blocks of one language, block by block.
  private static func blocks(_ language: String) throws -> [[Substring]] {
    try #require(text).split(separator: "```\(language)\n").dropFirst().map { block in
      block.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("```") }
        .filter { !$0.isEmpty }
    }
  }

  @Test("quotes a rule and an explanation as they are")
  func quotations() throws {
    let blocks = try Self.blocks("text")
    try #require(blocks.count == 2)
    let rules = try String(
      contentsOf: GoldenText.root.appending(path: "policies/sichuan/2020/户脱贫.policy"), encoding: .utf8)
    let report = try GoldenText.expected("command-line/households.expected", actual: "", isWritable: false)
    #expect(rules.contains(blocks[0].joined(separator: "\n") + "\n"))
    #expect(report.contains(blocks[1].joined(separator: "\n") + "\n"))
  }

  @Test("gives commands that run, the tests last")
  func commands() throws {
    let commands = try Self.blocks("sh").flatMap { $0 }
    try #require(commands.count == 5)
    #expect(commands[4] == "Scripts/test")
    let start = "swift run -c release policyc "
    // Two rows of the sample records are wrong on purpose.
    for (command, exitCode) in zip(commands, [ExitCode.rejectedRows, .success, .rejectedRows, .success]) {
      #expect(command.hasPrefix(start))
      let arguments = command.dropFirst(start.count).split(separator: " ").map { argument in
        argument.hasPrefix("policies") ? GoldenText.root.path + "/" + argument : String(argument)
      }
      #expect(CommandRun(arguments).exitCode == exitCode)
    }
  }

  @Test("names no command and no option that the tool does not have")
  func names() throws {
    for line in try #require(Self.text).matches(of: /`policyc ([^`]+)`/).map(\.1) {
      let words = line.split(separator: " ")
      #expect(CommandLineTool.commandNames.contains(String(words[0])), "\(line)")
      let help = CommandRun("help", String(words[0])).output
      for option in words where option.hasPrefix("--") { #expect(help.contains(option), "\(line)") }
    }
  }
}
