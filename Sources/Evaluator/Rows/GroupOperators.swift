import PolicyDSL

/// A member of a group as an aggregate sees it.
struct GroupMember {
  /// Whether the member may count, by 当 and by whether the record exists.
  let mayBeIn: Bool
  /// Whether the member may be left out.
  let mayBeOut: Bool
  /// The value that is aggregated; what 满足 says is `truth`.
  var number: PossibleNumber?
  /// What 满足 says of the member.
  var truth: PossibleTruth?
  /// Whether this stands for any number of members, as in a group without a file.
  var isUnbounded = false
}

/// The operators over groups and lists. Each takes all members, those surely left out included.
enum GroupOperators {
  /// 计数: from the members surely in to those that may be in.
  static func count(_ members: [GroupMember]) -> PossibleNumber {
    let certain = members.count { $0.mayBeIn && !$0.mayBeOut }
    let possible = members.count { $0.mayBeIn }
    let isUnbounded = members.contains { $0.mayBeIn && $0.isUnbounded }
    return PossibleNumber(
      Interval(.finite(whole(certain)), isUnbounded ? .positiveInfinity : .finite(whole(possible))))
  }

  /// 合计: the members surely in, and of the others what lies on either side of zero.
  /// - Returns: The sum, or `nil` beyond 128 bits.
  static func sum(_ members: [GroupMember]) -> PossibleNumber? {
    let parts = Parts(members)
    if parts.surelyConflicts { return .conflict }
    var total = Interval(.zero)
    for interval in parts.definite {
      guard let sum = total.adding(interval) else { return nil }
      total = sum
    }
    for (interval, isUnbounded) in parts.optional {
      guard let sum = total.adding(isUnbounded ? interval.repeated : interval.withZero) else { return nil }
      total = sum
    }
    return PossibleNumber(total, mayConflict: parts.mayConflict)
  }

  /// 最大, or 最小 where `least` is set. 不适用 where no member is surely in.
  static func extreme(_ members: [GroupMember], least: Bool) -> PossibleNumber {
    let parts = Parts(members)
    if parts.surelyConflicts { return .conflict }
    let all = parts.definite + parts.optional.map(\.interval)
    guard !all.isEmpty else { return parts.withoutNumber }
    let lower: Bound
    let upper: Bound
    if least {
      lower = all.map(\.lower).min()!
      upper = parts.definite.map(\.upper).min() ?? all.map(\.upper).max()!
    } else {
      lower = parts.definite.map(\.lower).max() ?? all.map(\.lower).min()!
      upper = all.map(\.upper).max()!
    }
    return PossibleNumber(
      Interval(lower, upper), mayBeNotApplicable: !parts.hasDefinite, mayConflict: parts.mayConflict)
  }

  /// 平均: exact where all members are surely in, else from the least to the greatest of the mean of
  /// those and of each other member.
  /// - Returns: The mean, or `nil` beyond 128 bits.
  static func average(_ members: [GroupMember]) -> PossibleNumber? {
    let parts = Parts(members)
    if parts.surelyConflicts { return .conflict }
    var hull: Interval?
    if !parts.definite.isEmpty {
      var total = Interval(.zero)
      for interval in parts.definite {
        guard let sum = total.adding(interval) else { return nil }
        total = sum
      }
      guard let mean = total.divided(by: Interval(whole(parts.definite.count)), isWhole: true) else {
        return nil
      }
      hull = mean.quotient
    }
    for (interval, _) in parts.optional { hull = hull?.hull(interval) ?? interval }
    guard let hull else { return parts.withoutNumber }
    return PossibleNumber(
      hull, mayBeNotApplicable: !parts.hasDefinite, mayConflict: parts.mayConflict)
  }

  /// 占比: the least share where members rather miss, are left out, hit; the greatest the other way.
  static func share(_ members: [GroupMember]) -> PossibleNumber {
    var atLeast = (hits: 0, misses: 0)
    var atMost = (hits: 0, misses: 0)
    var mayAllBeOut = true
    var mayCount = false
    for member in members where member.mayBeIn {
      let truth = member.truth!
      let (mayHit, mayMiss) = (truth.mayBeTrue, truth.mayBeFalse)
      let mayBeOut = member.mayBeOut || truth.mayBeNotApplicable
      mayAllBeOut = mayAllBeOut && mayBeOut
      mayCount = mayCount || mayHit || mayMiss
      if mayMiss { atLeast.misses += 1 } else if !mayBeOut { atLeast.hits += 1 }
      if mayHit { atMost.hits += 1 } else if !mayBeOut { atMost.misses += 1 }
    }
    guard mayCount else { return .notApplicable }
    // Any number of members outweighs all others.
    let unbounded = members.filter(\.isUnbounded)
    let mayFallToZero = unbounded.contains { $0.mayBeIn && $0.truth!.mayBeFalse }
    let mayRiseToOne = unbounded.contains { $0.mayBeIn && $0.truth!.mayBeTrue }
    return PossibleNumber(
      Interval(
        mayFallToZero ? .zero : ratio(atLeast, whereNone: .one),
        mayRiseToOne ? .one : ratio(atMost, whereNone: .zero)),
      mayBeNotApplicable: mayAllBeOut)
  }

  /// 每个: 否 if some member may be 否; 是 if none must be and some may be 是.
  static func every(_ members: [GroupMember]) -> PossibleTruth {
    let mustBeFalse = members.contains { $0.mustBe(.no) }
    let mayBeTrue = members.contains { $0.mayBeIn && $0.truth!.mayBeTrue }
    let mayBeFalse = members.contains { $0.mayBeIn && $0.truth!.mayBeFalse }
    return PossibleTruth(
      mayBeTrue: !mustBeFalse && mayBeTrue, mayBeFalse: mayBeFalse,
      mayBeNotApplicable: members.allSatisfy(\.mayBeSkipped))
  }

  /// 存在: the mirror image of 每个.
  static func some(_ members: [GroupMember]) -> PossibleTruth {
    let mustBeTrue = members.contains { $0.mustBe(.yes) }
    let mayBeTrue = members.contains { $0.mayBeIn && $0.truth!.mayBeTrue }
    let mayBeFalse = members.contains { $0.mayBeIn && $0.truth!.mayBeFalse }
    return PossibleTruth(
      mayBeTrue: mayBeTrue, mayBeFalse: !mustBeTrue && mayBeFalse,
      mayBeNotApplicable: members.allSatisfy(\.mayBeSkipped))
  }

  /// 至少 n 项: 是 if enough may be 是, 否 if too few must be; 不适用 if all items may be.
  ///
  /// Where no item may be 否, too few of them can be 是 only if some other one is: all 不适用 is 不适用.
  static func atLeast(_ minimum: Int, _ items: [PossibleTruth]) -> PossibleTruth {
    let certain = items.count { $0 == .yes }
    let possible = items.count { $0.mayBeTrue }
    let someIsLeft =
      items.contains(where: \.mayBeFalse) || certain > 0 || (minimum > 1 && possible > 0)
    return PossibleTruth(
      mayBeTrue: possible >= minimum, mayBeFalse: certain < minimum && someIsLeft,
      mayBeNotApplicable: items.allSatisfy(\.mayBeNotApplicable))
  }

  private static func whole(_ count: Int) -> ExactNumber { ExactNumber(Int128(count)) }

  private static func ratio(
    _ counts: (hits: Int, misses: Int), whereNone fallback: ExactNumber
  ) -> ExactNumber {
    ExactNumber(Int128(counts.hits), over: Int128(counts.hits + counts.misses)) ?? fallback
  }

  /// The members of a group by how sure they are.
  private struct Parts {
    /// The numbers of the members surely in.
    var definite: [Interval] = []
    /// The numbers of the members that may be in.
    var optional: [(interval: Interval, isUnbounded: Bool)] = []
    /// Whether some member is surely in and not 不适用.
    var hasDefinite = false
    /// Whether some member may be 冲突.
    var mayConflict = false
    /// Whether some member is surely in and surely 冲突.
    var surelyConflicts = false

    /// What the result is if no member has a number.
    var withoutNumber: PossibleNumber {
      PossibleNumber(nil, mayBeNotApplicable: true, mayConflict: mayConflict)
    }

    init(_ members: [GroupMember]) {
      for member in members where member.mayBeIn {
        let number = member.number!
        let isDefinite = !member.mayBeOut && !number.mayBeNotApplicable
        hasDefinite = hasDefinite || isDefinite
        mayConflict = mayConflict || number.mayConflict
        guard let interval = number.interval else {
          surelyConflicts = surelyConflicts || isDefinite
          continue
        }
        if isDefinite {
          definite.append(interval)
        } else {
          optional.append((interval, member.isUnbounded))
        }
      }
    }
  }
}

extension GroupMember {
  fileprivate func mustBe(_ value: PossibleTruth) -> Bool { mayBeIn && !mayBeOut && truth! == value }

  fileprivate var mayBeSkipped: Bool { mayBeOut || truth!.mayBeNotApplicable }
}

extension Interval {
  /// The sums of any number of values.
  fileprivate var repeated: Interval {
    Interval(
      lower < .finite(.zero) ? .negativeInfinity : .finite(.zero),
      upper > .finite(.zero) ? .positiveInfinity : .finite(.zero))
  }
}
