/// A declaration head or a clause: the tokens of one or more physical lines, and the rows below it.
struct LogicalLine: Sendable {
  /// Whether the line begins a declaration.
  let isAtMargin: Bool

  /// The tokens before the first row.
  let head: Range<Int>

  /// The tokens of each row, bars included.
  let rows: [Range<Int>]
}

/// Joins physical lines into logical ones.
///
/// J1 an open bracket continues the line; J2 so does a line that ends in an operator or a linking
/// word; J3 so does a line that begins with one; J4 blank lines end it, comments do not, and a line
/// at the margin always does.
struct LineAssembler {
  /// Returns the logical lines of `file`.
  static func assemble(_ file: LexedFile) -> [LogicalLine] {
    var assembler = LineAssembler(file: file)
    var lines: [LogicalLine] = []
    while let line = assembler.next() { lines.append(line) }
    return lines
  }

  /// A bracket that has not closed after so many lines is taken to be unclosed.
  ///
  /// The lines behind it are then read again; a file with very many such brackets would take minutes,
  /// so there the reach becomes short.
  private var reach: Int { rereadLines < 50_000 ? 1_200 : 16 }
  private var rereadLines = 0

  private let file: LexedFile
  private var position = 0

  private init(file: LexedFile) { self.file = file }

  private mutating func next() -> LogicalLine? {
    while position < file.lines.count, file.lines[position].tokens.isEmpty { position += 1 }
    guard position < file.lines.count else { return nil }
    let first = file.lines[position]
    position += 1

    var depth = 0
    // The physical line behind which to cut if the bracket opened there never closes.
    var cut: (position: Int, upper: Int)?
    var (head, rows) = split(first.tokens, depth: &depth)
    if depth > 0 { cut = (position, head.upperBound) }

    var cursor = position
    while cursor < file.lines.count, cursor - position < reach {
      let line = file.lines[cursor]
      if line.isBlank { break }
      if line.tokens.isEmpty {
        cursor += 1
        continue
      }
      // Rows at the margin still belong to the line above; the parser reports them.
      if line.isAtMargin, !startsRow(line.tokens) { break }
      let joins =
        rows.isEmpty && !line.isAtMargin
        && (depth > 0 || continuesBehind(head.upperBound - 1) || continuesAbove(line.tokens.lowerBound))
      if joins {
        let before = depth
        let (part, partRows) = split(line.tokens, depth: &depth)
        head = head.lowerBound..<part.upperBound
        rows = partRows
        if before == 0, depth > 0 { cut = (cursor + 1, head.upperBound) }
      } else if startsRow(line.tokens) {
        rows.append(line.tokens)
      } else {
        break
      }
      if depth == 0 { cut = nil }
      cursor += 1
    }
    if depth > 0, let cut {
      rereadLines += cursor - cut.position
      position = cut.position
      return LogicalLine(isAtMargin: first.isAtMargin, head: head.lowerBound..<cut.upper, rows: [])
    }
    position = cursor
    return LogicalLine(isAtMargin: first.isAtMargin, head: head, rows: rows)
  }

  /// Splits the tokens of a physical line at its first bar outside brackets.
  private func split(_ tokens: Range<Int>, depth: inout Int) -> (Range<Int>, [Range<Int>]) {
    for index in tokens {
      switch file.tokens[index].kind {
      case .symbol(.open): depth += 1
      case .symbol(.close): depth = max(0, depth - 1)
      case .symbol(.bar) where depth == 0:
        return (tokens.lowerBound..<index, [index..<tokens.upperBound])
      default: break
      }
    }
    return (tokens, [])
  }

  private func startsRow(_ tokens: Range<Int>) -> Bool {
    file.tokens[tokens.lowerBound].kind == .symbol(.bar)
  }

  private func continuesBehind(_ index: Int) -> Bool {
    switch file.tokens[index].kind {
    case .symbol(let symbol):
      switch symbol {
      case .close, .open, .bar, .dot, .percent, .permille: false
      default: true
      }
    case .comparison: true
    case .keyword(let keyword):
      switch keyword {
      case .and, .or, .not, .when, .otherwise, .whose, .satisfies, .isOneOf, .isNoneOf, .within,
        .through, .of:
        true
      default: false
      }
    default: false
    }
  }

  private func continuesAbove(_ index: Int) -> Bool {
    switch file.tokens[index].kind {
    case .symbol(.pause), .symbol(.close), .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.over),
      .keyword(.and), .keyword(.or), .keyword(.otherwise), .keyword(.when):
      true
    default: false
    }
  }
}
