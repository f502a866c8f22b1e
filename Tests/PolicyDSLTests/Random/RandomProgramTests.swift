import Testing

@testable import PolicyDSL

@Suite("A program without errors")
struct RandomProgramTests {
  @Test("of the ten model texts keeps its meaning when it is formatted")
  func modelTexts() throws {
    let files = try ModelTexts.files()
    #expect(files.count >= 11)
    for file in files {
      if let problem = Self.problem(with: file) { Issue.record("\(file.path): \(problem)") }
    }
  }

  @Test("of any shape, spacing and width keeps its meaning when it is formatted")
  func randomPrograms() {
    for seed in 0..<2_000 as Range<UInt64> {
      let text = RandomProgram.text(seed: seed)
      guard let problem = Self.problem(with: SourceFile(path: "随机.policy", text: text)) else { continue }
      Issue.record("program \(seed): \(problem)\n--- input\n\(text)\n---")
      return
    }
  }

  @Test("written at random uses every kind of node that the syntax tree has")
  func randomProgramsCoverTheGrammar() {
    let nodes = """
      document: citation: unit: options: entity: parameter: quantity: standard: finding: benefit: test: title:
      shortName: withoutRule:( authority:( number:( region:(( issued:( period:( isOrdered:true isOpen:true isWhole:true
      countingUnit:( columnUnit:( column:( isSensitive:true decimals:( blank: no: notYet: isOpenEnded:true unpublished:
      constant: table:( applicability:(( exclusions:(( exceptions:(( execution:( rounding:( factor:( definition:(
      key: truth: presence: date: year: belongsTo: many: through:( named: expression: atLeast: atMost: lookUp: any:
      rest: names: range: exactly: boundary:( literal: notApplicable: assessmentDate: assessmentYear: path: not: all:
      comparison: membership: isNegated:true between: sum: isSubtracted:true product: isDivisor:true conditional:
      otherwise:( keyed: age: rounded: digits: of:( list: quantifier: isUniversal:true isUniversal:false condition:(
      group: share: threshold: given( requirement:( bounds:( alternatives:( missing:(( notMet eligible conflict
      notInForce undecided option: amount
      """
    var missing = Set(nodes.split { $0.isWhitespace }.map(String.init))
    for seed in 0..<1_000 as Range<UInt64> {
      if missing.isEmpty { break }
      let file = SourceFile(path: "随机.policy", text: RandomProgram.text(seed: seed))
      let dump = TreeDump.text(of: Parser.parse(file, index: 0).product.tree)
      missing = missing.filter { !dump.contains($0) }
    }
    #expect(missing.sorted() == [])
  }

  /// Returns what is wrong with the way `file` is parsed and formatted, or `nil`.
  private static func problem(with file: SourceFile) -> String? {
    let parsed = Parser.parse(file, index: 0)
    if let first = parsed.diagnostics.first { return "the program has errors\n" + shown(first, in: file) }
    let formatted = SourceFile(path: file.path, text: PolicyFormatter.format(file, parsed.product))
    let again = Parser.parse(formatted, index: 0)
    if let first = again.diagnostics.first { return "the result has errors\n" + shown(first, in: formatted) }
    let result = String(decoding: formatted.bytes, as: UTF8.self)
    if !VisibleText.isSame(file, result) { return "the result has lost something\n\(result)" }
    let (before, after) = (TreeDump.text(of: parsed.product.tree), TreeDump.text(of: again.product.tree))
    if before != after { return "the trees differ\n\(before)\n\(after)\n--- result\n\(result)" }
    let second = PolicyFormatter.format(formatted, again.product)
    if second != result { return "formatting again changes\n\(result)\n--- into\n\(second)" }
    return layoutProblem(result)
  }

  /// Returns what is wrong with the shape of a formatted text, or `nil`.
  private static func layoutProblem(_ text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if !text.isEmpty, !text.hasSuffix("\n") || text.hasPrefix("\n") || text.hasSuffix("\n\n") {
      return "the file does not begin and end as it should\n\(text)"
    }
    for line in lines {
      if line.hasSuffix(" ") { return "`\(line)` ends in a space" }
      if line.unicodeScalars.contains("\r") || line.unicodeScalars.contains("\u{FEFF}") {
        return "`\(line)` holds a line end or a byte-order mark"
      }
      let indentation = line.prefix { $0 == " " }.count
      if ![0, 2, 4, 6].contains(indentation) { return "`\(line)` is indented by \(indentation)" }
    }
    return text.contains("\n\n\n") ? "two blank lines follow each other\n\(text)" : nil
  }

  private static func shown(_ diagnostic: Diagnostic, in file: SourceFile) -> String {
    DiagnosticRenderer(files: [file], language: .english).text(diagnostic)
  }
}
