/// Cuts the bytes of a rule file into tokens and lines.
struct Lexer {
  /// Returns the tokens of `file`, which stands at position `index` of the list that is compiled.
  static func lex(_ file: SourceFile, index: Int) -> StageResult<LexedFile> {
    var lexer = Lexer(file: file, index: index)
    while lexer.offset < file.bytes.count { lexer.lexLine() }
    let product = LexedFile(tokens: lexer.tokens, lines: lexer.lines)
    // In another encoding every line is unreadable, and saving the file anew puts them all right.
    if let first = lexer.diagnostics.first(where: { $0.code == .unreadableByte }) {
      return StageResult(product: product, diagnostics: [first])
    }
    return StageResult(product: product, diagnostics: lexer.diagnostics)
  }

  private let file: SourceFile
  private let index: Int
  private var offset = 0
  private var isSpaced = true
  private var tokens: [Token] = []
  private var lines: [PhysicalLine] = []
  private var diagnostics: [Diagnostic] = []
  /// The kind of the last declaration begun at the margin.
  private var declaration: DeclarationKind?
  /// What the tokens of the current line have shown so far.
  private var line = LineState(first: 0)
  /// The closing form of a wrong bracket that has been reported on the line.
  private var wrongClose: Unicode.Scalar?

  private struct LineState {
    /// The position of the first token of the line.
    let first: Int
    /// How many tokens behind the first have a blank before them.
    var spacedTokens = 0
    /// Whether a text or free text has been taken.
    var hasText = false
    /// Whether the line ends in a number or in a part of the unit behind it.
    var quantity = Quantity.none

    enum Quantity { case none, number, unit, unitMark }
  }

  private init(file: SourceFile, index: Int) {
    self.file = file
    self.index = index
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  // MARK: Lines

  private mutating func lexLine() {
    let first = tokens.count
    line = LineState(first: first)
    let start = offset
    var comment: SourceSpan?
    isSpaced = true
    wrongClose = nil
    let isAtMargin = offset < file.bytes.count && !Characters.isBlank(peek().folded)
    while offset < file.bytes.count {
      let scalar = peek()
      if scalar.value == "\n" || scalar.value == "\r" { break }
      if Characters.isBlank(scalar.folded) {
        offset += scalar.length
        isSpaced = true
      } else if scalar.folded == "#" {
        comment = lexComment()
      } else {
        lexToken()
        isSpaced = false
      }
    }
    let isEmpty = tokens.count == first && comment == nil
    lines.append(
      PhysicalLine(
        tokens: first..<tokens.count, isAtMargin: isAtMargin && offset > start, isBlank: isEmpty,
        comment: comment))
    if isAtMargin, first < tokens.count {
      if case .word(let name) = tokens[first].kind {
        declaration = Vocabulary.declarations[name.text]
      } else {
        declaration = nil
      }
    }
    skipLineEnd()
  }

  private mutating func skipLineEnd() {
    guard offset < file.bytes.count else { return }
    let isReturn = file.bytes[offset] == UInt8(ascii: "\r")
    offset += 1
    if isReturn, offset < file.bytes.count, file.bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
  }

  private mutating func lexComment() -> SourceSpan {
    let start = offset
    offset = file.lineEnd(from: offset)
    let span = span(from: start)
    checkHidden(span)
    return span
  }

  // MARK: Tokens

  private mutating func lexToken() {
    if lexRaw() { return }
    let start = offset
    let scalar = peek()
    switch scalar.folded {
    case "“": lexText(from: start, close: "”", nested: "“")
    case "「": lexText(from: start, close: "」", nested: "「")
    case "\"": lexText(from: start, close: "\"", nested: nil)
    case "《": lexTitle(from: start)
    case let digit where Characters.isDigit(digit): lexNumberOrDate()
    case let letter where Characters.isLatin(letter) || Characters.isHan(letter) || letter == "_":
      lexWord()
    default: lexSymbol()
    }
  }

  /// Takes free text: an office or a number of a document, the place of a clause.
  private mutating func lexRaw() -> Bool {
    let count = tokens.count - line.first
    guard count > 0, case .word(let first) = tokens[line.first].kind else { return false }
    if declaration == .document, count == 1, first.text == "发文机关" || first.text == "文号", !isMargin {
      return takeRaw { $0 == "#" }
    }
    if first.text == DeclarationKind.citation.rawValue, isMargin, !line.hasText, placeBegins {
      return takeRaw { $0 == "“" || $0 == "「" || $0 == "\"" || $0 == "#" }
    }
    return false
  }

  /// Whether the current line begins at the margin.
  private var isMargin: Bool {
    let lower = tokens[line.first].span.lower
    return lower == file.lineStart(of: lower) || (lower == 3 && file.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
  }

  /// Whether the identifier of a clause and its document stand complete before the current offset.
  private var placeBegins: Bool {
    if case .title = tokens[tokens.count - 1].kind { return true }
    // Spaced words after 条款: the clause identifier is one run, the short name of the document another.
    return line.spacedTokens >= 2 && isSpaced
  }

  private mutating func takeRaw(until isEnd: (Unicode.Scalar) -> Bool) -> Bool {
    let start = offset
    var end = offset
    while offset < file.bytes.count {
      let scalar = peek()
      if scalar.value == "\n" || scalar.value == "\r" || isEnd(scalar.folded) { break }
      offset += scalar.length
      if !Characters.isBlank(scalar.folded) { end = offset }
    }
    guard end > start else {
      offset = start
      return false
    }
    offset = end
    let span = span(from: start)
    checkHidden(span)
    append(.raw(file.text(span)), span)
    return true
  }

  private mutating func lexText(from start: Int, close: Unicode.Scalar, nested: Unicode.Scalar?) {
    offset += peek().length
    let contentStart = offset
    while offset < file.bytes.count {
      let scalar = peek()
      if scalar.value == "\n" || scalar.value == "\r" { break }
      let isClose = close == "\"" ? scalar.folded == close : scalar.value == close
      if isClose {
        let content = SourceSpan(file: index, lower: contentStart, upper: offset)
        offset += scalar.length
        checkHidden(content)
        append(.text(file.text(content)), span(from: start))
        return
      }
      if let nested, scalar.value == nested {
        diagnostics.append(.nestedQuotation(at: span(from: offset, length: scalar.length), nested == "“"))
        // One report per text: what follows is read to the end of the line.
        offset = file.lineEnd(from: offset)
        append(
          .text(file.text(SourceSpan(file: index, lower: contentStart, upper: offset))), span(from: start))
        return
      }
      offset += scalar.length
    }
    diagnostics.append(.unclosedText(at: span(from: start), close: close))
    append(.text(file.text(SourceSpan(file: index, lower: contentStart, upper: offset))), span(from: start))
  }

  private mutating func lexTitle(from start: Int) {
    offset += peek().length
    let contentStart = offset
    while offset < file.bytes.count {
      let scalar = peek()
      if scalar.value == "\n" || scalar.value == "\r" { break }
      if scalar.value == "》" {
        let content = SourceSpan(file: index, lower: contentStart, upper: offset)
        offset += scalar.length
        checkHidden(content)
        append(.title(file.text(content)), span(from: start))
        return
      }
      offset += scalar.length
    }
    // A title without its end is taken to end at the first blank, so that what follows is read too.
    if let blank = firstBlank(from: contentStart) { offset = blank }
    diagnostics.append(.unclosedTitle(at: span(from: start)))
    append(.title(file.text(SourceSpan(file: index, lower: contentStart, upper: offset))), span(from: start))
  }

  /// The offset of the first blank between `start` and the current offset.
  private func firstBlank(from start: Int) -> Int? {
    var cursor = start
    while cursor < offset {
      let scalar = scalar(at: cursor)
      if Characters.isBlank(scalar.folded) { return cursor }
      cursor += scalar.length
    }
    return nil
  }

  /// Passes over a run of invisible characters, so that what stands around them is read without them.
  private mutating func skipHidden() {
    let start = offset
    let first = peek().folded
    while offset < file.bytes.count, isHidden(peek()) { offset += peek().length }
    diagnostics.append(.hiddenCharacter(first, at: span(from: start)))
  }

  private func isHidden(_ scalar: Decoded) -> Bool {
    scalar.value != nil && scalar.value != "\n" && scalar.value != "\r" && Characters.isHidden(scalar.folded)
  }

  private mutating func lexSymbol() {
    let start = offset
    let scalar = peek()
    if isHidden(scalar) {
      skipHidden()
      return
    }
    offset += scalar.length
    var spelling = String(Character(scalar.folded))
    switch scalar.folded {
    case "≥": spelling = ">="
    case "≤": spelling = "<="
    case "≠": spelling = "!="
    case "<", ">", "!":
      if offset < file.bytes.count, peek().folded == "=" {
        offset += peek().length
        spelling += "="
      }
    default: break
    }
    if let symbol = Symbol(rawValue: spelling) {
      append(.symbol(symbol), span(from: start))
      return
    }
    let span = span(from: start)
    if scalar.value == nil {
      diagnostics.append(.unreadableByte(file.bytes[start], at: span))
    } else if scalar.folded == wrongClose {
      wrongClose = nil  // It belongs to the bracket that has been reported.
    } else {
      let pairs: [Unicode.Scalar: Unicode.Scalar] = ["[": "]", "{": "}", "【": "】", "〔": "〕", "〈": "〉"]
      if let close = pairs[scalar.folded] { wrongClose = close }
      diagnostics.append(.unexpectedCharacter(scalar.folded, written: file.text(span), at: span))
    }
    // One token for a run of such characters, but a line of them is not a blank line.
    if tokens.count > line.first, tokens[tokens.count - 1].kind == .unreadable { return }
    append(.unreadable, span)
  }

  // MARK: Numbers and dates

  private mutating func lexNumberOrDate() {
    if lexDate() { return }
    let start = offset
    var text = ""
    var groups = [0]
    var decimals: Int?
    var malformed = false
    while offset < file.bytes.count {
      let scalar = peek()
      if isHidden(scalar) {
        skipHidden()
        continue
      } else if Characters.isDigit(scalar.folded) {
        text.unicodeScalars.append(scalar.folded)
        if let places = decimals { decimals = places + 1 } else { groups[groups.count - 1] += 1 }
      } else if scalar.folded == ",", decimals == nil, digit(at: offset + scalar.length) {
        groups.append(0)
      } else if scalar.folded == ".", digit(at: offset + scalar.length) {
        if decimals != nil { malformed = true }
        decimals = decimals ?? 0
        if !malformed { text += "." }
      } else {
        break
      }
      offset += scalar.length
    }
    let span = span(from: start)
    if groups.count > 1, groups[0] > 3 || groups.dropFirst().contains(where: { $0 != 3 }) { malformed = true }
    if malformed {
      diagnostics.append(.malformedNumber(file.text(span), at: span))
      append(.number(.zero, text: "0"), span)
    } else if let value = ExactNumber(decimal: text) {
      append(.number(value, text: text), span)
    } else {
      diagnostics.append(.numberTooLong(at: span))
      append(.number(.zero, text: "0"), span)
    }
  }

  /// Takes `2020-12-31` or `2020年12月31日` as one token.
  private mutating func lexDate() -> Bool {
    var cursor = offset
    func digits(_ allowed: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while cursor < file.bytes.count, case let scalar = scalar(at: cursor), Characters.isDigit(scalar.folded)
      {
        count += 1
        guard count <= allowed.upperBound else { return nil }
        value = value * 10 + Int(scalar.folded.value - 0x30)
        cursor += scalar.length
      }
      return allowed.contains(count) ? value : nil
    }
    func take(_ expected: Unicode.Scalar) -> Bool {
      guard cursor < file.bytes.count, case let scalar = scalar(at: cursor), scalar.folded == expected else {
        return false
      }
      cursor += scalar.length
      return true
    }
    guard let year = digits(4...4) else { return false }
    let afterYear = cursor
    var parts: (Int, Int)?
    if take("-"), let month = digits(1...2), take("-"), let day = digits(1...2) {
      parts = (month, day)
    } else {
      cursor = afterYear
      if take("年"), let month = digits(1...2), take("月"), let day = digits(1...2), take("日") {
        parts = (month, day)
      }
    }
    guard let (month, day) = parts else { return false }
    let start = offset
    offset = cursor
    let span = span(from: start)
    if let date = CalendarDate(year: year, month: month, day: day) {
      append(.date(date), span)
    } else {
      diagnostics.append(.noSuchDate(file.text(span), at: span))
      append(.date(CalendarDate(dayNumber: 0)), span)
    }
    return true
  }

  private func digit(at cursor: Int) -> Bool {
    cursor < file.bytes.count && Characters.isDigit(scalar(at: cursor).folded)
  }

  // MARK: Words

  private mutating func lexWord() {
    let start = offset
    var text: [Unicode.Scalar] = []
    var ends: [Int] = []  // the offset behind each scalar of the word
    let startsLatin = Characters.isLatin(peek().folded)
    while offset < file.bytes.count {
      let scalar = peek()
      if isHidden(scalar) {
        skipHidden()
        continue
      }
      let belongs =
        Characters.isHan(scalar.folded) || Characters.isLatin(scalar.folded) || scalar.folded == "_"
        || (startsLatin && Characters.isDigit(scalar.folded))
      guard belongs else { break }
      text.append(scalar.folded)
      offset += scalar.length
      ends.append(offset)
    }
    appendWord(text, from: start, ends: ends)
  }

  /// Appends a word after splitting off what W1, W2 and W3 split off, the longest first.
  ///
  /// W1: `二级及以上`. W2: `超过3%`, `年龄在6至15岁`. W3: `6岁至 15岁`. What is left is split again by W1.
  private mutating func appendWord(_ text: [Unicode.Scalar], from start: Int, ends: [Int]) {
    let isUnit = line.quantity == .number || (line.quantity == .unitMark && !isSpaced)
    var suffixes =
      digit(at: offset)
      ? Vocabulary.splitBeforeDigit : isUnit ? Vocabulary.splitFromUnit : Vocabulary.splitFromWord
    var rest = text[...]
    var parts: [ArraySlice<Unicode.Scalar>] = []
    while let suffix = suffixes.first(where: { Self.ends(rest, in: $0) }), !Self.isReserved(rest) {
      parts.append(rest.suffix(suffix.count))
      rest = rest.dropLast(suffix.count)
      suffixes = Vocabulary.splitFromWord
    }
    parts.append(rest)
    var lower = start
    for part in parts.reversed() {
      if part.startIndex > 0 { isSpaced = false }
      let upper = ends[part.endIndex - 1]
      append(reservedKind(Self.text(part)), SourceSpan(file: index, lower: lower, upper: upper))
      lower = upper
    }
  }

  private static func ends(_ word: ArraySlice<Unicode.Scalar>, in suffix: [Unicode.Scalar]) -> Bool {
    word.count > suffix.count && word.last == suffix.last && word.suffix(suffix.count).elementsEqual(suffix)
  }

  /// Whether a word is never split.
  private static func isReserved(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
    guard word.count <= Vocabulary.longestReserved else { return false }
    let text = text(word)
    return Vocabulary.isReserved(text) || text == "以前" || text == "以后"
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private func reservedKind(_ text: String) -> Token.Kind {
    if let keyword = Vocabulary.keywordByWord[text] { return .keyword(keyword) }
    if let comparison = Vocabulary.comparisonByWord[text] { return .comparison(comparison, text) }
    if let boundary = Vocabulary.boundaryByWord[text] { return .boundary(boundary, text) }
    if Vocabulary.later.contains(text) { return .later(text) }
    return .word(Name(text))
  }

  // MARK: Bytes

  /// One scalar: its value (`nil` for a byte that is not UTF-8), its folded form and its length.
  private typealias Decoded = (value: Unicode.Scalar?, folded: Unicode.Scalar, length: Int)

  private func peek() -> Decoded { scalar(at: offset) }

  private func scalar(at cursor: Int) -> Decoded {
    let bytes = file.bytes
    let first = bytes[cursor]
    if first < 0x80 {
      let scalar = Unicode.Scalar(first)
      return (scalar, scalar, 1)
    }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    let invalid: Decoded = (nil, "\u{FFFD}", 1)
    guard (0xC2...0xF4).contains(first), cursor + length <= bytes.count else { return invalid }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for position in cursor + 1..<cursor + length {
      guard bytes[position] & 0xC0 == 0x80 else { return invalid }
      value = value << 6 | UInt32(bytes[position] & 0x3F)
    }
    let shortest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= shortest, let scalar = Unicode.Scalar(value) else { return invalid }
    return (scalar, Characters.folded(scalar), length)
  }

  private func span(from start: Int) -> SourceSpan {
    SourceSpan(file: index, lower: start, upper: offset)
  }

  private func span(from start: Int, length: Int) -> SourceSpan {
    SourceSpan(file: index, lower: start, upper: start + length)
  }

  private mutating func append(_ kind: Token.Kind, _ span: SourceSpan) {
    if isSpaced, tokens.count > line.first { line.spacedTokens += 1 }
    switch kind {
    case .text, .raw: line.hasText = true
    default: break
    }
    line.quantity = quantity(behind: kind)
    tokens.append(Token(kind: kind, span: span, isSpaced: isSpaced))
  }

  /// What W3 has to know: whether a unit may follow the token that is about to be appended.
  private func quantity(behind kind: Token.Kind) -> LineState.Quantity {
    switch (kind, line.quantity) {
    case (.number, _): .number
    case (.word, .number): .unit
    case (.word, .unitMark) where !isSpaced: .unit
    case (.symbol(.dot), .unit) where !isSpaced, (.symbol(.over), .unit) where !isSpaced: .unitMark
    default: .none
    }
  }

  /// Reports the first unreadable or hidden character of a text, a title or a comment.
  private mutating func checkHidden(_ span: SourceSpan) {
    var cursor = span.lower
    while cursor < span.upper {
      let scalar = scalar(at: cursor)
      let place = self.span(from: cursor, length: scalar.length)
      if scalar.value == nil {
        diagnostics.append(.unreadableByte(file.bytes[cursor], at: place))
        return
      }
      if Characters.isHidden(scalar.folded) {
        diagnostics.append(.hiddenCharacter(scalar.folded, at: place))
        return
      }
      cursor += scalar.length
    }
  }
}

extension Diagnostic {
  /// A byte that is not part of UTF-8 text.
  fileprivate static func unreadableByte(_ byte: UInt8, at span: SourceSpan) -> Diagnostic {
    let hexadecimal = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      .unreadableByte, at: span,
      Phrase(
        zh: "文件不是 UTF-8 编码，从这里起读不出文字（字节 0x\(hexadecimal)）",
        en: "the file is not UTF-8 text: it cannot be read from here on (byte 0x\(hexadecimal))"),
      hint: Phrase(
        zh: "把这个文件另存为 UTF-8 编码，再检查一遍", en: "save this file in UTF-8 and check again"))
  }

  /// A character that nobody sees.
  fileprivate static func hiddenCharacter(_ scalar: Unicode.Scalar, at span: SourceSpan) -> Diagnostic {
    let code = "U+" + String(scalar.value, radix: 16, uppercase: true)
    return Diagnostic(
      .hiddenCharacter, at: span,
      Phrase(zh: "此处有看不见的字符 \(code)", en: "there is an invisible character \(code) here"),
      hint: Phrase(zh: "删去它（常由网页或表格粘贴带来）", en: "delete it (it often comes with pasted text)"),
      fix: TextEdit(span, ""))
  }

  /// A character without a meaning outside texts.
  fileprivate static func unexpectedCharacter(
    _ scalar: Unicode.Scalar, written shown: String, at span: SourceSpan
  ) -> Diagnostic {
    let hint: Phrase? =
      switch scalar {
      case ",", ";":
        Phrase(
          zh: "并列的各项用顿号 `、` 隔开，几个条件用 `且` 或 `或` 连接",
          en: "separate items with `、`, join conditions with `且` or `或`")
      case "。", ".": Phrase(zh: "行末不用句号", en: "lines do not end with a full stop")
      case "”", "」": Phrase(zh: "前面缺少对应的 `“` 或 `「`", en: "the opening `“` or `「` is missing")
      case "》": Phrase(zh: "前面缺少对应的 `《`", en: "the opening `《` is missing")
      case "‘", "’", "'": Phrase(zh: "引文用 `“…”` 或 `「…」`", en: "quotations stand in `“…”` or `「…」`")
      case "~", "—", "–", "―": Phrase(zh: "区间写作 `6 至 15岁`", en: "write a range as `6 至 15岁`")
      case "[", "]", "【", "】", "{", "}", "〔", "〕", "〈", "〉":
        Phrase(zh: "括号只用 `（ ）`", en: "only `（ ）` are brackets")
      case "\u{FFFD}":
        Phrase(
          zh: "这个字在转换编码时丢失了，对照原文补上", en: "a character was lost in a conversion: restore it from the original")
      default: nil
      }
    return Diagnostic(
      .unexpectedCharacter, at: span,
      Phrase(zh: "这里不能出现字符 `\(shown)`", en: "the character `\(shown)` cannot stand here"), hint: hint)
  }

  /// A quotation inside a quotation of the same kind.
  fileprivate static func nestedQuotation(at span: SourceSpan, _ isDouble: Bool) -> Diagnostic {
    Diagnostic(
      .nestedQuotation, at: span,
      Phrase(zh: "引文里又出现同样的引号", en: "a quotation contains the same kind of quotation mark"),
      hint: isDouble
        ? Phrase(zh: "外层改用 `「…」`", en: "use `「…」` outside")
        : Phrase(zh: "外层改用 `“…”`", en: "use `“…”` outside"))
  }

  /// A text that does not end on its line.
  fileprivate static func unclosedText(at span: SourceSpan, close: Unicode.Scalar) -> Diagnostic {
    Diagnostic(
      .unclosedText, at: span,
      Phrase(zh: "引文在行末仍未结束", en: "the quotation does not end on its line"),
      hint: Phrase(zh: "补上 `\(Character(close))`", en: "add `\(Character(close))`"))
  }

  /// A title that does not end on its line.
  fileprivate static func unclosedTitle(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unclosedTitle, at: span,
      Phrase(zh: "书名号在行末仍未结束", en: "the title does not end on its line"),
      hint: Phrase(zh: "补上 `》`", en: "add `》`"))
  }

  /// A number whose groups or decimals are not written as numbers are.
  fileprivate static func malformedNumber(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .malformedNumber, at: span,
      Phrase(zh: "`\(text)` 不是一个数的写法", en: "`\(text)` is not how a number is written"),
      hint: Phrase(
        zh: "千分位每三位一个逗号，小数点只有一个：`4,000.50`",
        en: "commas stand between groups of three, with one decimal point: `4,000.50`"))
  }

  /// A number beyond 38 digits.
  fileprivate static func numberTooLong(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .numberTooLong, at: span,
      Phrase(zh: "一个数最多 38 位", en: "a number has at most 38 digits"))
  }

  /// A date that the calendar does not have.
  fileprivate static func noSuchDate(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .noSuchDate, at: span,
      Phrase(zh: "日历上没有 `\(text)` 这一天", en: "the calendar has no day `\(text)`"))
  }
}
