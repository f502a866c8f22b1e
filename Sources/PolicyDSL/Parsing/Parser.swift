/// What the parser made of one file.
public struct ParsedFile: Sendable {
  /// The tree; parts in error are left out.
  public let tree: SyntaxTree

  /// The tokens and lines from which the tree was made.
  let lexed: LexedFile

  /// The logical lines from which the tree was made.
  let lines: [LogicalLine]

  /// For each token, whether it is written without a space before it whatever stands there.
  let attachments: [Bool]

  /// Names whose declaration could not be read; nothing that uses them is reported.
  let damagedNames: Set<Name>

  /// Names of requirements that could not be read.
  let damagedRequirements: Set<Name>
}

/// Turns the tokens of one file into a tree. Any input gives a tree and its problems.
public struct Parser {
  /// Returns the tree of `file`, which stands at position `index` of the list that is compiled.
  ///
  /// An error ends the clause it stands in; parsing goes on with the next clause or declaration.
  public static func parse(_ file: SourceFile, index: Int) -> StageResult<ParsedFile> {
    let lexed = Lexer.lex(file, index: index)
    let reported = Set(lexed.diagnostics.map(\.span.lower))
    var parser = Parser(file: file, index: index, lexed: lexed.product, reported: reported)
    parser.parseLines()
    let product = ParsedFile(
      tree: parser.tree, lexed: lexed.product, lines: parser.lines, attachments: parser.attachments,
      damagedNames: parser.damagedNames, damagedRequirements: parser.damagedRequirements)
    let isUnreadable = lexed.diagnostics.contains { $0.code == .unreadableByte }
    return StageResult(
      product: product, diagnostics: isUnreadable ? lexed.diagnostics : lexed.diagnostics + parser.diagnostics
    )
  }

  /// The deepest nesting of brackets, 非 and conditions.
  static let deepestNesting = 64

  /// The most terms that one chain of 且, 或, +, *, 、 or 否则 may have.
  static let longestChain = 1_000

  let file: SourceFile
  let index: Int
  let tokens: [Token]
  let lines: [LogicalLine]
  var tree = SyntaxTree()
  var attachments: [Bool]
  var damagedNames: Set<Name> = []
  var damagedRequirements: Set<Name> = []
  var diagnostics: [Diagnostic] = []

  /// The next token and the end of the stretch that is being parsed.
  var cursor = 0
  var limit = 0
  var depth = 0
  /// The rows of the logical line that is being parsed.
  var rows: [Range<Int>] = []
  /// Where the lexer has reported a problem.
  let reportedPlaces: Set<Int>
  /// Whether something of the current declaration could not be read.
  var isDamaged = false

  private init(file: SourceFile, index: Int, lexed: LexedFile, reported: Set<Int>) {
    reportedPlaces = reported
    self.file = file
    self.index = index
    tokens = lexed.tokens
    lines = LineAssembler.assemble(lexed)
    attachments = Array(repeating: false, count: lexed.tokens.count)
  }

  private mutating func parseLines() {
    var position = 0
    while position < lines.count {
      let head = lines[position]
      var end = position + 1
      while end < lines.count,
        !lines[end].isAtMargin || kind(ofClauseAtMargin: lines[end], below: head) != nil
      {
        end += 1
      }
      reportRowsAtMargin(position..<end)
      let clauses = position + 1..<end
      position = end
      isDamaged = false
      enter(head)
      guard head.isAtMargin else {
        if case .unreadable? = token { continue }
        report(.clauseOutsideDeclaration(at: span(of: head.head.isEmpty ? head.rows[0] : head.head)))
        continue
      }
      if let declaration = parseDeclaration(clauses) { tree.declarations.append(declaration) }
    }
  }

  /// Reports the first row at the margin of each table; it is read as if it were indented.
  private mutating func reportRowsAtMargin(_ stretch: Range<Int>) {
    for line in lines[stretch] where !line.head.isEmpty {
      let row = line.rows.first {
        file.lineStart(of: tokens[$0.lowerBound].span.lower) == tokens[$0.lowerBound].span.lower
      }
      if let row { report(.unknownDeclaration("|", clauseOf: nil, at: span(of: row))) }
    }
  }

  // MARK: The stretch that is being parsed

  mutating func enter(_ line: LogicalLine) {
    cursor = line.head.lowerBound
    limit = line.head.upperBound
    rows = line.rows
    depth = 0
  }

  /// Runs `parse` on a stretch of tokens and returns to the current one.
  mutating func within<Result>(
    _ stretch: Range<Int>, _ parse: (inout Parser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let saved = (cursor, limit)
    (cursor, limit) = (stretch.lowerBound, stretch.upperBound)
    defer { (cursor, limit) = saved }
    return try parse(&self)
  }

  var isAtEnd: Bool { cursor >= limit }

  var token: Token.Kind? { cursor < limit ? tokens[cursor].kind : nil }

  func token(ahead distance: Int) -> Token? {
    cursor + distance < limit ? tokens[cursor + distance] : nil
  }

  /// The place of the next token, or behind the last one.
  var here: SourceSpan {
    if cursor < limit { return tokens[cursor].span }
    guard cursor > 0 else { return SourceSpan(file: index, lower: 0, upper: 0) }
    let last = tokens[cursor - 1].span
    return SourceSpan(file: index, lower: last.upper, upper: last.upper)
  }

  /// The span from the token at `start` to the last token taken.
  func span(from start: Int) -> SourceSpan {
    guard start < cursor else { return start < tokens.count ? tokens[start].span : here }
    return tokens[start].span.joined(with: tokens[cursor - 1].span)
  }

  func span(of stretch: Range<Int>) -> SourceSpan {
    guard let first = stretch.first, let last = stretch.last else { return here }
    return tokens[first].span.joined(with: tokens[last].span)
  }

  // MARK: Taking tokens

  mutating func take(_ symbol: Symbol) -> Bool {
    guard token == .symbol(symbol) else { return false }
    cursor += 1
    return true
  }

  mutating func take(_ keyword: Keyword) -> Bool {
    guard token == .keyword(keyword) else { return false }
    cursor += 1
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isNext(word: word) else { return false }
    cursor += 1
    return true
  }

  func isNext(word: String) -> Bool {
    if case .word(let name)? = token { return name.text == word }
    return false
  }

  mutating func expect(_ symbol: Symbol, _ what: Phrase) throws(Failure) {
    if !take(symbol) { throw unexpected(what) }
  }

  mutating func expect(_ keyword: Keyword) throws(Failure) {
    if !take(keyword) { throw unexpected(Phrase(zh: "`\(keyword.rawValue)`", en: "`\(keyword.rawValue)`")) }
  }

  mutating func expectEnd() throws(Failure) {
    if !isAtEnd { throw unexpected(Phrase(zh: "行尾", en: "the end of the line")) }
  }

  /// Takes a name that the author chooses or refers to.
  mutating func identifier(_ what: Phrase) throws(Failure) -> Identifier {
    guard cursor < limit else { throw unexpected(what) }
    let span = tokens[cursor].span
    switch tokens[cursor].kind {
    case .word(let name):
      cursor += 1
      if let next = token(ahead: 0), !next.isSpaced, case .number = next.kind {
        throw fail(.digitInName(name, at: span.joined(with: next.span)))
      }
      return Identifier(name: name, span: span)
    case .keyword, .comparison, .boundary, .later:
      throw fail(.reservedWord(file.text(span), at: span, what))
    default: throw unexpected(what)
    }
  }

  mutating func identifiers(_ what: Phrase) throws(Failure) -> [Identifier] {
    var names = [try identifier(what)]
    while take(.pause) {
      names.append(try identifier(what))
      try checkChain(names.count)
    }
    return names
  }

  mutating func date() throws(Failure) -> DateSyntax {
    guard case .date(let date)? = token else {
      throw unexpected(Phrase(zh: "日期，如 `2020-12-31`", en: "a date such as `2020-12-31`"))
    }
    cursor += 1
    return DateSyntax(date: date, span: tokens[cursor - 1].span)
  }

  mutating func text() throws(Failure) -> TextSyntax {
    guard case .text(let text)? = token else {
      throw unexpected(Phrase(zh: "引文 `“…”`", en: "a quotation `“…”`"))
    }
    cursor += 1
    return TextSyntax(text: text, span: tokens[cursor - 1].span)
  }

  mutating func raw() throws(Failure) -> TextSyntax {
    guard case .raw(let text)? = token else {
      throw unexpected(Phrase(zh: "文字", en: "text"))
    }
    cursor += 1
    return TextSyntax(text: text, span: tokens[cursor - 1].span)
  }

  mutating func number() throws(Failure) -> NumberSyntax {
    guard case .number(let value, let text)? = token else {
      throw unexpected(Phrase(zh: "数", en: "a number"))
    }
    cursor += 1
    return NumberSyntax(value: value, text: text, span: tokens[cursor - 1].span)
  }

  mutating func attach() { if cursor < attachments.count { attachments[cursor] = true } }

  // MARK: Problems

  /// Says that the current clause cannot be read; the problem has been reported.
  struct Failure: Error {}

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func fail(_ diagnostic: Diagnostic) -> Failure {
    // What the lexer could not read it has reported at this very place.
    if cursor < limit, case .unreadable = tokens[cursor].kind { return Failure() }
    if cursor < limit, reportedPlaces.contains(tokens[cursor].span.lower) { return Failure() }
    report(diagnostic)
    return Failure()
  }

  mutating func unexpected(_ expected: Phrase) -> Failure {
    let found = isAtEnd ? nil : file.text(tokens[cursor].span)
    return fail(.unexpectedToken(found, expected: expected, at: here))
  }

  mutating func checkChain(_ count: Int) throws(Failure) {
    if count > Self.longestChain { throw fail(.chainTooLong(at: here)) }
  }

  mutating func nested<Result>(
    _ parse: (inout Parser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard depth < Self.deepestNesting else { throw fail(.nestingTooDeep(at: here)) }
    depth += 1
    defer { depth -= 1 }
    return try parse(&self)
  }
}

extension Diagnostic {
  /// A token where another was expected.
  static func unexpectedToken(_ found: String?, expected: Phrase, at span: SourceSpan) -> Diagnostic {
    let zh = (expected.zh.hasPrefix("`") ? " " : "") + expected.zh
    guard let found else {
      return Diagnostic(
        .unexpectedToken, at: span,
        Phrase(zh: "行到此结束，还缺\(zh)", en: "the line ends here, but \(expected.en) is missing"))
    }
    let hint: Phrase? =
      if Vocabulary.boundaryByWord[found] != nil {
        Phrase(
          zh: "`\(found)` 写在数的后面：`50人 \(found)`", en: "`\(found)` stands behind a number: `50人 \(found)`")
      } else if ["和", "并", "并且", "而且", "及", "与", "同时"].contains(found) {
        Phrase(zh: "条件用 `且` 连接，选项用 `、` 并列", en: "conditions are joined with `且`, options are listed with `、`")
      } else if ["或者", "或是"].contains(found) {
        Phrase(zh: "条件用 `或` 连接，选项用 `、` 并列", en: "conditions are joined with `或`, options are listed with `、`")
      } else {
        nil
      }
    return Diagnostic(
      .unexpectedToken, at: span,
      Phrase(zh: "此处应是\(zh)，却是 `\(found)`", en: "expected \(expected.en) but found `\(found)`"),
      hint: hint)
  }

  /// An indented line or a row with no declaration above it.
  static func clauseOutsideDeclaration(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .clauseOutsideDeclaration, at: span,
      Phrase(zh: "缩进的行不属于任何声明", en: "this indented line belongs to no declaration"),
      hint: Phrase(
        zh: "声明从行首写起，例如 `标准 户脱贫 每 户`", en: "a declaration starts at the margin, for example `标准 户脱贫 每 户`"))
  }

  /// A reserved word in the place of a name.
  static func reservedWord(_ word: String, at span: SourceSpan, _ what: Phrase) -> Diagnostic {
    Diagnostic(
      .reservedWord, at: span,
      Phrase(
        zh: "此处应是\(what.zh)，但 `\(word)` 是保留词", en: "expected \(what.en), but `\(word)` is a reserved word"),
      hint: Vocabulary.later.contains(word)
        ? Phrase(
          zh: "`\(word)` 留给以后的版本；名称里可以含有它，如 `\(word)数`",
          en: "`\(word)` is kept for a later version; a name may contain it, such as `\(word)数`")
        : Phrase(zh: "名称里可以含有它，但不能就是它", en: "a name may contain it but not equal it"))
  }

  /// A digit inside a Chinese name.
  static func digitInName(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .digitInName, at: span,
      Phrase(
        zh: "汉字名称里不能有数字：`\(name)` 后面紧跟着数",
        en: "a Chinese name has no digits: a number follows `\(name)` directly"),
      hint: Phrase(
        zh: "数字写成汉字（`近三年转诊率`），表格的列名写在 `列 “近3年转诊率”`",
        en: "spell the digits out (`近三年转诊率`) and give the sheet's heading with `列 “近3年转诊率”`"))
  }

  /// Nesting beyond the limit.
  static func nestingTooDeep(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .nestingTooDeep, at: span,
      Phrase(
        zh: "括号、`非` 与 `时` 的嵌套超过 \(Parser.deepestNesting) 层",
        en: "brackets, `非` and `时` are nested more than \(Parser.deepestNesting) levels deep"),
      hint: Phrase(zh: "把里层写成一个 `指标`", en: "write the inner part as a `指标` of its own"))
  }

  /// A chain beyond the limit.
  static func chainTooLong(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .chainTooLong, at: span,
      Phrase(zh: "一串最多 \(Parser.longestChain) 项", en: "a chain has at most \(Parser.longestChain) terms"),
      hint: Phrase(zh: "分成几个 `指标`", en: "split it into several `指标`"))
  }
}
