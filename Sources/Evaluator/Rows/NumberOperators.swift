import PolicyDSL

/// Arithmetic on possibilities: every pair of possible operands gives a possible result.
///
/// 不适用 with anything gives 不适用; 冲突 with a number or another 冲突 gives 冲突. An operation
/// returns `nil` where an end would leave 128 bits.
extension PossibleNumber {
  func adding(_ other: PossibleNumber) -> PossibleNumber? { combined(with: other) { $0.adding($1) } }

  func subtracting(_ other: PossibleNumber) -> PossibleNumber? {
    combined(with: other) { $0.subtracting($1) }
  }

  func multiplied(by other: PossibleNumber) -> PossibleNumber? {
    combined(with: other) { $0.multiplied(by: $1) }
  }

  /// The quotient; 不适用 where the divisor is zero.
  func divided(by other: PossibleNumber, isWhole: Bool) -> PossibleNumber? {
    var quotient: Interval?
    var mayBeZero = false
    if let dividend = interval, let divisor = other.interval {
      guard let result = dividend.divided(by: divisor, isWhole: isWhole) else { return nil }
      (quotient, mayBeZero) = result
    }
    return flagged(with: other, interval: quotient, mayBeNotApplicable: mayBeZero)
  }

  /// The same operation on every possible number; 不适用 and 冲突 stay.
  func mapped(_ operation: (Interval) -> Interval?) -> PossibleNumber? {
    guard let interval else { return self }
    guard let result = operation(interval) else { return nil }
    return PossibleNumber(result, mayBeNotApplicable: mayBeNotApplicable, mayConflict: mayConflict)
  }

  private func combined(
    with other: PossibleNumber, _ operation: (Interval, Interval) -> Interval?
  ) -> PossibleNumber? {
    var result: Interval?
    if let interval, let second = other.interval {
      guard let found = operation(interval, second) else { return nil }
      result = found
    }
    return flagged(with: other, interval: result, mayBeNotApplicable: false)
  }

  private func flagged(
    with other: PossibleNumber, interval result: Interval?, mayBeNotApplicable extra: Bool
  ) -> PossibleNumber {
    let isConflict =
      (mayConflict && (other.interval != nil || other.mayConflict))
      || (interval != nil && other.mayConflict)
    return PossibleNumber(
      result, mayBeNotApplicable: extra || mayBeNotApplicable || other.mayBeNotApplicable,
      mayConflict: isConflict)
  }
}

/// Comparisons of intervals: an end that is infinite is never attained.
extension Comparison {
  /// Returns whether some pair of numbers fulfils the comparison, and whether some pair does not.
  func outcomes(_ left: Interval, _ right: Interval) -> PossibleTruth {
    switch self {
    case .below:
      PossibleTruth(mayBeTrue: left.lower < right.upper, mayBeFalse: left.upper >= right.lower)
    case .atMost:
      PossibleTruth(mayBeTrue: left.lower <= right.upper, mayBeFalse: left.upper > right.lower)
    case .above: Comparison.below.outcomes(right, left)
    case .atLeast: Comparison.atMost.outcomes(right, left)
    case .equal:
      PossibleTruth(
        mayBeTrue: left.intersection(right) != nil,
        mayBeFalse: left.exact == nil || left.exact != right.exact)
    case .notEqual: Comparison.equal.outcomes(left, right).negated
    }
  }

  /// Compares two options by their positions; equality looks at each possible option.
  ///
  /// 未列 has no place in the order, and two unlisted texts may or may not be equal: both results
  /// are possible then.
  func outcomes(_ left: PossibleOption, _ right: PossibleOption) -> PossibleTruth {
    var result: PossibleTruth?
    func add(_ truth: PossibleTruth) { result = result?.union(truth) ?? truth }
    switch self {
    case .notEqual: return Comparison.equal.outcomes(left, right).negated
    case .equal:
      let meets = left.positions.contains { right.positions.contains($0) }
      if !left.positions.isEmpty, !right.positions.isEmpty {
        let differ = left.positions.count > 1 || right.positions.count > 1 || !meets
        add(PossibleTruth(mayBeTrue: meets, mayBeFalse: differ))
      }
      if left.mayBeUnlisted, right.mayBeUnlisted { add(.unknown) }
      if left.mayBeUnlisted, !right.positions.isEmpty { add(.no) }
      if right.mayBeUnlisted, !left.positions.isEmpty { add(.no) }
    default:
      if let first = left.interval, let second = right.interval { add(outcomes(first, second)) }
      let isListed = (left.interval != nil, right.interval != nil)
      if left.mayBeUnlisted, right.mayBeUnlisted || isListed.1 { add(.unknown) }
      if right.mayBeUnlisted, isListed.0 { add(.unknown) }
    }
    if left.mayBeNotApplicable || right.mayBeNotApplicable { add(.notApplicable) }
    return result!
  }
}

extension PossibleOption {
  /// From the first to the last possible position.
  var interval: Interval? {
    guard let first = positions.first, let last = positions.last else { return nil }
    return Interval(ExactNumber(Int128(first)), ExactNumber(Int128(last)))
  }
}

extension Interval {
  /// The interval with each end rounded; `nil` beyond 128 bits.
  func rounded(to step: ExactNumber, _ rule: Rounding) -> Interval? {
    guard let low = lower.rounded(to: step, rule), let high = upper.rounded(to: step, rule) else {
      return nil
    }
    return Interval(low, high)
  }

  /// The interval with zero added to it.
  var withZero: Interval { hull(Interval(.zero)) }
}

extension Bound {
  fileprivate func rounded(to step: ExactNumber, _ rule: Rounding) -> Bound? {
    guard case .finite(let number) = self else { return self }
    return number.rounded(to: step, rule).map(Bound.finite)
  }
}
