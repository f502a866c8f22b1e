import PolicyDSL

// MARK: - Dates and years

extension CellReader {
  /// Reads a day as its day number.
  func date(_ text: [UInt8]) throws(CellProblem) -> ExactNumber {
    var cursor = ByteCursor(text)
    guard let parts = Self.dateParts(&cursor), cursor.isAtEnd else { throw notADate(text) }
    guard let date = CalendarDate(year: parts.year, month: parts.month, day: parts.day) else {
      throw CellProblem(
        .noSuchDate, Phrase(zh: "没有 \(quoted(text)) 这一天", en: "there is no day \(quoted(text))"),
        hint: Phrase(zh: "核对月份和日子", en: "check the month and the day"))
    }
    let number = ExactNumber(Int128(date.dayNumber))
    guard field.range.contains(number) else { throw outOfRange(text) { Self.dateText($0) } }
    return number
  }

  /// Reads a calendar year.
  func year(_ text: [UInt8]) throws(CellProblem) -> ExactNumber {
    var cursor = ByteCursor(text)
    guard let year = cursor.digits(), year.count == 4, year.value > 0 else { throw notAYear(text) }
    _ = cursor.take("年")
    guard cursor.isAtEnd else { throw notAYear(text) }
    let number = ExactNumber(Int128(year.value))
    guard field.range.contains(number) else { throw outOfRange(text) { $0.description } }
    return number
  }

  /// What stands behind the year, the month and the day.
  private static let dateForms = [("-", "-", ""), ("/", "/", ""), (".", ".", ""), ("年", "月", "日")]

  /// Takes a year, a month and a day in one of the accepted forms.
  private static func dateParts(_ cursor: inout ByteCursor) -> (year: Int, month: Int, day: Int)? {
    guard let year = cursor.digits() else { return nil }
    if year.count == 8 { return (year.value / 10_000, year.value / 100 % 100, year.value % 100) }
    guard year.count == 4 else { return nil }
    func part(_ cursor: inout ByteCursor) -> Int? {
      guard let digits = cursor.digits(), digits.count <= 2 else { return nil }
      return digits.value
    }
    for (first, second, last) in dateForms where cursor.take(first) {
      guard let month = part(&cursor), cursor.take(second), let day = part(&cursor), cursor.take(last) else {
        return nil
      }
      return (year.value, month, day)
    }
    return nil
  }

  private func notADate(_ text: [UInt8]) -> CellProblem {
    do throws(CellProblem) { try refusePlaceholder(text) } catch { return error }
    if let problem = dayNumber(text) { return problem }
    var cursor = ByteCursor(text)
    let hint: Phrase
    if Self.dateParts(&cursor) != nil, cursor.take(" ") || cursor.take("T") {
      hint = Phrase(zh: "只写到日，去掉后面的时刻", en: "write the day only, without the time")
    } else if isIncomplete(text) {
      hint = Phrase(zh: "日期要写到日，如 `2020-12-31`", en: "write the day too, for example `2020-12-31`")
    } else {
      hint = Phrase(
        zh: "年在前，写到日：`2020-12-31`、`2020/12/31`、`2020.12.31`、`20201231` 或 `2020年12月31日`",
        en: "write the year first: `2020-12-31`, `2020/12/31`, `2020.12.31`, `20201231` or `2020年12月31日`")
    }
    return CellProblem(
      .notADate, Phrase(zh: "\(quoted(text)) 不是日期", en: "\(quoted(text)) is not a date"), hint: hint)
  }

  /// A spreadsheet shows a date as the number of days since 1899-12-30 where the cell lost its format.
  private func dayNumber(_ text: [UInt8]) -> CellProblem? {
    var cursor = ByteCursor(text)
    guard let digits = cursor.digits(), digits.count == 5, digits.value >= 10_000 else { return nil }
    if cursor.take(".") { guard cursor.digits() != nil else { return nil } }
    guard cursor.isAtEnd else { return nil }
    let meant = CalendarDate(dayNumber: digits.value - 25_569)
    return CellProblem(
      .dayNumber,
      Phrase(
        zh: "\(quoted(text)) 是表格软件存日期用的序号，不是日期",
        en: "\(quoted(text)) is the number by which the spreadsheet keeps a day, not a date"),
      hint: Phrase(
        zh: "把这一列设为“日期”格式再导出" + (mayShowValues ? "；这个序号通常是 \(meant)" : ""),
        en: "format the column as a date and export again"
          + (mayShowValues ? "; the number usually means \(meant)" : "")))
  }

  /// Whether a text is a year, or a year and a month.
  private func isIncomplete(_ text: [UInt8]) -> Bool {
    var cursor = ByteCursor(text)
    guard let year = cursor.digits() else { return false }
    if cursor.isAtEnd { return year.count == 4 || year.count == 6 }
    guard year.count == 4, cursor.take("-") || cursor.take("/") || cursor.take(".") || cursor.take("年") else {
      return false
    }
    if cursor.isAtEnd { return true }
    guard cursor.digits() != nil else { return false }
    return cursor.take("月") && cursor.isAtEnd || cursor.isAtEnd
  }

  private func notAYear(_ text: [UInt8]) -> CellProblem {
    do throws(CellProblem) { try refusePlaceholder(text) } catch { return error }
    return CellProblem(
      .notAYear, Phrase(zh: "\(quoted(text)) 不是年份", en: "\(quoted(text)) is not a year"),
      hint: Phrase(zh: "只写四位的年份，如 `2020`", en: "write the year only, with four digits, for example `2020`"))
  }

  private static func dateText(_ number: ExactNumber) -> String {
    // Ends of a range are whole numbers of days in the years 1 to 9999.
    CalendarDate(dayNumber: Int(number.numerator)).description
  }

  /// A value beyond the range of the field, whose ends `show` writes in the unit of the cell.
  func outOfRange(_ text: [UInt8], unit: String = "", _ show: (ExactNumber) -> String) -> CellProblem {
    let limits: Phrase =
      switch (field.range.lower.number, field.range.upper.number) {
      case (let low?, let high?):
        Phrase(zh: "\(show(low)) 至 \(show(high))\(unit)", en: "\(show(low)) to \(show(high))\(unit)")
      case (let low?, nil): Phrase(zh: "\(show(low))\(unit) 以上", en: "\(show(low))\(unit) or more")
      case (nil, let high?): Phrase(zh: "\(show(high))\(unit) 以下", en: "\(show(high))\(unit) or less")
      case (nil, nil): Phrase(zh: "任意", en: "anything")
      }
    return CellProblem(
      .outOfRange,
      Phrase(
        zh: "\(quoted(text)) 超出“\(field.name)”的范围 \(limits.zh)",
        en: "\(quoted(text)) is out of the range of `\(field.name)`: \(limits.en)"),
      hint: Phrase(zh: "核对录入；范围在规则的字段里改", en: "check the entry; the range is set at the field in the rules"))
  }
}
