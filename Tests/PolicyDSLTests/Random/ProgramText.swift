/// One token of a random program before it is decided how it is spaced and which widths it has.
struct Atom {
  enum Kind {
    /// A name that somebody chose.
    case name
    /// A unit behind a number or in the place of a type.
    case unit
    /// A reserved word or a word that means something at its place only.
    case fixed
    case number
    case date
    case symbol
    /// A text, a title or free text: never changed.
    case quoted
    /// A key or a cell of a record: never changed, and always between blanks.
    case data
  }

  /// What stands between a token and the one before it.
  enum Gap {
    /// Whatever the two tokens allow.
    case natural
    /// Nothing.
    case glued
    /// At least one blank.
    case spaced
  }

  let text: String
  let kind: Kind
  var gap = Gap.natural
}

/// A declaration head or a clause of a random program, with the rows below it.
struct ProgramLine {
  var isAtMargin: Bool
  var atoms: [Atom] = []
  var rows: [[[Atom]]] = []
}

/// Writes random programs down with random spacing, widths, line breaks and comments.
///
/// Everything it may vary, it varies by the rules of the language alone; it shares no code with the
/// lexer.
struct ProgramWriter {
  static func text(of lines: [ProgramLine], random: inout SeededGenerator) -> String {
    var writer = ProgramWriter(random: random)
    writer.write(lines)
    random = writer.random
    return writer.text
  }

  private var random: SeededGenerator
  private var text = ""
  private let lineEnd: String
  private let plain: Bool

  private init(random: SeededGenerator) {
    self.random = random
    lineEnd = self.random.pick(["\n", "\n", "\n", "\r\n", "\r"])
    // Some programs are written as the formatter writes them, apart from spacing.
    plain = self.random.chance(1, in: 4)
  }

  // MARK: Lines

  private mutating func write(_ lines: [ProgramLine]) {
    if random.chance(1, in: 20) { text += "\u{FEFF}" }
    writeEmptyLines()
    for line in lines {
      writeLine(line)
      if random.chance(1, in: 4) { writeEmptyLines() }
    }
    if random.chance(1, in: 10), text.hasSuffix(lineEnd) { text.removeLast() }
  }

  private mutating func writeEmptyLines() {
    while random.chance(1, in: 2) {
      if random.chance(1, in: 2) { text += blanks(from: 0) }
      if random.chance(1, in: 2) { text += comment() }
      text += lineEnd
    }
  }

  private mutating func writeCommentLines() {
    while random.chance(1, in: 6) { text += blanks(from: 0) + comment() + lineEnd }
  }

  private mutating func endLine() {
    if random.chance(1, in: 8) { text += blanks(from: 0) }
    if random.chance(1, in: 8) { text += comment() }
    text += lineEnd
  }

  private mutating func writeLine(_ line: ProgramLine) {
    if !line.isAtMargin { text += blanks(from: 1) }
    write(line.atoms, mayBreak: true)
    for (number, row) in line.rows.enumerated() {
      if number == 0, random.chance(1, in: 3) {
        text += blanks(from: 0)
      } else {
        endLine()
        writeCommentLines()
        text += blanks(from: 1)
      }
      write(row)
    }
    endLine()
  }

  private mutating func write(_ row: [[Atom]]) {
    text += spelling("|")
    for cell in row {
      text += blanks(from: 0)
      write(cell, mayBreak: false)
      text += blanks(from: 0) + spelling("|")
    }
  }

  private mutating func write(_ atoms: [Atom], mayBreak: Bool) {
    var depth = 0
    for (index, atom) in atoms.enumerated() {
      if index > 0 { writeGap(atoms[index - 1], atom, depth: depth, mayBreak: mayBreak) }
      if atom.text == "(" { depth += 1 }
      if atom.text == ")" { depth -= 1 }
      switch atom.kind {
      case .quoted, .data: text += atom.text
      default: text += spelling(atom.text)
      }
    }
  }

  // MARK: Gaps

  private mutating func writeGap(_ previous: Atom, _ next: Atom, depth: Int, mayBreak: Bool) {
    if next.gap == .glued { return }
    let joins = depth > 0 || Self.continuesBehind(previous) || Self.continuesAbove(next)
    if mayBreak, joins, random.chance(1, in: 8) {
      endLine()
      writeCommentLines()
      text += blanks(from: 1)
    } else if next.gap == .spaced || Self.needsBlank(previous, next) {
      text += blanks(from: 1)
    } else {
      text += blanks(from: 0)
    }
  }

  private static func needsBlank(_ previous: Atom, _ next: Atom) -> Bool {
    switch (previous.kind, next.kind) {
    case (.data, _), (_, .data): true
    case (.name, .name), (.name, .unit), (.name, .fixed), (.unit, .name), (.unit, .unit), (.unit, .fixed),
      (.fixed, .name), (.fixed, .unit), (.fixed, .fixed):
      true
    case (.name, .number), (.name, .date), (.unit, .number), (.unit, .date): true
    case (.number, .number), (.number, .date), (.date, .number), (.date, .date): true
    // `2020-1-1` is a date, and a name with a bracket behind it a call.
    case (.number, .symbol), (.date, .symbol): next.text == "-"
    case (.name, .symbol): next.text == "("
    // `元/人` is one unit.
    case (.unit, .symbol): next.text == "/"
    default: false
    }
  }

  private static let operators: Set<String> = [
    ">=", "<=", "!=", "=", "<", ">", "+", "-", "*", "/", "、", ":",
  ]
  private static let comparisons: Set<String> = Set(RandomProgram.comparisons)

  /// J2.
  private static func continuesBehind(_ atom: Atom) -> Bool {
    switch atom.kind {
    case .symbol: operators.contains(atom.text)
    case .fixed:
      ["且", "或", "时", "否则", "当", "满足"].contains(atom.text) || comparisons.contains(atom.text)
    default: false
    }
  }

  /// J3.
  private static func continuesAbove(_ atom: Atom) -> Bool {
    switch atom.kind {
    case .symbol: ["、", ")", "+", "-", "*", "/"].contains(atom.text)
    case .fixed: ["且", "或", "否则", "时"].contains(atom.text)
    default: false
    }
  }

  private mutating func blanks(from least: Int) -> String {
    var result = ""
    let count = least + (random.chance(1, in: 2) ? 0 : random.below(3))
    for _ in 0..<count { result += plain ? " " : random.pick([" ", " ", " ", "\t", "　", "\u{A0}"]) }
    return result
  }

  private mutating func comment() -> String {
    random.pick(["#", "＃"])
      + random.pick(["", " 说明", " “没有结束", "| 甲 |", "# （", " Ａ＃ “甲”  乙", " 且"])
      + (random.chance(1, in: 4) ? " \t" : "")
  }

  // MARK: Widths

  private static let spellings: [String: [String]] = [
    ">=": ["≥", "＞＝", ">＝"], "<=": ["≤", "＜＝", "<＝"], "!=": ["≠", "！＝"], "*": ["×", "＊"],
    "/": ["÷", "／"], "-": ["−", "－"], "·": ["・", "•", "‧"],
  ]

  private mutating func spelling(_ text: String) -> String {
    guard !plain, random.chance(1, in: 3) else { return text }
    if let others = Self.spellings[text], random.chance(1, in: 2) { return random.pick(others) }
    let changesAll = random.chance(1, in: 2)
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isWide = ("!"..."~").contains(scalar) && (changesAll || random.chance(1, in: 2))
      result.append(isWide ? Unicode.Scalar(scalar.value + 0xFEE0)! : scalar)
    }
    return String(result)
  }
}
