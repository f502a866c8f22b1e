import PolicyDSL

/// How far a record is from meeting a 标准.
public struct Shortfall: Hashable, Sendable, Comparable {
  /// How many requirements it fails.
  public let failed: Int
  /// The greatest distance of a requirement that is failed: of a comparison of two numbers their
  /// difference as a share of the greater one; `nil` where a requirement is no such comparison, which
  /// counts as farther away than any number.
  public let distance: ExactNumber?

  /// Fewer failed requirements come first, then the smaller distance.
  public static func < (left: Shortfall, right: Shortfall) -> Bool {
    if left.failed != right.failed { return left.failed < right.failed }
    switch (left.distance, right.distance) {
    case (let first?, let second?): return first < second
    case (let first, let second): return first != nil && second == nil
    }
  }
}

extension RowEvaluator {
  /// Returns how far a record is from meeting a 标准 that says 不达标; `nil` where it says anything else.
  public mutating func shortfall(rule: Int, record: Int) -> Shortfall? {
    let failed = failedRequirements(rule: rule, record: record)
    guard !failed.isEmpty, case .standard(_, let requirements) = plan.rules[rule].body else { return nil }
    var greatest: ExactNumber? = .zero
    for requirement in failed {
      guard let known = greatest else { break }
      greatest = distance(requirements[requirement].slot, record).map { max(known, $0) }
    }
    return Shortfall(failed: failed.count, distance: greatest)
  }

  /// Returns the positions of the requirements that keep a record from meeting a 标准; none where the
  /// rule says anything but 不达标.
  public mutating func failedRequirements(rule: Int, record: Int) -> [Int] {
    guard case .standard(_, let requirements) = plan.rules[rule].body,
      outcome(rule: rule, record: record).word == .notMet
    else { return [] }
    return requirements.indices.filter {
      outcome(rule: rule, requirement: $0, record: record).word == .notMet
    }
  }

  /// Returns how far apart the two sides of a comparison of decided numbers are.
  private mutating func distance(_ slot: Int, _ record: Int) -> ExactNumber? {
    guard case .comparison(let left, _, let right) = plan.steps[slot].operation,
      case .number = plan.steps[left].type,
      case .number(let first) = complete(left, record).value, let one = first.interval?.exact,
      case .number(let second) = complete(right, record).value, let other = second.interval?.exact,
      let difference = one.subtracting(other)?.magnitude
    else { return nil }
    let greater = max(one.magnitude, other.magnitude)
    return greater == .zero ? .zero : difference.divided(by: greater)
  }
}
