import Foundation
import Testing

@testable import PolicyDSL

@Suite("The golden cases of diagnostics")
struct GoldenTests {
  @Test(
    "read in Chinese and in English as their expected files show",
    arguments: try Golden.fixtures("diagnostics"))
  func reads(_ fixture: Golden) throws {
    let file = try fixture.source()
    let found = PolicyCompiler.compile([file]).diagnostics
    let text = [Language.chinese, .english].map {
      DiagnosticRenderer(files: [file], language: $0).text(found)
    }.joined(separator: "---\n")
    #expect(try text == fixture.expected(actual: text))
  }

  @Test("give the code of their name first, and no other")
  func codes() throws {
    for fixture in try Golden.fixtures("diagnostics") {
      let found = PolicyCompiler.compile([try fixture.source()]).diagnostics.map(\.code.rawValue)
      #expect(Set(found) == [String(fixture.code)], "\(fixture.name)")
    }
  }

  @Test("cover every code, and every code has a number of its own and an entry in the catalogue")
  func everyCode() throws {
    let known = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(known).count == known.count)
    let covered = Set(try Golden.fixtures("diagnostics").map { String($0.code) })
    #expect(known.filter { !covered.contains($0) } == [])
    #expect(covered.subtracting(known) == [])
    let entries = try Catalogue.read().entries.map(\.code)
    #expect(entries == known)
  }

  @Test("have plain sentences in both languages: no capital or blank at the start, no full stop at the end")
  func sentences() throws {
    for fixture in try Golden.fixtures("diagnostics") {
      for found in PolicyCompiler.compile([try fixture.source()]).diagnostics {
        for phrase in [found.message, found.hint, found.related?.message].compactMap(\.self) {
          for text in [phrase.zh, phrase.en] {
            #expect(text.first.map { !$0.isWhitespace && !("A"..."Z").contains($0) } == true, "\(text)")
            #expect(!text.hasSuffix(".") && !text.hasSuffix("。"), "\(text)")
            #expect(!text.contains("  "), "\(text)")
            #expect(text.count { $0 == "`" }.isMultiple(of: 2), "\(text)")
          }
        }
      }
    }
  }
}

@Suite("The catalogue of diagnostics")
struct CatalogueTests {
  @Test("shows every example as the tool prints it")
  func examples() throws {
    let catalogue = try Catalogue.read()
    let fixtures = try Golden.fixtures("diagnostics")
    for entry in catalogue.entries {
      let printed = try fixtures.filter { $0.code == entry.code }.map { fixture in
        let file = try fixture.source()
        let found = PolicyCompiler.compile([file]).diagnostics
        return DiagnosticRenderer(files: [file], language: .chinese).text(found)
      }
      #expect(printed.contains { $0.contains(entry.example) }, "\(entry.code): \(entry.example)")
    }
  }
}

/// The entries of `docs/诊断目录.md`.
struct Catalogue {
  /// One code: its heading and the example below it.
  struct Entry {
    let code: String
    let example: String
  }

  let entries: [Entry]

  /// Reads the headings `### CODE …` and the first fenced block below each.
  static func read() throws -> Catalogue {
    let url = Golden.root.appending(path: "docs/诊断目录.md")
    var entries: [Entry] = []
    var code: String?
    var example: [Substring]?
    let text = try String(contentsOf: url, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = example {
        if line == "```" {
          if let code { entries.append(Entry(code: code, example: open.map { $0 + "\n" }.joined())) }
          (code, example) = (nil, nil)
        } else {
          example = open + [line]
        }
      } else if line.hasPrefix("### ") {
        code = String(line.dropFirst(4).prefix { $0 != " " })
      } else if line == "```text", code != nil {
        example = []
      }
    }
    return Catalogue(entries: entries)
  }
}
