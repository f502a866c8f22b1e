/// An exact ratio of two whole numbers in lowest terms; every amount, rate and share is one.
///
/// A decimal with up to 38 digits is held exactly. Arithmetic returns `nil` where a result would
/// leave 128 bits; the checker refuses every step that could do so.
public struct ExactNumber: Hashable, Sendable, Comparable {
  /// The numerator; carries the sign.
  public let numerator: Int128

  /// The denominator; greater than zero.
  public let denominator: Int128

  /// Zero.
  public static let zero = ExactNumber(0)

  /// One.
  public static let one = ExactNumber(1)

  /// Creates a whole number.
  public init(_ value: Int128) {
    numerator = value
    denominator = 1
  }

  /// Creates the ratio of two whole numbers, or `nil` if `denominator` is zero or a sign change overflows.
  public init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / Int128(divisor)
    self.denominator = sign * denominator / Int128(divisor)
  }

  /// Creates the number that folded decimal text shows (`-12.50`), or `nil` if it is not of that form
  /// or has more than 38 digits.
  public init?(decimal text: some StringProtocol) {
    var digits: Int128 = 0
    var count = 0
    var decimals: Int?
    var negative = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: negative = true
      case UInt8(ascii: "."):
        guard decimals == nil, count > 0 else { return nil }
        decimals = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
        guard !overflow, !carry, sum < Self.digitLimit else { return nil }
        digits = sum
        if let places = decimals { decimals = places + 1 }
      default: return nil
      }
    }
    guard count > 0, decimals != 0, let power = Self.powerOfTen(decimals ?? 0) else { return nil }
    self.init(negative ? -digits : digits, over: power)
  }

  /// The first whole number with 39 digits.
  public static let digitLimit: Int128 = 100_000_000_000_000_000_000_000_000_000_000_000_000

  /// Returns ten to the power of `exponent`, or `nil` outside 0 to 38.
  public static func powerOfTen(_ exponent: Int) -> Int128? {
    guard (0...38).contains(exponent) else { return nil }
    return (0..<exponent).reduce(into: 1 as Int128) { power, _ in power *= 10 }
  }

  /// Whether the number is whole.
  public var isWhole: Bool { denominator == 1 }

  /// Whether the number is below zero.
  public var isNegative: Bool { numerator < 0 }

  /// The number without its sign.
  public var magnitude: ExactNumber { isNegative ? negated : self }

  /// The number with the opposite sign.
  public var negated: ExactNumber { ExactNumber(unchecked: -numerator, denominator) }

  /// How many decimals it takes to write the number exactly, or `nil` if none suffice.
  public var decimals: Int? {
    var rest = denominator
    var twos = 0
    var fives = 0
    while rest % 2 == 0 {
      rest /= 2
      twos += 1
    }
    while rest % 5 == 0 {
      rest /= 5
      fives += 1
    }
    return rest == 1 ? max(twos, fives) : nil
  }

  /// Returns the exact sum, or `nil` beyond 128 bits.
  public func adding(_ other: ExactNumber) -> ExactNumber? {
    if denominator == other.denominator {
      let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
      return overflow ? nil : ExactNumber(sum, over: denominator)
    }
    let divisor = Int128(
      Self.greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
    let (left, first) = numerator.multipliedReportingOverflow(by: other.denominator / divisor)
    let (right, second) = other.numerator.multipliedReportingOverflow(by: denominator / divisor)
    let (sum, third) = left.addingReportingOverflow(right)
    let (common, fourth) = denominator.multipliedReportingOverflow(by: other.denominator / divisor)
    return first || second || third || fourth ? nil : ExactNumber(sum, over: common)
  }

  /// Returns the exact difference, or `nil` beyond 128 bits.
  public func subtracting(_ other: ExactNumber) -> ExactNumber? { adding(other.negated) }

  /// Returns the exact product, or `nil` beyond 128 bits.
  public func multiplied(by other: ExactNumber) -> ExactNumber? {
    let first = Int128(
      Self.greatestCommonDivisor(numerator.magnitude, other.denominator.magnitude))
    let second = Int128(
      Self.greatestCommonDivisor(other.numerator.magnitude, denominator.magnitude))
    let (top, overflow) = (numerator / first).multipliedReportingOverflow(
      by: other.numerator / second)
    let (bottom, carry) = (denominator / second).multipliedReportingOverflow(
      by: other.denominator / first)
    return overflow || carry ? nil : ExactNumber(top, over: bottom)
  }

  /// Returns the exact quotient, or `nil` if `other` is zero or the result leaves 128 bits.
  public func divided(by other: ExactNumber) -> ExactNumber? {
    guard let inverse = ExactNumber(other.denominator, over: other.numerator) else { return nil }
    return multiplied(by: inverse)
  }

  /// Returns the multiple of `step` nearest to the number, or `nil` beyond 128 bits.
  public func rounded(to step: ExactNumber, _ rule: Rounding) -> ExactNumber? {
    guard let count = divided(by: step) else { return nil }
    var whole = count.numerator / count.denominator  // toward zero
    if rule == .halfUp {
      let rest = (count.numerator % count.denominator).magnitude
      if rest >= count.denominator.magnitude - rest { whole += count.isNegative ? -1 : 1 }
    }
    return ExactNumber(whole).multiplied(by: step)
  }

  /// Orders numbers by value, exactly.
  public static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return first.high == second.high ? first.low < second.low : first.high < second.high
  }

  /// Returns decimal text with exactly `places` decimals, cut toward zero.
  public func decimalText(places: Int) -> String {
    let magnitude = numerator.magnitude
    let bottom = denominator.magnitude
    var text = (isNegative ? "-" : "") + String(magnitude / bottom)
    var rest = magnitude % bottom
    if places > 0 { text += "." }
    for _ in 0..<max(0, places) {
      // The rest is below the denominator, so ten times it fits unless the denominator is near 2^127.
      let (product, overflow) = rest.multipliedReportingOverflow(by: 10)
      guard !overflow else { return text }
      text += String(product / bottom)
      rest = product % bottom
    }
    return text
  }

  private init(unchecked numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}

extension ExactNumber: CustomStringConvertible {
  /// The number as a decimal where that is exact, otherwise as a fraction with an approximation.
  public var description: String {
    if let places = decimals { return decimalText(places: places) }
    let step = ExactNumber(unchecked: 1, 10_000)
    let near = (rounded(to: step, .halfUp) ?? self).decimalText(places: 4)
    return "\(numerator)/\(denominator)（≈\(near)）"
  }
}

/// How a number is brought to a step.
public enum Rounding: Hashable, Sendable {
  /// 四舍五入: to the nearest step, halves away from zero.
  case halfUp
  /// 截尾: toward zero.
  case towardZero
}
