/// A sentence in both languages of the tool.
public struct Phrase: Hashable, Sendable {
  /// The sentence in Chinese.
  public let zh: String

  /// The sentence in English.
  public let en: String

  /// Creates a phrase from its two versions.
  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The version in `language`.
  public func text(in language: Language) -> String {
    switch language {
    case .chinese: zh
    case .english: en
    }
  }
}

/// A language in which diagnostics, help and summaries are written.
public enum Language: String, Sendable, CaseIterable {
  case chinese = "zh"
  case english = "en"
}

/// How much a problem matters.
public enum Severity: Sendable {
  /// The rules cannot be used.
  case error
  /// The rules can be used but probably do not say what was meant.
  case warning
}

/// A problem in a policy file, told to the person who wrote the file.
public struct Diagnostic: Hashable, Sendable {
  /// The kind of problem. A code keeps its meaning for ever and is never given to another kind.
  public let code: DiagnosticCode

  /// The smallest stretch of the file that shows the problem.
  public let span: SourceSpan

  /// What is wrong, in one sentence that stands on its own.
  public let message: Phrase

  /// What the author can do next, when the checker knows.
  public let hint: Phrase?

  /// Another place that belongs to the problem, with what is to be seen there.
  public let related: Related?

  /// A change of the text that puts it right and changes nothing else.
  public let fix: TextEdit?

  /// Creates a diagnostic.
  public init(
    _ code: DiagnosticCode, at span: SourceSpan, _ message: Phrase, hint: Phrase? = nil,
    related: Related? = nil, fix: TextEdit? = nil
  ) {
    self.code = code
    self.span = span
    self.message = message
    self.hint = hint
    self.related = related
    self.fix = fix
  }

  /// A second place and what it shows.
  public struct Related: Hashable, Sendable {
    /// The place.
    public let span: SourceSpan
    /// What is to be seen there.
    public let message: Phrase

    /// Creates a note about a second place.
    public init(_ span: SourceSpan, _ message: Phrase) {
      self.span = span
      self.message = message
    }
  }
}

/// A replacement of one stretch of a file.
public struct TextEdit: Hashable, Sendable {
  /// The stretch that is replaced.
  public let span: SourceSpan
  /// What stands there afterwards.
  public let replacement: String

  /// Creates an edit.
  public init(_ span: SourceSpan, _ replacement: String) {
    self.span = span
    self.replacement = replacement
  }
}

/// What a stage made, and the problems it met.
public struct StageResult<Product: Sendable>: Sendable {
  /// What the stage made.
  public let product: Product

  /// The problems, in the order in which they were found.
  public let diagnostics: [Diagnostic]

  /// Creates a result.
  public init(product: Product, diagnostics: [Diagnostic]) {
    self.product = product
    self.diagnostics = diagnostics
  }
}
