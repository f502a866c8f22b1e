import Foundation
import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("The examples of the language reference")
struct ReferenceOutcomeTests {
  /// The blocks marked `policy`; one that begins with `# 接上例` continues those before it.
  private static func examples() throws -> [(line: Int, text: String)] {
    let url = URL(filePath: #filePath).appending(path: "../../../../docs/语言参考.md").standardized
    let lines = try String(contentsOf: url, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var examples: [(line: Int, text: String)] = []
    var open: (line: Int, text: String)?
    var earlier = ""
    for (number, line) in lines.enumerated() {
      if line == "```policy" {
        open = (number + 1, "")
      } else if line == "```", let block = open {
        earlier = block.text.hasPrefix("# 接上例") ? earlier + "\n" + block.text : block.text
        examples.append((block.line, earlier))
        open = nil
      } else {
        open?.text += line + "\n"
      }
    }
    return examples
  }

  @Test("give what their 测试 say")
  func outcomes() throws {
    var tests = 0
    for example in try Self.examples() {
      let fixture = try Fixture([SourceFile(path: "第\(example.line)行", text: example.text)])
      tests += fixture.program.tests.count
      for failure in fixture.failures() { Issue.record("第 \(example.line) 行：\(failure)") }
    }
    #expect(tests > 10)
  }
}
