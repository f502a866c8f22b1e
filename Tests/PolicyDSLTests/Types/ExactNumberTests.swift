import Testing

@testable import PolicyDSL

@Suite("An exact number")
struct ExactNumberTests {
  @Test(
    "holds decimal text exactly and writes it again",
    arguments: [
      ("0", "0"), ("0.3768", "0.3768"), ("490.1769", "490.1769"), ("-12.50", "-12.5"), ("007", "7"),
      ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ])
  func decimals(text: String, written: String) throws {
    #expect(try #require(ExactNumber(decimal: text)).description == written)
  }

  @Test(
    "refuses text that is no decimal, and 39 digits",
    arguments: ["", "-", ".5", "1.", "1.2.3", "1e3", "１", "+1", "100000000000000000000000000000000000000"])
  func refused(text: String) {
    #expect(ExactNumber(decimal: text) == nil)
  }

  @Test("compares 299,999 of 10,000,000 with 3% exactly")
  func thirdPercent() throws {
    let three = try #require(ExactNumber(3, over: 100))
    #expect(try #require(ExactNumber(299_999, over: 10_000_000)) < three)
    #expect(try #require(ExactNumber(300_000, over: 10_000_000)) == three)
    #expect(three < (try #require(ExactNumber(300_001, over: 10_000_000))))
  }

  @Test("compares numbers whose cross products leave 128 bits")
  func fullWidth() throws {
    let large = ExactNumber.digitLimit - 1
    let left = try #require(ExactNumber(large, over: large - 2))
    let right = try #require(ExactNumber(large - 2, over: large - 4))
    #expect(left < right)
    #expect(right.negated < left.negated)
  }

  @Test(
    "rounds halves away from zero and cuts toward zero",
    arguments: [
      ("0.145", "0.15", "0.14"), ("0.1449", "0.14", "0.14"), ("1.0129", "1.01", "1.01"),
      ("-0.145", "-0.15", "-0.14"), ("2.4376", "2.44", "2.43"), ("0.004", "0", "0"), ("0.005", "0.01", "0"),
    ])
  func rounding(text: String, rounded: String, cut: String) throws {
    let number = try #require(ExactNumber(decimal: text))
    let step = try #require(ExactNumber(1, over: 100))
    #expect(number.rounded(to: step, .halfUp)?.description == rounded)
    #expect(number.rounded(to: step, .towardZero)?.description == cut)
  }

  @Test("returns nil where a result leaves 128 bits, and never a wrong number")
  func overflow() {
    let large = ExactNumber(ExactNumber.digitLimit - 1)
    #expect(large.multiplied(by: large) == nil)
    #expect(ExactNumber(Int128.max).adding(.one) == nil)
    #expect(large.divided(by: .zero) == nil)
    #expect(ExactNumber(1, over: 0) == nil)
  }

  @Test("adds, subtracts, multiplies and divides as fractions do, on random small fractions")
  func randomArithmetic() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let (a, b) = (Int128(random.next() % 2001) - 1000, Int128(random.next() % 99) + 1)
      let (c, d) = (Int128(random.next() % 2001) - 1000, Int128(random.next() % 99) + 1)
      let x = try #require(ExactNumber(a, over: b))
      let y = try #require(ExactNumber(c, over: d))
      let same =
        x.adding(y) == ExactNumber(a * d + c * b, over: b * d)
        && x.subtracting(y) == ExactNumber(a * d - c * b, over: b * d)
        && x.multiplied(by: y) == ExactNumber(a * c, over: b * d)
        && (c == 0 || x.divided(by: y) == ExactNumber(a * d, over: b * c)) && (x < y) == (a * d < c * b)
      if !same { Issue.record("\(a)/\(b) and \(c)/\(d)") }
    }
  }
}

@Suite("A calendar date")
struct CalendarDateTests {
  @Test("agrees with the calendar day by day from 1600 to 2400")
  func everyDay() throws {
    var day = try #require(CalendarDate(year: 1600, month: 1, day: 1))
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for year in 1600..<2400 {
      for month in 1...12 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        for date in 1...(month == 2 && isLeap ? 29 : lengths[month - 1]) {
          if day != CalendarDate(year: year, month: month, day: date) || day.components != (year, month, date)
          {
            Issue.record("\(year)-\(month)-\(date)")
          }
          day = day.next
        }
      }
    }
  }

  @Test(
    "has no 29 February in common years, no 31 April, no month 13",
    arguments: [(2019, 2, 29), (1900, 2, 29), (2020, 4, 31), (2020, 13, 1), (2020, 0, 1), (0, 1, 1)])
  func noSuchDay(year: Int, month: Int, day: Int) {
    #expect(CalendarDate(year: year, month: month, day: day) == nil)
  }

  @Test(
    "begins a year of life on the birthday; 29 February on 1 March in common years",
    arguments: [
      ("2004-12-31", "2020-12-30", 15), ("2004-12-31", "2020-12-31", 16), ("2004-02-29", "2019-02-28", 14),
      ("2004-02-29", "2019-03-01", 15), ("2004-02-29", "2020-02-28", 15), ("2004-02-29", "2020-02-29", 16),
    ])
  func completedYears(birth: String, day: String, years: Int) throws {
    #expect(try date(birth).completedYears(on: date(day)) == years)
  }

  private func date(_ text: String) throws -> CalendarDate {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return try #require(CalendarDate(year: parts[0], month: parts[1], day: parts[2]))
  }
}

@Suite("An interval")
struct IntervalTests {
  @Test("is sound: the result of an operation holds every result of members")
  func sound() throws {
    var random = SeededGenerator(seed: 11)
    func number() -> ExactNumber { ExactNumber(Int128(random.next() % 21) - 10) }
    for _ in 0..<4_000 {
      let ends = [number(), number()].sorted()
      let others = [number(), number()].sorted()
      let (left, right) = (Interval(ends[0], ends[1]), Interval(others[0], others[1]))
      for a in Self.members(left) {
        for b in Self.members(right) {
          let isWhole = true
          let quotient = try #require(left.divided(by: right, isWhole: isWhole))
          let holds =
            left.adding(right)!.contains(a.adding(b)!) && left.subtracting(right)!.contains(a.subtracting(b)!)
            && left.multiplied(by: right)!.contains(a.multiplied(by: b)!)
            && (b == .zero ? quotient.mayBeZero : quotient.quotient!.contains(a.divided(by: b)!))
          if !holds { Issue.record("\(left) \(right) \(a) \(b)") }
        }
      }
    }
  }

  private static func members(_ interval: Interval) -> [ExactNumber] {
    let (low, high) = (interval.lower.number!.numerator, interval.upper.number!.numerator)
    return [low, (low + high) / 2, high].map { ExactNumber($0) }
  }

  @Test("divides by what is left of a divisor that may be zero")
  func divisorWithZero() throws {
    let ten = Interval(ExactNumber(10))
    let people = try #require(ten.divided(by: Interval(.zero, ExactNumber(5)), isWhole: true))
    #expect(people.mayBeZero)
    #expect(people.quotient == Interval(ExactNumber(2), ExactNumber(10)))
    let area = try #require(ten.divided(by: Interval(.zero, ExactNumber(5)), isWhole: false))
    #expect(area.quotient == Interval(.finite(ExactNumber(2)), .positiveInfinity))
    #expect(try #require(ten.divided(by: Interval(.zero), isWhole: true)).quotient == nil)
  }

  @Test("takes zero times infinity as zero, since the end is never attained")
  func zeroTimesInfinity() {
    let upward = Interval(.finite(.zero), .positiveInfinity)
    #expect(Interval(.zero).multiplied(by: upward) == Interval(.zero))
    #expect(upward.adding(Interval(ExactNumber(80))) == Interval(.finite(ExactNumber(80)), .positiveInfinity))
  }
}
