import PolicyDSL

// MARK: - Numbers

extension CellReader {
  /// Reads a number into base units.
  func number(_ text: [UInt8], of declared: UnitOfMeasure) throws(CellProblem) -> ExactNumber {
    guard let written = DecimalText(text) else { throw notANumber(text) }
    let factor: ExactNumber
    switch written.suffix {
    case .none: factor = unit.factor
    case .percent, .perMille:
      guard declared.dimension == .none else { throw percentOfQuantity(text) }
      factor = ExactNumber(1, over: written.suffix == .percent ? 100 : 1000)!
    }
    guard let digits = written.digits, let power = ExactNumber.powerOfTen(written.decimals),
      let value = ExactNumber(digits, over: power)?.multiplied(by: factor)
    else { throw tooLong(text) }
    if declared.isWhole, !value.isWhole { throw notWhole(text, declared) }
    guard fits(value, written) else { throw tooManyDecimals(text) }
    guard field.range.contains(value) else {
      throw outOfRange(text, unit: unit.text) { $0.divided(by: unit.factor)?.description ?? $0.description }
    }
    return value
  }

  /// The smallest difference between two cells, in base units.
  private var step: ExactNumber? {
    ExactNumber.powerOfTen(field.decimals).flatMap { field.columnUnit.factor.divided(by: ExactNumber($0)) }
  }

  /// Whether a number has no more decimals than the field allows; zeros at the end do not count.
  private func fits(_ value: ExactNumber, _ written: DecimalText) -> Bool {
    if written.suffix == .none, written.decimals <= field.decimals, unit.factor == field.columnUnit.factor {
      return true
    }
    return step.flatMap { value.divided(by: $0) }?.isWhole ?? false
  }

  private func tooManyDecimals(_ text: [UInt8]) -> CellProblem {
    let places = step.flatMap { $0.divided(by: unit.factor) }?.decimals ?? field.decimals
    let shown =
      unit.text.isEmpty ? Phrase(zh: "", en: "") : Phrase(zh: "（以\(unit.text)计）", en: " (in \(unit.text))")
    return CellProblem(
      .tooManyDecimals,
      Phrase(
        zh: "\(quoted(text)) 的小数位太多：“\(field.name)”最多 \(places) 位\(shown.zh)",
        en: "\(quoted(text)) has too many decimals: `\(field.name)` has at most \(places)\(shown.en)"),
      hint: Phrase(
        zh: "工具不会悄悄取整：核对原始数字，或在规则的字段里写 `小数`",
        en:
          "nothing is rounded in silence: check the figure, or allow more with `小数` at the field in the rules"
      ))
  }

  private func notWhole(_ text: [UInt8], _ declared: UnitOfMeasure) -> CellProblem {
    CellProblem(
      .notWhole,
      Phrase(
        zh: "\(quoted(text)) 不合：“\(field.name)”按整数计（\(declared.text)）",
        en: "\(quoted(text)) cannot be: `\(field.name)` is counted in whole numbers (\(declared.text))"),
      hint: Phrase(zh: "核对原始数字", en: "check the figure"))
  }

  private func tooLong(_ text: [UInt8]) -> CellProblem {
    CellProblem(
      .numberTooLong,
      Phrase(zh: "\(quoted(text)) 超过 38 位数字", en: "\(quoted(text)) has more than 38 digits"),
      hint: Phrase(zh: "核对原始数字", en: "check the figure"))
  }

  private func percentOfQuantity(_ text: [UInt8]) -> CellProblem {
    CellProblem(
      .percentOfQuantity,
      Phrase(
        zh: "\(quoted(text)) 是百分数，“\(field.name)”的单位是 `\(unit.text)`",
        en: "\(quoted(text)) is a share, but `\(field.name)` is in `\(unit.text)`"),
      hint: Phrase(zh: "核对是不是填错了列", en: "check that it stands in the right column"))
  }

  /// Finds out what a text that is no number is instead.
  private func notANumber(_ text: [UInt8]) -> CellProblem {
    do throws(CellProblem) { try refusePlaceholder(text) } catch { return error }
    if Self.isScientific(text) {
      return CellProblem(
        .scientificNotation,
        Phrase(
          zh: "\(quoted(text)) 是科学记数法：表格软件把长数缩短了，可能丢了数字",
          en:
            "\(quoted(text)) is scientific notation: the spreadsheet shortened a long number and may have lost digits"
        ),
        hint: Phrase(zh: "把这一列设为“数值”格式再导出", en: "format the column as a number and export again"))
    }
    if text.contains(UInt8(ascii: ",")), text.allSatisfy(Self.standsInNumber) {
      return CellProblem(
        .thousandsSeparator,
        Phrase(zh: "\(quoted(text)) 的逗号位置不对", en: "\(quoted(text)) has a comma in the wrong place"),
        hint: Phrase(
          zh: "千位逗号三位一节，如 `1,234,567`，也可以不写",
          en: "thousands go in threes, as in `1,234,567`; or leave commas out"))
    }
    if let problem = numberWithUnit(text) { return problem }
    let hint =
      text.first == UInt8(ascii: "(") && text.last == UInt8(ascii: ")")
      ? Phrase(zh: "负数写负号，如 `-500`", en: "write a minus sign before a negative number, as in `-500`")
      : Phrase(
        zh: "只写数，如 `4000` 或 `31.17`；不知道就空着", en: "write digits only, as in `4000` or `31.17`, or nothing")
    return CellProblem(
      .notANumber, Phrase(zh: "\(quoted(text)) 不是数", en: "\(quoted(text)) is not a number"), hint: hint)
  }

  /// A number with words behind it, or with a sign of money before it.
  private func numberWithUnit(_ text: [UInt8]) -> CellProblem? {
    let money: [[UInt8]] = [[0xC2, 0xA5], [0xEF, 0xBF, 0xA5], [UInt8(ascii: "$")]]
    let start = money.first { text.starts(with: $0) }?.count ?? 0
    var end = start
    while end < text.count, Self.standsInNumber(text[end]) { end += 1 }
    var words = Array(text[end...])
    while words.first == UInt8(ascii: " ") { words.removeFirst() }
    var figure = Array(text[start..<end])
    while figure.last == UInt8(ascii: " ") { figure.removeLast() }
    guard DecimalText(figure) != nil, start > 0 || !words.isEmpty else { return nil }
    // `3-5` and `8/10` are something else than a number with its unit.
    if let first = words.first, first < 0x80, !((0x41...0x5A).contains(first & 0xDF)) { return nil }
    let message = Phrase(
      zh: "\(quoted(text)) 带了单位；这一列只写数" + (unit.text.isEmpty ? "" : "，按 `\(unit.text)` 读"),
      en: "\(quoted(text)) has a unit; only digits stand in this column"
        + (unit.text.isEmpty ? "" : ", read as `\(unit.text)`"))
    let own = mayShowValues && start == 0 && words.elementsEqual(unit.text.utf8)
    guard own else {
      return CellProblem(
        .numberWithUnit, message,
        hint: unit.text.isEmpty
          ? Phrase(zh: "去掉单位", en: "leave the unit out")
          : Phrase(
            zh: "换算成 `\(unit.text)`，去掉单位", en: "convert the figure to `\(unit.text)` and leave the unit out"))
    }
    let proposal = quoted(figure)
    return CellProblem(.numberWithUnit, message, hint: Phrase(zh: "写成 \(proposal)", en: "write \(proposal)"))
  }

  private static func isScientific(_ text: [UInt8]) -> Bool {
    var cursor = ByteCursor(text)
    _ = cursor.take("-") || cursor.take("+")
    guard cursor.digits() != nil else { return false }
    if cursor.take(".") { guard cursor.digits() != nil else { return false } }
    guard cursor.take("E") || cursor.take("e") else { return false }
    _ = cursor.take("-") || cursor.take("+")
    return cursor.digits() != nil && cursor.isAtEnd
  }

  private static func standsInNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || [0x2B, 0x2C, 0x2D, 0x2E].contains(byte)
  }
}

/// A decimal number as it is written: `-1,234.50`, `35%`.
struct DecimalText {
  /// What stands behind the digits.
  enum Suffix { case none, percent, perMille }

  /// All digits as one whole number with the sign; `nil` where there are more than 38.
  private(set) var digits: Int128? = 0

  /// How many of the digits stand behind the point.
  private(set) var decimals = 0

  /// What stands behind the digits.
  private(set) var suffix = Suffix.none

  /// Reads folded text, or returns `nil` if it is no number.
  init?(_ text: [UInt8]) {
    var position = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { position = 1 }
    guard let whole = takeDigits(text, &position), whole > 0 else { return nil }
    if position < text.count, text[position] == UInt8(ascii: ",") {
      guard whole <= 3 else { return nil }
      while position < text.count, text[position] == UInt8(ascii: ",") {
        position += 1
        guard takeDigits(text, &position) == 3 else { return nil }
      }
    }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      guard let places = takeDigits(text, &position) else { return nil }
      decimals = places
    }
    switch text[position...] {
    case []: break
    case [UInt8(ascii: "%")]: suffix = .percent
    case [0xE2, 0x80, 0xB0]: suffix = .perMille
    default: return nil
    }
    if isNegative { digits = digits.map { -$0 } }
  }

  /// Takes a run of digits and returns how many they are.
  private mutating func takeDigits(_ text: [UInt8], _ position: inout Int) -> Int? {
    let start = position
    while position < text.count, (0x30...0x39).contains(text[position]) {
      if let known = digits {
        let next = known < ExactNumber.digitLimit / 10 ? known * 10 + Int128(text[position] - 0x30) : nil
        digits = next
      }
      position += 1
    }
    return position == start ? nil : position - start
  }
}
