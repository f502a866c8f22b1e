import Foundation
import Testing

@testable import PolicyDSL

/// The fenced examples of a Chinese manual.
enum Manual {
  /// A block: its text, and the code that a wrong example is said to give.
  struct Example {
    let line: Int
    let text: String
    let code: String?
    /// The block alone, without what it continues.
    let block: String
  }

  /// Returns the examples of `docs/<name>`; a block that begins with `# 接上例` continues the one before.
  static func examples(of name: String) throws -> [Example] {
    let url = URL(filePath: #filePath).appending(path: "../../../../docs/\(name)").standardized
    var examples: [Example] = []
    var open: (line: Int, kind: String, text: [Substring])?
    var earlier = ""
    for (number, line) in try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .enumerated() {
      if let block = open {
        if line != "```" {
          open?.text.append(line)
          continue
        }
        open = nil
        let text = block.text.joined(separator: "\n") + "\n"
        if block.kind == "policy" {
          earlier = text.hasPrefix("# 接上例") ? earlier + "\n" + text : text
          examples.append(Example(line: block.line, text: earlier, code: nil, block: text))
        } else {
          let code = text.prefix(while: { $0 != "\n" }).dropFirst(2)
          examples.append(Example(line: block.line, text: text, code: String(code), block: text))
        }
      } else if line == "```policy" || line == "```policy-错误" {
        open = (number + 1, String(line.dropFirst(3)), [])
      }
    }
    return examples
  }
}

@Suite("The language reference")
struct ReferenceTests {
  @Test("has examples that check without an error, and wrong ones that give the code they show")
  func examples() throws {
    let examples = try Manual.examples(of: "语言参考.md")
    #expect(examples.count > 30)
    for example in examples {
      let file = SourceFile(path: "语言参考.md 第\(example.line)行", text: example.text)
      let result = PolicyCompiler.compile([file])
      let errors = result.diagnostics.filter { $0.code.severity == .error }
      let shown = DiagnosticRenderer(files: [file], language: .chinese).text(errors)
      if let code = example.code {
        #expect(Set(errors.map(\.code.rawValue)) == [code], "\(shown)")
      } else {
        #expect(errors.isEmpty && result.product.count == 1, "\(shown)")
      }
    }
  }

  @Test("shows its examples in canonical form")
  func canonical() throws {
    for example in try Manual.examples(of: "语言参考.md") where example.code == nil {
      let file = SourceFile(path: "例.policy", text: example.block)
      #expect(PolicyFormatter.format(file, Parser.parse(file, index: 0).product) == example.block)
    }
  }
}
