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
      contentsOf: GoldenText.root.appending(path: "policies/sichuan/2020/资金账/账平.policy"), encoding: .utf8)
    let report = try GoldenText.expected("command-line/funding.expected", actual: "", isWritable: false)
    for line in blocks[0] { #expect(rules.contains(line + "\n"), "\(line)") }
    #expect(report.contains(blocks[1].joined(separator: "\n") + "\n"))
  }

  @Test("gives two commands, and the first one runs")
  func commands() throws {
    let commands = try Self.blocks("sh").map { $0.joined() }
    try #require(commands.count == 2)
    #expect(commands[1] == "Scripts/test")
    let start = "swift run -c release policyc "
    #expect(commands[0].hasPrefix(start))
    let arguments = commands[0].dropFirst(start.count).split(separator: " ").map { argument in
      argument.hasPrefix("policies") ? GoldenText.root.path + "/" + argument : String(argument)
    }
    #expect(CommandRun(arguments).exitCode == .success)
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
