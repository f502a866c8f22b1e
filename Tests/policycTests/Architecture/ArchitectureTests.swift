import Foundation
import Testing

/// The invariants of `ARCHITECTURE.md` that the source texts show.
@Suite("The architecture")
struct ArchitectureTests {
  @Test("PolicyDSL and Evaluator import the standard library alone")
  func imports() throws {
    #expect(try SourceText.files("PolicyDSL").flatMap(\.imports) == [])
    #expect(try Set(SourceText.files("Evaluator").flatMap(\.imports)) == ["PolicyDSL"])
    let allowed: Set = ["PolicyDSL", "Evaluator", "FoundationEssentials", "Glibc", "Synchronization"]
    #expect(try Set(SourceText.files("policyc").flatMap(\.imports)).subtracting(allowed) == [])
  }

  @Test("PolicyDSL and Evaluator ask nothing of the world: no output, input, clock, chance or arguments")
  func noWorld() throws {
    let world = /\b(print|debugPrint|dump|readLine|shuffled|randomElement)\(|\.random\(|Clock\b|CommandLine\b/
    for file in try SourceText.files("PolicyDSL") + SourceText.files("Evaluator") {
      #expect(file.lines(with: world) == [])
    }
  }

  @Test("Evaluator sees no token and no syntax tree")
  func noSyntax() throws {
    let syntax = /\b(\w+Syntax|SyntaxTree|ParsedFile|Token|TokenKind|Lexer|LexedFile|Parser)\b/
    for file in try SourceText.files("Evaluator") { #expect(file.lines(with: syntax) == []) }
  }

  @Test("The engines of Evaluator do not name each other's types")
  func enginesApart() throws {
    let engines = ["Rows", "Columns", "SQL"]
    for engine in engines {
      let files = try SourceText.files("Evaluator/\(engine)")
      for other in engines where other != engine {
        for type in try SourceText.files("Evaluator/\(other)").flatMap(\.declaredTypes) {
          for file in files { #expect(!file.names(type), "\(file.path) names \(type)") }
        }
      }
    }
  }

  @Test("No binary floating point carries an amount, a rate or a date")
  func noFloatingPoint() throws {
    for file in try SourceText.files("PolicyDSL") + SourceText.files("Evaluator") {
      #expect(file.lines(with: /\b(Double|Float\d*|CGFloat)\b/) == [])
    }
  }

  @Test("Unsafe code and wrapping arithmetic live in kernels, record scanning and calls to the system")
  func unsafeCode() throws {
    let homes = ["Evaluator/Columns/", "Evaluator/Records/", "policyc/System/"]
    for file in try SourceText.files("") where !homes.contains(where: { file.path.hasPrefix($0) }) {
      #expect(file.lines(with: /\bunsafe\b|\bUnsafe\w*|&[-+*]/) == [], "\(file.path)")
    }
  }

  @Test("Package.swift names no package and turns warnings into errors")
  func package() throws {
    let text = try String(contentsOf: GoldenText.root.appending(path: "Package.swift"), encoding: .utf8)
    #expect(!text.contains(".package("))
    #expect(text.contains(".treatAllWarnings(as: .error)"))
    #expect(text.contains(".strictMemorySafety()"))
  }
}

/// A source file without its comments.
private struct SourceText {
  /// The path below `Sources`.
  let path: String
  private let lines: [String]

  /// Returns the Swift files below a folder of `Sources`, in order; none if there is no such folder.
  static func files(_ folder: String) throws -> [SourceText] {
    let sources = GoldenText.root.appending(path: "Sources")
    guard let names = FileManager.default.enumerator(atPath: sources.appending(path: folder).path) else {
      return []
    }
    return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let path = folder.isEmpty ? name : folder + "/" + name
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      let lines = text.split(separator: "\n").map { line in
        line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
      }
      return SourceText(path: path, lines: lines)
    }
  }

  var imports: [String] {
    lines.compactMap { $0.firstMatch(of: /^(?:@\w+ )?import (\w+)/).map { String($0.1) } }
  }

  var declaredTypes: [String] {
    lines.compactMap { line in
      line.firstMatch(of: /\b(?:struct|enum|class|actor|protocol) ([A-Z]\w*)/).map { String($0.1) }
    }
  }

  func lines(with pattern: some RegexComponent) -> [String] { lines.filter { $0.contains(pattern) } }

  func names(_ type: String) -> Bool {
    lines.contains { line in
      line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == type }
    }
  }
}
