/// A day of the Gregorian calendar between the years 1 and 9999.
public struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let dayNumber: Int

  /// Creates the date `dayNumber` days after 1970-01-01.
  public init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// Creates a date, or `nil` if the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysIn(month: month, year: year)
    else { return nil }
    // Days since 0000-03-01, so that the leap day is the last of its year.
    let shifted = month > 2 ? year : year - 1
    let monthIndex = (month + 9) % 12
    let dayOfYear = (153 * monthIndex + 2) / 5 + day - 1
    dayNumber = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  /// The year, the month and the day.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }

  /// The year.
  public var year: Int { components.year }

  /// The day before.
  public var previous: CalendarDate { CalendarDate(dayNumber: dayNumber - 1) }

  /// The day after.
  public var next: CalendarDate { CalendarDate(dayNumber: dayNumber + 1) }

  /// Returns the number of completed years (周岁) on `day` of someone born on this date.
  ///
  /// Age *n* begins on the *n*-th birthday; who was born on 29 February has it on 1 March in common years.
  public func completedYears(on day: CalendarDate) -> Int {
    let (birth, today) = (components, day.components)
    let reached = (today.month, today.day) >= (birth.month, birth.day)
    return today.year - birth.year - (reached ? 0 : 1)
  }

  /// Orders dates by time.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.dayNumber < right.dayNumber
  }

  /// The date as `2020-12-31`.
  public var description: String {
    let (year, month, day) = components
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let digits = String(year)
    return String(repeating: "0", count: 4 - digits.utf8.count) + "\(digits)-\(two(month))-\(two(day))"
  }

  private static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
