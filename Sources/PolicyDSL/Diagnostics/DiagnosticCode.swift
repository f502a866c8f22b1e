/// The kinds of problems, grouped by the pass that reports them.
///
/// L lexer, S parser, N names, T types, U units, P periods, B tables, R static ranges, C cycles,
/// D documents and clauses, W advice that is never an error.
public enum DiagnosticCode: String, CaseIterable, Sendable {
  case unreadableByte = "L001"
  case unexpectedCharacter = "L002"
  case hiddenCharacter = "L003"
  case unclosedText = "L004"
  case unclosedTitle = "L005"
  case nestedQuotation = "L006"
  case malformedNumber = "L007"
  case numberTooLong = "L008"
  case noSuchDate = "L009"

  case unexpectedToken = "S001"
  case unknownDeclaration = "S002"
  case unknownClause = "S003"
  case clauseOutsideDeclaration = "S004"
  case reservedWord = "S005"
  case digitInName = "S006"
  case mixedConnectives = "S007"
  case unclearBoundary = "S008"
  case nestingTooDeep = "S009"
  case chainTooLong = "S010"
  case repeatedClause = "S011"
  case missingClause = "S012"
  case requirementNeedsColon = "S013"
  case rowWithoutTable = "S014"
  case unclosedRow = "S015"
  case cellCount = "S016"
  case emptyCell = "S017"
  case tableWithoutRows = "S018"
  case tableInTable = "S019"
  case itemCount = "S020"
  case groupNeedsPath = "S021"

  /// Whether the code stops the rules from being used.
  public var severity: Severity { rawValue.utf8.first == UInt8(ascii: "W") ? .warning : .error }
}
