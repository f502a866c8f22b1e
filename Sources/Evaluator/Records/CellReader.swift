import PolicyDSL

/// What stands in a cell, before records are joined.
public enum CellContent: Hashable, Sendable {
  /// A value, or nothing.
  case value(CellValue)
  /// The key of the record itself.
  case key(String)
  /// The key of a record of another entity.
  case reference(String)
}

/// Reads the cells of one field.
///
/// A cell is folded to half width and trimmed. What is not plainly a value of the field is a problem:
/// nothing is guessed, rounded or read in another unit. Only an empty cell is missing.
public struct CellReader: Sendable {
  let field: Field
  let unit: UnitOfMeasure
  private let options: [Name: Int]
  private let optionSet: OptionSet?
  private let isMasked: Bool

  /// Creates a reader of the cells of `field`.
  ///
  /// - Parameters:
  ///   - optionSets: The option sets of the program.
  ///   - unit: The unit of a bare number; `nil` for the unit of the column.
  ///   - isMasked: Whether problems must not show the text of a cell; sensitive fields never do.
  public init(_ field: Field, optionSets: [OptionSet], unit: UnitOfMeasure? = nil, isMasked: Bool = false) {
    self.field = field
    self.unit = unit ?? field.columnUnit
    self.isMasked = isMasked || field.isSensitive
    if case .option(let set) = field.type {
      optionSet = optionSets[set]
      options = Dictionary(
        optionSets[set].options.enumerated().map { (Name($0.element.text), $0.offset) },
        uniquingKeysWith: { first, _ in first })
    } else {
      optionSet = nil
      options = [:]
    }
  }

  /// Returns what stands in a cell.
  ///
  /// - Throws: Why the text is no value of the field.
  public func read(_ text: String) throws(CellProblem) -> CellContent {
    var folded: [UInt8] = []
    let hidden = CellText.fold(Array(text.utf8)[...], into: &folded)
    return try read(folded, hidden: hidden)
  }

  /// Returns what stands in a cell that has been folded and trimmed.
  func read(_ text: [UInt8], hidden: Unicode.Scalar?) throws(CellProblem) -> CellContent {
    if let hidden, field.type != .presence || !hasVisible(text) { throw hiddenCharacter(hidden, in: text) }
    if text.isEmpty { return .value(blankValue) }
    if field.type != .presence, text.contains(where: CellText.isLineBreak) { throw lineBreak(in: text) }
    switch field.type {
    case .key:
      try refuseDamagedKey(text)
      return .key(String(decoding: text, as: UTF8.self))
    case .belongsTo:
      try refuseDamagedKey(text)
      return .reference(String(decoding: text, as: UTF8.self))
    case .truth: return .value(.truth(try truth(text)))
    case .presence: return .value(.truth(try presence(text)))
    case .date: return .value(.number(try date(text)))
    case .year: return .value(.number(try year(text)))
    case .number(let declared): return .value(.number(try number(text, of: declared)))
    case .option: return .value(try option(text))
    case .many: return .value(.missing)  // Such a field has no column.
    }
  }

  /// What an empty cell means.
  var blankValue: CellValue {
    if field.type == .presence { return .truth(false) }
    return switch field.blank {
    case .unknown: .missing
    case .no: .truth(false)
    case .notYet: .notYet
    case .number(let number): .number(number)
    }
  }

  /// The text of a cell as a problem shows it.
  func quoted(_ text: some Sequence<UInt8>) -> String { isMasked ? "`***`" : CellText.quoted(text) }

  /// Whether problems may propose a value made from the cell.
  var mayShowValues: Bool { !isMasked }
}

// MARK: - Words and keys

extension CellReader {
  /// The words of truth, in small letters.
  private static let truths: [(word: [UInt8], truth: Bool)] = [
    ("是", true), ("有", true), ("1", true), ("true", true), ("否", false), ("无", false), ("0", false),
    ("false", false),
  ].map { (Array($0.utf8), $1) }

  private static let placeholders: Set<Name> = Set(
    [
      "-", "--", "---", "–", "—", "——", "―", "/", "//", "\\", "n/a", "不详", "未知", "不清楚", "暂无", "null", "nan",
    ].map { Name($0) })

  private static let spreadsheetErrors: Set<Name> = Set(
    ["#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"].map {
      Name($0)
    })

  private func truth(_ text: [UInt8]) throws(CellProblem) -> Bool {
    if let truth = Self.truth(of: text) { return truth }
    try refusePlaceholder(text)
    throw CellProblem(
      .notATruth, Phrase(zh: "\(quoted(text)) 不是“是”或“否”", en: "\(quoted(text)) is neither `是` nor `否`"),
      hint: Phrase(
        zh: "写 `是` 或 `否`；也认 `有` `无`、`1` `0`、`true` `false`；不知道就空着",
        en: "write `是` or `否` (or `有` `无`, `1` `0`, `true` `false`); leave the cell empty if nobody knows"))
  }

  private func presence(_ text: [UInt8]) throws(CellProblem) -> Bool {
    if let truth = Self.truth(of: text) { return truth }
    try refusePlaceholder(text)
    return true
  }

  private static func truth(of text: [UInt8]) -> Bool? {
    guard text.count <= 5 else { return nil }
    return truths.first { word, _ in
      word.count == text.count && word.indices.allSatisfy { word[$0] == Self.lowercased(text[$0]) }
    }?.truth
  }

  private func option(_ text: [UInt8]) throws(CellProblem) -> CellValue {
    if let position = options[Name(text)] { return .option(position) }
    try refusePlaceholder(text)
    guard let optionSet, !optionSet.isOpen else { return .unlisted }
    let names = optionSet.options.map(\.text)
    let list = names.prefix(8).joined(separator: "、") + (names.count > 8 ? "…" : "")
    let message = Phrase(
      zh: "\(quoted(text)) 不是“\(optionSet.name)”的选项",
      en: "\(quoted(text)) is not an option of `\(optionSet.name)`")
    if mayShowValues, let near = NearestName.of(String(decoding: text, as: UTF8.self), among: names) {
      throw CellProblem(
        .unknownOption, message, hint: Phrase(zh: "是不是 `\(near)`？", en: "did you mean `\(near)`?"))
    }
    throw CellProblem(.unknownOption, message, hint: Phrase(zh: "可以写：\(list)", en: "the options are \(list)"))
  }

  /// Refuses what is no key but the trace of an accident.
  private func refuseDamagedKey(_ text: [UInt8]) throws(CellProblem) {
    try refusePlaceholder(text)
    guard Self.isSpreadsheetNotation(text) else { return }
    throw CellProblem(
      .scientificNotation,
      Phrase(
        zh: "\(quoted(text)) 是科学记数法：表格软件把长编号当作数，丢掉了后面的数字",
        en:
          "\(quoted(text)) is scientific notation: the spreadsheet took a long key for a number and lost its last digits"
      ),
      hint: Phrase(
        zh: "把这一列设为“文本”格式，从原始资料重新录入编号",
        en: "format the column as text and enter the keys again from their source"))
  }

  func refusePlaceholder(_ text: [UInt8]) throws(CellProblem) {
    guard text.count <= 12 else { return }
    let word = Self.lowercased(text)
    if Self.placeholders.contains(word) {
      throw CellProblem(
        .placeholder, Phrase(zh: "\(quoted(text)) 不是值", en: "\(quoted(text)) is not a value"),
        hint: field.type == .presence
          ? Phrase(zh: "没有就空着，或写 `无`", en: "leave the cell empty, or write `无`, if there is none")
          : Phrase(zh: "不知道就让格子空着", en: "leave the cell empty if nobody knows"))
    }
    if Self.spreadsheetErrors.contains(word) || text.count > 2 && text.allSatisfy({ $0 == UInt8(ascii: "#") })
    {
      throw CellProblem(
        .spreadsheetError,
        Phrase(
          zh: "\(quoted(text)) 是表格软件的错误值：公式出错或列太窄",
          en: "\(quoted(text)) is an error value of the spreadsheet: a broken formula or a narrow column"),
        hint: Phrase(zh: "改正公式再导出；不知道就空着", en: "mend the formula and export again, or leave the cell empty"))
    }
  }

  private func hiddenCharacter(_ scalar: Unicode.Scalar, in text: [UInt8]) -> CellProblem {
    CellProblem(
      .hiddenCharacter,
      Phrase(
        zh: "\(quoted(text)) 里有看不见的字符 \(CellText.code(of: scalar))",
        en: "\(quoted(text)) holds the invisible character \(CellText.code(of: scalar))"),
      hint: Phrase(zh: "清空这一格，重新键入", en: "clear the cell and type it again"))
  }

  private func lineBreak(in text: [UInt8]) -> CellProblem {
    CellProblem(
      .lineBreak, Phrase(zh: "\(quoted(text)) 里有换行", en: "\(quoted(text)) holds a line break"),
      hint: Phrase(
        zh: "一格只写一个值；如果不是有意换行，检查这一行附近的引号",
        en: "write one value in a cell; if no line break was meant, look at the quotation marks nearby"))
  }

  private func hasVisible(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).unicodeScalars.contains {
      !CellText.isHidden($0) && $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r"
    }
  }

  private static func lowercased(_ text: [UInt8]) -> Name {
    Name(text.map(Self.lowercased))
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  /// Whether a text is a number as spreadsheets shorten it: `5.10123E+17`.
  private static func isSpreadsheetNotation(_ text: [UInt8]) -> Bool {
    var cursor = ByteCursor(text)
    guard cursor.digits()?.count == 1 else { return false }
    if cursor.take(".") { guard cursor.digits() != nil else { return false } }
    return cursor.take("E+") && (cursor.digits()?.count ?? 0) >= 2 && cursor.isAtEnd
  }
}

/// Walks over the bytes of a cell.
struct ByteCursor {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// What has not been taken.
  var rest: ArraySlice<UInt8> { bytes[position...] }

  /// Takes the text if it stands here.
  mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// Takes a run of digits; the value of a run of more than 18 is of no use.
  mutating func digits() -> (value: Int, count: Int)? {
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      value = value &* 10 &+ Int(bytes[position] - 0x30)
      position += 1
    }
    return position == start ? nil : (value, position - start)
  }
}
