import PolicyDSL

/// What all reports of one evaluation have in common.
public struct ReportContext: Sendable {
  /// The plan.
  public let plan: Plan
  /// The program that the plan was made from.
  public let program: CheckedProgram
  /// The rule files, the list that was compiled: explanations quote them.
  public let files: [SourceFile]
  /// The records.
  public let records: RecordSet
  /// The language of labels; names, outcome words and quotations stay as the rules have them.
  public let language: Language
  /// Whether personal data is masked.
  public let isMasking: Bool

  /// Creates the context of an evaluation.
  public init(
    plan: Plan, program: CheckedProgram, files: [SourceFile], records: RecordSet, language: Language,
    isMasking: Bool = true
  ) {
    self.plan = plan
    self.program = program
    self.files = files
    self.records = records
    self.language = language
    self.isMasking = isMasking
  }

  /// Returns a label in the language of the report.
  package func label(_ zh: String, _ en: String) -> String { language == .chinese ? zh : en }

  /// Returns names in a list.
  func list(_ names: [String]) -> String { names.joined(separator: label("、", ", ")) }

  /// Returns the words of the rule file at `span` on one line.
  ///
  /// - Parameter limit: The number of columns behind which the text is cut.
  func source(_ span: SourceSpan, limit: Int = 80) -> String {
    var words = String.UnicodeScalarView()
    for scalar in files[span.file].text(span).unicodeScalars {
      let isSpace = scalar.properties.isWhitespace
      if isSpace, words.last == " " { continue }
      words.append(isSpace ? " " : scalar)
    }
    return TextColumns.clipped(TerminalText.safe(String(words)), to: limit)
  }

  /// Returns the words of a rule file in full.
  func words(at span: SourceSpan) -> String { source(span, limit: 10_000) }

  /// Returns where something stands in a rule file: `a.policy:3:5`.
  func place(_ span: SourceSpan) -> String {
    let position = files[span.file].position(of: span.lower)
    return "\(TerminalText.safe(files[span.file].path)):\(position.line):\(position.column)"
  }
}
