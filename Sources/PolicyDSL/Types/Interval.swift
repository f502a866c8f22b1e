/// One end of an interval; the infinite ends are never attained.
public enum Bound: Hashable, Sendable, Comparable {
  case negativeInfinity
  case finite(ExactNumber)
  case positiveInfinity

  /// The number, if the end is one.
  public var number: ExactNumber? {
    if case .finite(let number) = self { return number }
    return nil
  }

  /// Orders ends by value.
  public static func < (left: Bound, right: Bound) -> Bool {
    switch (left, right) {
    case (.negativeInfinity, .negativeInfinity), (.positiveInfinity, .positiveInfinity): false
    case (.negativeInfinity, _), (_, .positiveInfinity): true
    case (.finite(let first), .finite(let second)): first < second
    default: false
    }
  }

  /// The end with the opposite sign.
  public var negated: Bound {
    switch self {
    case .negativeInfinity: .positiveInfinity
    case .positiveInfinity: .negativeInfinity
    case .finite(let number): .finite(number.negated)
    }
  }
}

/// All numbers from one end to the other, ends included.
public struct Interval: Hashable, Sendable {
  /// The lower end.
  public let lower: Bound
  /// The upper end; never below the lower one.
  public let upper: Bound

  /// Every number.
  public static let all = Interval(.negativeInfinity, .positiveInfinity)

  /// Creates an interval; `lower` must not exceed `upper`.
  public init(_ lower: Bound, _ upper: Bound) {
    precondition(lower <= upper, "the ends of an interval are in order")
    self.lower = lower
    self.upper = upper
  }

  /// Creates the interval of one number.
  public init(_ number: ExactNumber) {
    lower = .finite(number)
    upper = .finite(number)
  }

  /// Creates the interval between two numbers in order.
  public init(_ lower: ExactNumber, _ upper: ExactNumber) {
    self.init(.finite(lower), .finite(upper))
  }

  /// The number, if there is only one.
  public var exact: ExactNumber? { lower == upper ? lower.number : nil }

  /// Returns the smallest interval that holds both.
  public func hull(_ other: Interval) -> Interval {
    Interval(min(lower, other.lower), max(upper, other.upper))
  }

  /// Returns what both have in common, or `nil` if nothing.
  public func intersection(_ other: Interval) -> Interval? {
    let (low, high) = (max(lower, other.lower), min(upper, other.upper))
    return low <= high ? Interval(low, high) : nil
  }

  /// Whether `number` lies between the ends.
  public func contains(_ number: ExactNumber) -> Bool {
    lower <= .finite(number) && .finite(number) <= upper
  }
}

/// Arithmetic on intervals, after the table of operators in `docs/语言参考.md`; `nil` where an end
/// would leave 128 bits.
extension Interval {
  /// `[al+bl, ah+bh]`.
  public func adding(_ other: Interval) -> Interval? {
    guard let low = lower.adding(other.lower), let high = upper.adding(other.upper) else { return nil }
    return Interval(low, high)
  }

  /// `[al−bh, ah−bl]`.
  public func subtracting(_ other: Interval) -> Interval? { adding(other.negated) }

  /// The interval of the opposite numbers.
  public var negated: Interval { Interval(upper.negated, lower.negated) }

  /// The least and the greatest of the four products of ends, with 0·∞ = 0.
  public func multiplied(by other: Interval) -> Interval? {
    var products: [Bound] = []
    for left in [lower, upper] {
      for right in [other.lower, other.upper] {
        guard let product = left.multiplied(by: right) else { return nil }
        products.append(product)
      }
    }
    return Interval(products.min()!, products.max()!)
  }

  /// The quotient by the part of `divisor` that is not zero, or `nil` in `quotient` if nothing is left.
  ///
  /// - Parameter isWhole: Whether the divisor takes whole numbers only, so that what is left of it
  ///   begins at 1 or ends at −1.
  /// - Returns: The hull of the quotients; `mayBeZero` where the divisor may be zero; `nil` where an
  ///   end would leave 128 bits.
  public func divided(by divisor: Interval, isWhole: Bool) -> (quotient: Interval?, mayBeZero: Bool)? {
    let mayBeZero = divisor.contains(.zero)
    guard mayBeZero else {
      guard let quotient = multiplied(byInverseOf: divisor) else { return nil }
      return (quotient, false)
    }
    var parts: [Interval] = []
    if divisor.upper > .finite(.zero) {
      guard let part = positiveQuotient(upper: divisor.upper, isWhole: isWhole) else { return nil }
      parts.append(part)
    }
    if divisor.lower < .finite(.zero) {
      guard let part = negated.positiveQuotient(upper: divisor.lower.negated, isWhole: isWhole) else {
        return nil
      }
      parts.append(part)
    }
    guard let first = parts.first else { return (nil, true) }
    return (parts.dropFirst().reduce(first) { $0.hull($1) }, true)
  }

  /// The quotient by the numbers from just above zero (or from 1) to `upper`.
  private func positiveQuotient(upper: Bound, isWhole: Bool) -> Interval? {
    if isWhole { return multiplied(byInverseOf: Interval(.finite(.one), max(.finite(.one), upper))) }
    // The inverse of (0, upper] is [1/upper, ∞).
    guard let least = upper.inverted else { return nil }
    return multiplied(by: Interval(least, .positiveInfinity))
  }

  private func multiplied(byInverseOf divisor: Interval) -> Interval? {
    guard let low = divisor.upper.inverted, let high = divisor.lower.inverted else { return nil }
    return multiplied(by: Interval(low, high))
  }
}

extension Bound {
  func adding(_ other: Bound) -> Bound? {
    switch (self, other) {
    case (.finite(let left), .finite(let right)): left.adding(right).map(Bound.finite)
    case (.finite, _): other
    default: self
    }
  }

  func multiplied(by other: Bound) -> Bound? {
    if case .finite(let left) = self, case .finite(let right) = other {
      return left.multiplied(by: right).map(Bound.finite)
    }
    let sign = self.sign * other.sign
    return sign == 0 ? .finite(.zero) : sign > 0 ? .positiveInfinity : .negativeInfinity
  }

  /// 1/x, with 1/∞ = 0; the bound is not zero.
  var inverted: Bound? {
    guard case .finite(let number) = self else { return .finite(.zero) }
    return ExactNumber.one.divided(by: number).map(Bound.finite)
  }

  private var sign: Int {
    switch self {
    case .negativeInfinity: -1
    case .positiveInfinity: 1
    case .finite(let number): number.numerator.signum() == 0 ? 0 : number.isNegative ? -1 : 1
    }
  }
}
