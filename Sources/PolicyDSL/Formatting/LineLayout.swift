/// Lays out the lines of a rule file: indentation, tables, comments and blank lines.
struct LineLayout {
  /// Returns the lines of `file` in canonical form, without line ends.
  static func lay(out file: SourceFile, _ parsed: ParsedFile) -> [String] {
    var layout = LineLayout(file: file, parsed: parsed)
    for line in parsed.lexed.lines { layout.add(line) }
    return layout.finished()
  }

  /// The indentation of each kind of line.
  private enum Indentation {
    static let declaration = 0
    static let clause = 2
    static let row = 4
    static let continuation = 6
  }

  /// A line of the result before its comment-only neighbours have found their indentation.
  private enum Piece {
    case blank
    case comment(String, isAtMargin: Bool)
    case line(String, indentation: Int, comment: String?)
  }

  private let file: SourceFile
  private let parsed: ParsedFile
  private let tokens: [Token]
  private let spelling: TokenSpelling
  private var pieces: [Piece] = []

  /// The logical line of the physical line that is being laid out.
  private var current = -1
  /// The keyword of the declaration to which that line belongs.
  private var declaration: DeclarationKind?
  /// The width of the longest field name, inside an 实体.
  private var fieldWidth: Int?
  /// The token of its head that may hold `每户` in one word.
  private var entityToken: Int?
  /// The tokens of the key in `期望 户 H1 的 户脱贫 = …`: a key is data.
  private var recordKey = 0..<0
  /// The rows of that logical line, by their first tokens.
  private var rows: [Int: String] = [:]

  private init(file: SourceFile, parsed: ParsedFile) {
    self.file = file
    self.parsed = parsed
    tokens = parsed.lexed.tokens
    spelling = TokenSpelling(file: file, parsed: parsed)
  }

  // MARK: Physical lines

  private mutating func add(_ line: PhysicalLine) {
    let comment = line.comment.map(text(ofComment:))
    if line.isBlank {
      pieces.append(.blank)
    } else if line.tokens.isEmpty {
      pieces.append(.comment(comment ?? "", isAtMargin: line.isAtMargin))
    } else {
      enterLogicalLine(of: line.tokens.lowerBound)
      // Runs of unreadable characters have one token: only the file has them all.
      if tokens[line.tokens].contains(where: { $0.kind == .unreadable }) {
        pieces.append(.line(writtenLine(line), indentation: 0, comment: comment))
      } else {
        addTokens(line, comment: comment)
      }
    }
  }

  private mutating func addTokens(_ line: PhysicalLine, comment: String?) {
    let logical = parsed.lines[current]
    let head = line.tokens.clamped(to: logical.head)
    let row = line.tokens.lowerBound + head.count..<line.tokens.upperBound
    if !head.isEmpty {
      let isFirst = head.lowerBound == logical.head.lowerBound
      let indentation =
        line.isAtMargin
        ? Indentation.declaration : isFirst ? Indentation.clause : Indentation.continuation
      let text = isFirst ? textOfFirstLine(head) : text(of: head)
      pieces.append(.line(text, indentation: indentation, comment: row.isEmpty ? comment : nil))
    }
    if !row.isEmpty {
      let indentation = line.isAtMargin && head.isEmpty ? Indentation.declaration : Indentation.row
      let text = rows[row.lowerBound] ?? spelling.text(of: row)
      pieces.append(.line(text, indentation: indentation, comment: comment))
    }
  }

  /// The first physical line of a clause; a field is followed by blanks up to the column of the types.
  private func textOfFirstLine(_ head: Range<Int>) -> String {
    guard let fieldWidth, !parsed.lines[current].isAtMargin, head.count > 1 else { return text(of: head) }
    let name = text(of: head.lowerBound..<head.lowerBound + 1)
    let rest = text(of: head.lowerBound + 1..<head.upperBound)
    return DisplayWidth.padded(name, to: fieldWidth) + "  " + rest
  }

  private func text(of stretch: Range<Int>) -> String {
    spelling.text(of: stretch, verbatim: recordKey, entity: entityToken)
  }

  /// A line as its author wrote it, without the blanks and the comment at its end.
  private func writtenLine(_ line: PhysicalLine) -> String {
    let first = tokens[line.tokens.lowerBound].span
    let start = file.lineStart(of: first.lower)
    let end = line.comment?.lower ?? file.lineEnd(from: first.lower)
    let hasMark = start == 0 && file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let whole = SourceSpan(file: first.file, lower: hasMark ? 3 : start, upper: end)
    return Self.withoutTrailingBlanks(file.text(whole))
  }

  private func text(ofComment span: SourceSpan) -> String {
    let written = Self.withoutTrailingBlanks(file.text(span))
    return "#" + String(written.unicodeScalars.dropFirst())
  }

  private static func withoutTrailingBlanks(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let last = scalars.last, Characters.isBlank(Characters.folded(last)) { scalars.removeLast() }
    return String(scalars)
  }

  // MARK: Logical lines

  private mutating func enterLogicalLine(of token: Int) {
    let before = current
    while current + 1 < parsed.lines.count, first(of: parsed.lines[current + 1]) <= token { current += 1 }
    guard current != before else { return }
    let logical = parsed.lines[current]
    if logical.isAtMargin {
      let keyword = word(at: logical.head.lowerBound, in: logical.head)
      declaration = keyword.flatMap(DeclarationKind.init(rawValue:))
      fieldWidth = declaration == .entity ? widestField() : nil
    }
    entityToken = entityToken(of: logical)
    recordKey = recordKey(of: logical)
    rows = TableLayout(spelling: spelling, tokens: tokens).rows(logical.rows, data: dataCells(of: logical))
  }

  private func first(of line: LogicalLine) -> Int {
    line.head.isEmpty ? line.rows.first?.lowerBound ?? line.head.lowerBound : line.head.lowerBound
  }

  private func word(at index: Int, in stretch: Range<Int>) -> String? {
    guard stretch.contains(index), case .word(let name) = tokens[index].kind else { return nil }
    return name.text
  }

  /// The width of the longest field name below the head of the 实体 that has been entered.
  private func widestField() -> Int {
    var width = 0
    for line in parsed.lines[(current + 1)...] {
      if line.isAtMargin { break }
      guard let name = word(at: line.head.lowerBound, in: line.head) else { continue }
      width = max(width, DisplayWidth.columns(of: name))
    }
    return width
  }

  private func entityToken(of line: LogicalLine) -> Int? {
    guard line.isAtMargin, line.head.count > 2 else { return nil }
    switch declaration {
    case .quantity?, .standard?, .finding?, .benefit?: return line.head.lowerBound + 2
    default: return nil
    }
  }

  private func recordKey(of line: LogicalLine) -> Range<Int> {
    let head = line.head
    guard declaration == .test, word(at: head.lowerBound, in: head) == "期望", head.count > 2 else {
      return 0..<0
    }
    let start = head.lowerBound + 2
    var end = start
    while end < head.upperBound, tokens[end].kind != .keyword(.of), tokens[end].kind != .symbol(.equal) {
      end += 1
    }
    return start..<end
  }

  /// Which cells of the rows below a line hold data, which is kept as it is written.
  private func dataCells(of line: LogicalLine) -> TableLayout.DataCells {
    guard declaration == .test else { return .none }
    switch word(at: line.head.lowerBound, in: line.head) {
    case "给定"?: return .all
    case "期望"?: return .firstColumn
    default: return .none
    }
  }

  // MARK: The result

  private func finished() -> [String] {
    let indentations = indentationsOfComments()
    var lines: [String] = []
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .blank:
        if let last = lines.last, !last.isEmpty { lines.append("") }
      case .comment(let comment, _):
        lines.append(String(repeating: " ", count: indentations[index]) + comment)
      case .line(let text, let indentation, let comment):
        let line = String(repeating: " ", count: indentation) + text
        lines.append(comment.map { "\(line)  \($0)" } ?? line)
      }
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// A comment on a line of its own stands as deep as the line that follows it.
  ///
  /// One that was indented and is followed by a blank line, a declaration or nothing belongs to what
  /// stands above it.
  private func indentationsOfComments() -> [Int] {
    var result = Array(repeating: 0, count: pieces.count)
    var below = 0
    for index in pieces.indices.reversed() {
      switch pieces[index] {
      case .blank: below = 0
      case .line(_, let indentation, _): below = indentation
      case .comment: result[index] = below
      }
    }
    var above = 0
    for index in pieces.indices {
      switch pieces[index] {
      case .blank: break
      case .line(_, let indentation, _): above = max(indentation, Indentation.clause)
      case .comment(_, let isAtMargin):
        if !isAtMargin, result[index] == 0 { result[index] = above }
      }
    }
    return result
  }
}
