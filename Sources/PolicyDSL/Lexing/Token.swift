/// The smallest meaningful piece of a rule file.
public struct Token: Hashable, Sendable {
  /// What the token is.
  public let kind: Kind

  /// Where it stands.
  public let span: SourceSpan

  /// Whether a blank, a line end or the start of the file stands before it.
  public let isSpaced: Bool

  /// The kinds of tokens, with their folded content.
  public enum Kind: Hashable, Sendable {
    /// A name, a contextual word, a unit or an option.
    case word(Name)
    /// A word that no name may equal.
    case keyword(Keyword)
    /// A word that compares, with its own spelling.
    case comparison(Comparison, String)
    /// A word behind a quantity that says whether the bound counts, with its own spelling.
    case boundary(Comparison, String)
    /// A word kept for a later version.
    case later(String)
    /// A number without sign; `text` is folded and without thousands separators.
    case number(ExactNumber, text: String)
    /// A calendar date.
    case date(CalendarDate)
    /// A quoted text without its delimiters.
    case text(String)
    /// A title without its 《》.
    case title(String)
    /// Free text to which no token rule applies (places of clauses, names of offices).
    case raw(String)
    /// An operator or bracket, folded.
    case symbol(Symbol)
    /// Characters that have been reported; the parser passes over them in silence.
    case unreadable
  }
}

/// Operators and brackets, by their folded spelling.
public enum Symbol: String, Hashable, Sendable, CaseIterable {
  case atLeast = ">="
  case atMost = "<="
  case notEqual = "!="
  case equal = "="
  case less = "<"
  case greater = ">"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"
  case open = "("
  case close = ")"
  case bar = "|"
  case pause = "、"
  case colon = ":"
  case dot = "·"
  case percent = "%"
  case permille = "‰"

  /// The comparison that the symbol states, if it states one.
  var comparison: Comparison? {
    switch self {
    case .atLeast: .atLeast
    case .atMost: .atMost
    case .notEqual: .notEqual
    case .equal: .equal
    case .less: .below
    case .greater: .above
    default: nil
    }
  }
}

/// One line of a file as the editor shows it.
struct PhysicalLine: Sendable {
  /// The tokens of the line in the list of all tokens.
  let tokens: Range<Int>

  /// Whether the first character is not blank.
  let isAtMargin: Bool

  /// Whether the line has neither tokens nor a comment.
  let isBlank: Bool

  /// The comment at the end of the line, with its `#`.
  let comment: SourceSpan?
}

/// The tokens of one file and the lines they stand on.
public struct LexedFile: Sendable {
  /// All tokens in order.
  public let tokens: [Token]

  /// All physical lines in order.
  let lines: [PhysicalLine]
}
